"""Effects stay inside host/ (and the sandbox): nobody else touches processes, the network, files or the clock."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Iterator, Optional

import pytest

import agent_bootstrap
from tests.house.syntax import parsed

PACKAGE = Path(agent_bootstrap.__file__).parent
SOURCES = {str(path.relative_to(PACKAGE)): path.read_text(encoding="utf-8") for path in sorted(PACKAGE.rglob("*.py"))}

_DOORS = ("host/", "sandbox/")
_MODULES = re.compile(
    r"(subprocess|socket|ssl|requests|boto3|botocore|psutil|urllib\.request|urllib3|http\.client|dns|tempfile|shutil|fcntl)"
    r"(\..*)?"
)
_NAMES = re.compile(
    r"os\.(environb?|getenv|putenv|remove|unlink|rename|replace|mkdir|makedirs|rmdir|chmod|chown|link|symlink|truncate"
    r"|kill|killpg|fork|system|popen|open|write|posix_spawnp?|setuid|setgid|exec[lv]p?e?)|time\.sleep|sys\.stdin"
)
_PATH_METHODS = re.compile("write_text|write_bytes|unlink|mkdir|rmdir|rename|touch|chmod|symlink_to|hardlink_to")
_BROAD = {"Exception", "BaseException"}


def dotted(node: ast.AST) -> str:
    """`os.path.join` for the expression of that name; empty for any other."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return ""


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything that is imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def opens_for_writing(call: ast.Call) -> bool:
    """Whether it is `open(…)` or `x.open(…)` with a mode that changes the file, or one that cannot be read here."""
    if not (isinstance(call.func, ast.Name) and call.func.id == "open") and not (
        isinstance(call.func, ast.Attribute) and call.func.attr == "open"
    ):
        return False
    position = 1 if isinstance(call.func, ast.Name) else 0
    given = [keyword.value for keyword in call.keywords if keyword.arg == "mode"] + call.args[position : position + 1]
    return any(not isinstance(mode, ast.Constant) or set(str(mode.value)) & set("wax+") for mode in given)


def effect(node: ast.AST) -> Optional[str]:
    """The effect that this expression has, if it is one for host/ alone."""
    if isinstance(node, ast.Attribute) and _NAMES.fullmatch(dotted(node)):
        return dotted(node)
    if isinstance(node, ast.Call) and opens_for_writing(node):
        return "open for writing"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _PATH_METHODS.fullmatch(node.func.attr):
        return node.func.attr
    return None


def effects(name: str, source: str) -> list[str]:
    """Every effect of a module that stands outside the doors."""
    if name.startswith(_DOORS):
        return []
    tree = parsed(source)
    names = [(line, item) for line, item in imported(tree) if _NAMES.fullmatch(item) or _MODULES.fullmatch(item)]
    names += [(getattr(node, "lineno", 0), found) for node in ast.walk(tree) for found in [effect(node)] if found]
    may_become_another = {"os.execvp"} if name.startswith("cli/") else set()
    return [f"{name} line {line}: {item}" for line, item in names if item not in may_become_another]


def raises_again(handler: ast.ExceptHandler) -> bool:
    """Whether the handler only tidies up: what it caught goes on its way, here or in the thread that asks for the result."""
    last = handler.body[-1]
    if isinstance(last, ast.Expr) and isinstance(last.value, ast.Call):
        handed_on = isinstance(last.value.func, ast.Attribute) and last.value.func.attr == "set_exception"
        return handed_on and [dotted(argument) for argument in last.value.args] == [handler.name]
    return isinstance(last, ast.Raise) and last.exc is None


def manners(name: str, source: str) -> list[str]:
    """Broad excepts, rich and print, where they do not belong."""
    tree = parsed(source)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and name not in {"cli/main.py", "daemon.py"} and not raises_again(node):
            caught: list[Optional[ast.expr]] = [*node.type.elts] if isinstance(node.type, ast.Tuple) else [node.type]
            found += [(node.lineno, "broad except") for kind in caught if kind is None or dotted(kind) in _BROAD]
        if isinstance(node, ast.Call) and dotted(node.func) == "print" and not name.startswith(("cli/", "sandbox/")):
            found.append((node.lineno, "print"))
    if not name.startswith("cli/render"):
        found += [(line, item) for line, item in imported(tree) if item.partition(".")[0] == "rich"]
    return [f"{name} line {line}: {item}" for line, item in found]


def test_no_module_outside_the_doors_has_an_effect() -> None:
    assert [effect for name, source in SOURCES.items() for effect in effects(name, source)] == []


def test_every_module_has_manners() -> None:
    assert [lapse for name, source in SOURCES.items() for lapse in manners(name, source)] == []


@pytest.mark.parametrize(
    "source",
    [
        "import subprocess",
        "import dns.resolver",
        "from urllib import request",
        "from http.client import HTTPSConnection",
        "def f():\n    import socket",
        "from os import environ",
        "import os\nos.environ['A']",
        "import os\nos.getenv('A')",
        "import os\nos.execvp('a', ['a'])",
        "import sys\nsys.stdin.read()",
        "import time\ntime.sleep(1)",
        "from time import sleep",
        "open('a', 'w')",
        "open('a', mode='ab')",
        "open('a', mode)",
        "path.open('r+')",
        "path.write_text('a')",
        "path.parent.mkdir()",
    ],
)
def test_an_effect_is_seen(source: str) -> None:
    assert len(effects("steps/bad.py", source)) == 1
    assert effects("host/good.py", source) == []


@pytest.mark.parametrize(
    "source",
    ["open('a')", "path.open()", "open('a', 'rb')", "import http", "from urllib import parse", "a.replace('b', 'c')"],
)
def test_what_only_looks_is_no_effect(source: str) -> None:
    assert effects("steps/good.py", source) == []


def test_the_command_line_may_become_another_program() -> None:
    assert effects("cli/sandbox.py", "import os\nos.execvp('a', ['a'])") == []


@pytest.mark.parametrize(
    "source",
    [
        "try:\n    f()\nexcept Exception:\n    pass",
        "try:\n    f()\nexcept:\n    pass",
        "try:\n    f()\nexcept (OSError, BaseException):\n    pass",
        "print('a')",
        "from rich.console import Console",
    ],
)
def test_bad_manners_are_seen(source: str) -> None:
    assert len(manners("steps/bad.py", source)) == 1


def test_a_handler_that_tidies_up_and_raises_again_swallows_nothing() -> None:
    assert manners("host/good.py", "try:\n    f()\nexcept BaseException:\n    g()\n    raise") == []
    handed_on = "try:\n    f()\nexcept BaseException as error:\n    future.set_exception({})"
    assert manners("reconciler.py", handed_on.format("error")) == []
    assert len(manners("reconciler.py", handed_on.format("other"))) == 1
