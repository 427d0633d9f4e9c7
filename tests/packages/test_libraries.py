"""The libraries that the packages carry: all that the program asks for, held to the lock, good on every Python."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Iterable, Iterator

import pytest

from builder import description, versions, wheels
from builder.description import CHECKOUT

PROGRAM = CHECKOUT / "agent_bootstrap"
DESCRIBED = description.read()

EVERYTHING = """
import importlib, pkgutil, sys
sys.path.append(sys.argv[1])
import agent_bootstrap
for module in pkgutil.walk_packages(agent_bootstrap.__path__, "agent_bootstrap."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
import boto3.session
for service in sys.argv[2:]:
    boto3.session.Session().client(service, region_name="eu-west-1", aws_access_key_id="a", aws_secret_access_key="b")
foreign = [name for name, module in sys.modules.items() if "-packages" in (getattr(module, "__file__", None) or "")]
assert not foreign, foreign
print(*sorted(sys.modules))
"""
"""Imports every module of the program below a directory, and makes a client of every service."""


def pythons() -> dict[str, str]:
    """Version -> an interpreter of it on this machine, looked for as tests/on-python does, which also says what is missing."""
    kept = os.environ.get("PYENV_ROOT", str(Path.home() / ".pyenv"))
    found = {}
    for version in ("3.9", "3.10", "3.11", "3.12", "3.13"):
        own = [*Path(kept).glob(f"versions/{version}.*/bin/python"), *filter(None, [shutil.which(f"python{version}")])]
        if own:
            found[version] = str(own[0])
    return found


PYTHONS = pythons() or {"this": sys.executable}


def asked_for() -> set[str]:
    """The services of which the program makes a client."""
    found = set()
    for path in PROGRAM.rglob("*.py"):
        if "sandbox" in path.relative_to(PROGRAM).parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "attr", "") in ("client", "_client", "create_client")
                and node.args
            ):
                first = node.args[0]
                found |= {str(first.value)} if isinstance(first, ast.Constant) else set()
    return found


def imported() -> set[str]:
    """The top-level modules that the program imports and that are neither its own nor the standard library's."""
    found = set()
    for path in PROGRAM.rglob("*.py"):
        if "sandbox" in path.relative_to(PROGRAM).parts:
            continue
        for node in _run(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found |= {name.partition(".")[0] for name in names}
    return found - {"agent_bootstrap"} - set(getattr(sys, "stdlib_module_names", ()))


def _run(tree: ast.AST) -> Iterator[ast.AST]:
    """All that is run, and so not what only a type checker reads."""
    if isinstance(tree, ast.If) and isinstance(tree.test, ast.Name) and tree.test.id == "TYPE_CHECKING":
        children: Iterable[ast.AST] = tree.orelse
    else:
        children = ast.iter_child_nodes(tree)
    yield tree
    for child in children:
        yield from _run(child)


def test_botocore_has_the_services_that_the_program_asks_for_and_no_others(unpacked: Path) -> None:
    data = unpacked / "usr/lib/agent-bootstrap/botocore/data"
    assert {path.name for path in data.iterdir() if path.is_dir()} == asked_for() == set(DESCRIBED.services)
    assert asked_for()


@pytest.mark.skipif(sys.version_info < (3, 10), reason="Python 3.9 cannot list the modules of its standard library")
def test_all_that_the_program_imports_is_carried(unpacked: Path) -> None:
    home = unpacked / "usr/lib/agent-bootstrap"
    assert {name for name in imported() if not (home / name).is_dir() and not (home / f"{name}.py").exists()} == set()
    assert {"boto3", "botocore", "psutil", "rich", "tomli"} <= imported()


@pytest.mark.parametrize("version", PYTHONS)
def test_one_tree_is_good_on_every_python(unpacked: Path, version: str) -> None:
    home = str(unpacked / "usr/lib/agent-bootstrap")
    done = subprocess.run(
        [PYTHONS[version], "-IBS", "-W", "error::SyntaxWarning", "-c", EVERYTHING, home, *DESCRIBED.services],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not {"pygments", "markdown_it"} & set(done.stdout.split())


def test_a_wheel_of_another_hash_is_refused(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    architecture = description.ARCHITECTURES[0]
    fetched = wheels.fetch(DESCRIBED, architecture)
    lock = tmp_path / "lock"
    other = re.sub(
        r"^six==.*\n(?: .*\n)+",
        f"six==1.17.0 \\\n    --hash=sha256:{'0' * 64}\n",
        wheels.LOCK.read_text(encoding="utf-8"),
        flags=re.MULTILINE,
    )
    lock.write_text(other, encoding="utf-8")
    cache = tmp_path / "cache"
    shutil.copytree(fetched[0].parent, cache / "any")
    with pytest.raises((wheels.LockError, subprocess.CalledProcessError)):
        wheels.fetch(DESCRIBED, architecture, lock, cache)
    assert "DO NOT MATCH" in capfd.readouterr().err


def test_a_wheel_that_was_spoilt_in_the_cache_is_not_used(tmp_path: Path) -> None:
    whole = wheels.fetch(DESCRIBED, description.ARCHITECTURES[0])[0]
    spoilt = tmp_path / whole.name
    spoilt.write_bytes(whole.read_bytes() + b"!")
    name, block = next(
        (name, block)
        for name, block in wheels.locked(DESCRIBED).items()
        if whole.name.startswith(name.replace("-", "_"))
    )
    assert wheels._cached(name, block, whole.parent) == whole
    assert wheels._cached(name, block, tmp_path) is None


def test_a_library_that_nobody_has_read_about_stops_the_build(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    lock.write_text(
        wheels.LOCK.read_text(encoding="utf-8") + "leftpad==1.0 \\\n    --hash=sha256:00\n", encoding="utf-8"
    )
    with pytest.raises(wheels.LockError, match="says nothing of leftpad"):
        wheels.locked(DESCRIBED, lock)
    lock.write_text(
        re.sub(r"^rich==", "poor==", wheels.LOCK.read_text(encoding="utf-8"), flags=re.MULTILINE), encoding="utf-8"
    )
    with pytest.raises(wheels.LockError):
        wheels.locked(DESCRIBED, lock)


@pytest.mark.parametrize(
    ("given", "sorted_by_dpkg"),
    [("0.1.0", "0.1.0"), ("1.2", "1.2"), ("1.0rc1", "1.0~rc1"), ("1.0.dev3", "1.0~dev3"), ("1.0b2", "1.0~b2")],
)
def test_a_version_sorts_as_python_sorts_it(given: str, sorted_by_dpkg: str) -> None:
    assert versions.of_package(given) == sorted_by_dpkg
    final = given.partition("rc")[0].partition(".dev")[0].partition("b")[0]
    if final != given:
        subprocess.run(["dpkg", "--compare-versions", sorted_by_dpkg, "lt", final], check=True)


@pytest.mark.parametrize("given", ["1.0.post1", "1.0+local", "v1", "1.0-1", ""])
def test_a_version_that_would_sort_differently_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match="is no version for a package"):
        versions.of_package(given)
