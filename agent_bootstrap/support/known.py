"""The secrets that this server is known to have, so that they can be hidden wherever they turn up."""

from __future__ import annotations

import contextlib
import re
from typing import Iterator
from urllib.parse import unquote

from agent_bootstrap.aws import agent_environment, cloudwatch_agent, shared_credentials, ssm_agent
from agent_bootstrap.host import Host, errands
from agent_bootstrap.host.registration_record import RECORD, as_object
from agent_bootstrap.host.vault import DOUBT
from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.settings.files import DROP_INS, FILE

_OURS = "agent-bootstrap.service"

_SETTING = re.compile(
    r"(?im)^[ \t]*(?:[\w\"]+\.)*(code|id|secret_access_key|access_key_id|proxy|code_file)[\"']?[ \t]*=[ \t]*(\"(?:\\.|[^\"\\])*\"|'[^']*')"
)
"""A line of a settings file, good or not: what another layer sets anew is a secret all the same."""

_VARIABLE = re.compile(
    r"AGENT_BOOTSTRAP_(?:ACTIVATION_(?:CODE|ID)|\w*ACCESS_KEY(?:_ID)?|NETWORK_PROXY|ACTIVATION_CODE_FILE)=(\"?)([^\n\"]+?)\1(?=[\"\s]|$)"
)

_LOADED = re.compile(r"LoadCredential=activation-code:(/[^\s\"]+)")
"""What `systemctl edit agent-bootstrap.service` was given, as the unit's own words advise."""

_CREDENTIAL = re.compile(r"(?im)^[ \t]*(?:aws_access_key_id|aws_secret_access_key|aws_session_token)[ \t]*=[ \t]*(\S+)")

_PASSWORD = re.compile(r"(?:^|://)([^/\s]*)@")


def known(host: Host) -> Iterator[str]:
    """All of them. What cannot be read hides nothing, and is not in the archive either."""
    for path in _texts(host):
        yield from _in_settings(host, _read(host, path))
    for path in _credentials(host):
        yield from _CREDENTIAL.findall(_read(host, path))
    environment = host.facts.environment()
    named = "\n".join(f'{name}="{value}"' for name, value in environment.items() if name.startswith("AGENT_BOOTSTRAP_"))
    for text in (named, _read(host, errands.ENVIRONMENT)):
        yield from _in_environment(host, text)
    directory = environment.get("CREDENTIALS_DIRECTORY")
    if directory:
        yield _first_line(_read(host, f"{directory}/activation-code"))
    for path in (RECORD, DOUBT):
        yield str(as_object(_read(host, path)).get("activation_id") or "")


def _texts(host: Host) -> Iterator[str]:
    yield FILE
    for directory in (DROP_INS, agent_environment.drop_ins(_OURS), f"/run/systemd/system/{_OURS}.d"):
        with contextlib.suppress(ProblemFoundError):
            yield from (f"{directory}/{name}" for name in host.files.names(directory))


def _credentials(host: Host) -> Iterator[str]:
    yield cloudwatch_agent.CREDENTIALS
    yield cloudwatch_agent.FORMER_CREDENTIALS
    shared = shared_credentials.read(_read(host, ssm_agent.IDENTITY))
    if shared and shared.file:
        yield shared.file


def _in_settings(host: Host, text: str) -> Iterator[str]:
    for name, quoted in _SETTING.findall(text):
        value = quoted[1:-1]
        yield from _meant(host, name.lower(), value)
    yield from (_first_line(_read(host, path)) for path in _LOADED.findall(text))
    yield from _in_environment(host, text)


def _in_environment(host: Host, text: str) -> Iterator[str]:
    for found in _VARIABLE.finditer(text):
        name = found[0].partition("=")[0].lower()
        yield from _meant(host, next((word for word in ("code_file", "proxy") if name.endswith(word)), name), found[2])


def _meant(host: Host, name: str, value: str) -> Iterator[str]:
    """What is secret of a value: of a proxy its user's password, of a file its first line."""
    if name == "code_file":
        yield _first_line(_read(host, value))
    elif name == "proxy":
        for user in _PASSWORD.findall(value):
            password = user.partition(":")[2]
            yield from (password, unquote(password))
    else:
        yield value


def _first_line(text: str) -> str:
    return text.partition("\n")[0].strip()


def _read(host: Host, path: str) -> str:
    try:
        return host.files.read(path) or ""
    except ProblemFoundError:
        return ""
