"""A glance says whether anything has changed, and hardly ever that it has if it has not."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Callable

import pytest

from agent_bootstrap.host.glimpses import Glimpses
from agent_bootstrap.model.evidence import Evidence


def changed(glimpses: Glimpses, evidence: Evidence, happens: Callable[[], object]) -> set[str]:
    """What looks otherwise after this than before."""
    before = glimpses.signs(evidence)
    happens()
    after = glimpses.signs(evidence)
    assert list(before) == list(after)
    return {name for name in before if before[name] != after[name]}


def replace(path: Path, text: str) -> None:
    """Write a file anew under its name, at the very same time."""
    times = path.stat()
    other = path.with_name("other")
    other.write_text(text)
    os.utime(other, ns=(times.st_atime_ns, times.st_mtime_ns))
    other.replace(path)


@pytest.mark.parametrize(
    "happens",
    [
        lambda path: path.write_text("other"),
        lambda path: path.unlink(),
        lambda path: path.chmod(0o600),
        lambda path: replace(path, "Text"),
    ],
    ids=["written", "removed", "given another mode", "replaced within the same instant"],
)
def test_a_file_that_has_changed_is_seen(tmp_path: Path, happens: Callable[[Path], object]) -> None:
    path = tmp_path / "a"
    path.write_text("text")
    path.chmod(0o644)
    evidence = Evidence(files=(str(path),))
    assert changed(Glimpses(), evidence, lambda: happens(path)) == {str(path)}


@pytest.mark.parametrize("happens", [lambda path: path.write_text("a"), lambda path: path.mkdir()])
def test_what_was_not_there_is_seen_when_it_is(tmp_path: Path, happens: Callable[[Path], object]) -> None:
    path = tmp_path / "a"
    assert changed(Glimpses(), Evidence(files=(str(path),)), lambda: happens(path)) == {str(path)}


def test_a_directory_is_seen_to_have_another_file(tmp_path: Path) -> None:
    os.utime(tmp_path, (1, 1))
    evidence = Evidence(files=(str(tmp_path),))
    assert changed(Glimpses(), evidence, (tmp_path / "a").touch) == {str(tmp_path)}


def test_a_file_that_is_only_read_has_not_changed(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("text")
    assert changed(Glimpses(), Evidence(files=(str(tmp_path / "a"),)), (tmp_path / "a").read_text) == set()


def test_a_small_file_that_is_written_anew_with_the_same_bytes_has_not_changed(tmp_path: Path) -> None:
    path = tmp_path / "resolv.conf"
    path.write_text("nameserver 10.20.0.2\n")
    glimpses, evidence = Glimpses(), Evidence(files=(str(path),))
    assert changed(glimpses, evidence, lambda: replace(path, "nameserver 10.20.0.2\n")) == set()
    assert changed(glimpses, evidence, lambda: replace(path, "nameserver 10.20.0.3\n")) == {str(path)}


def test_a_large_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "status"
    path.write_text("x" * 100_000)
    assert changed(Glimpses(), Evidence(files=(str(path),)), lambda: os.utime(path, (1, 1))) == {str(path)}


def test_what_the_kernel_makes_up_is_not_glanced_at() -> None:
    assert Glimpses().signs(Evidence(files=("/proc/uptime", "/sys/class/net"))) == {}


def test_a_restless_file_may_be_written_and_may_not_rest(tmp_path: Path) -> None:
    path = tmp_path / "credentials"
    path.write_text("one")
    glimpses, evidence = Glimpses((str(path),), stale_seconds=4200), Evidence(files=(str(path),))
    assert changed(glimpses, evidence, lambda: replace(path, "two")) == set()
    assert changed(glimpses, evidence, lambda: os.utime(path, (1, 1))) == {str(path)}
    assert changed(glimpses, evidence, lambda: path.chmod(0o640)) == {str(path)}
    assert changed(glimpses, evidence, path.unlink) == {str(path)}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "agent.log"
    path.write_text("2026-01-02 ERROR this was seen by the look\n")
    return path


def add(log: Path, line: str) -> Callable[[], object]:
    def happens() -> None:
        with log.open("a") as file:
            file.write(f"{line}\n")

    return happens


@pytest.mark.parametrize(
    ("line", "matters"),
    [
        ("2026-01-02 INFO all is well", False),
        ("2026-01-02 ERROR Unable to refresh credentials", True),
        ("2026-01-02 E! WriteToCloudWatch failure", True),
        ("2026-01-02 INFO entering hibernate mode", True),
    ],
)
def test_only_a_line_that_may_matter_is_a_sign(log: Path, line: str, matters: bool) -> None:
    found = changed(Glimpses(), Evidence(logs=(str(log),)), add(log, line))
    assert found == ({str(log)} if matters else set())


def test_a_complaint_is_one_sign_and_not_one_at_every_glance(log: Path) -> None:
    glimpses, evidence = Glimpses(), Evidence(logs=(str(log),))
    glimpses.signs(evidence)
    add(log, "ERROR")()
    assert changed(glimpses, evidence, lambda: None) == set()
    assert changed(glimpses, evidence, add(log, "INFO")) == set()
    assert changed(glimpses, evidence, add(log, "ERROR")) == {str(log)}


def test_a_log_that_was_rotated_is_read_from_its_beginning(log: Path) -> None:
    glimpses, evidence = Glimpses(), Evidence(logs=(str(log),))
    assert changed(glimpses, evidence, lambda: log.write_text("ERROR\n")) == {str(log)}
    assert changed(glimpses, evidence, log.unlink) == set()
    assert changed(glimpses, evidence, add(log, "INFO")) == set()


def test_a_log_that_begins_with_a_complaint_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "new.log"
    assert changed(Glimpses(), Evidence(logs=(str(path),)), add(path, "ERROR")) == {str(path)}


def test_of_a_log_that_grows_fast_the_end_is_read(log: Path) -> None:
    evidence = Evidence(logs=(str(log),))
    assert changed(Glimpses(), evidence, add(log, "x" * 600_000 + "\nERROR")) == {str(log)}
    assert changed(Glimpses(), evidence, add(log, "ERROR\n" + "x" * 600_000)) == set()


def test_a_process_that_ends_is_seen_also_before_its_parent_has_asked() -> None:
    with subprocess.Popen(["sleep", "60"]) as child:
        evidence = Evidence(processes=(child.pid,))

        def dies() -> None:
            child.kill()
            os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)

        glimpses = Glimpses()
        assert changed(glimpses, evidence, lambda: None) == set()
        assert changed(glimpses, evidence, dies) == {f"process {child.pid}"}
        before = glimpses.signs(evidence)
    assert glimpses.signs(evidence) == before


def test_a_process_with_a_strange_name_is_known_by_when_it_began(tmp_path: Path) -> None:
    program = tmp_path / ") Z 1 ("
    program.symlink_to("/bin/sleep")
    with subprocess.Popen([str(program), "60"]) as child:
        glimpses, evidence = Glimpses(), Evidence(processes=(child.pid,))
        (sign,) = glimpses.signs(evidence).values()
        assert isinstance(sign, bytes)
        assert int(sign) > 0
        child.kill()
