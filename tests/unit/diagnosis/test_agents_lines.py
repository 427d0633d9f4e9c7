"""Every line of the agents that is known means one thing, and every meaning has its line."""

from __future__ import annotations

import re
from typing import Optional

import pytest

from agent_bootstrap.diagnosis import agent_words, cloudwatch_agent_words, ssm_agent_words
from agent_bootstrap.diagnosis.agent_words import Tongue
from agent_bootstrap.diagnosis.translation import translate
from tests.unit.diagnosis.agents_lines import CLOUDWATCH_AGENT, SSM_AGENT

TONGUES = {"ssm": (ssm_agent_words.TONGUE, SSM_AGENT), "cloudwatch": (cloudwatch_agent_words.TONGUE, CLOUDWATCH_AGENT)}


@pytest.mark.parametrize(("line", "code"), [*SSM_AGENT, *CLOUDWATCH_AGENT])
def test_a_line_means_its_code_whichever_agent_is_thought_to_have_written_it(line: str, code: Optional[str]) -> None:
    told = translate(line.splitlines())
    assert [problem.code for problem in told.problems] == ([code] if code else [])
    assert (told.harmless, told.unknown) == (0 if code else 1, [])


@pytest.mark.parametrize("name", TONGUES)
def test_a_line_quoted_in_a_problem_is_the_agents_own(name: str) -> None:
    tongue, lines = TONGUES[name]
    for line, code in lines:
        known = agent_words.meaning(tongue, line)
        assert known is not None, line
        found = agent_words.problem(known, line, {})
        assert (found.code if found else None) == code, line
        assert not found or found.details == line


@pytest.mark.parametrize("name", TONGUES)
def test_every_meaning_has_a_line_that_shows_it(name: str) -> None:
    tongue, lines = TONGUES[name]
    shown = {id(agent_words.meaning(tongue, line)) for line, _ in lines}
    # The network's and AWS's words are common to both, and shown by either.
    other = {id(agent_words.meaning(tongue, line)) for _, both in TONGUES.values() for line, _ in both}
    assert [known.pattern for known in tongue.meanings if id(known) not in shown | other] == []


@pytest.mark.parametrize("name", TONGUES)
def test_what_a_line_tells_stands_in_the_brief(name: str) -> None:
    tongue, lines = TONGUES[name]
    gaps = {code for line, code in lines if _brief(tongue, line).count(agent_words.NOT_TOLD)}
    # TLS and HTTP fail after the connection was made, and Go does not say to which address; nor which proxy it was that refused,
    # nor which line of a file is broken.
    assert gaps <= {
        "tls-silent", "tls-broken", "tls-wrong-name", "tls-expired", "tls-not-yet-valid", "http-broken",
        "captive-portal", "proxy-no-connect", "file-broken", "dns-silent", "dns-servfail",
    }  # fmt: skip


def _brief(tongue: Tongue, line: str) -> str:
    known = agent_words.meaning(tongue, line)
    found = agent_words.problem(known, line, {"activation": "5a0d", "region": "eu-west-1"}) if known else None
    return found.brief if found else ""


@pytest.mark.parametrize(
    ("code", "brief"),
    [
        ("tcp-refused", "ssm.eu-west-1.amazonaws.com refuses connections on 10.20.1.11, port 443"),
        ("dns-nxdomain", "ssm.eu-west-1.amazonaws.com does not exist in DNS"),
        ("node-unknown-to-aws", "AWS no longer knows this server as mi-0123456789abcdef0"),
        ("log-file-unreadable", "the CloudWatch agent may not read /var/log/x, so that log is not sent"),
        ("cloudwatch-access-denied", "AWS denies the CloudWatch agent cloudwatch:PutMetricData"),
        ("registered-already", "AWS says that this server is registered already"),
    ],
)
def test_a_brief_says_what_the_line_says(code: str, brief: str) -> None:
    line = next(line for line, of in [*SSM_AGENT, *CLOUDWATCH_AGENT] if of == code)
    assert translate(line.splitlines()).problems[0].brief == brief


def test_patterns_are_regular_expressions_that_do_not_match_everything() -> None:
    for tongue, _ in TONGUES.values():
        assert not [known.pattern for known in tongue.meanings if re.search(known.pattern, "")]
