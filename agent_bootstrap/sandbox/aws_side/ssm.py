"""Systems Manager: a server registers with the activation, gets role credentials, and reports its health."""

from __future__ import annotations

import datetime
from typing import Callable

from agent_bootstrap.sandbox.aws_side import api_model, json_service, signatures
from agent_bootstrap.sandbox.aws_side.callers import Callers
from agent_bootstrap.sandbox.aws_side.errors import AwsError
from agent_bootstrap.sandbox.aws_side.json_service import Result
from agent_bootstrap.sandbox.aws_side.messages import Answer, Request
from agent_bootstrap.sandbox.aws_side.nodes import Node, Nodes
from agent_bootstrap.sandbox.world import ACTIVATION_CODE, ACTIVATION_ID, World

SHORTEST_CODE = 20
SHORTEST_ID = 36
"""Characters; below them AWS's model of RegisterManagedInstance refuses a value unseen."""

MOST_COMPLIANCE_TYPES = 10
"""ComplianceTypeCountLimitExceededException in the API reference."""

ONLINE_SECONDS = 600
"""A node that missed two pings, of one every five minutes, has lost its connection."""


class SystemsManager:
    """The `ssm` endpoint."""

    def __init__(self, world: Callable[[], World], nodes: Nodes, callers: Callers) -> None:
        self._world = world
        self._nodes = nodes
        self._callers = callers
        self._operations = {
            "RegisterManagedInstance": self._register,
            "RequestManagedInstanceRoleToken": self._give_token,
            "UpdateInstanceInformation": self._ping,
            "ListInstanceAssociations": self._list_associations,
            "DescribeInstanceInformation": self._describe,
            "GetParameter": self._get_parameter,
            "PutComplianceItems": self._put_compliance_items,
        }

    def __call__(self, request: Request) -> Answer:
        """Answer one request."""
        return json_service.answer(self._operations, request)

    def _register(self, request: Request) -> Result:
        asked = request.json()
        _check_length("activationCode", str(asked.get("ActivationCode", "")), SHORTEST_CODE)
        _check_length("activationId", str(asked.get("ActivationId", "")), SHORTEST_ID)
        # It loads cryptography: not before somebody registers.
        from agent_bootstrap.sandbox.aws_side import node_keys

        key = node_keys.read(str(asked.get("PublicKey", "")))
        self._callers.refuse("RegisterManagedInstance")
        world = self._world()
        known = asked["ActivationId"] in world.activation_ids and asked["ActivationCode"] == ACTIVATION_CODE
        # Whichever activation is asked for: a person who gets a new one gets another ID.
        if world.activation_state == "expired":
            raise AwsError("ActivationExpired", "The activation has expired.")
        if not known or world.activation_state == "invalid":
            raise AwsError("InvalidActivation", "The activation ID or activation code is not valid.")
        node = self._nodes.register(key, str(asked.get("Fingerprint", "")), world.activation_limit)
        if node is None:
            raise AwsError("RegistrationLimitExceeded", "The registration limit of the activation is reached.")
        return Result({"InstanceId": node.id}, node.id)

    def _give_token(self, request: Request) -> Result:
        claim = signatures.claim_of(request, "ssm")
        node = self._find(claim.access_key_id)
        from agent_bootstrap.sandbox.aws_side import node_keys

        if not node_keys.signed(signatures.string_to_sign(request, claim), claim.signature, node.public_key):
            raise signatures.mismatch()
        if request.json().get("Fingerprint") != node.fingerprint:
            raise AwsError("MachineFingerprintDoesNotMatch", "The fingerprint is not the one that was registered.")
        self._callers.refuse("RequestManagedInstanceRoleToken")
        credentials = self._callers.issue(node.id)
        self._nodes.give_token(node)
        content = {
            "AccessKeyId": credentials.access_key_id,
            "SecretAccessKey": credentials.secret_access_key,
            "SessionToken": credentials.session_token,
            "TokenExpirationDate": credentials.expires_at,
            "UpdateKeyPair": False,
        }
        return Result(content, node.id)

    def _ping(self, request: Request) -> Result:
        caller = self._callers.authenticate(request, "ssm")
        information = request.json()
        node = self._find(str(information.get("InstanceId", "")))
        if caller.node not in (None, node.id):
            raise _denied("ssm:UpdateInstanceInformation")
        self._nodes.ping(node, information)
        return Result({}, node.id)

    def _list_associations(self, request: Request) -> Result:
        caller = self._callers.authenticate(request, "ssm")
        return Result({"Associations": []}, caller.node)

    def _describe(self, request: Request) -> Result:
        caller = self._callers.authenticate(request, "ssm")
        if caller.node:
            # AmazonSSMManagedInstanceCore does not let a node look at the list.
            raise _denied("ssm:DescribeInstanceInformation")
        return Result({"InstanceInformationList": [_description(node) for node in self._nodes.all()]})

    def _get_parameter(self, request: Request) -> Result:
        caller = self._callers.authenticate(request, "ssm")
        self._callers.refuse("GetParameter")
        name = str(request.json().get("Name", ""))
        # CloudWatchAgentServerPolicy allows no other names.
        if caller.node and not name.startswith("AmazonCloudWatch-"):
            raise _denied("ssm:GetParameter")
        parameters = self._world().parameters
        if name not in parameters:
            raise AwsError("ParameterNotFound", f"Parameter {name} not found.")
        return Result({"Parameter": {"Name": name, "Type": "String", "Value": parameters[name]}}, caller.node)

    def _put_compliance_items(self, request: Request) -> Result:
        caller = self._callers.authenticate(request, "ssm")
        said = request.json()
        api_model.check("ssm", "PutComplianceItems", said)
        if said["ResourceType"] != "ManagedInstance":
            raise AwsError("InvalidResourceType", "The resource type is not valid.")
        node = self._nodes.find(said["ResourceId"])
        if node is None:
            raise AwsError("InvalidResourceId", "The resource ID is not valid.")
        kind = said["ComplianceType"]
        if kind not in node.compliance and len(node.compliance) >= MOST_COMPLIANCE_TYPES:
            raise AwsError(
                "ComplianceTypeCountLimitExceededException", "You specified too many custom compliance types."
            )
        self._nodes.comply(node, kind, {"ExecutionSummary": said["ExecutionSummary"], "Items": said["Items"]})
        return Result({}, caller.node)

    def _find(self, node_id: str) -> Node:
        node = self._nodes.find(node_id)
        if node is None or node in self._nodes.all()[: self._world().forgotten_nodes]:
            raise AwsError("InvalidInstanceId", f"Not existing InstanceId {node_id}")
        return node


def _check_length(name: str, value: str, shortest: int) -> None:
    if len(value) < shortest:
        raise AwsError(
            "ValidationException",
            f"1 validation error detected: Value at '{name}' failed to satisfy constraint: "
            f"Member must have length greater than or equal to {shortest}",
        )


def _denied(action: str) -> AwsError:
    return AwsError("AccessDeniedException", f"User is not authorized to perform: {action}")


def _description(node: Node) -> dict[str, object]:
    seen = node.last_ping_at or node.registered_at
    age = datetime.datetime.now(datetime.timezone.utc) - seen
    online = node.last_ping_at is not None and age.total_seconds() < ONLINE_SECONDS
    told = ("AgentVersion", "ComputerName", "IPAddress", "PlatformName", "PlatformType", "PlatformVersion")
    return {
        "InstanceId": node.id,
        "PingStatus": "Online" if online else "ConnectionLost",
        "LastPingDateTime": seen.timestamp(),
        "ResourceType": "ManagedInstance",
        "ActivationId": ACTIVATION_ID,
        "RegistrationDate": node.registered_at.timestamp(),
        **{key: node.information[key] for key in told if key in node.information},
    }
