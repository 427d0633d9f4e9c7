"""Writes the reference pages that the program itself can tell: settings, problems, faults, exit codes, the journal.

`python -m docs.generate` writes them, `python -m docs.generate --check` only says which of them are stale.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Iterable, Iterator, Mapping

from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.sandbox.faults import FAULTS
from agent_bootstrap.sandbox.faults.fault import Fault
from agent_bootstrap.settings.keys import ARRAYS, ITEM_KEYS, KEYS, TABLES, Key
from docs import capability_page, journal_page, problem_pages

REFERENCE = Path(__file__).parent / "reference"

_FIRST_LINE = "<!-- Written by `make docs` from {source}. Change that, not this. -->"


def pages() -> Mapping[str, str]:
    """Name of each page -> its text."""
    return {
        "capabilities.md": _page("agent_bootstrap/aws/capabilities.py", "Capabilities", capability_page.lines()),
        "exit-codes.md": _page("agent_bootstrap/model/exit_code.py", "Exit codes", _exit_codes()),
        "faults.md": _page("agent_bootstrap/sandbox/faults/", "Faults of the sandbox", _faults()),
        "journal.md": _page("agent_bootstrap/reporting/journal.py", "The journal", journal_page.lines()),
        "problems.md": _page("agent_bootstrap/model/problems/", "Problems", problem_pages.index()),
        "settings.md": _page("agent_bootstrap/model/settings.py", "Settings", _settings()),
        **{name: _page(source, title, lines) for name, source, title, lines in problem_pages.pages()},
    }


def exit_code_rows() -> Iterator[str]:
    """One row of a table for each exit code; the README holds the same rows."""
    for code in ExitCode:
        yield f"| {int(code)} | {code.meaning} |"


def stale() -> list[str]:
    """The names of the pages that do not say what the program says, or that tell of a problem that is no more."""
    due = pages()
    left = [f"problems/{path.name}" for path in (REFERENCE / "problems").glob("*.md")]
    wrong = [name for name, text in due.items() if _written(REFERENCE / name) != text]
    return [*wrong, *sorted(name for name in left if name not in due)]


def main(arguments: Iterable[str]) -> int:
    """Write the pages, or check them. Returns the exit code."""
    wrong = stale()
    if "--check" in arguments:
        for name in wrong:
            sys.stderr.write(f"docs/reference/{name} is stale; run: make docs\n")
        return 1 if wrong else 0
    due = pages()
    (REFERENCE / "problems").mkdir(parents=True, exist_ok=True)
    for name in wrong:
        if name in due:
            (REFERENCE / name).write_text(due[name], encoding="utf-8")
        else:
            (REFERENCE / name).unlink()
    return 0


def _written(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _page(source: str, title: str, lines: Iterable[str]) -> str:
    return "\n".join([_FIRST_LINE.format(source=source), "", f"# {title}", "", *lines]) + "\n"


def _exit_codes() -> Iterator[str]:
    yield "`status` repeats the exit code of the report that it shows, and so tells this server's health: 0, 1, 4 or 78. It is 3 as long"
    yield "as nobody has looked since the system started, and where a report that says 0 is the daemon's and older than it should be."
    yield from ("Ctrl-C ends every verb with 130.", "")
    yield from ("| code | meaning |", "|---|---|")
    yield from exit_code_rows()


def _settings() -> Iterator[str]:
    yield "Files are TOML. Later places win, key by key: built-in defaults, `/etc/agent-bootstrap/agent-bootstrap.toml`,"
    yield "`/etc/agent-bootstrap/conf.d/*.toml` sorted by name, a systemd credential (`activation-code`, for the code alone),"
    yield "environment variables, flags. `agent-bootstrap config show --origin` tells who set each value,"
    yield "`agent-bootstrap config schema` prints the JSON Schema of a file. Flags take any setting as `--set KEY=VALUE`,"
    yield "arrays with commas; `--region`, `--activation-id`, `--activation-code-file` and `--activation-code` are shorter."
    for path in ("", *TABLES):
        keys = [key for key in KEYS.values() if key.path.rpartition(".")[0] == path]
        if path:
            yield from ("", f"## [{path}]", "", TABLES[path].about.description)
        for key in keys:
            yield from ("", f"### {key.path}", "", *_setting(key))
    for path, array in ARRAYS.items():
        yield from (
            "",
            f"## [[{path}]]",
            "",
            f"{array.about.description} Neither the environment nor a flag can set them.",
        )
        for key in ITEM_KEYS.values():
            if key.path.startswith(f"{path}."):
                yield from ("", f"### {key.path}", "", *_setting(key, environment=False))


def _setting(key: Key, *, environment: bool = True) -> Iterator[str]:
    yield key.about.description
    yield ""
    yield f"- kind: {key.kind.value}{', a secret: never shown' if key.kind.secret else ''}"
    yield f"- default: {_default(key)}"
    if key.about.example:
        yield f"- example: `{key.about.example}`"
    if environment:
        yield f"- environment: `{key.environment_name}`"


def _default(key: Key) -> str:
    if isinstance(key.default, bool):
        return f"`{str(key.default).lower()}`"
    if isinstance(key.default, tuple):
        return f"`[{', '.join(map(_quoted, key.default))}]`"
    if isinstance(key.default, int):
        return f"`{key.default}`"
    return f"`{_quoted(key.default)}`" if key.default else "none"


def _quoted(text: object) -> str:
    return f'"{text}"'


def _faults() -> Iterator[str]:
    yield "`agent-bootstrap sandbox --fault NAME` breaks one thing; give it several times to break several things."
    yield from ("", "| fault | what is broken | verdict that is due | owner | exit code |", "|---|---|---|---|---|")
    for name, fault in FAULTS.items():
        yield f"| `{name}` | {fault.description} | {_verdict(fault)} | {int(fault.exit_code)} |"


def _verdict(fault: Fault) -> str:
    code = f"[{fault.code}](problems/{fault.code}.md)" if fault.code else "none: the run gets over it"
    return f"{code} | {fault.owner.title if fault.owner else 'nobody'}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
