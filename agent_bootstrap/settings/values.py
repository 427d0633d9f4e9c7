"""What a value of each kind must look like, checked before anything is contacted, and what to say if it doesn't."""

from __future__ import annotations

import ipaddress
import re
from typing import Callable, Mapping, Optional

from agent_bootstrap.model.collected import LEVELS, LONGEST_INTERVAL, RETENTION_DAYS
from agent_bootstrap.model.problem import Problem, ProblemKind
from agent_bootstrap.model.problems import collected_settings as collected
from agent_bootstrap.model.problems import setting_values as catalogue
from agent_bootstrap.model.reporting import METRICS
from agent_bootstrap.model.secret import Secret
from agent_bootstrap.model.setting import Kind
from agent_bootstrap.model.settings import INSTALL, NAMES, SERVICES
from agent_bootstrap.model.watching import LONGEST_WATCH, SHORTEST_WATCH
from agent_bootstrap.settings.keys import Key
from agent_bootstrap.settings.layers import Content
from agent_bootstrap.settings.pasted import cleaned, oddities
from agent_bootstrap.settings.patterns import PATTERNS

_LONGEST_NAME = 253
"""RFC 1035, section 2.3.4, without the root's own length byte."""


def problems(key: Key, content: Content) -> list[Problem]:
    """All that is wrong with a value of the right type. No secret is in any of it."""
    found = (_problem(key.kind, text) for text in _texts(content))
    return [problem for problem in found if problem is not None]


def usual(kind: Kind, content: Content) -> Content:
    """A good value in its usual spelling: lower-case names and IDs, fingerprints in capitals without spaces."""
    if kind in (Kind.HOSTNAME, Kind.UUID) and isinstance(content, str):
        return content.lower()
    if kind is Kind.FINGERPRINTS and isinstance(content, tuple):
        return tuple(text.replace(" ", "").upper() for text in content)
    return content


def _texts(content: Content) -> tuple[str, ...]:
    if isinstance(content, Secret):
        return (content.reveal(),)
    if isinstance(content, int) and not isinstance(content, bool):
        return (str(content),)
    if isinstance(content, str):
        return (content,)
    return content if isinstance(content, tuple) else ()


def _problem(kind: Kind, text: str) -> Optional[Problem]:
    odd = oddities(text)
    if odd:
        return _pasted(kind, odd, cleaned(text))
    if not text:
        return catalogue.EMPTY.found()
    return _CHECKS[kind](text)


def _pasted(kind: Kind, odd: str, better: str) -> Problem:
    if kind.secret or not _fits(kind, better):
        return catalogue.PASTED_HIDDEN.found(oddities=odd)
    return catalogue.PASTED.found(oddities=odd, cleaned=better)


def _fits(kind: Kind, text: str) -> bool:
    return re.match(PATTERNS[kind], text) is not None


def _region(text: str) -> Optional[Problem]:
    if _fits(Kind.REGION, text):
        return None
    if _fits(Kind.REGION, text[:-1]) and text[-1].isalpha():
        return catalogue.REGION_ZONE.found(value=text, region=text[:-1])
    return catalogue.REGION.found(value=text)


def _uuid(text: str) -> Optional[Problem]:
    return None if _fits(Kind.UUID, text) else catalogue.ACTIVATION_ID.found()


def _activation_code(text: str) -> Optional[Problem]:
    if _fits(Kind.UUID, text):
        return catalogue.ACTIVATION_CODE_IS_ID.found()
    if _secret(text) is None and not _fits(Kind.ACTIVATION_CODE, text):
        return catalogue.ACTIVATION_CODE_LENGTH.found(length=len(text))
    return _secret(text)


def _secret(text: str) -> Optional[Problem]:
    return None if re.fullmatch("[!-~]+", text) else catalogue.SECRET_STRANGE.found()


def _path(text: str) -> Optional[Problem]:
    if text == "-":
        return catalogue.STANDARD_INPUT.found()
    return None if _fits(Kind.PATH, text) else catalogue.PATH.found()


_AROUND_A_NAME = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*://)?(?P<name>[^/:]*)(?P<port>:[0-9]+)?(?P<path>/.*)?")


def _hostname(text: str) -> Optional[Problem]:
    if _is_address(text):
        return catalogue.HOSTNAME_ADDRESS.found(value=text)
    around = _AROUND_A_NAME.fullmatch(text)
    extras = [part for part in ("scheme", "port", "path") if around and around[part]]
    if around and extras and _is_name(around["name"]):
        return catalogue.HOSTNAME_URL.found(value=text, extra=_told(extras), cleaned=around["name"])
    return None if _is_name(text) else catalogue.HOSTNAME.found(value=text)


def _told(extras: list[str]) -> str:
    return " and ".join(f"a {extra}" for extra in extras)


def _is_name(text: str) -> bool:
    bare = re.sub(
        r"^\*\.", "", text
    )  # `*.` is judged where the setting is known: endpoints.s3 has its own word for it.
    return _fits(Kind.HOSTNAME, bare) and len(bare) <= _LONGEST_NAME


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _address(text: str) -> Optional[Problem]:
    return None if _is_address(text) else catalogue.ADDRESS.found(value=text)


