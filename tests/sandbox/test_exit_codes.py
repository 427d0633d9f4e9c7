"""Every exit code of `--help`, from the command itself."""

from __future__ import annotations

from tests.sandbox.conftest import Sandbox

AS_NOBODY = "setpriv --reuid=65534 --regid=65534 --clear-groups env"


def test_the_exit_codes_mean_what_help_says(shell: Sandbox) -> None:
    ended = shell(
        f"""
        chmod 755 /root
        set +e
        say() {{ "$@" > /dev/null 2> /tmp/words; echo "$?"; }}
        say agent-bootstrap status
        say agent-bootstrap plan
        say agent-bootstrap check
        say agent-bootstrap bootstrap
        say agent-bootstrap plan
        say agent-bootstrap status
        say agent-bootstrap bootstrap --nonsense
        say agent-bootstrap bootstrap --region nowhere; grep -q -- '--region' /tmp/words && echo named
        say {AS_NOBODY} agent-bootstrap bootstrap; grep -q 'sudo agent-bootstrap bootstrap' /tmp/words && echo told
        """
    )
    assert ended.output.split() == ["3", "3", "0", "0", "0", "0", "2", "78", "named", "77", "told"], ended.errors


def test_an_ordinary_user_may_check_and_read_the_status(shell: Sandbox) -> None:
    ended = shell(
        f"""
        chmod 755 /root
        agent-bootstrap bootstrap >&2
        {AS_NOBODY} agent-bootstrap check | tail -1
        {AS_NOBODY} agent-bootstrap status | tail -1
        """
    )
    assert [line.partition(" in ")[0] for line in ended.output.splitlines()] == ["All good", "Converged"], ended.errors


def test_every_verb_that_looks_speaks_json(shell: Sandbox) -> None:
    for command in ("check --json", "plan --json", "config show --json", "version --json"):
        ended = shell(f"agent-bootstrap {command} || true")
        assert ended.report, command
