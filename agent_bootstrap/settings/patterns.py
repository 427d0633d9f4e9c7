"""What a text of each kind looks like, as regular expressions that Python and JSON Schema read alike."""

from __future__ import annotations

from agent_bootstrap.model.collected import LEVELS
from agent_bootstrap.model.reporting import METRICS
from agent_bootstrap.model.setting import Kind
from agent_bootstrap.model.settings import FROM_SETTINGS, INSTALL, NAMES, SERVICES

_UUID = "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$"
_LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"

PATTERNS = {
    Kind.REGION: "^[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}$",
    Kind.UUID: _UUID,
    # CreateActivation in the API reference of Systems Manager gives the length of an activation code.
    Kind.ACTIVATION_CODE: "^[!-~]{20,250}$",
    Kind.PATH: "^/.*$",
    # RFC 1123: labels of at most 63 characters; a name without a dot is not one of AWS's.
    Kind.HOSTNAME: rf"^{_LABEL}(\.{_LABEL})+$",
    Kind.ADDRESSES: "^[0-9A-Fa-f:.]+$",
    # Neither user nor password: `config show` and reports show it.
    Kind.PROXY: rf"^http://{_LABEL}(\.{_LABEL})*:[0-9]{{1,5}}$",
    # Go's httpproxy knows names, addresses, ranges, a dot or `*.` in front, and a port behind.
    Kind.NO_PROXY: r"^[A-Za-z0-9.*:/\[\]_-]+$",
    Kind.CIDRS: "^[0-9A-Fa-f:.]+/[0-9]{1,3}$",
    Kind.SERVICES: f"^({'|'.join(SERVICES)})$",
    Kind.NAMES: f"^({'|'.join(NAMES)})$",
    Kind.SSM_AGENT_VERSION: r"^(latest|stable|[0-9]+(\.[0-9]+){3})$",
    Kind.CLOUDWATCH_AGENT_VERSION: r"^(latest|[0-9]+\.[0-9]+\.[0-9]+b[0-9]+)$",
    # Neither user nor password, for `config show` and reports show it; nor a query, for `.sig` is added at the end.
    Kind.SOURCE: rf"^(s3|https://{_LABEL}(\.{_LABEL})*(:[0-9]{{1,5}})?(/[A-Za-z0-9._~%/-]*)?|/.+)$",
    Kind.INSTALL: f"^({'|'.join(INSTALL)})$",
    # An OpenPGP version 4 fingerprint is a SHA-1: 40 digits. gpg prints it with spaces in between.
    Kind.FINGERPRINTS: "^ *([0-9A-Fa-f] *){40}$",
    # AccessKey in the API reference of IAM gives the length and the characters of an access key ID.
    Kind.ACCESS_KEY_ID: "^[A-Za-z0-9_]{16,128}$",
    Kind.SECRET_ACCESS_KEY: "^[!-~]+$",
    # PutParameter in the API reference of Systems Manager gives the characters and the length of a parameter's name.
    Kind.CLOUDWATCH_CONFIGURATION: f"^({FROM_SETTINGS}|file:/.+|ssm:[A-Za-z0-9_./-]{{1,1011}})$",
    Kind.METRICS_LEVEL: f"^({'|'.join(LEVELS)})$",
    # PutMetricData in the API reference of CloudWatch.
    Kind.METRICS_NAMESPACE: "^[^:][A-Za-z0-9_./#:-]{0,254}$",
    # node_exporter passes over all other names (collector/textfile.go).
    Kind.METRICS_FILE: r"^/(.*/)?[^/]+\.prom$",
    Kind.CLOUDWATCH_METRICS: f"^({'|'.join(METRICS)})$",
    # CreateLogGroup and CreateLogStream in the API reference of CloudWatch Logs; the braces are the agent's placeholders.
    Kind.LOG_GROUP: "^[A-Za-z0-9_./#{}-]{1,512}$",
    Kind.LOG_STREAM: "^[^:*]{1,512}$",
    Kind.TEXT: "^.+$",
}
"""For kinds that are arrays, what one item looks like."""
