"""Lines of both agents as they really stand in their logs, each with the code that it means; None for harmless ones."""

from __future__ import annotations

from typing import Optional

REGISTRATION = "2026-11-22 06:13:15.4070 ERROR Registration failed due to error registering the instance with AWS SSM. "
REQUEST = 'RequestError: send request failed\ncaused by: Post "https://ssm.eu-west-1.amazonaws.com/": '
TOKEN = "2026-11-22 06:13:15.4070 ERROR [amazon-ssm-agent] [CredentialRefresher] Retrieve credentials produced error: "
WORKER = "2026-11-22 06:13:15.4070 ERROR [ssm-agent-worker] "
CHANNEL = f"{WORKER}[MessageService] [MGSInteractor] failed to setup control channel: "
X509 = "tls: failed to verify certificate: x509: "

SSM_AGENT: list[tuple[str, Optional[str]]] = [
    ("Error occurred fetching the seelog config file path:  open /etc/amazon/ssm/seelog.xml: no such file", None),
    ("Initializing new seelog logger", None),
    ("New Seelog Logger Creation Complete", None),
    (f"{WORKER}[MessageService] [MDSInteractor] error when calling AWS APIs. error details - {REQUEST}EOF", None),
    (f"{REGISTRATION}InvalidActivation: no such activation", "activation-invalid"),
    (f"{REGISTRATION}ActivationExpired: it has expired\n\tstatus code: 400, request id: ", "activation-expired"),
    (f"{REGISTRATION}RegistrationLimitExceeded: used up", "activation-exhausted"),
    (f"{REGISTRATION}InstanceAlreadyRegistered: there is one", "registered-already"),
    (f"{REGISTRATION}InvalidParameter: 2 validation error(s) found.\n- minimum field size of 20", "activation-invalid"),
    (f"{REGISTRATION}MissingEndpoint: 'Endpoint' configuration is required for this service", "region-malformed"),
    ("ERROR Unable to determine endpoint because region eu_west has invalid characters", "region-malformed"),
    (f"{REGISTRATION}TooManyUpdates: wait", "aws-throttles"),
    (f"{REGISTRATION}ThrottlingException: Rate exceeded", "aws-throttles"),
    (f"{REGISTRATION}RequestLimitExceeded: wait", "aws-throttles"),
    (f"{REGISTRATION}InternalServerError: sorry", "aws-internal-error"),
    (
        f"{REGISTRATION}{REQUEST}dial tcp: lookup ssm.eu-west-1.amazonaws.com on 10.0.0.2:53: no such host",
        "dns-nxdomain",
    ),
    (f"{REGISTRATION}{REQUEST}dial tcp: lookup vpce-0a1b.ssm.x on 10.0.0.2:53: no such host", "dns-vpce-unknown"),
    (f"{REGISTRATION}{REQUEST}dial tcp: lookup ssm.x on 10.0.0.2:53: server misbehaving", "dns-servfail"),
    (f"{REGISTRATION}{REQUEST}dial tcp: lookup ssm.x on 10.0.0.2:53: i/o timeout", "dns-silent"),
    (f"{REGISTRATION}{REQUEST}dial tcp: lookup ssm.x: dial udp: connect: network is unreachable", "dns-silent"),
    (f"{REGISTRATION}{REQUEST}dial tcp 10.20.1.11:443: connect: connection refused", "tcp-refused"),
    (f"{REGISTRATION}{REQUEST}dial tcp 10.20.1.11:443: i/o timeout", "tcp-black-hole"),
    (f"{REGISTRATION}{REQUEST}dial tcp 10.20.1.11:443: connect: no route to host", "tcp-no-route"),
    (f"{REGISTRATION}{REQUEST}dial tcp [fd00::1]:443: connect: network is unreachable", "tcp-no-route"),
    (f"{REGISTRATION}{REQUEST}net/http: TLS handshake timeout", "tls-silent"),
    (f"{REGISTRATION}{REQUEST}remote error: tls: handshake failure", "tls-broken"),
    (f"{REGISTRATION}{REQUEST}{X509}certificate signed by unknown authority", "tls-intercepted"),
    (
        f"{REGISTRATION}{REQUEST}{X509}certificate is valid for a.b, c.d, not ssm.eu-west-1.amazonaws.com",
        "tls-wrong-name",
    ),
    (
        f"{REGISTRATION}{REQUEST}{X509}certificate is not valid for any names, but wanted to match ssm.x",
        "tls-wrong-name",
    ),
    (
        f"{REGISTRATION}{REQUEST}{X509}certificate has expired or is not yet valid: current time A is after B",
        "tls-expired",
    ),
    (
        f"{REGISTRATION}{REQUEST}{X509}certificate has expired or is not yet valid: current time A is before B",
        "tls-not-yet-valid",
    ),
    (
        f"{REGISTRATION}{REQUEST}proxyconnect tcp: dial tcp 10.9.9.9:3128: connect: connection refused",
        "proxy-no-connect",
    ),
    (
        f"{REGISTRATION}{REQUEST}proxyconnect tcp: tls: first record does not look like a TLS handshake",
        "proxy-no-connect",
    ),
    (f"{REGISTRATION}{REQUEST}Forbidden", "proxy-no-connect"),
    (f"{REGISTRATION}{REQUEST}Proxy Authentication Required", "proxy-no-connect"),
    (f"{REGISTRATION}{REQUEST}EOF", "http-broken"),
    (f"{REGISTRATION}{REQUEST}read tcp 10.1.1.1:5->10.2.2.2:443: read: connection reset by peer", "http-broken"),
    (
        f"{REGISTRATION}SerializationError: failed decoding JSON RPC response\n\tstatus code: 200, request id: \n"
        "caused by: invalid character '<' looking for beginning of value",
        "captive-portal",
    ),
    (
        "ERROR Unable to save registration information. open Vault: read-only file system\nTry running as sudo",
        "file-unusable",
    ),
    ("Failed to unmarshal config override. Fall back to default.", "file-broken"),
    ("ERROR failed to get identity: failed to find agent identity", "ssm-agent-without-identity"),
    (
        "ERROR Error occurred when starting amazon-ssm-agent: app config could not be loaded - invalid character '}'",
        "file-broken",
    ),
    (f"{TOKEN}InvalidInstanceId: Not existing InstanceId mi-0123456789abcdef0", "node-unknown-to-aws"),
    (f"{TOKEN}MachineFingerprintDoesNotMatch: it differs", "hardware-changed"),
    (
        "WARN Cannot connect to AWS Systems Manager.  The hardware ID (a) has changed from the registered value (b).",
        "hardware-changed",
    ),
    (f"{TOKEN}AccessDeniedException: no", "node-role-denied"),
    (
        f"{TOKEN}Status code 400 returned from AWS API. RequestId: 1 Message: InvalidSignatureException: Signature expired:"
        " 20261122T010000Z is now earlier than 20261122T020000Z",
        "clock-skew",
    ),
    (f"{TOKEN}RequestExpired: Request has expired", "clock-skew"),
    (f"{WORKER}Entering SSM Agent hibernate - AccessDeniedException: ", "ssm-agent-hibernates"),
    (f"{WORKER}Entering SSM Agent hibernate - {REQUEST}dial tcp 10.20.1.11:443: i/o timeout", "tcp-black-hole"),
    (
        f"{CHANNEL}Failed to get controlchannel token, error: CreateControlChannel failed with error: unexpected response"
        " from the service: <AccessDeniedException>",
        "ssmmessages-denied",
    ),
    (
        f"{CHANNEL}Failed to get controlchannel token, error: CreateControlChannel failed with error: failed to make http"
        ' client call: Post "https://ssmmessages.x/v1": dial tcp 10.20.1.12:443: connect: connection refused',
        "tcp-refused",
    ),
    (
        f"{WORKER}[MessageService] [MGSInteractor] Reach the retry limit 5 for receive messages. Error: websocket: close"
        " 1006 (abnormal closure): unexpected EOF",
        "control-channel-lost",
    ),
]

