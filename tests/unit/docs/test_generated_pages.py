"""The generated pages and the README's tables say what the program says."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent_bootstrap.cli.main import VERBS
from docs import generate

ROOT = Path(__file__).parents[3]
PAGES = generate.pages()


def test_the_generated_pages_are_true() -> None:
    written = {name: (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8") for name in PAGES}
    assert written == PAGES, "run: make docs"


def test_the_generated_pages_say_so_on_their_first_line() -> None:
    mark = "<!-- Written by `make docs` from agent_bootstrap/"
    assert [name for name, text in PAGES.items() if not text.startswith(mark)] == []


def test_a_stale_page_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generate, "REFERENCE", tmp_path)
    assert generate.main(["--check"]) == 1
    assert not list(tmp_path.iterdir())
    assert generate.main([]) == 0
    assert generate.main(["--check"]) == 0
    (tmp_path / "faults.md").write_text("old", encoding="utf-8")
    assert generate.stale() == ["faults.md"]


def test_the_readme_has_every_exit_code_with_its_meaning() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = [row for row in readme.splitlines() if row[:3].strip("| ").isdigit()]
    assert rows == list(generate.exit_code_rows())


def test_the_readme_names_every_verb_of_the_command_line() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [verb for verb in VERBS if f"agent-bootstrap {verb}" not in readme and verb != "version"] == []
