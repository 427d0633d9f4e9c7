"""`amazon-ssm-agent -register`: how a server becomes a managed node, and loses what it was before it is sure of the new."""

from __future__ import annotations

import re
import sys
import time
from typing import NamedTuple

from agent_bootstrap.sandbox.agents.service_calls import ServiceError
from agent_bootstrap.sandbox.agents.ssm_agent import configuration, fingerprint, log, ssm_api, vault
from agent_bootstrap.sandbox.agents.surroundings import shortened

_CODE_LENGTH, _ID_LENGTH = 20, 36
"""The least that the SDK lets through (its model of RegisterManagedInstance)."""

_FAILED = "Registration failed due to error registering the instance with AWS SSM. "

_TOO_MANY_UPDATES_TRIES = 5
_TOO_MANY_UPDATES_PAUSE = 0.25
"""The agent's own retries: seconds before the second try, doubled each time; the real agent took 3.7 s for all of them."""


class Wanted(NamedTuple):
    """What the command line asked for."""

    code: str
    activation_id: str
    region: str
    consent: bool
    """`-y`: an identity that is there is given up without a question."""
    compare_hardware: bool


def register(wanted: Wanted) -> int:
    """Register this server; the exit code."""
    if vault.identity().whole and not wanted.consent and not _may_override():
        return 1
    from agent_bootstrap.sandbox.agents.ssm_agent import (
        keys,
    )  # It loads cryptography, which -version and -clear do without.

    pair = keys.make()
    try:
        mark = fingerprint.fingerprint()
        if not wanted.compare_hardware:
            fingerprint.set_threshold(fingerprint.NO_COMPARISON)
        # The real agent gives up the identity here, before it asks AWS whether there will be another one.
        vault.keep_identity(vault.Identity(private_key=pair.private, created=pair.created))
        node_id = _ask(wanted, mark, pair.public)
        made = vault.Identity(node_id, wanted.region, pair.private, pair.created)
        vault.keep_identity(made)
        vault.keep_registration(made)
    except OSError as error:
        log.error(f"Unable to save registration information. {error}\nTry running as sudo/administrator.")
        return 1
    except ServiceError as error:
        log.error(_FAILED + str(error))
        return 1
    log.info(f"Successfully registered the instance with AWS SSM using Managed instance-id: {node_id}")
    return 0


def _ask(wanted: Wanted, mark: str, public_key: str) -> str:
    """The ID of the new node. Raises ServiceError."""
    _validate(wanted)
    url = configuration.read_or_default().ssm_url(wanted.region)
    request = {
        "ActivationCode": wanted.code,
        "ActivationId": wanted.activation_id,
        "Fingerprint": mark,
        "PublicKey": public_key,
        "PublicKeyType": "Rsa",
    }
    for number in range(_TOO_MANY_UPDATES_TRIES):
        try:
            return ssm_api.register(url, request)
        except ServiceError as error:
            if error.code != "TooManyUpdates" or number + 1 == _TOO_MANY_UPDATES_TRIES:
                raise
            time.sleep(shortened(_TOO_MANY_UPDATES_PAUSE * 2**number))
    raise AssertionError("the last try either answers or raises")


def _validate(wanted: Wanted) -> None:
    """What the SDK refuses before it sends anything."""
    if not re.fullmatch(r"[A-Za-z0-9-]{1,100}", wanted.region):
        log.error(f"Unable to determine endpoint because region {wanted.region} has invalid characters")
        raise ServiceError("MissingEndpoint", "'Endpoint' configuration is required for this service", transient=False)
    short = [
        f"- minimum field size of {least}, RegisterManagedInstanceInput.{field}."
        for field, value, least in (
            ("ActivationCode", wanted.code, _CODE_LENGTH),
            ("ActivationId", wanted.activation_id, _ID_LENGTH),
        )
        if len(value) < least
    ]
    if short:
        found = "\n".join([f"{len(short)} validation error(s) found.", *short])
        raise ServiceError("InvalidParameter", found, transient=False)


def _may_override() -> bool:
    """Ask whether the identity may be replaced."""
    question = (
        "Instance already registered. Would you like to override existing with new registration information? [Yes/No]: "
    )
    while True:
        print(question, end="", flush=True)
        answer = sys.stdin.readline()
        if not answer:
            log.error("Registration failed due to EOF")
            return False
        if answer.strip().lower() in ("y", "yes"):
            return True
        if answer.strip().lower() in ("n", "no"):
            log.info("Registration canceled by user")
            return False
