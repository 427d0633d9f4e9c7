"""The program systemctl: words, exit codes, links and properties."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from agent_bootstrap.sandbox.init import programs

if TYPE_CHECKING:
    from tests.stand_ins.init.conftest import Machine


def test_unknown_units_are_refused_in_systemds_words(machine: Machine) -> None:
    start, stop = machine.systemctl("start", "x"), machine.systemctl("stop", "x")
    assert (start.returncode, start.stderr) == (5, "Failed to start x.service: Unit x.service not found.\n")
    assert (stop.returncode, stop.stderr) == (5, "Failed to stop x.service: Unit x.service not loaded.\n")
    assert machine.systemctl("is-active", "x").returncode == 3
    assert machine.systemctl("is-enabled", "x").returncode == 1
    status = machine.systemctl("status", "x")
    assert (status.returncode, status.stderr) == (4, "Unit x.service could not be found.\n")
    assert machine.property("LoadState", "x") == "not-found"


def test_unknown_verbs_and_options_are_refused(machine: Machine) -> None:
    verb = machine.systemctl("dance")
    assert (verb.returncode, verb.stderr) == (1, "Unknown command verb dance.\n")
    assert machine.systemctl("--dance").returncode == 1


def test_nonsense_is_refused_and_pid_1_survives_it(machine: Machine) -> None:
    assert "is not valid" in machine.systemctl("start", "a/b").stderr
    assert "is not valid" in machine.systemctl("show", "x" * 300).stderr
    assert machine.systemctl("kill", "-s", "SIGDANCE", "x").stderr == 'Failed to parse signal string "SIGDANCE".\n'
    machine.service("ExecStart=/bin/true")
    (machine.root / "etc/systemd/system/multi-user.target.wants").write_text("in the way")
    assert machine.systemctl("enable", "agent").returncode == 1
    assert machine.systemctl("is-system-running").stdout == "running\n"


def test_without_a_verb_the_root_mount_is_listed_once(machine: Machine) -> None:
    """The CloudWatch agent's control script tells systemd by this very expression."""
    assert len(re.findall(r"-\.mount\s", machine.systemctl().stdout)) == 1


def test_enable_makes_the_link_and_disable_removes_it(machine: Machine) -> None:
    machine.service("ExecStart=/bin/sleep 1000")
    link = machine.root / "etc/systemd/system/multi-user.target.wants/agent.service"
    assert machine.systemctl("is-enabled", "agent").stdout == "disabled\n"
    said = machine.systemctl("enable", "--now", "agent").stderr
    assert said == (
        "Created symlink /etc/systemd/system/multi-user.target.wants/agent.service → /etc/systemd/system/agent.service.\n"
    )
    assert str(link.readlink()) == "/etc/systemd/system/agent.service"
    assert machine.systemctl("is-enabled", "agent").stdout == "enabled\n"
    assert machine.property("ActiveState") == "active"
    machine.systemctl("disable", "--now", "-q", "agent")
    assert not link.is_symlink()
    assert machine.property("ActiveState") == "inactive"


def test_a_unit_without_install_section_is_static(machine: Machine) -> None:
    machine.unit("[Service]\nExecStart=/bin/true\n")
    assert machine.systemctl("is-enabled", "agent").stdout == "static\n"


def test_a_masked_unit_cannot_be_started(machine: Machine) -> None:
    (machine.root / "etc/systemd/system").mkdir(parents=True)
    (machine.root / "etc/systemd/system/agent.service").symlink_to("/dev/null")
    machine.unit("[Service]\nExecStart=/bin/true\n", directory="usr/lib/systemd/system")
    start = machine.systemctl("start", "agent")
    assert (start.returncode, start.stderr) == (1, "Failed to start agent.service: Unit agent.service is masked.\n")
    assert machine.property("UnitFileState") == "masked"


def test_a_unit_that_asks_for_the_impossible_says_what(machine: Machine) -> None:
    machine.service("ExecStart=/bin/true", "Type=forking")
    assert "has a bad unit file setting" in machine.systemctl("start", "agent").stderr
    assert "Type=forking is not among what the sandbox's systemd can do" in machine.journal()


def test_drop_ins_add_and_reset_and_the_stronger_directory_wins(machine: Machine) -> None:
    machine.unit("[Service]\nExecStart=/bin/false\nRestartSec=5\n", directory="lib/systemd/system")
    machine.unit("[Service]\nRestartSec=7\n", "agent.service.d/a.conf", "usr/lib/systemd/system")
    machine.unit("[Service]\nRestartSec=9\n", "agent.service.d/a.conf")
    machine.unit("[Service]\nExecStart=\nExecStart=/bin/sleep 1000\n", "agent.service.d/b.conf")
    machine.systemctl("start", "agent")
    assert machine.property("ActiveState") == "active"
    assert machine.property("RestartUSec") == "9s"
    assert machine.property("FragmentPath") == "/lib/systemd/system/agent.service"
    assert machine.property("DropInPaths") == " ".join(
        f"/etc/systemd/system/agent.service.d/{name}.conf" for name in "ab"
    )