PUT = "2026-11-22T10:00:00Z E! cloudwatch: WriteToCloudWatch failure, err:  "
CODE = "2026-11-22T10:00:00Z E! cloudwatch: code: {}, message: {}, original error: {}"
LOGS = "2026-11-22T10:00:00Z E! [outputs.cloudwatchlogs] Aws error received when sending logs to G/S: "
FATAL = "2026-11-22T10:00:00Z E! Error running agent: "

CLOUDWATCH_AGENT: list[tuple[str, Optional[str]]] = [
    ("2026-11-22T10:00:00Z E! [EC2] Cannot get EC2 Metadata from IMDS", None),
    ("2026-11-22T10:00:00Z E! [EC2] Fetch hostname from EC2 metadata fail: x", None),
    ("2026-11-22T10:00:00Z E! [EC2] Fetch identity document from EC2 metadata fail: x", None),
    ("2026-11-22T10:00:00Z D! should retry true for imds error : x", None),
    ("E! Failed to get credential from session: NoCredentialProviders: no valid providers in chain", None),
    ("E! failed to batch describe log group retention: AccessDeniedException: x", None),
    ("E! failed to update retention policy for log group G: AccessDeniedException: x", None),
    ("W! [outputs.cloudwatchlogs] Retried 3 time, going to sleep 1.6s before retrying.", None),
    ("E! Region info is missing for mode: onPrem", "cloudwatch-configuration-refused"),
    ("2026/11/22 10:00:00 E! Cannot translate JSON, ERROR is exit status 1", "cloudwatch-configuration-refused"),
    ("E! Invalid Json input schema: there is nothing to collect", "cloudwatch-configuration-refused"),
    (
        f"{FATAL}ec2tagger: Unable to retrieve EC2 Metadata. This plugin must only be used on EC2",
        "cloudwatch-needs-ec2",
    ),
    ("2026/11/22 10:00:00 E! Failed to ChangeUser: user: unknown user cwagent", "cloudwatch-user-missing"),
    ("2026/11/22 10:00:00 E! Failed to ChangeUser: operation not permitted", "cloudwatch-user-missing"),
    ("2026/11/22 10:00:00 E! error change ownership of dirs: chown x: operation not permitted", "file-unusable"),
    ("I! Detected the instance is EC2", "cloudwatch-agent-mode"),
    (
        f"{FATAL}SharedCredsLoad: failed to load shared credentials file\ncaused by: open /root/.aws/credentials:"
        " permission denied",
        "cloudwatch-credentials-unreadable",
    ),
    (
        f"{PUT}SharedCredsLoad: failed to load shared credentials file\ncaused by: open /c: no such file or directory",
        "cloudwatch-credentials-missing",
    ),
    (f"{PUT}SharedCredsLoad: failed to get profile", "cloudwatch-credentials-missing"),
    (
        f"{PUT}SharedCredsAccessKey: shared credentials P in /f did not contain aws_access_key_id",
        "cloudwatch-credentials-missing",
    ),
    (f"{PUT}NoCredentialProviders: no valid providers in chain", "cloudwatch-credentials-missing"),
    (
        CODE.format(
            "RequestError", "send request failed", 'Post "https://monitoring.x/": dial tcp 10.1.1.1:443: i/o timeout'
        ),
        "tcp-black-hole",
    ),
    (
        CODE.format(
            "RequestError",
            "send request failed",
            'Post "https://monitoring.x/": dial tcp: lookup monitoring.x: no such host',
        ),
        "dns-nxdomain",
    ),
    (
        CODE.format(
            "RequestError",
            "send request failed",
            'Post "https://monitoring.x/": dial tcp 10.1.1.1:443: connect: connection refused',
        ),
        "tcp-refused",
    ),
    (f"{PUT}{REQUEST}{X509}certificate signed by unknown authority", "tls-intercepted"),
    (f"{PUT}{REQUEST}{X509}certificate is valid for logs.x, not vpce-1.logs.x", "tls-wrong-name"),
    (
        CODE.format(
            "AccessDenied", "User: arn:aws:x is not authorized to perform: cloudwatch:PutMetricData because", "<nil>"
        ),
        "cloudwatch-access-denied",
    ),
    (f"{PUT}AccessDeniedException: no", "cloudwatch-access-denied"),
    (f"{PUT}InvalidClientTokenId: The security token included in the request is invalid.", "cloudwatch-key-refused"),
    (f"{PUT}SignatureDoesNotMatch: The request signature we calculated does not match", "cloudwatch-key-refused"),
    (f"{PUT}SignatureDoesNotMatch: Signature expired: A is now earlier than B", "clock-skew"),
    (f"{PUT}ExpiredToken: The security token included in the request is expired", "cloudwatch-key-expired"),
    (f"{PUT}Throttling: Rate exceeded", "aws-throttles"),
    (f"{PUT}InternalFailure: sorry", "aws-internal-error"),
    (f"{LOGS}UnrecognizedClientException: The security token is invalid.", "cloudwatch-key-refused"),
    (f"{LOGS}ExpiredTokenException: it has", "cloudwatch-key-expired"),
    (f"{LOGS}AccessDeniedException: no", "cloudwatch-access-denied"),
    (
        "E! [outputs.cloudwatchlogs] Unable to create log stream G/S: AccessDeniedException: no",
        "cloudwatch-access-denied",
    ),
    ("E! [outputs.cloudwatchlogs] All 9 retries to G/S failed for PutLogEvents, request dropped.", "log-events-lost"),
    ("E! [outputs.cloudwatchlogs] Non aws error received: x. logs will be missing!", "log-events-lost"),
    (
        "E! [outputs.cloudwatchlogs] The log entry in (G/S) with timestamp (A) comparing to the current time (B) is out of"
        " accepted time range. Discard the log entry.",
        "log-events-lost",
    ),
    ("W! [outputs.cloudwatchlogs] 3 log events for log group G are too old", "log-events-lost"),
    ("W! [outputs.cloudwatchlogs] 3 log events for log group G are expired", "log-events-lost"),
    (
        "2026-11-22T10:00:00Z E! [inputs.logfile] Failed to tail file /var/log/x with error: open /var/log/x: permission denied",
        "log-file-unreadable",
    ),
    (f"{FATAL}something new", "cloudwatch-agent-dies"),
]
