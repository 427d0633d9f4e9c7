"""Why a certificate was refused: who intercepts, what this server does not trust, whose clock is wrong."""

from __future__ import annotations

import contextlib
import datetime
import ssl
from typing import Optional

from agent_bootstrap.aws import authorities
from agent_bootstrap.diagnosis import clocks
from agent_bootstrap.diagnosis.certificate import Certificate
from agent_bootstrap.host import http_exchange, tcp, tls
from agent_bootstrap.host.deadline import Deadline
from agent_bootstrap.model.component import component
from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.model.problems import connection as problems

_NOT_YET_VALID, _EXPIRED = 9, 10
_NO_CHAIN = (2, 18, 19, 20, 21)
_WRONG_NAME = (62, 64)
"""X509_V_ERR_* of OpenSSL's x509_vfy.h."""

_DOUBT = datetime.timedelta(minutes=1)
"""By how much an endpoint's clock must differ from this server's before it counts: its `Date:` has whole seconds."""

_MOST_NAMES = 6
"""How many names of a certificate are told: S3's has dozens."""


@component
class RefusedCertificates:
    """Looks at what an endpoint shows, without believing it."""

    port: int

    def problem(
        self, name: str, address: str, error: ssl.SSLCertVerificationError, deadline: Deadline
    ) -> ProblemFoundError:
        """The problem behind OpenSSL's refusal. The endpoint is asked once more for what the refusal hid."""
        shown, date = self._look(name, address, deadline)
        names: dict[str, object] = {"name": name, "address": address, "issuer": shown.issuer if shown else "somebody"}
        details = f"{address}: {error.verify_message}{_told(shown)}"
        if error.verify_code in (_NOT_YET_VALID, _EXPIRED):
            return _out_of_date(error.verify_code, details, shown, date, names)
        if error.verify_code in _WRONG_NAME:
            listed = _listed(shown.names) if shown else "another name"
            return problems.TLS_WRONG_NAME.error(f"{details}; asked for: {name}", **names, names=listed)
        if shown and authorities.is_amazons(shown.issuer_organization):
            kind = problems.TLS_ROOT_MISSING if error.verify_code in _NO_CHAIN else problems.TLS_BROKEN
            return kind.error(details, **names)
        return problems.TLS_INTERCEPTED.error(details, **names)

    def _look(
        self, name: str, address: str, deadline: Deadline
    ) -> tuple[Optional[Certificate], Optional[datetime.datetime]]:
        """The certificate and the endpoint's time, as far as either can be had."""
        shown: Optional[Certificate] = None
        with contextlib.suppress(OSError, ValueError):
            plain = tcp.opened(address, self.port, deadline.left())
            with tls.shake_hands(plain, tls.trusting_anybody(), name, deadline.left()) as secure:
                shown = tls.shown_certificate(secure)
                return shown, clocks.date_of(http_exchange.get(secure, name, "/", {}, deadline).headers.get("date"))
        return shown, None


def _out_of_date(
    code: int,
    details: str,
    shown: Optional[Certificate],
    date: Optional[datetime.datetime],
    names: dict[str, object],
) -> ProblemFoundError:
    now = datetime.datetime.now(datetime.timezone.utc)
    if date and shown and abs(date - now) > _DOUBT and shown.valid_at(date):
        return ProblemFoundError(clocks.skew(str(names["name"]), now, date, details))
    kind = problems.TLS_EXPIRED if code == _EXPIRED else problems.TLS_NOT_YET_VALID
    there = f"; the endpoint's own clock says {clocks.shown(date)}" if date else ""
    return kind.error(f"{details}; this server's clock says {clocks.shown(now)}{there}", **names)


def _told(shown: Optional[Certificate]) -> str:
    if shown is None:
        return "; the certificate could not be looked at"
    lifetime = f"valid from {clocks.shown(shown.not_before)} to {clocks.shown(shown.not_after)}"
    return f"; the certificate is for {_listed(shown.names)}, issued by {shown.issuer}, {lifetime}"


def _listed(names: tuple[str, ...]) -> str:
    rest = [f"and {len(names) - _MOST_NAMES} more"] if len(names) > _MOST_NAMES else []
    return ", ".join([*names[:_MOST_NAMES], *rest]) or "no name"
