"""The watch, over real files and processes."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Optional

import pytest

from agent_bootstrap.daemon.watch import ALWAYS, Watch
from agent_bootstrap.host.glimpses import Glimpses
from agent_bootstrap.model.depth import Depth
from agent_bootstrap.model.evidence import Evidence


class Line(Glimpses):
    """Everything that is glanced at is a number that a test sets."""

    numbers: dict[str, int]

    def signs(self, evidence: Evidence) -> dict[str, object]:
        return {path: self.numbers.get(path, 0) for path in evidence.files}


def after_a_look(evidence: Evidence, glimpses: Optional[Glimpses] = None) -> Watch:
    watch = Watch(glimpses or Glimpses())
    watch.looked(Depth.NETWORK, evidence, meant_something=True)
    return watch


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "agent.json"
    path.write_text("0")
    return path


def test_nothing_has_changed_where_nothing_has(file: Path) -> None:
    assert after_a_look(Evidence(files=(str(file),))).glance() is None


def test_a_changed_file_leads_to_a_look_at_this_server_until_one_was_sent(file: Path) -> None:
    watch = after_a_look(Evidence(files=(str(file),)))
    file.write_text("11")
    assert watch.glance() is Depth.LOCAL
    assert watch.glance() is Depth.LOCAL
    watch.looked(Depth.LOCAL, Evidence(files=(str(file),)), meant_something=True)
    assert watch.glance() is None


def test_a_dead_process_leads_to_a_look_at_this_server() -> None:
    with subprocess.Popen(["sleep", "60"]) as child:
        watch = after_a_look(Evidence(processes=(child.pid,)))
        assert watch.glance() is None
        child.kill()
    assert watch.glance() is Depth.LOCAL


@pytest.mark.parametrize(
    ("path", "depth"),
    [
        ("/etc/resolv.conf", Depth.NETWORK),
        ("/etc/hosts", Depth.NETWORK),
        ("/etc/ssl/certs/ca-certificates.crt", Depth.NETWORK),
        ("/etc/pki/tls/cert.pem", Depth.NETWORK),
        ("/etc/amazon/ssm/amazon-ssm-agent.json", Depth.LOCAL),
        ("/etc/hostname", Depth.LOCAL),
        ("/var/lib/dpkg/status", Depth.LOCAL),
    ],
)
def test_what_has_to_do_with_the_line_leads_to_a_look_at_the_line(path: str, depth: Depth) -> None:
    glimpses = Line()
    object.__setattr__(glimpses, "numbers", {})
    watch = after_a_look(Evidence(files=(path,)), glimpses)
    glimpses.numbers[path] = 1
    assert watch.glance() is depth


def test_what_changes_during_a_look_is_seen_by_the_next_glance(file: Path) -> None:
    watch = after_a_look(Evidence(files=(str(file),)))
    file.write_text("11")
    watch.looked(Depth.LOCAL, Evidence(files=(str(file),)), meant_something=False)
    assert watch.glance() is Depth.LOCAL


def test_what_a_look_saw_for_the_first_time_may_have_changed_before_it_came_home(file: Path) -> None:
    watch = Watch(Glimpses())
    watch.sent()
    file.write_text("11")
    watch.looked(Depth.NETWORK, Evidence(files=(str(file),)), meant_something=True)
    assert watch.glance() is Depth.LOCAL
    watch.sent()
    watch.looked(Depth.LOCAL, Evidence(files=(str(file),)), meant_something=True)
    assert watch.glance() is None


def test_a_process_that_ended_before_the_look_came_home_that_saw_it_leads_to_another() -> None:
    watch = Watch(Glimpses())
    watch.sent()
    with subprocess.Popen(["true"]) as child:
        child.wait()
    watch.looked(Depth.NETWORK, Evidence(processes=(child.pid,)), meant_something=True)
    assert watch.glance() is Depth.LOCAL


def test_what_means_nothing_is_muted_until_the_next_look_at_everything(file: Path) -> None:
    evidence = Evidence(files=(str(file),))
    watch = after_a_look(evidence)
    file.write_text("11")
    watch.glance()
    watch.looked(Depth.LOCAL, evidence, meant_something=False)
    file.write_text("222")
    assert watch.glance() is None
    watch.looked(Depth.NETWORK, evidence, meant_something=False)
    file.write_text("3333")
    assert watch.glance() is Depth.LOCAL


def test_a_look_at_this_server_alone_does_not_forget_the_line_and_forgets_dead_processes() -> None:
    watch = after_a_look(Evidence(files=("/etc/resolv.conf",), processes=(1,)))
    watch.looked(Depth.LOCAL, Evidence(files=("/a",), logs=("/b",), processes=(2,)), meant_something=True)
    assert watch.evidence == Evidence((*ALWAYS.files, "/etc/resolv.conf", "/a"), ("/b",), (2,))
    watch.looked(Depth.NETWORK, Evidence(files=("/c",)), meant_something=True)
    assert watch.evidence == Evidence((*ALWAYS.files, "/c"))
