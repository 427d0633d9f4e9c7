"""The catalogue of problems keeps its promises: one stable code each, an owner, and a remedy that says what to do."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
import re
import string
from pathlib import Path
from typing import Any, Iterator

import pytest

from agent_bootstrap.model import problems
from agent_bootstrap.model.problem import Owner, ProblemKind
from agent_bootstrap.sandbox import faults
from agent_bootstrap.sandbox.faults import FAULTS

WITHOUT_A_FAULT = {
    "daemon-errand-failed": "a daemon tells it, of an errand that systemd could not start; a single run has no errands",
    "repair-undone": "a daemon tells it, of an hour in which somebody undid it; a single run repairs once",
    "settings-file-absent": "only `config validate FILE` looks for a file that somebody names; bootstrap never does",
}
"""Code -> why the sandbox cannot show it."""

TESTS = Path(__file__).parent.parent
IMPERATIVE = re.compile(
    "(add|allow|ask|attach|change|check|choose|compare|copy|correct|create|delete|deregister|do|exempt|find|forward|free|give|grant"
    "|install|keep|leave|let|look|make|mend|move|name|open|point|put|raise|read|remove|renew|repair|replace|report|restore|route|run|save|see"
    "|set|spell|start|stop|take|turn|type|update|use|wait|write)"
)
"""The verbs with which a remedy may begin. A new one is welcome here; a noun, or somebody's feelings, are not."""


def kinds() -> Iterator[ProblemKind]:
    """Every problem of the catalogue."""
    for _, layer in problems.by_layer():
        yield from layer


KINDS = problems.by_code()


def complaints(kind: ProblemKind) -> list[str]:
    """What is wrong with an entry, as far as a program can tell."""
    begins = re.match(r"(?:If [^,:]+[,:] )?([A-Za-z]+)", kind.remedy)
    verb = begins[1].lower() if begins else ""
    wrong = {
        "code is not in kebab case": not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", kind.code),
        "owner is nobody": not isinstance(kind.owner, Owner),
        "brief is not one line without an end": "\n" in kind.brief or kind.brief.endswith((".", "!")) or not kind.brief,
        "remedy does not begin with a verb in the imperative": not IMPERATIVE.fullmatch(verb),
        # A command (after a colon) or a value that is to be copied stands last, without a full stop.
        "remedy is no sentence": not kind.remedy.endswith((".", "}")) and ": " not in kind.remedy.rpartition(". ")[2],
        "remedy or brief has a nameless gap": any(name == "" for name in _gaps(kind)),
    }
    return [f"{kind.code}: {complaint}" for complaint, is_so in wrong.items() if is_so]


def unexplained(kind: ProblemKind) -> list[str]:
    """The texts of an entry that are missing, or that do not say what they are for."""
    wrong = {
        "cause is no sentence": not kind.cause.endswith((".", ".)")),
        "seen is no sentence": not kind.seen.endswith("."),
        # Either a command with the shell's own remark behind it, or a sentence with commands between backticks.
        "verify has no command, or does not say what it must print": not re.search(
            "[^ ]  # [^ ]|`[^`]+` ?[a-z]", kind.verify
        ),
    }
    return [f"{kind.code}: {complaint}" for complaint, is_so in wrong.items() if is_so]


def _gaps(kind: ProblemKind) -> list[str]:
    pieces = [*string.Formatter().parse(kind.brief), *string.Formatter().parse(kind.remedy)]
    return [name for _, name, _, _ in pieces if name is not None]


def test_the_catalogue_is_not_empty() -> None:
    assert len(KINDS) > 20


def test_every_code_belongs_to_one_problem() -> None:
    codes = [kind.code for kind in {id(kind): kind for kind in kinds()}.values()]
    assert sorted(codes) == sorted(set(codes))


def test_every_problem_has_a_code_an_owner_and_something_to_do() -> None:
    assert [complaint for kind in KINDS.values() for complaint in complaints(kind)] == []


