"""What the documentation points to is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def anchors(page: Path) -> set[str]:
    """The headings of a page as GitHub names them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def broken(page: Path) -> list[str]:
    """The links of a page that lead nowhere. Those to other sites are not followed."""
    found = []
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        if "://" not in link and (not target.exists() or (anchor and anchor not in anchors(target))):
            found.append(link)
    return found


def test_no_page_has_a_broken_link() -> None:
    assert {page: links for page in PAGES for links in [broken(page)] if links} == {}


def test_a_broken_link_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A thing\n[a](#a-thing) [b](page.md#a-thing) [c](no.md) [d](#no) [e](https://aws.amazon.com)\n")
    assert broken(page) == ["no.md", "#no"]


@pytest.mark.parametrize(
    "path", re.findall(r"`((?:steps|model)/[\w/]+(?:\.py|/))`", PAGES[0].read_text(encoding="utf-8"))
)
def test_a_file_that_the_readme_names_is_there(path: str) -> None:
    assert (ROOT / "agent_bootstrap" / path).exists()
