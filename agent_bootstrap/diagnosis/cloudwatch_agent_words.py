"""How the CloudWatch agent speaks, in its log and in the journal of its service.

Learned from its source (aws/amazon-cloudwatch-agent), and by running its control script.
"""

from __future__ import annotations

from agent_bootstrap.aws import cloudwatch_agent
from agent_bootstrap.diagnosis import network_words
from agent_bootstrap.diagnosis.agent_words import Meaning, Tongue
from agent_bootstrap.model.problems import agent_files, server, unit
from agent_bootstrap.model.problems import metrics_and_logs as problems

_PROFILE = {"profile": cloudwatch_agent.PROFILE, "path": cloudwatch_agent.CREDENTIALS}

_DENIED = r"AccessDenied|UnauthorizedOperation|is not authorized to perform"

_NOISE = (
    Meaning(r"\[EC2\] (?:Cannot get EC2 Metadata|Fetch hostname|Fetch identity document)", None),
    Meaning(r"should retry true for imds error", None),
    # A part of the agent asks without the profile, once, at every start. What counts is said by a call that sends something.
    Meaning(r"Failed to get credential from session: NoCredentialProviders", None),
    # The logs flow; they only live longer than the JSON asks for.
    Meaning(r"describe log group retention|failed to update retention policy", None),
    # What was tried again in vain is said, with its cause, in the entry before.
    Meaning(r"Retried \d+ time, going to sleep", None),
)

_STARTING = (
    Meaning(r"ec2tagger: Unable to retrieve EC2 Metadata", problems.NEEDS_EC2),
    Meaning(r"Failed to ChangeUser: .*unknown user (?P<user>\S+)", problems.USER_MISSING),
    Meaning(r"Failed to ChangeUser", problems.USER_MISSING, {"user": "the user of its JSON"}),
    Meaning(r"error change ownership of dirs: (?P<reason>.*)", server.FILE_UNUSABLE, {"path": cloudwatch_agent.HOME}),
    Meaning(r"Region info is missing for mode|Cannot translate JSON", agent_files.CONFIGURATION_REFUSED),
    Meaning(r"Invalid Json input schema|Invalid Json: ", agent_files.CONFIGURATION_REFUSED),
    Meaning(r"Detected the instance is (?!On-?Prem)(?P<mode>\w+)", unit.CLOUDWATCH_AGENT_MODE),
)

_CREDENTIALS = (
    Meaning(r"SharedCredsLoad[\s\S]*open (?P<path>\S+): permission denied", problems.CREDENTIALS_UNREADABLE),
    Meaning(
        r"shared credentials (?P<profile>\S+) in (?P<path>\S+) did not contain", agent_files.NO_CREDENTIALS, _PROFILE
    ),
    Meaning(r"SharedCreds(?:Load|AccessKey|Secret)|NoCredentialProviders", agent_files.NO_CREDENTIALS, _PROFILE),
)

_AWS = (
    network_words.CLOCK,
    Meaning(r"(?P<error>ExpiredToken(?:Exception)?)", problems.KEY_EXPIRED),
    Meaning(
        r"(?P<error>InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch|InvalidSignatureException)",
        problems.KEY_REFUSED,
    ),
    Meaning(rf"(?:{_DENIED})[\s\S]*not authorized to perform: (?P<action>[\w:]+)", problems.ACCESS_DENIED),
    Meaning(
        rf"Unable to create log stream .*(?:{_DENIED})", problems.ACCESS_DENIED, {"action": "logs:CreateLogStream"}
    ),
    Meaning(rf"cloudwatchlogs\].*(?:{_DENIED})", problems.ACCESS_DENIED, {"action": "logs:PutLogEvents"}),
    Meaning(rf"cloudwatch: .*(?:{_DENIED})", problems.ACCESS_DENIED, {"action": "cloudwatch:PutMetricData"}),
    *network_words.BUSY,
)

_LOGS = (
    Meaning(r"Failed to tail file (?P<path>\S+) with error: .*permission denied", problems.LOG_FILE_UNREADABLE),
    Meaning(r"is (?P<why>out of accepted time range)\. Discard", problems.EVENTS_LOST),
    Meaning(r"log events .*(?P<why>too old|too new|expired)", problems.EVENTS_LOST),
    Meaning(r"All \d+ retries .*(?P<why>request dropped)", problems.EVENTS_LOST),
    Meaning(r"(?P<why>logs will be missing)", problems.EVENTS_LOST),
)

_DEATH = Meaning(r"Error running agent", unit.CLOUDWATCH_AGENT_DIES)

TONGUE = Tongue(
    starts=r"Starting AmazonCloudWatchAgent",
    topics={
        "start": r"Error running agent|Cannot translate JSON|Region info is missing|ChangeUser|change ownership"
        r"|ec2tagger|Invalid Json|Detected the instance",
        "metrics": r"cloudwatch: |PutMetricData",
        "logs": r"\[outputs\.cloudwatchlogs\]|PutLogEvents|log stream|logs will be missing|time range|log events",
        "files": r"\[inputs\.logfile\]",
    },
    # The agent tells of metrics that arrived to nobody, and of logs only when it is asked to say more than usual.
    successes={r"Pusher published \d+ log events": ("logs",)},
    quiet=r"\S+ I! (?!Detected)",
    meanings=(*_NOISE, *_STARTING, *_CREDENTIALS, *_AWS, *_LOGS, *network_words.MEANINGS, _DEATH),
)
