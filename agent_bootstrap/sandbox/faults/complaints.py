"""Faults that only the agents see: AWS refuses them, or they are not what they were."""

from __future__ import annotations

from typing import Mapping

from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.problem import Owner
from agent_bootstrap.sandbox.faults.fault import Fault

_BOOTSTRAPPED = "agent-bootstrap bootstrap --timeout 30s\n"

_ALL = 1_000_000
"""More nodes than a rehearsal makes."""

_SSM_LOG = "/var/log/amazon/ssm/amazon-ssm-agent.log"
_CLOUDWATCH_LOG = "/opt/aws/amazon-cloudwatch-agent/logs/amazon-cloudwatch-agent.log"

_CLOUDWATCH_JSON = '{"agent": {"region": "eu-west-1", "run_as_user": "USER"}, SECTIONS}'
_METRICS = '"metrics": {"metrics_collected": {"mem": {"measurement": ["mem_used_percent"]}}}'

_SITE_LOG = (
    '"logs": {"logs_collected": {"files": {"collect_list":'
    ' [{"file_path": "/var/log/site.log", "log_group_name": "site"FORMAT}]}}}'
)

_DROP_INS = "/etc/systemd/system/amazon-cloudwatch-agent.service.d"
_WITHOUT_OVERRIDE = (
    "/usr/bin/setpriv --bounding-set=-dac_override,-dac_read_search"
    " /opt/aws/amazon-cloudwatch-agent/bin/start-amazon-cloudwatch-agent"
)
"""What a unit with CapabilityBoundingSet=~CAP_DAC_OVERRIDE CAP_DAC_READ_SEARCH does; the sandbox's systemd does not know that option."""

_VAULT, _BACKUP = "/var/lib/amazon/ssm/Vault", "/root/Vault"
_MANIFEST = f"{_VAULT}/Manifest"

_EXPIRED = (
    r"""sed -i 's/"CredentialsExpiresAt":"[^"]*"/"CredentialsExpiresAt":"2026-01-01T00:00:00Z"/'"""
    " /var/lib/amazon/ssm/runtimeconfig/identity_config.json"
)


def _until(words: str, log: str) -> str:
    """Bash that lets the agents run until one says these words: the rehearsal is of a server that ran for a while."""
    return (
        "agent-bootstrap bootstrap --timeout 1s || true; "
        f"for _ in $(seq 100); do grep -q '{words}' {log} && break; sleep 0.1; done\n"
    )


def _configured(user: str, sections: str) -> str:
    """Bash that gives the CloudWatch agent a configuration of the person's own."""
    text = _CLOUDWATCH_JSON.replace("USER", user).replace("SECTIONS", sections)
    settings = "/etc/agent-bootstrap/conf.d"
    return (
        f"mkdir -p {settings}; echo '{text}' > /etc/my.json\n"
        f"printf '[cloudwatch_agent]\\nconfiguration = \"file:/etc/my.json\"\\n' > {settings}/10-mine.toml\n"
    )


def _refused(description: str, code: str, operation: str, error: str, script: str = "", undone: str = "") -> Fault:
    change = {"refusals": {operation: error}}
    return Fault(description, change, code, Owner.AWS_ACCOUNT, ExitCode.STUCK, script, undone)


def _of_settings(description: str, code: str, script: str, exit_code: ExitCode = ExitCode.STUCK) -> Fault:
    return Fault(description, {}, code, Owner.SETTINGS, exit_code, script)


_OF_THE_SSM_AGENT: Mapping[str, Fault] = {
    "node-unknown-to-aws": Fault(
        "somebody deregisters the managed node as soon as it exists",
        {"forgotten_nodes": _ALL},
        "node-unknown-to-aws",
        Owner.AWS_ACCOUNT,
        ExitCode.STUCK,
        undone="agent-bootstrap bootstrap --re-register",
    ),
    "hardware-changed": Fault(
        "the server is a copy of the one that was registered, with a machine-id of its own",
        {},
        "hardware-changed",
        Owner.SERVER,
        ExitCode.STUCK,
        f"{_BOOTSTRAPPED}cp -a {_VAULT} {_BACKUP}\n"
        "mv /etc/machine-id /etc/machine-id.own; echo 0123456789abcdef0123456789abcdef > /etc/machine-id\n"
        "rm -r /var/lib/amazon/ssm/runtimeconfig; systemctl restart amazon-ssm-agent",
        f"mv /etc/machine-id.own /etc/machine-id; rm -r {_VAULT}; mv {_BACKUP} {_VAULT}; systemctl restart amazon-ssm-agent",
    ),
    "ssm-agent-worker-dead": Fault(
        "the program of the SSM Agent's worker has lost its permission to be executed",
        {},
        "ssm-agent-worker-dead",
        Owner.SERVER,
        ExitCode.FAILED,
        f"{_BOOTSTRAPPED}chmod -x /usr/bin/ssm-agent-worker; systemctl restart amazon-ssm-agent",
        "chmod +x /usr/bin/ssm-agent-worker; systemctl restart amazon-ssm-agent",
    ),
    "ssm-agent-credentials-expired": Fault(
        "the server slept for longer than the SSM Agent's credentials live",
        {},
        "ssm-agent-credentials-expired",
        Owner.SERVER,
        ExitCode.FAILED,
        f"{_BOOTSTRAPPED}{_EXPIRED}",
        "systemctl restart amazon-ssm-agent",
    ),
    "node-role-denied": _refused(
        "the IAM role of the activation was deleted",
        "node-role-denied",
        "RequestManagedInstanceRoleToken",
        "AccessDeniedException",
        # By itself the agent asks again within half an hour.
        undone="systemctl restart amazon-ssm-agent",
    ),
    "ssm-agent-without-identity": Fault(
        "a restore brought the SSM Agent's Vault back without its Manifest",
        {},
        "ssm-agent-without-identity",
        Owner.SERVER,
        ExitCode.STUCK,
        f"{_BOOTSTRAPPED}mv {_MANIFEST} {_MANIFEST}.gone; systemctl restart amazon-ssm-agent",
        f"mv {_MANIFEST}.gone {_MANIFEST}; systemctl restart amazon-ssm-agent",
    ),
    "ssm-agent-hibernates": _refused(
        "the activation's role lacks ssm:UpdateInstanceInformation",
        "ssm-agent-hibernates",
        "UpdateInstanceInformation",
        "AccessDeniedException",
    ),
    "ssmmessages-denied": _refused(
        "the activation's role lacks ssmmessages:CreateControlChannel",
        "ssmmessages-denied",
        "CreateControlChannel",
        "AccessDeniedException",
    ),
    "control-channel-lost": Fault(
        "a device on the way cuts every control channel of the SSM Agent",
        {"websockets": "cut"},
        "control-channel-lost",
        Owner.FIREWALL,
        ExitCode.FAILED,
        _until("Reach the retry limit", _SSM_LOG),
    ),
}

