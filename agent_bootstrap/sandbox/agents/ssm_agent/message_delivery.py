"""ec2messages: the older way for commands to the node, polled from the start and for as long as no control channel stands."""

from __future__ import annotations

import time
import uuid

from agent_bootstrap.sandbox.agents.service_calls import ServiceError
from agent_bootstrap.sandbox.agents.signature_version_4 import Scope
from agent_bootstrap.sandbox.agents.ssm_agent import log, ssm_api
from agent_bootstrap.sandbox.agents.ssm_agent.node import Node
from agent_bootstrap.sandbox.agents.surroundings import shortened

_SWITCH = 60.0
"""Seconds after the start in which it is polled even though the control channel stands."""

_PAUSE = 15.0
"""Seconds before the next poll after one that failed."""

_PREFIX = "[ssm-agent-worker] [MessageService] [MDSInteractor] "


def poll(node: Node) -> None:
    """Poll until the control channel has made it superfluous."""
    began = time.monotonic()
    while node.channel != "ssmmessages" or time.monotonic() - began < shortened(_SWITCH):
        try:
            ssm_api.call(
                node.configuration.ec2messages_url(node.region),
                "EC2WindowsMessageDeliveryService_v20160707.GetMessages",
                {"Destination": node.node_id, "MessagesRequestId": str(uuid.uuid4()), "VisibilityTimeoutInSeconds": 10},
                node.credentials(),
                Scope(node.region, "ec2messages"),
            )
        except ServiceError as error:
            log.error(f"{_PREFIX}error when calling AWS APIs. error details - GetMessages Error: {error}")
            time.sleep(shortened(_PAUSE))
        else:
            # AWS holds an empty answer back for 20 s; whoever does not must not be asked without a pause.
            time.sleep(shortened(1.0))
    log.info(f"{_PREFIX}Ending mdsinteractor as the control channel is open")