def test_a_changed_file_needs_a_reload_while_the_service_runs(machine: Machine) -> None:
    machine.service("ExecStart=/bin/sleep 1000")
    machine.systemctl("start", "agent")
    assert machine.property("NeedDaemonReload") == "no"
    machine.unit("[Service]\nRestartSec=9\n", "agent.service.d/a.conf")
    assert machine.property("NeedDaemonReload") == "yes"
    assert "Run 'systemctl daemon-reload'" in machine.systemctl("restart", "agent").stderr
    assert machine.property("RestartUSec") == "100ms"
    machine.systemctl("daemon-reload")
    assert machine.property("NeedDaemonReload") == "no"
    assert machine.property("RestartUSec") == "9s"


def test_show_gives_the_properties_that_are_asked_for(machine: Machine) -> None:
    machine.service("ExecStart=/bin/sleep 1000")
    machine.systemctl("start", "agent")
    shown = machine.systemctl("show", "agent", "-p", "ActiveState,SubState", "--property=NRestarts").stdout
    assert shown == "NRestarts=0\nActiveState=active\nSubState=running\n"
    started = machine.property("ExecMainStartTimestamp")
    assert re.fullmatch(r"[A-Z][a-z]{2} \d{4}-\d\d-\d\d \d\d:\d\d:\d\d \S+", started)
    assert (
        int(machine.property("ActiveEnterTimestampMonotonic"))
        >= int(machine.property("ExecMainStartTimestampMonotonic"))
        > 0
    )


def test_status_shows_state_and_last_words(machine: Machine) -> None:
    machine.service("ExecStart=/bin/sh -c 'echo hello; exec sleep 1000'")
    machine.systemctl("start", "agent")
    machine.until(lambda: "hello" in machine.journal())
    status = machine.systemctl("status", "agent", "--no-pager")
    assert status.returncode == 0
    assert "Active: active (running) since" in status.stdout
    assert status.stdout.endswith("hello\n")


def test_try_restart_leaves_a_dead_service_alone_and_restart_starts_it(machine: Machine) -> None:
    machine.service("ExecStart=/bin/sleep 1000")
    assert machine.systemctl("try-restart", "agent").returncode == 0
    assert machine.property("ActiveState") == "inactive"
    assert machine.systemctl("reload-or-restart", "agent").returncode == 0
    first = machine.property("MainPID")
    assert machine.systemctl("try-restart", "agent").returncode == 0
    assert machine.property("MainPID") not in {"0", first}


def test_kill_and_reset_failed(machine: Machine) -> None:
    machine.service("ExecStart=/bin/sleep 1000")
    machine.systemctl("start", "agent")
    assert machine.systemctl("is-system-running").stdout == "running\n"
    assert machine.systemctl("kill", "-s", "KILL", "agent").returncode == 0
    machine.until_property("ActiveState", "failed")
    assert machine.systemctl("is-failed", "-q", "agent").returncode == 0
    assert machine.systemctl("is-system-running").stdout == "degraded\n"
    machine.systemctl("reset-failed")
    assert machine.property("ActiveState") == "inactive"


def test_the_start_limit_is_explained(machine: Machine) -> None:
    machine.unit("[Unit]\nStartLimitBurst=1\n[Service]\nType=oneshot\nExecStart=/bin/true\n")
    assert machine.systemctl("start", "agent").returncode == 0
    assert 'To force a start use "systemctl reset-failed agent.service"' in machine.systemctl("start", "agent").stderr
    machine.systemctl("reset-failed", "agent")
    assert machine.systemctl("start", "agent").returncode == 0


def test_cat_shows_every_file_with_its_path(machine: Machine) -> None:
    machine.unit("[Service]\nExecStart=/bin/true\n")
    machine.unit("[Service]\nRestartSec=9\n", "agent.service.d/a.conf")
    assert machine.systemctl("cat", "agent").stdout == (
        "# /etc/systemd/system/agent.service\n[Service]\nExecStart=/bin/true\n\n"
        "# /etc/systemd/system/agent.service.d/a.conf\n[Service]\nRestartSec=9\n"
    )


def test_without_pid_1_the_program_says_so(stopped_machine: Machine) -> None:
    outcome = stopped_machine.systemctl("is-active", "agent")
    assert outcome.returncode == 1
    assert outcome.stderr.startswith("Failed to connect to bus")


def test_the_launchers_replace_the_real_programs_where_these_exist(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.write_text("the real one")
    (tmp_path / "usr/bin").mkdir(parents=True)
    (tmp_path / "usr/bin/systemctl").symlink_to(real)
    programs.install(tmp_path, sys.executable)
    assert real.read_text() == "the real one"
    assert (tmp_path / "usr/bin/systemctl").read_text() == (tmp_path / "usr/local/bin/systemctl").read_text()
    assert not (tmp_path / "usr/bin/journalctl").exists()
