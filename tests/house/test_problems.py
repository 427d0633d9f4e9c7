"""The catalogue of problems keeps its promises: one stable code each, an owner, and a remedy that says what to do."""

from __future__ import annotations

import re
import string
from pathlib import Path
from typing import Iterator

import pytest

from agent_bootstrap.model import problems
from agent_bootstrap.model.problem import Owner, ProblemKind
from agent_bootstrap.sandbox.faults import FAULTS

TESTS = Path(__file__).parent.parent
IMPERATIVE = re.compile(
    "(add|allow|ask|attach|change|check|choose|compare|copy|correct|create|delete|deregister|do|exempt|find|forward|free|give|grant"
    "|install|keep|leave|look|make|mend|move|name|open|point|put|raise|read|remove|renew|repair|replace|report|route|run|save|see"
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


def _gaps(kind: ProblemKind) -> list[str]:
    pieces = [*string.Formatter().parse(kind.brief), *string.Formatter().parse(kind.remedy)]
    return [name for _, name, _, _ in pieces if name is not None]


def test_the_catalogue_is_not_empty() -> None:
    assert len(KINDS) > 20


def test_every_code_belongs_to_one_problem() -> None:
    codes = [kind.code for kind in {id(kind): kind for kind in kinds()}.values()]
    assert sorted(codes) == sorted(set(codes))


@pytest.mark.parametrize("code", KINDS)
def test_a_problem_has_a_code_an_owner_and_something_to_do(code: str) -> None:
    assert complaints(KINDS[code]) == []


@pytest.mark.parametrize("code", KINDS)
def test_a_problem_is_seen_by_some_test(code: str) -> None:
    house = Path(__file__).parent
    files = (
        path for path in TESTS.rglob("*") if path.suffix in {".py", ".json", ".toml"} and house not in path.parents
    )
    assert any(_names(path, code) for path in files), f"no file under tests/ names {code}"


def _names(path: Path, code: str) -> bool:
    return (
        re.search(rf"(?<![a-z0-9-]){code}(?![a-z0-9-])", path.read_text(encoding="utf-8", errors="replace")) is not None
    )


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_the_sandbox_is_due_to_a_problem_of_the_catalogue(name: str) -> None:
    fault = FAULTS[name]
    assert fault.code is None or KINDS[fault.code].owner is fault.owner


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


def test_a_good_entry_may_begin_with_a_condition() -> None:
    kind = ProblemKind("a-b", Owner.DNS, may_pass=False, brief="{name} is gone", remedy="If you need it, add it.")
    assert complaints(kind) == []
