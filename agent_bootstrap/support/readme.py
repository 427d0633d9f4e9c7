"""README.txt of the archive: what is in it, and what never is."""

from __future__ import annotations

from typing import Iterable

_TEXT = """\
What agent-bootstrap collected on this server for whoever shall help. Open it and look before you send it.

In it:
{contents}
  missing.txt             what could not be had, and why; absent if nothing is missing

Never in it, for these are never opened for it:
  the SSM Agent's Vault (the server's identity and its private key), its copies, and identities that were given up;
  the files of credentials, the file of the activation code, and the settings files themselves.

Hidden as *** wherever they turn up in the above:
  the activation code and the activation's ID; access key IDs, secret access keys, session tokens; private keys;
  user and password of proxies; every secret that the settings, the environment, systemd's drop-ins and the credentials
  files hold now; and whatever has the shape of one of these, which may hide a word that was none.

Not hidden, since nobody could help without them: names and addresses of this server, of its network and of its name
servers, the node's ID, the Region, paths, and what the agents wrote into their logs. If a log of yours may hold more that
is nobody's business, take it out:  tar --delete works on the unpacked .tar.
"""


def text(contents: Iterable[str]) -> str:
    """The text; `contents` has a line for each part."""
    return _TEXT.format(contents="\n".join(f"  {line}" for line in contents))
