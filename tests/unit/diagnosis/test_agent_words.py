"""A log is read as a person reads it: the last life counts, a success ends a complaint, noise is passed over."""

from __future__ import annotations

import datetime

from agent_bootstrap.diagnosis import agent_words, cloudwatch_agent_words, ssm_agent_words, unit_words
from agent_bootstrap.diagnosis.translation import translate

STAMP = "2026-11-22 06:13:15.4070"
START = f"{STAMP} INFO [amazon-ssm-agent] amazon-ssm-agent - v3.3.4851.0"
READY = f"{STAMP} INFO [amazon-ssm-agent] [CredentialRefresher] Credentials ready"
OPENED = (
    f"{STAMP} INFO [ssm-agent-worker] [MessageService] [MGSInteractor] Successfully opened websocket connection to: 1"
)
REFUSED = f"{STAMP} ERROR [amazon-ssm-agent] [CredentialRefresher] Retrieve credentials produced error: AccessDeniedException: no"
LOST = f"{STAMP} ERROR [ssm-agent-worker] [MGSInteractor] Reach the retry limit 5 for receive messages. Error: x"
NOON = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.timezone.utc)


def code(*lines: str) -> str | None:
    found = agent_words.complaint(ssm_agent_words.TONGUE, lines)
    return found.code if found else None


def test_a_healthy_life_complains_of_nothing() -> None:
    assert code(START, READY, OPENED) is None


def test_a_complaint_counts_until_a_success_of_its_topic() -> None:
    assert code(START, REFUSED) == "node-role-denied"
    assert code(START, REFUSED, READY) is None
    assert code(START, READY, REFUSED) == "node-role-denied"
    assert code(START, LOST, READY) == "control-channel-lost"
    assert code(START, LOST, OPENED) is None


def test_what_stands_before_the_last_start_is_another_lifes() -> None:
    assert code(REFUSED, START, READY) is None
    assert code(START, REFUSED, START) is None
    assert code(REFUSED) == "node-role-denied", "a log whose beginning was rotated away is read from where it begins"


def test_the_newest_complaint_of_a_topic_counts() -> None:
    unknown = REFUSED.replace("AccessDeniedException: no", "InvalidInstanceId: Not existing InstanceId mi-1")
    assert code(START, REFUSED, unknown) == "node-unknown-to-aws"


def test_the_cause_comes_before_its_effects() -> None:
    assert code(START, LOST, REFUSED) == code(START, REFUSED, LOST) == "node-role-denied"


def test_an_error_of_several_lines_is_one_entry_and_is_quoted_whole() -> None:
    lines = [
        START,
        f"{STAMP} ERROR [ssm-agent-worker] Entering SSM Agent hibernate - RequestError: send request failed",
        'caused by: Post "https://ssm.x/": dial tcp 10.0.0.1:443: connect: connection refused',
    ]
    found = agent_words.complaint(ssm_agent_words.TONGUE, lines)
    assert found is not None
    assert (found.code, found.details) == ("tcp-refused", "\n".join(lines[1:]))


def test_what_journalctl_puts_in_front_of_a_line_is_passed_over() -> None:
    prefix = "Nov 22 06:13:15 server amazon-ssm-agent[123]: "
    lines = [f"{prefix}{REFUSED[:-3]}RequestError: send", f"{prefix}caused by: EOF"]
    assert agent_words.entries(lines) == [f"{REFUSED[:-3]}RequestError: send\ncaused by: EOF"]


def test_a_topic_that_nobody_spoke_of_is_not_there() -> None:
    assert agent_words.spoken(ssm_agent_words.TONGUE, [START, READY]) == {"start": None, "credentials": None}


def test_what_the_caller_knows_better_stands_in_the_brief() -> None:
    line = "ERROR Registration failed due to error registering the instance with AWS SSM. ActivationExpired: x"
    found = agent_words.complaint(ssm_agent_words.TONGUE, [line], activation="5a0db0c5")
    assert found is not None
    assert found.brief == "the activation 5a0db0c5 has expired"


def test_only_what_was_said_of_late_counts_where_nobody_tells_of_success() -> None:
    old, new = "2026-11-22T11:44:59Z E! old", "2026-11-22T11:45:00Z E! new"
    quarter = datetime.timedelta(minutes=15)
    assert agent_words.since([old, new, "caused by: x"], NOON - quarter) == [new, "caused by: x"]
    assert agent_words.since([old, "caused by: x"], NOON - quarter) == []


def test_a_failure_to_send_ends_with_logs_that_arrived() -> None:
    failed = (
        "2026-11-22T11:45:00Z E! [outputs.cloudwatchlogs] Aws error received when sending logs to G/S: AccessDenied: x"
    )
    sent = "2026-11-22T11:46:00Z D! [outputs.cloudwatchlogs] Pusher published 3 log events to group: G stream: S"
    tongue = cloudwatch_agent_words.TONGUE
    assert agent_words.complaint(tongue, [failed]) is not None
    assert agent_words.complaint(tongue, [failed, sent]) is None


def test_secrets_and_long_lines_are_not_quoted() -> None:
    said = agent_words.quoted("I! HTTPS_PROXY is set to http://me:pass@proxy:3128 AKIAIOSFODNN7EXAMPLE " + "x" * 1000)
    assert "pass" not in said
    assert "AKIAIOSFODNN7" not in said
    assert "http://***proxy:3128" in said
    assert len(said) < 650


def test_systemds_own_words_name_the_end_of_a_service() -> None:
    endings = {
        ("exit-code", 203): "unit-program-unusable",
        ("exit-code", 217): "unit-user-missing",
        ("start-limit-hit", 0): "unit-start-limit",
        ("oom-kill", 9): "unit-killed",
        ("signal", 9): "unit-killed",
        ("exit-code", 1): None,
        ("success", 0): None,
        ("signal", 15): None,
    }
    for (result, status), due in endings.items():
        found = unit_words.ending("a.service", result, status)
        assert (found.code if found else None) == due


def test_a_refusal_of_systemd_is_told_from_too_many_starts() -> None:
    often = "Job for a.service failed because start of the service was attempted too often."
    assert unit_words.refusal(often).code == "unit-start-limit"
    assert unit_words.refusal("Job for a.service failed because the control process exited").code == "unit-refused"


def test_a_translation_tells_each_problem_once_as_it_was_said_last() -> None:
    told = translate([REFUSED.replace("no", "first"), REFUSED.replace("no", "last"), READY, "x ERROR nobody knows"])
    assert [problem.details[-4:] for problem in told.problems] == ["last"]
    assert list(told.times.values()) == [2]
    assert told.unknown == ["x ERROR nobody knows"]
