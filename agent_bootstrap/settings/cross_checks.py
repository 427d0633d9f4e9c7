"""Values that are good one by one must also fit together."""

from __future__ import annotations

import re
from typing import Collection, Iterator, Mapping, Optional

from agent_bootstrap.model.problem import Problem
from agent_bootstrap.model.problems import settings as catalogue
from agent_bootstrap.model.setting import Kind
from agent_bootstrap.model.settings import FIPS, SERVICES
from agent_bootstrap.settings.files import FILE
from agent_bootstrap.settings.flags import flag_for
from agent_bootstrap.settings.keys import KEYS
from agent_bootstrap.settings.layers import CODE, CODE_FILE, Layer, Origin, SettingError, Value
from agent_bootstrap.settings.patterns import PATTERNS

_FIPS_REGIONS = ("us-", "ca-")
"""How the codes of Regions begin in which Systems Manager has FIPS endpoints (botocore 1.44.5, data/endpoints.json)."""

_KEY_PAIR = ("cloudwatch_agent.credentials.access_key_id", "cloudwatch_agent.credentials.secret_access_key")


def in_layer(layer: Layer) -> Iterator[SettingError]:
    """What contradicts itself within one file, the environment, or the command line."""
    if CODE in layer.values and CODE_FILE in layer.values:
        yield SettingError(layer.values[CODE].origin, CODE, catalogue.CODE_TWICE.found())


def in_all(values: Mapping[str, Value], require: Collection[str]) -> Iterator[SettingError]:
    """What doesn't fit in the whole: half a pair of keys, names of another service or Region, what is required or not there."""
    yield from _key_pair(values)
    yield from _fips(values)
    for service in SERVICES:
        yield from _endpoint(service, values)
    for key in require:
        # A code file that is named but gives no code has an error of its own already.
        if key not in values and not (key == CODE and CODE_FILE in values):
            variable = KEYS[key].environment_name
            problem = catalogue.MISSING.found(key=key, path=FILE, variable=variable, flag=flag_for(key))
            yield SettingError(Origin(FILE), key, problem)


def _key_pair(values: Mapping[str, Value]) -> Iterator[SettingError]:
    present = [key for key in _KEY_PAIR if key in values]
    missing = [key for key in _KEY_PAIR if key not in values]
    if present and missing:
        problem = catalogue.CREDENTIALS_HALF.found(present=present[0], missing=missing[0])
        yield SettingError(values[present[0]].origin, present[0], problem)


def _fips(values: Mapping[str, Value]) -> Iterator[SettingError]:
    names, region = values.get("network.names"), values.get("region")
    if names is None or region is None or names.content != FIPS or not isinstance(region.content, str):
        return
    if re.match(PATTERNS[Kind.REGION], region.content) and not region.content.startswith(_FIPS_REGIONS):
        problem = catalogue.FIPS_ELSEWHERE.found(region=region.content)
        yield SettingError(names.origin, "network.names", problem)


def _endpoint(service: str, values: Mapping[str, Value]) -> Iterator[SettingError]:
    key = f"endpoints.{service}"
    value = values.get(key)
    if value is None or not isinstance(value.content, str):
        return
    name = value.content.lower()
    region = values["region"].content if "region" in values else None
    for problem in (_prefix(service, name), _other_service(service, name), _other_region(name, region)):
        if problem is not None:
            yield SettingError(value.origin, key, problem)


def _prefix(service: str, name: str) -> Optional[Problem]:
    prefixes = ("*.", "bucket.") if service == "s3" else ("*.",)
    found = next((prefix for prefix in prefixes if name.startswith(prefix)), None)
    if found is None:
        return None
    return catalogue.ENDPOINT_PREFIX.found(value=name, prefix=found, cleaned=name[len(found) :])


def _other_service(service: str, name: str) -> Optional[Problem]:
    """A name may hold several services (`logs.ssm.corp.example`); it is wrong only if its own is not among them."""
    named = [label for label in name.split(".") if label in SERVICES]
    if not named or service in named:
        return None
    return catalogue.ENDPOINT_OTHER_SERVICE.found(value=name, other=named[0], service=service)


def _other_region(name: str, region: object) -> Optional[Problem]:
    named = [label for label in name.split(".") if re.match(PATTERNS[Kind.REGION], label)]
    if not named or region in named or not re.match(PATTERNS[Kind.REGION], str(region)):
        return None
    return catalogue.ENDPOINT_OTHER_REGION.found(value=name, other=named[0], region=region)
