"""What stands in /usr/share/doc: whose the parts are, under which licences, and what is new."""

from __future__ import annotations

import email.utils
import re
import textwrap
import time
from pathlib import Path
from typing import Iterator

from builder.description import CHECKOUT, Build, Description, Library

LICENCES = "/usr/share/doc/agent-bootstrap/licences"

_WIDTH = 78


def copyright_file(description: Description) -> str:
    """Debian's machine-readable form, which is as readable for a person."""
    own = Library(description.licence, description.copyright)
    stanzas = [
        ["Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/", f"Upstream-Name: {description.name}"],
        _stanza("*", own),
        *(_stanza(f"usr/lib/agent-bootstrap/{_module(name)}*", library) for name, library in description.libraries.items()),
        *_licences(description),
    ]  # fmt: skip
    return "\n\n".join("\n".join(stanza) for stanza in stanzas) + "\n"


def _stanza(files: str, library: Library) -> list[str]:
    first, *others = library.copyright.split("; ")
    return [
        f"Files: {files}",
        f"Copyright: {first}",
        *(f" {holder}" for holder in others),
        f"License: {library.licence}",
    ]


def _module(library: str) -> str:
    return {"python-dateutil": "dateutil"}.get(library, library.replace("-", "_"))


def _licences(description: Description) -> Iterator[list[str]]:
    named = {description.licence, *(library.licence for library in description.libraries.values())}
    for licence in sorted({word for name in named for word in name.split(" or ")}):
        where = f"Word for word, with each library's notices, in {LICENCES}."
        common = "Also in /usr/share/common-licenses/Apache-2.0 on Debian." if licence == "Apache-2.0" else ""
        text = textwrap.wrap(
            f"{where} {common}", _WIDTH, initial_indent=" ", subsequent_indent=" ", break_on_hyphens=False
        )
        yield [f"License: {licence}", *text]


def news(changelog: Path = CHECKOUT / "CHANGELOG.md") -> list[str]:
    """The items of the newest version, each as one line."""
    newest = re.split(r"^## .*$", changelog.read_text(encoding="utf-8"), flags=re.MULTILINE)[1]
    items = re.findall(r"^- (.*(?:\n  .*)*)", newest, re.MULTILINE)
    return [" ".join(item.split()) for item in items]


def debian_changelog(what: Build) -> str:
    """The newest version's news in Debian's form."""
    items = (textwrap.fill(item, _WIDTH, initial_indent="  * ", subsequent_indent="    ") for item in news())
    date = email.utils.formatdate(what.epoch)
    first = f"{what.description.name} ({what.version}) unstable; urgency=medium"
    return "\n".join([first, "", *items, "", f" -- {what.description.maintainer}  {date}", ""])


def rpm_changelog(what: Build) -> str:
    """The newest version's news in rpm's form, in which a percent sign would begin a macro."""
    date = time.strftime("%a %b %d %Y", time.gmtime(what.epoch))
    items = (textwrap.fill(item, _WIDTH, initial_indent="- ", subsequent_indent="  ") for item in news())
    return "\n".join([f"* {date} {what.description.maintainer} - {what.version}-1", *items]).replace("%", "%%")
