"""Faults of settings: what people write into /etc/agent-bootstrap by mistake."""

from __future__ import annotations

import shlex
from typing import Mapping

from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.problem import Owner
from agent_bootstrap.sandbox.faults.fault import Fault
from agent_bootstrap.sandbox.world import ACCESS_KEY_ID, ACTIVATION_CODE, ACTIVATION_ID, SECRET_ACCESS_KEY

_HOME = "/etc/agent-bootstrap"
_FILE = f"{_HOME}/conf.d/90-fault.toml"
_CODE_FILE = f"{_HOME}/activation-code"


def _drop_in(*lines: str) -> str:
    """A script that writes a drop-in which root alone may read. `\\xNN` in a line stands for that byte."""
    text = "".join(f"{line}\\n" for line in lines)
    return f"mkdir -p {_HOME}/conf.d; umask 077; printf '%b' {shlex.quote(text)} > {_FILE}; umask 022"


def _code(text: str) -> str:
    """A script that writes the file of the activation code, with the mode that it has."""
    return f"printf '%b' {shlex.quote(text)} > {_CODE_FILE}"


def _endpoint(service: str, name: str) -> str:
    return _drop_in("[endpoints]", f'{service} = "{name}"')


def _metrics(line: str) -> str:
    return _drop_in("[cloudwatch_agent.metrics]", line)


def _log(*lines: str, group: str = "syslog") -> str:
    return _drop_in("[[cloudwatch_agent.logs]]", 'file = "/var/log/syslog"', f'group = "{group}"', *lines)


