"""Reports to be told: one of a server in trouble, and any that hypothesis can think of."""

from __future__ import annotations

import datetime
from typing import Any

from hypothesis import strategies as st

from agent_bootstrap.model.finding import Finding, Status
from agent_bootstrap.model.problem import Owner, Problem
from agent_bootstrap.model.problems import dns, package, setting_values
from agent_bootstrap.model.report import Entry, Report

NOON = datetime.datetime(2026, 11, 22, 12, 0, 1, 500000, tzinfo=datetime.timezone.utc)
HOST = {"name": "host-1", "distribution": "Debian", "architecture": "x86_64", "kernel": "6.1"}

STUCK = dns.NXDOMAIN.found("10.0.0.2: NXDOMAIN", name="ssm.eu-west-1.amazonaws.com")
WARNING = package.SIGNING_KEY_EXPIRES.found("", agent="SSM Agent", expires="2027-07-15", days=80)


def report(*entries: tuple[str, Finding], command: str = "daemon", host: Any = HOST) -> Report:
    return Report(
        command, NOON, NOON, host, tuple(Entry(step, f"{step} holds", found, NOON) for step, found in entries)
    )


IN_TROUBLE = report(
    ("server.signing_keys", Finding(Status.OK, "soon", {"newest_keys_expire": {"SSM Agent": "2027-07-15"}}, WARNING)),
    ("network.resolves/ssm", Finding.of(STUCK)),
    ("network.reaches/ssm", Finding.blocked("network.resolves/ssm")),
    ("settings", Finding.of(setting_values.REGION.found(value="Ireland"))),
    ("settings", Finding.of(setting_values.REGION.found(value="Utopia"))),
)

NAMES = st.text(max_size=100)

TEXTS = st.text(st.characters(exclude_categories=()), max_size=200)
"""Halves of surrogates, too: a file's name that is no UTF-8 comes as such."""

problems = st.builds(
    Problem, code=NAMES, brief=TEXTS, details=TEXTS, owner=st.sampled_from(Owner), remedy=TEXTS, may_pass=st.booleans()
)
findings = st.builds(Finding, status=st.sampled_from(Status), reason=TEXTS, problem=st.none() | problems)
entries = st.builds(Entry, step=NAMES, promise=TEXTS, finding=findings, since=st.just(NOON))
reports = st.builds(
    Report,
    command=st.just("daemon"),
    started_at=st.just(NOON),
    finished_at=st.datetimes(timezones=st.just(datetime.timezone.utc), min_value=datetime.datetime(2020, 1, 1)),
    host=st.fixed_dictionaries({"name": TEXTS}),
    entries=st.lists(entries, max_size=6).map(tuple),
)
