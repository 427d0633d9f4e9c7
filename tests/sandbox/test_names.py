"""Name servers that fail one by one, with the patience that real resolvers have."""

from __future__ import annotations

from agent_bootstrap.sandbox.world import NAME_SERVERS
from tests.sandbox.conftest import Sandbox

WORLD = "/run/agent-bootstrap-sandbox/world.json"

FIRST_IS_DEAD = f"""
sed -i 's/"name_servers": {{}}/"name_servers": {{"{NAME_SERVERS[0]}": "silent"}}/' {WORLD}; sleep 0.3
printf 'nameserver {NAME_SERVERS[0]}\\nnameserver {NAME_SERVERS[1]}\\n' > /etc/resolv.conf
"""
"""Without options glibc waits 5 s for the first before it asks the second."""


def test_a_dead_first_name_server_slows_a_check_down_and_is_named_as_a_warning(shell: Sandbox) -> None:
    ended = shell(f"{FIRST_IS_DEAD}\nagent-bootstrap check --json --deadline 60s")
    assert (ended.exit_code, {problem["code"] for problem in ended.problems()}) == (0, {"dns-server-silent"})


def test_within_the_usual_deadline_the_dead_server_is_named_too(shell: Sandbox) -> None:
    ended = shell(f"{FIRST_IS_DEAD}\nset +e\nagent-bootstrap check --json")
    assert {problem["code"] for problem in ended.problems()} == {"dns-server-silent"}
    assert not {entry["status"] for entry in ended.report["findings"]} & {"failed", "stuck"}


def test_names_that_servers_dispute_are_told_once_and_stop_the_run(shell: Sandbox) -> None:
    ended = shell("set +e\nagent-bootstrap bootstrap", "--fault", "dns-server-differs")
    assert ended.exit_code == 4
    assert ended.output.count("  owner") == 1, ended.output
    assert ended.output.count("Give 10.10.0.53 the same forwarding rule") == 1
