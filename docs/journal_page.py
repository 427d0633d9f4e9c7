"""The reference page of the journal: what the daemon writes there, with the MESSAGE_ID of each kind."""

from __future__ import annotations

from typing import Iterator

from agent_bootstrap.daemon.told import Change
from agent_bootstrap.model import problems
from agent_bootstrap.reporting import journal

_PRIORITIES = {journal.ERROR: "err", journal.WARNING: "warning", journal.NOTICE: "notice"}

_FIELDS = {
    "MESSAGE": "the sentence; of a problem its brief, code, owner and remedy, of a mistake in the settings first its file and line",
    "PRIORITY": "3 (err) for a problem, 4 (warning) for one that stands in nobody's way, 5 (notice) for what was repaired or is well again",
    "SYSLOG_IDENTIFIER": "`agent-bootstrap`",
    "MESSAGE_ID": "the kind: see below",
    "AGENT_BOOTSTRAP_STEP": "the promise: `network.resolves/ssm`; more than once where one cause is behind several",
    "AGENT_BOOTSTRAP_STATUS": "how it stands: `ok`, `changed`, `failed`, `stuck`",
    "AGENT_BOOTSTRAP_CODE": "the problem's code: `dns-nxdomain`",
    "AGENT_BOOTSTRAP_OWNER": "who can remove the cause: `dns`, `firewall`, `aws-account`, `server`, `settings`",
    "AGENT_BOOTSTRAP_REMEDY": "what that owner must do",
    "AGENT_BOOTSTRAP_DETAILS": "how it was seen: addresses, answers, the words of other programs; of several lines. Never a secret",
}

_WORDS = {
    Change.REPAIRED.value: (journal.NOTICE, "a promise that was not kept was repaired"),
    Change.HEALED.value: (journal.NOTICE, "what was told to be wrong is well again, by itself or by somebody's hand"),
    "settings-warning": (journal.WARNING, "settings that hold are odd"),
}


def lines() -> Iterator[str]:
    """The page below its title."""
    yield "The daemon writes one entry for each piece of news, never one for each look: a problem when it is there (what was well a"
    yield "moment ago is looked at once more first), a repair, and that something is well again. The IDs are stable for ever."
    yield ""
    yield f"    journalctl -t agent-bootstrap MESSAGE_ID={journal.message_id('dns-nxdomain')}   # one kind"
    yield "    journalctl -t agent-bootstrap AGENT_BOOTSTRAP_OWNER=firewall                       # all for one team"
    yield "    journalctl -t agent-bootstrap -p err -o verbose                                    # with all fields"
    yield from ("", "| field | what it holds |", "|---|---|")
    for field, meaning in _FIELDS.items():
        yield f"| `{field}` | {meaning} |"
    yield from ("", "## What is no problem", "", "| kind | meaning | priority | MESSAGE_ID |", "|---|---|---|---|")
    for word, (priority, meaning) in _WORDS.items():
        yield f"| {word} | {meaning} | {_PRIORITIES[priority]} | `{journal.message_id(word)}` |"
    for layer, kinds in problems.by_layer():
        yield from ("", f"## {problems.title(layer)}", "", "| code | priority | MESSAGE_ID |", "|---|---|---|")
        for kind in kinds:
            priority = _PRIORITIES[journal.WARNING if kind.warning else journal.ERROR]
            yield f"| [{kind.code}](problems/{kind.code}.md) | {priority} | `{journal.message_id(kind.code)}` |"