def _cidr(text: str) -> Optional[Problem]:
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return catalogue.CIDR.found(value=text)
    address, _, prefix = text.partition("/")
    if not _fits(Kind.CIDRS, text):
        return catalogue.CIDR.found(value=text)
    if prefix == "0":
        return catalogue.CIDR_EVERYTHING.found(value=text)
    if ipaddress.ip_address(address) != network.network_address:
        return catalogue.CIDR_HOST_BITS.found(value=text, network=network, address=f"{address}/{network.max_prefixlen}")
    return None


def _service(text: str) -> Optional[Problem]:
    return None if text in SERVICES else catalogue.SERVICE.found(value=text, services=", ".join(SERVICES))


def _proxy(text: str) -> Optional[Problem]:
    fits = _fits(Kind.PROXY, text) and 0 < int(text.rpartition(":")[2]) < 65536
    return None if fits else catalogue.PROXY.found()


def _names(text: str) -> Optional[Problem]:
    return None if text in NAMES else catalogue.NAMES.found(value=text, names=", ".join(NAMES))


def _metrics_level(text: str) -> Optional[Problem]:
    return None if text in LEVELS else collected.LEVEL.found(value=text, levels=", ".join(LEVELS))


def _metrics_namespace(text: str) -> Optional[Problem]:
    fits = _fits(Kind.METRICS_NAMESPACE, text) and not text.startswith("AWS/")
    return None if fits else collected.NAMESPACE.found(value=text)


def _metrics_interval(text: str) -> Optional[Problem]:
    fits = 1 <= int(text) <= LONGEST_INTERVAL
    return None if fits else collected.INTERVAL.found(value=text, longest=LONGEST_INTERVAL)


def _watch_interval(text: str) -> Optional[Problem]:
    fits = SHORTEST_WATCH <= int(text) <= LONGEST_WATCH
    return None if fits else catalogue.WATCH_INTERVAL.found(value=text, shortest=SHORTEST_WATCH, longest=LONGEST_WATCH)


def _cloudwatch_metrics(text: str) -> Optional[Problem]:
    return None if text in METRICS else catalogue.CLOUDWATCH_METRICS.found(value=text, words=", ".join(METRICS))


def _log_retention(text: str) -> Optional[Problem]:
    if int(text) in RETENTION_DAYS:
        return None
    return collected.RETENTION.found(value=text, days=", ".join(map(str, RETENTION_DAYS)))


def _plain(kind: Kind, problem: ProblemKind) -> Callable[[str], Optional[Problem]]:
    return lambda text: None if _fits(kind, text) else problem.found(value=text)


def _any_text(_text: str) -> Optional[Problem]:
    return None


def _version(kind: Kind, wanted: str) -> Callable[[str], Optional[Problem]]:
    return lambda text: None if _fits(kind, text) else catalogue.VERSION.found(value=text, wanted=wanted)


def _fingerprint(text: str) -> Optional[Problem]:
    return None if _fits(Kind.FINGERPRINTS, text) else catalogue.FINGERPRINT.found(value=text)


def _source(text: str) -> Optional[Problem]:
    return None if _fits(Kind.SOURCE, text) else catalogue.SOURCE.found()


def _install(text: str) -> Optional[Problem]:
    return None if text in INSTALL else catalogue.INSTALL.found(value=text, words=", ".join(INSTALL))


def _access_key_id(text: str) -> Optional[Problem]:
    return None if _fits(Kind.ACCESS_KEY_ID, text) else catalogue.ACCESS_KEY_ID.found()


_CHECKS: Mapping[Kind, Callable[[str], Optional[Problem]]] = {
    Kind.REGION: _region,
    Kind.UUID: _uuid,
    Kind.ACTIVATION_CODE: _activation_code,
    Kind.PATH: _path,
    Kind.HOSTNAME: _hostname,
    Kind.ADDRESSES: _address,
    Kind.CIDRS: _cidr,
    Kind.PROXY: _proxy,
    Kind.NO_PROXY: _plain(Kind.NO_PROXY, catalogue.NO_PROXY),
    Kind.SERVICES: _service,
    Kind.NAMES: _names,
    Kind.SSM_AGENT_VERSION: _version(Kind.SSM_AGENT_VERSION, "`latest`, `stable`, or a version as in 3.3.4851.0"),
    Kind.CLOUDWATCH_AGENT_VERSION: _version(
        Kind.CLOUDWATCH_AGENT_VERSION, "`latest`, or a version as in 1.300067.0b1404"
    ),
    Kind.FINGERPRINTS: _fingerprint,
    Kind.SOURCE: _source,
    Kind.INSTALL: _install,
    Kind.ACCESS_KEY_ID: _access_key_id,
    Kind.SECRET_ACCESS_KEY: _secret,
    Kind.CLOUDWATCH_CONFIGURATION: _plain(Kind.CLOUDWATCH_CONFIGURATION, collected.CONFIGURATION),
    Kind.METRICS_LEVEL: _metrics_level,
    Kind.METRICS_NAMESPACE: _metrics_namespace,
    Kind.METRICS_INTERVAL: _metrics_interval,
    Kind.WATCH_INTERVAL: _watch_interval,
    Kind.METRICS_FILE: _plain(Kind.METRICS_FILE, catalogue.METRICS_FILE),
    Kind.CLOUDWATCH_METRICS: _cloudwatch_metrics,
    Kind.LOG_GROUP: _plain(Kind.LOG_GROUP, collected.LOG_GROUP),
    Kind.LOG_STREAM: _plain(Kind.LOG_STREAM, collected.LOG_STREAM),
    Kind.LOG_RETENTION: _log_retention,
    Kind.TEXT: _any_text,
}