def test_every_problem_is_explained_to_somebody_who_meets_it_for_the_first_time() -> None:
    assert [complaint for kind in KINDS.values() for complaint in unexplained(kind)] == []


def test_every_problem_has_a_page() -> None:
    assert [code for code in KINDS if not (TESTS.parent / f"docs/reference/problems/{code}.md").is_file()] == [], (
        "run: make docs"
    )


def test_every_problem_can_be_rehearsed_and_so_is_provoked() -> None:
    """tests/sandbox/test_faults.py runs every fault; what has none is provoked by a test that names it."""
    rehearsed = {fault.code for fault in FAULTS.values()}
    assert {code for code in KINDS if code not in rehearsed} == set(WITHOUT_A_FAULT), (
        "a problem needs a fault in sandbox/faults, or a reason why it has none, and not both"
    )
    house = Path(__file__).parent
    for code in WITHOUT_A_FAULT:
        files = (path for path in TESTS.rglob("*.py") if house not in path.parents)
        assert any(_names(path, code) for path in files), f"no file under tests/ names {code}"


def _names(path: Path, code: str) -> bool:
    return (
        re.search(rf"(?<![a-z0-9-]){code}(?![a-z0-9-])", path.read_text(encoding="utf-8", errors="replace")) is not None
    )


def test_every_fault_of_the_sandbox_is_due_to_a_problem_of_the_catalogue() -> None:
    due = {name: fault for name, fault in FAULTS.items() if fault.code is not None}
    assert {fault.code for fault in due.values()} - set(KINDS) == set()
    assert [name for name, fault in due.items() if KINDS[str(fault.code)].owner is not fault.owner] == []


def test_no_two_faults_have_one_name() -> None:
    layers = [
        importlib.import_module(f"{faults.__name__}.{found.name}") for found in pkgutil.iter_modules(faults.__path__)
    ]
    names = [name for layer in layers for name in getattr(layer, "FAULTS", ())]
    assert sorted(names) == sorted(FAULTS)


@pytest.mark.parametrize(
    "kind",
    [
        ProblemKind("Not_Kebab", Owner.DNS, may_pass=False, brief="b", remedy="Add it."),
        ProblemKind("a", Owner.DNS, may_pass=False, brief="A sentence.", remedy="Add it."),
        ProblemKind("a", Owner.DNS, may_pass=False, brief="b", remedy="The name is missing."),
        ProblemKind("a", Owner.DNS, may_pass=False, brief="b", remedy="Add it"),
        ProblemKind("a", Owner.DNS, may_pass=False, brief="{} is wrong", remedy="Add it."),
    ],
)
def test_a_bad_entry_is_seen(kind: ProblemKind) -> None:
    assert len(complaints(kind)) == 1


@pytest.mark.parametrize(
    ("texts", "complaint"),
    [
        ({"cause": ""}, "cause is no sentence"),
        ({"seen": "a word"}, "seen is no sentence"),
        ({"verify": "ask a colleague"}, "verify has no command, or does not say what it must print"),
        ({"verify": "getent ahosts {name}"}, "verify has no command, or does not say what it must print"),
    ],
)
def test_an_entry_that_explains_nothing_is_seen(texts: dict[str, Any], complaint: str) -> None:
    good: dict[str, Any] = {
        "cause": "Somebody did it.",
        "seen": "The program looks.",
        "verify": "getent ahosts {name}  # prints it",
    }
    kind = ProblemKind("a-b", Owner.DNS, may_pass=False, brief="b", remedy="Add it.", **good)
    assert unexplained(kind) == []
    assert unexplained(dataclasses.replace(kind, **texts)) == [f"a-b: {complaint}"]


def test_a_good_entry_may_begin_with_a_condition() -> None:
    kind = ProblemKind("a-b", Owner.DNS, may_pass=False, brief="{name} is gone", remedy="If you need it, add it.")
    assert complaints(kind) == []
