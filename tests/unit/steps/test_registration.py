"""Registration: what a look says of each state of the Vault. Registering itself happens in the sandbox."""

from __future__ import annotations

import datetime
import json
from typing import Optional

import pytest

from agent_bootstrap.aws.ssm_agent import REGISTRATION_KEY
from agent_bootstrap.host import Host
from agent_bootstrap.host.commands import Outcome
from agent_bootstrap.host.registration_record import RECORD
from agent_bootstrap.host.vault import DOUBT, INTENT
from agent_bootstrap.model.finding import Status
from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.model.secret import Secret
from agent_bootstrap.model.settings import Activation
from agent_bootstrap.steps.ssm_agent import Registration
from agent_bootstrap.steps.ssm_agent.registration import _failure, _words

ACTIVATION = Activation(id="5a0db0c5-7e57-4b0c-8a11-0123456789ab", code=Secret("x" * 20))
NODE = {"instanceID": "mi-0aaaaaaaaaaaaaaaa", "region": "eu-west-1", "privateKey": "key"}
NOON = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.timezone.utc)


def step(activation: Activation = ACTIVATION, again_since: Optional[datetime.datetime] = None) -> Registration:
    return Registration("eu-west-1", activation, again_since)


def registered(host: Host, *, region: str = "eu-west-1", at: Optional[datetime.datetime] = None) -> None:
    host.files.write(REGISTRATION_KEY, json.dumps({**NODE, "region": region}), mode=0o600)
    if at:
        record = {
            "node_id": NODE["instanceID"],
            "region": region,
            "activation_id": "a",
            "registered_at": at.isoformat(),
        }
        host.files.write(RECORD, json.dumps(record), mode=0o644)


def test_an_empty_vault_is_to_be_registered_and_the_cost_is_said(host: Host) -> None:
    finding = step().check(host)
    assert finding.status is Status.DRIFTED
    assert "uses up one of its registrations" in finding.reason


@pytest.mark.parametrize(
    ("activation", "missing"),
    [(Activation(), "activation ID"), (Activation(id=ACTIVATION.id), "activation code")],
)
def test_without_an_activation_a_person_is_needed(host: Host, activation: Activation, missing: str) -> None:
    with pytest.raises(ProblemFoundError) as error:
        step(activation).check(host)
    assert error.value.problem.code == "activation-missing"
    assert missing in error.value.problem.brief


def test_a_registered_node_needs_no_activation(host: Host) -> None:
    registered(host)
    assert step(Activation()).check(host).status is Status.OK


def test_a_node_of_another_region_is_not_given_up(host: Host) -> None:
    registered(host, region="us-east-1")
    problem = step().check(host).problem
    assert problem is not None
    assert problem.code == "registered-elsewhere"
    assert "mi-0aaaaaaaaaaaaaaaa" in problem.brief


def test_re_register_gives_up_what_is_older_than_the_wish_and_only_that(host: Host) -> None:
    registered(host, at=NOON)
    assert step(again_since=NOON + datetime.timedelta(seconds=1)).check(host).status is Status.DRIFTED
    assert step(again_since=NOON - datetime.timedelta(seconds=1)).check(host).status is Status.OK


def test_re_register_gives_up_an_identity_of_unknown_origin(host: Host) -> None:
    registered(host)
    assert step(again_since=NOON).check(host).status is Status.DRIFTED


def test_what_is_lost_is_brought_back_unless_a_person_wants_a_new_identity(host: Host) -> None:
    host.files.write("/etc/machine-id", "0123", mode=0o444)
    with host.vault.registration("5a0db0c5-7e57-4b0c-8a11-0123456789ab"):
        registered(host)
    host.files.remove(REGISTRATION_KEY)
    finding = step().check(host)
    assert (finding.status, finding.reason) == (
        Status.DRIFTED,
        "the Vault has lost mi-0aaaaaaaaaaaaaaaa, which is to be brought back from its copy",
    )
    assert "uses up one of its registrations" in step(again_since=NOON).check(host).reason


def test_an_interrupted_registration_is_seen_first(host: Host) -> None:
    registered(host)
    host.files.write(INTENT, "{}", mode=0o600)
    assert step().check(host).reason == "an interrupted registration is to be settled"


def doubtful(host: Host, activation: str) -> None:
    doubt = {"activation_id": activation, "since": NOON.isoformat()}
    host.files.write(DOUBT, json.dumps(doubt), mode=0o600)


def test_a_registration_in_doubt_is_not_tried_again_by_itself(host: Host) -> None:
    assert ACTIVATION.id
    doubtful(host, ACTIVATION.id)
    with pytest.raises(ProblemFoundError) as error:
        step().check(host)
    assert error.value.problem.code == "registration-uncertain"


def test_a_person_or_another_activation_ends_the_doubt(host: Host) -> None:
    assert ACTIVATION.id
    doubtful(host, ACTIVATION.id)
    assert step(again_since=NOON + datetime.timedelta(seconds=1)).check(host).status is Status.DRIFTED
    doubtful(host, "another-activation")
    assert step().check(host).status is Status.DRIFTED


def test_another_activation_in_the_settings_is_a_word_and_no_reason(host: Host) -> None:
    registered(host, at=NOON)
    finding = step().check(host)
    assert finding.status is Status.OK
    assert finding.reason == "this server is mi-0aaaaaaaaaaaaaaaa, registered with the activation a"


PREFIX = "2026-11-22 06:13:15.4070 ERROR Registration failed due to error registering the instance with AWS SSM. "


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("ActivationExpired: expired", "activation-expired"),
        ("InvalidActivation: unknown", "activation-invalid"),
        ("InvalidParameter: 2 validation error(s) found.", "activation-invalid"),
        ("RegistrationLimitExceeded: used up", "activation-exhausted"),
        ("InternalServerError: sorry", "aws-internal-error"),
        ('RequestError: send\ncaused by: Post "https://ssm.x/": dial tcp: lookup ssm.x: no such host', "dns-nxdomain"),
        ("NeverHeardOf: x", "registration-failed"),
        ("RequestError: send request failed\ncaused by: Post", "registration-failed"),
    ],
)
def test_each_word_of_the_agent_has_its_code(words: str, code: str) -> None:
    output = "Initializing new seelog logger\n" + PREFIX + words
    problem = _failure(Outcome(1, output, ""), activation="a", region="eu-west-1")
    assert problem.code == code
    assert problem.details == (PREFIX + words)[25:]
    assert "not told" not in problem.brief


def test_the_agents_words_come_without_its_loggers() -> None:
    outcome = Outcome(1, "Initializing new seelog logger\n" + PREFIX + "X: y\nmore", "")
    assert _words(outcome) == PREFIX[25:] + "X: y\nmore"


def test_an_agent_that_dies_without_an_error_is_quoted_with_its_last_words() -> None:
    assert _words(Outcome(2, "New Seelog Logger Creation Complete\n", "panic: runtime error\n")).endswith(
        "panic: runtime error"
    )