_MISTAKES: Mapping[str, tuple[str, str]] = {
    "settings-unreadable": ("a directory has the name of a settings file", f"mkdir -p {_FILE}"),
    "settings-file-not-utf-8": ("an editor wrote a comment in Latin-1", _drop_in("# f\\xfcr den Server")),
    "settings-file-syntax": ("a closing quote is missing", _drop_in('region = "eu-west-1')),
    "settings-file-typographic": (
        "a line was pasted from a word processor, typographic quotes included",
        _drop_in("region = \\xe2\\x80\\x9ceu-west-1\\xe2\\x80\\x9d"),
    ),
    "setting-written-twice": (
        "a file sets the Region on two lines",
        _drop_in('region = "eu-west-1"', 'region = "eu-west-1"'),
    ),
    "setting-unknown": ("a file sets what is no setting", _drop_in('colour = "blue"')),
    "setting-misspelled": ("a file writes `regoin` for `region`", _drop_in('regoin = "eu-west-1"')),
    "setting-missing": ("nobody sets the Region", f"sed -i /^region/d {_HOME}/agent-bootstrap.toml"),
    "setting-wrong-type": ("a file sets the Region to a number", _drop_in("region = 1")),
    "secret-file-exposed": ("everybody may read the activation code", f"chmod 644 {_CODE_FILE}"),
    "activation-code-twice": (
        "one file sets the activation code and the file that holds it",
        _drop_in("[activation]", f'code = "{ACTIVATION_CODE}"', f'code_file = "{_CODE_FILE}"'),
    ),
    "activation-code-file-absent": (
        "the environment names a file of the activation code that does not exist",
        f"export AGENT_BOOTSTRAP_ACTIVATION_CODE_FILE={_HOME}/no-such-file",
    ),
    "activation-code-empty": ("the file of the activation code is empty", _code("")),
    "standard-input-only-by-flag": (
        "a file wants the activation code from standard input",
        _drop_in("[activation]", 'code_file = "-"'),
    ),
    "credentials-incomplete": (
        "a file sets the ID of an access key without the key",
        _drop_in("[cloudwatch_agent.credentials]", f'access_key_id = "{ACCESS_KEY_ID}"'),
    ),
    "endpoint-with-prefix": (
        "the name of an endpoint was copied with `*.`",
        _endpoint("ssm", "*.vpce-0a1b2c3d.ssm.eu-west-1.vpce.amazonaws.com"),
    ),
    "endpoint-of-other-service": (
        "the name of the logs endpoint stands where that of ssm belongs",
        _endpoint("ssm", "vpce-0a1b2c3d.logs.eu-west-1.vpce.amazonaws.com"),
    ),
    "endpoint-of-other-region": (
        "the name of an endpoint lies in another Region",
        _endpoint("ssm", "vpce-0a1b2c3d.ssm.us-east-1.vpce.amazonaws.com"),
    ),
    "fips-not-in-region": ("FIPS names are wanted in Ireland", _drop_in("[network]", 'names = "fips"')),
    "endpoint-names-unknown": ("a kind of names is wanted that AWS has not", _drop_in("[network]", 'names = "ipv6"')),
    "value-with-pasted-characters": ("a blank was copied behind the Region", _drop_in('region = "eu-west-1 "')),
    "hidden-value-with-pasted-characters": (
        "a zero-width space was copied into the activation code",
        _code(f"{ACTIVATION_CODE}\\xe2\\x80\\x8b\\n"),
    ),
    "value-empty": ("the Region is empty", _drop_in('region = ""')),
    "region-malformed": ("the Region is called by its name", _drop_in('region = "Ireland"')),
    "region-is-zone": ("an Availability Zone stands for the Region", _drop_in('region = "eu-west-1a"')),
    "activation-id-malformed": (
        "the ID of a node stands for that of the activation",
        _drop_in("[activation]", 'id = "mi-0123456789abcdef0"'),
    ),
    "activation-code-length": ("the activation code was cut when it was copied", _code(f"{ACTIVATION_CODE[:9]}\\n")),
    "activation-code-is-id": ("the activation's ID stands for its code", _code(f"{ACTIVATION_ID}\\n")),
    "secret-with-strange-characters": (
        "a blank came into the activation code",
        _code(f"{ACTIVATION_CODE[:9]} {ACTIVATION_CODE[9:]}\\n"),
    ),
    "path-not-absolute": (
        "a file is named as seen from some directory",
        _drop_in("[activation]", 'code_file = "activation-code"'),
    ),
    "hostname-malformed": ("the name of an endpoint has a blank inside", _endpoint("ssm", "vpce 0a1b2c3d.example")),
    "hostname-is-url": ("a URL stands for a name", _endpoint("ssm", "https://vpce-0a1b2c3d.ssm.example/")),
    "hostname-is-address": ("an address stands for a name", _endpoint("ssm", "10.20.1.11")),
    "address-malformed": (
        "an address of the inbound endpoint is mistyped",
        _drop_in("[network]", 'inbound_endpoint = ["10.20.0.1O"]'),
    ),
    "no-proxy-malformed": (
        "the exceptions of the proxy stand in one text, with commas",
        _drop_in("[network]", 'no_proxy = ["localhost,.corp.example"]'),
    ),
    "proxy-malformed": (
        "the proxy is written with a login and without a port",
        _drop_in("[network]", 'proxy = "http://me:secret@proxy.corp.example"'),
    ),
    "cidr-malformed": ("a range has no prefix", _drop_in("[network]", 'allowed_cidrs = ["198.18.0.0"]')),
    "cidr-host-bits": (
        "a range has bits behind its prefix",
        _drop_in("[network]", 'allowed_cidrs = ["198.18.0.1/15"]'),
    ),
    "cidr-everything": ("every address is to count as private", _drop_in("[network]", 'allowed_cidrs = ["0.0.0.0/0"]')),
    "service-unknown": ("a service is listed that the agents do not need", _drop_in("[network]", 'services = ["sqs"]')),
    "version-malformed": ("a version has a letter in front", _drop_in("[ssm_agent]", 'version = "v3.3.4851.0"')),
    "source-malformed": ("a mirror is asked without TLS", _drop_in("[ssm_agent]", 'source = "http://mirror.example/"')),
    "install-unknown": ("a word is mistyped", _drop_in("[cloudwatch_agent]", 'install = "later"')),
    "fingerprint-malformed": (
        "the short ID of a key stands for its fingerprint",
        _drop_in("[cloudwatch_agent]", 'trusted_keys = ["D58167303B789C72"]'),
    ),
    "cloudwatch-configuration-malformed": (
        "a path is written without `file:`",
        _drop_in("[cloudwatch_agent]", 'configuration = "/etc/my.json"'),
    ),
    "cloudwatch-configuration-twice": (
        "a configuration is named and written, too",
        _drop_in("[cloudwatch_agent]", 'configuration = "file:/etc/my.json"', 'metrics.level = "basic"'),
    ),
    "metrics-level-unknown": ("a level is wanted that is none", _metrics('level = "everything"')),
    "metrics-namespace-malformed": ("a namespace has a blank inside", _metrics('namespace = "On premises"')),
    "metrics-interval-out-of-range": ("metrics are to be measured every 0 seconds", _metrics("interval = 0")),
    "watch-interval-out-of-range": (
        "the daemon is to look every 0 seconds",
        _drop_in("[daemon]", "local_interval = 0"),
    ),
    "metrics-file-malformed": (
        "the file for node_exporter has a name that it passes over",
        _drop_in("[reporting]", 'metrics_file = "/var/lib/node_exporter/agent-bootstrap.txt"'),
    ),
    "cloudwatch-metrics-unknown": (
        "a switch has words, not yes",
        _drop_in("[reporting]", 'cloudwatch_metrics = "yes"'),
    ),
    "log-retention-not-allowed": ("events are to be kept for ten days", _log("retention_days = 10")),
    "log-group-malformed": ("the ARN of a log group stands for its name", _log(group="arn:aws:logs:eu-west-1:1:x")),
    "log-stream-malformed": ("the name of a log stream has a colon", _log('stream = "site:a"')),
    "log-incomplete": ("a log has no log group", _drop_in("[[cloudwatch_agent.logs]]", 'file = "/var/log/syslog"')),
    "log-written-twice": (
        "two tables send the same file to the same group",
        f"{_log()}; cp {_FILE} {_HOME}/conf.d/80-fault.toml",
    ),
    "access-key-id-malformed": (
        "an access key's ID was cut",
        _drop_in(
            "[cloudwatch_agent.credentials]",
            f'access_key_id = "{ACCESS_KEY_ID[:8]}"',
            f'secret_access_key = "{SECRET_ACCESS_KEY}"',
        ),
    ),
}
"""Code -> what was done, and the script that does it."""

FAULTS: Mapping[str, Fault] = {
    code: Fault(description, {}, code, Owner.SETTINGS, ExitCode.SETTINGS, script)
    for code, (description, script) in _MISTAKES.items()
}
