"""What becomes of services: they start, end, are started again, and stop."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.stand_ins.init.conftest import Machine


def lives(process: int) -> bool:
    stat = Path(f"/proc/{process}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_simple_service_is_active_as_soon_as_it_has_started(machine: Machine) -> None:
    machine.service("ExecStart=/bin/sleep 1000")
    assert machine.systemctl("start", "agent").returncode == 0
    assert machine.systemctl("is-active", "agent").stdout == "active\n"
    assert machine.property("SubState") == "running"
    assert Path(f"/proc/{machine.property('MainPID')}/comm").read_text() == "sleep\n"


def test_a_stopped_service_is_dead_and_stays_so(machine: Machine) -> None:
    machine.service("ExecStart=/bin/sleep 1000", "Restart=always", "RestartSec=10ms")
    machine.systemctl("start", "agent")
    main = int(machine.property("MainPID"))
    assert machine.systemctl("stop", "agent").returncode == 0
    assert not lives(main)
    time.sleep(0.1)
    assert machine.property("SubState") == "dead"
    assert machine.property("Result") == "success"


def test_a_crash_loop_counts_its_restarts_until_the_limit(machine: Machine) -> None:
    machine.service("ExecStart=/bin/sh -c 'echo trying; exit 3'", "Restart=on-failure", "RestartSec=20ms")
    machine.systemctl("start", "agent")
    machine.until_property("ActiveState", "failed")
    assert machine.property("Result") == "exit-code"
    assert "agent.service: Start request repeated too quickly.\n" in machine.journal()
    assert machine.property("NRestarts") == "5"
    assert machine.journal().count("trying\n") == 5
    assert machine.property("ExecMainStatus") == "3"


def test_a_service_between_two_starts_is_activating(machine: Machine) -> None:
    machine.service("ExecStart=/bin/sh -c 'exit 3'", "Restart=on-failure", "RestartSec=1min 30s")
    machine.systemctl("start", "agent")
    machine.until_property("SubState", "auto-restart")
    assert machine.systemctl("is-active", "agent").stdout == "activating\n"
    assert machine.systemctl("is-active", "agent").returncode == 3
    assert machine.property("RestartUSec") == "1min 30s"
    assert (machine.property("ExecMainStatus"), machine.property("ExecMainCode")) == ("3", "1")
    assert "agent.service: Main process exited, code=exited, status=3/NOTIMPLEMENTED\n" in machine.journal()
    assert machine.systemctl("stop", "agent").returncode == 0
    assert machine.property("ActiveState") == "inactive"


def test_restart_does_not_wait_for_the_next_automatic_start(machine: Machine) -> None:
    machine.service(
        "ExecStart=/bin/sh -c 'test -e {} && sleep 1000'".format(machine.root / "go"),
        "Restart=always",
        "RestartSec=90",
    )
    machine.systemctl("start", "agent")
    machine.until_property("SubState", "auto-restart")
    (machine.root / "go").touch()
    assert machine.systemctl("restart", "agent").returncode == 0
    assert machine.property("SubState") == "running"


def test_a_restart_of_what_runs_makes_the_count_of_automatic_starts_begin_anew(machine: Machine) -> None:
    script = f"test -e {machine.root / 'go'} && exec sleep 1000"
    machine.service(f"ExecStart=/bin/sh -c '{script}'", "Restart=always", "RestartSec=400ms")
    machine.systemctl("start", "agent")
    machine.until_property("NRestarts", "1")
    machine.until_property("SubState", "auto-restart")
    (machine.root / "go").touch()
    machine.until_property("SubState", "running")
    assert machine.property("NRestarts") == "2"
    machine.systemctl("restart", "agent")
    assert machine.property("NRestarts") == "0"


def test_a_clean_end_is_started_again_with_restart_always(machine: Machine) -> None:
    machine.service("ExecStart=/bin/true", "Restart=always", "RestartSec=20ms")
    machine.systemctl("start", "agent")
    machine.until(lambda: int(machine.property("NRestarts")) >= 2)
    assert "agent.service: Scheduled restart job, restart counter is at 2.\n" in machine.journal()


def test_a_clean_end_is_not_started_again_with_restart_on_failure(machine: Machine) -> None:
    machine.service("ExecStart=/bin/true", "Restart=on-failure", "RestartSec=10ms")
    machine.systemctl("start", "agent")
    machine.until_property("SubState", "dead")
    time.sleep(0.1)
    assert machine.property("NRestarts") == "0"


def test_an_exit_status_can_prevent_the_restart(machine: Machine) -> None:
    machine.service(
        "ExecStart=/bin/sh -c 'exit 194'", "Restart=always", "RestartSec=10ms", "RestartPreventExitStatus=194"
    )
    machine.systemctl("start", "agent")
    machine.until_property("ActiveState", "failed")
    time.sleep(0.1)
    assert machine.property("NRestarts") == "0"
    assert "status=194/n/a" in machine.journal()


def test_an_exit_status_can_count_as_a_success(machine: Machine) -> None:
    machine.service("ExecStart=/bin/sh -c 'exit 7'", "SuccessExitStatus=7 SIGKILL")
    machine.systemctl("start", "agent")
    machine.until_property("SubState", "dead")
    assert machine.property("Result") == "success"


def test_killmode_process_leaves_the_children_alive(machine: Machine) -> None:
    machine.service("ExecStart=/bin/sh -c 'sleep 1000 & echo $!; wait'", "KillMode=process")
    machine.systemctl("start", "agent")
    machine.until(lambda: any(line.isdigit() for line in machine.journal().splitlines()))
    child = next(int(line) for line in machine.journal().splitlines() if line.isdigit())
    machine.systemctl("stop", "agent")
    assert machine.property("ActiveState") == "inactive"
    assert lives(child)
    assert f"agent.service: Unit process {child} (sleep) remains running after unit stopped.\n" in machine.journal()


def test_a_control_group_ends_as_a_whole_even_when_the_main_process_has_gone(machine: Machine) -> None:
    machine.service("ExecStart=/bin/sh -c 'setsid sleep 1000 & echo $!; sleep 0.1'")
    machine.systemctl("start", "agent")
    machine.until_property("SubState", "dead")
    child = next(int(line) for line in machine.journal().splitlines() if line.isdigit())
    assert not lives(child)


def test_a_process_that_does_not_listen_is_killed_after_the_timeout(machine: Machine) -> None:
    machine.service(
        "ExecStart=/bin/sh -c 'trap \"\" TERM; echo ready; while :; do sleep 0.1; done'", "TimeoutStopSec=200ms"
    )
    machine.systemctl("start", "agent")
    machine.until(lambda: "ready" in machine.journal())
    machine.systemctl("stop", "agent")
    assert machine.property("Result") == "timeout"
    assert machine.property("ActiveState") == "failed"
    assert (machine.property("ExecMainCode"), machine.property("ExecMainStatus")) == ("2", "9")


def test_a_notify_service_is_activating_until_it_is_ready(machine: Machine) -> None:
    go = machine.root / "go"
    send = "import os, socket; socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b'READY=1\\nSTATUS=up', os.environ['NOTIFY_SOCKET'])"
    script = machine.root / "program.py"
    script.write_text(
        f"import os, time\nwhile not os.path.exists('{go}'): time.sleep(0.02)\n{send}\ntime.sleep(1000)\n"
    )
    machine.service("Type=notify", f"ExecStart=/usr/bin/env python3 {script}")
    machine.systemctl("start", "agent", "--no-block")
    assert machine.property("ActiveState") == "activating"
    go.touch()
    assert machine.systemctl("start", "agent").returncode == 0
    assert machine.property("ActiveState") == "active"
    assert machine.property("StatusText") == "up"


def test_a_notify_service_that_ends_before_it_is_ready_has_failed(machine: Machine) -> None:
    machine.service("Type=notify", "ExecStart=/bin/true")
    outcome = machine.systemctl("start", "agent")
    assert outcome.returncode == 1
    assert outcome.stderr.startswith("Job for agent.service failed because the service did not take the steps required")
    assert machine.property("Result") == "protocol"


def test_a_notify_service_that_is_never_ready_times_out(machine: Machine) -> None:
    machine.service("Type=notify", "ExecStart=/bin/sleep 1000", "TimeoutStartSec=200ms")
    assert "because a timeout was exceeded" in machine.systemctl("start", "agent").stderr
    assert machine.property("Result") == "timeout"


def test_a_oneshot_service_runs_its_commands_in_turn_and_stays_when_asked_to(machine: Machine) -> None:
    machine.service(
        "Type=oneshot",
        "RemainAfterExit=yes",
        "ExecStart=/bin/echo one",
        "ExecStart=-/bin/false",
        "ExecStart=/bin/echo two",
    )
    assert machine.systemctl("start", "agent").returncode == 0
    assert machine.property("SubState") == "exited"
    said = machine.journal()
    assert said.index("one\n") < said.index("two\n")


def test_a_failing_command_before_the_start_prevents_it(machine: Machine) -> None:
    machine.service("ExecStartPre=/bin/sh -c 'exit 4'", "ExecStart=/bin/echo started")
    assert machine.systemctl("start", "agent").returncode == 1
    assert machine.property("Result") == "exit-code"
    assert "started\n" not in machine.journal()


def test_stop_runs_its_command_with_the_id_of_the_main_process(machine: Machine) -> None:
    machine.service("ExecStart=/bin/sleep 1000", "ExecStop=/bin/sh -c 'echo stopping ${MAINPID}'")
    machine.systemctl("start", "agent")
    main = machine.property("MainPID")
    machine.systemctl("stop", "agent")
    assert f"stopping {main}\n" in machine.journal()


def test_a_program_that_is_missing_fails_with_203_and_exec_says_so_at_once(machine: Machine) -> None:
    machine.service("ExecStart=/nowhere/agent")
    assert machine.systemctl("start", "agent").returncode == 0
    machine.until_property("ExecMainStatus", "203")
    assert "Failed at step EXEC spawning /nowhere/agent: No such file or directory" in machine.journal()
    machine.service("Type=exec", "ExecStart=/nowhere/agent")
    machine.systemctl("daemon-reload")
    assert machine.systemctl("start", "agent").returncode == 1


def test_services_get_a_clean_environment(machine: Machine) -> None:
    machine.service("Environment='TWO WORDS=x' A=\"b c\"", "ExecStart=/usr/bin/env", "Type=oneshot")
    machine.systemctl("start", "agent")
    said = machine.journal().splitlines()
    assert "A=b c" in said
    assert "LANG=C.UTF-8" in said
    assert any(line.startswith("INVOCATION_ID=") for line in said)
    assert not any(line.startswith("CALLER=") for line in said)


def test_orphans_are_reaped(machine: Machine) -> None:
    machine.service("ExecStart=/bin/sh -c 'setsid sh -c \"sleep 0.1 & exit 0\" & wait'", "KillMode=process")
    machine.systemctl("start", "agent")
    machine.until_property("SubState", "dead")
    assert machine.process
    ours = Path(f"/proc/{machine.process.pid}/task/{machine.process.pid}/children")
    machine.until(lambda: len(ours.read_text().split()) == 1)


def test_a_service_may_run_as_another_user(machine: Machine) -> None:
    machine.service(
        "User=nobody", "Type=oneshot", "ExecStart=/usr/bin/id -un", "ExecStart=/bin/sh -c 'echo home=$HOME'"
    )
    outcome = machine.systemctl("start", "agent")
    if os.geteuid() == 0:
        assert "nobody\n" in machine.journal()
    else:
        assert outcome.returncode == 1
