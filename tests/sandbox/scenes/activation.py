"""An activation that cannot be used is asked once, also by the next daemon; another one is asked as soon as the settings name it."""

from __future__ import annotations

import time

from agent_bootstrap.sandbox.world import ACTIVATION_ID
from tests.sandbox.scenes.watched import Watched

REGISTRATION = "ssm_agent.registration"
_EXPIRED_ID = "5a0db0c5-7e57-4b0c-8a11-0123456789aa"
_FILE = "/etc/agent-bootstrap/agent-bootstrap.toml"
_LOOKS = 3
"""So many looks later a daemon that wanted to ask again would have done so."""


def test_an_expired_activation_is_asked_once(watched: Watched) -> None:
    watched.run(f"sed -i s/{ACTIVATION_ID}/{_EXPIRED_ID}/ {_FILE}")
    watched.world(activation_state="expired")
    watched.start()
    [told] = watched.until("it is told", lambda: watched.told(0, REGISTRATION, "activation-expired"))
    assert told.owner == "aws-account"
    _some_looks_pass(watched)
    assert watched.calls("RegisterManagedInstance") == 1
    assert len(watched.told(0, REGISTRATION, "activation-expired")) == 1


def test_the_next_daemon_asks_no_second_time_and_tells_nobody_again(watched: Watched) -> None:
    assert watched.ends() == 0
    watched.start()
    _some_looks_pass(watched)
    assert watched.statuses()[REGISTRATION] == "activation-expired"
    assert watched.calls("RegisterManagedInstance") == 1
    assert len(watched.told(0, REGISTRATION, "activation-expired")) == 1


def test_a_good_one_is_asked_for_as_soon_as_the_settings_name_it(watched: Watched) -> None:
    began = time.time()
    watched.world()
    _some_looks_pass(watched)
    assert watched.calls("RegisterManagedInstance") == 1, "nobody can see from here that AWS would say yes now"
    watched.run(f"sed -i s/{_EXPIRED_ID}/{ACTIVATION_ID}/ {_FILE}")
    watched.reload()
    watched.until("the server is registered", lambda: watched.told(began, REGISTRATION, "repaired"))
    watched.until("all is well", lambda: watched.well(began))
    assert watched.calls("RegisterManagedInstance") == 2


def _some_looks_pass(watched: Watched) -> None:
    since = time.time()
    watched.until("some looks pass", lambda: len(watched.errands(since)) >= _LOOKS)
