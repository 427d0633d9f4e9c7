"""How the SSM Agent speaks, in its log and when it registers.

Learned by running it, and from its source (aws/amazon-ssm-agent).
"""

from __future__ import annotations

from agent_bootstrap.aws import ssm_agent
from agent_bootstrap.diagnosis import network_words
from agent_bootstrap.diagnosis.agent_words import Meaning, Tongue
from agent_bootstrap.model.problems import agent_files, agents, registration, server, setting_values

REGISTRATION = "registration"
CHANNEL = "channel"

_STATE = {"path": ssm_agent.STATE}
_CONFIGURATION = {"path": ssm_agent.CONFIGURATION, "line": "(not told)", "language": "JSON"}

_REGISTERING = r"registering the instance with AWS SSM\.\s+"
_CREDENTIALS = r"Retrieve credentials produced error: .*"

_NOISE = (
    Meaning(r"fetching the seelog config file path|nitializing new seelog logger|New Seelog Logger Creation", None),
    # ec2messages is optional where ssmmessages works, and what ails ssmmessages is said by the control channel itself.
    Meaning(r"\[MDSInteractor\]", None),
)

_REGISTRATION = (
    Meaning(_REGISTERING + "ActivationExpired:", registration.ACTIVATION_EXPIRED),
    Meaning(_REGISTERING + "(?:InvalidActivation|InvalidParameter):", registration.ACTIVATION_INVALID),
    Meaning(_REGISTERING + "RegistrationLimitExceeded:", registration.ACTIVATION_EXHAUSTED),
    Meaning(_REGISTERING + "InstanceAlreadyRegistered:", registration.REGISTERED_ALREADY),
    Meaning(r"because region (?P<value>.*) has invalid characters", setting_values.REGION),
    Meaning(_REGISTERING + "MissingEndpoint:", setting_values.REGION, {"value": "region"}),
    Meaning(r"Unable to save registration information\.\s*(?P<reason>[^\n]*)", server.FILE_UNUSABLE, _STATE),
    Meaning(r"Fall back to default", agent_files.FILE_BROKEN, {**_CONFIGURATION, "reason": "the agent ignores it"}),
)

_STARTING = (
    Meaning(r"app config could not be loaded - (?P<reason>.*)", agent_files.FILE_BROKEN, _CONFIGURATION),
    Meaning(r"failed to find agent identity", agents.IDENTITY_NOT_FOUND),
)

_RUNNING = (
    Meaning(r"InvalidInstanceId: Not existing InstanceId", agents.NODE_UNKNOWN),
    Meaning(r"hardware ID .* has changed|MachineFingerprintDoesNotMatch", agents.HARDWARE_CHANGED),
    network_words.CLOCK,
    Meaning(_CREDENTIALS + "AccessDeniedException", agents.ROLE_DENIED),
    Meaning(r"CreateControlChannel failed[\s\S]*AccessDenied", agents.CHANNEL_DENIED),
    Meaning(r"Reach the retry limit \d+ for receive messages", agents.CHANNEL_LOST),
)

TONGUE = Tongue(
    starts=r"\[amazon-ssm-agent\] amazon-ssm-agent - v\d",
    topics={
        "start": r"failed to get identity|app config could not be loaded",
        "credentials": r"\[CredentialRefresher\]|Retrieve credentials|hardware ID",
        "health": r"SSM Agent hibernate",
        CHANNEL: r"\[MGSInteractor\]|control ?channel",
        REGISTRATION: r"Registration failed|registration information|invalid characters",
    },
    successes={
        r"Credentials ready": ("start", "credentials"),
        r"Successfully opened websocket connection": ("start", "credentials", "health", CHANNEL),
        r"Successfully registered the instance": (REGISTRATION,),
    },
    quiet=r"\S+ \S+ (?:INFO|DEBUG|TRACE) ",
    meanings=(
        *_NOISE,
        *_REGISTRATION,
        *_STARTING,
        *_RUNNING,
        *network_words.MEANINGS,
        *network_words.BUSY,
        Meaning(r"Entering SSM Agent hibernate", agents.HIBERNATES),
    ),
)