_OF_THE_CLOUDWATCH_AGENT: Mapping[str, Fault] = {
    "cloudwatch-access-denied": _refused(
        "the activation's role lacks CloudWatchAgentServerPolicy",
        "cloudwatch-access-denied",
        "PutMetricData",
        "AccessDenied",
        _until("WriteToCloudWatch failure", _CLOUDWATCH_LOG),
    ),
    "cloudwatch-key-refused": _of_settings(
        "the settings hold an access key that AWS does not know",
        "cloudwatch-key-refused",
        "mkdir -p /etc/agent-bootstrap/conf.d; cd /etc/agent-bootstrap/conf.d; touch 10-keys.toml; chmod 600 10-keys.toml\n"
        "printf '[cloudwatch_agent.credentials]\\naccess_key_id = \"AKIASANDBOXEXAMPLE99\"\\n' > 10-keys.toml\n"
        f"echo 'secret_access_key = \"{'DeletedKey' * 4}\"' >> 10-keys.toml\n"
        + _until("WriteToCloudWatch failure", _CLOUDWATCH_LOG),
    ),
    "cloudwatch-key-expired": Fault(
        "the CloudWatch agent's credentials are no longer renewed",
        {"refusals": {"PutMetricData": "ExpiredTokenException"}},
        "cloudwatch-key-expired",
        Owner.SERVER,
        ExitCode.FAILED,
        _until("WriteToCloudWatch failure", _CLOUDWATCH_LOG),
    ),
    "cloudwatch-credentials-unreadable": _of_settings(
        "the CloudWatch agent's configuration gives up root for a user who is not in the group of the credentials",
        "cloudwatch-credentials-unreadable",
        _configured("nobody", _METRICS),
    ),
    "cloudwatch-needs-ec2": _of_settings(
        "the CloudWatch agent's configuration comes from EC2, with append_dimensions",
        "cloudwatch-needs-ec2",
        _configured("root", _METRICS.replace("{", '{"append_dimensions": {"Site": "a"}, ', 1)),
    ),
    "cloudwatch-user-missing": _of_settings(
        "the CloudWatch agent's configuration names a user that is not there",
        "cloudwatch-user-missing",
        _configured("not-here", _METRICS),
    ),
}

_OF_LOGS: Mapping[str, Fault] = {
    "log-file-unreadable": Fault(
        "a hardened unit keeps the CloudWatch agent, though it is root, from reading a log that nobody may read",
        {},
        "log-file-unreadable",
        Owner.SERVER,
        ExitCode.STUCK,
        f"echo line > /var/log/site.log; chmod 000 /var/log/site.log; mkdir -p {_DROP_INS}\n"
        # One that ran as cwagent has given its files to it.
        "if [ -e /opt/aws ]; then chown -R root:root /opt/aws/amazon-cloudwatch-agent/{logs,etc,var}; fi\n"
        f"printf '[Service]\\nExecStart=\\nExecStart={_WITHOUT_OVERRIDE}\\n' > {_DROP_INS}/hardened.conf\n"
        + _configured("root", _SITE_LOG.replace("FORMAT", ""))
        + _until("Failed to tail file", _CLOUDWATCH_LOG),
        f"rm {_DROP_INS}/hardened.conf; systemctl daemon-reload",
    ),
    "log-events-lost": _of_settings(
        "the CloudWatch agent reads the wrong date from each line of a log",
        "log-events-lost",
        "echo '2020-01-01 00:00:00 line' > /var/log/site.log\n"
        + _configured("root", _SITE_LOG.replace("FORMAT", ', "timestamp_format": "%Y-%m-%d %H:%M:%S"'))
        + _until("Discard the log entry", _CLOUDWATCH_LOG),
        ExitCode.FAILED,
    ),
}

FAULTS: Mapping[str, Fault] = {**_OF_THE_SSM_AGENT, **_OF_THE_CLOUDWATCH_AGENT, **_OF_LOGS}
