"""The credential refresher: gets the role's keys from AWS, shares them, and knows when to ask again."""

from __future__ import annotations

import datetime
import random
from typing import Any, Optional

from agent_bootstrap.sandbox.agents.service_calls import ServiceError
from agent_bootstrap.sandbox.agents.signature_version_4 import Credentials
from agent_bootstrap.sandbox.agents.ssm_agent import (
    fingerprint,
    identity_configuration,
    log,
    shared_credentials,
    ssm_api,
    vault,
)
from agent_bootstrap.sandbox.agents.ssm_agent.configuration import Configuration
from agent_bootstrap.sandbox.agents.ssm_agent.identity_configuration import IdentityConfiguration
from agent_bootstrap.sandbox.agents.surroundings import shortened

_REFUSALS = ("AccessDeniedException", "MachineFingerprintDoesNotMatch")
"""After these it waits 25 to 30 minutes; after others 13 to 20 s, which double each time up to 30 minutes."""

_LONG_PAUSE = (25 * 60.0, 30 * 60.0)
_SHORT_PAUSE = (13.0, 20.0)
_LONGEST_PAUSE = 30 * 60.0

_SDK_ERRORS = ("InvalidInstanceId", "RequestError", "SerializationError", *_REFUSALS)
"""Those that the agent knows are shown as they are; of any other it tells the status first."""


class CredentialRefresher:
    """Keeps one identity's credentials fresh."""

    def __init__(self, configuration: Configuration, identity: vault.Identity) -> None:
        self._configuration = configuration
        self._identity = identity
        self._failures = 0

    def cached(self) -> Optional[float]:
        """Seconds until the credentials on disk are due; None if they are no good."""
        kept = identity_configuration.read()
        now = datetime.datetime.now(datetime.timezone.utc)
        if kept is None or kept.expires_at is None or kept.expires_at <= now:
            return None
        if (kept.node_id, kept.share_file, kept.share_profile) != self._place():
            return None
        if not shared_credentials.read(self._profile()).access_key_id:
            return None
        return self._ready(kept, now)

    def refresh(self) -> tuple[bool, float]:
        """Ask for new credentials: whether they came, and how many seconds to wait before asking again."""
        try:
            mark = fingerprint.fingerprint()
            token = ssm_api.role_token(self._configuration.ssm_url(self._identity.region), self._identity, mark)
        except ServiceError as error:
            return False, self._failed(error)
        self._failures = 0
        return True, self._share(token)

    def _share(self, token: dict[str, Any]) -> float:
        now = datetime.datetime.now(datetime.timezone.utc)
        expiry = datetime.datetime.fromtimestamp(float(token["TokenExpirationDate"]), datetime.timezone.utc)
        credentials = Credentials(token["AccessKeyId"], token["SecretAccessKey"], token["SessionToken"])
        shared_credentials.write(self._profile(), credentials)
        kept = IdentityConfiguration(*self._place(), now, expiry)
        identity_configuration.write(kept)
        return self._ready(kept, now)

    def _ready(self, kept: IdentityConfiguration, now: datetime.datetime) -> float:
        seconds = max(0.0, (kept.half_life() - now).total_seconds())
        log.info("[amazon-ssm-agent] [CredentialRefresher] Credentials ready")
        log.info(
            f"[amazon-ssm-agent] [CredentialRefresher] Next credential rotation will be in {seconds / 60:.2f} minutes"
        )
        return seconds

    def _failed(self, error: ServiceError) -> float:
        words = (
            str(error)
            if error.code in _SDK_ERRORS
            else f"Status code 400 returned from AWS API. RequestId:  Message: {error}"
        )
        log.error(f"[amazon-ssm-agent] [CredentialRefresher] Retrieve credentials produced error: {words}")
        if error.code in _REFUSALS:
            seconds = random.uniform(*_LONG_PAUSE)
        else:
            seconds = min(random.uniform(*_SHORT_PAUSE) * 2**self._failures, _LONGEST_PAUSE)
        self._failures += 1
        log.info(
            f"[amazon-ssm-agent] [CredentialRefresher] Sleeping for {seconds:.0f}s before retrying retrieve credentials"
        )
        return shortened(seconds)

    def _profile(self) -> str:
        return self._configuration.profile() or "default"

    def _place(self) -> tuple[str, str, str]:
        return self._identity.node_id, shared_credentials.path(), self._configuration.profile()
