"""Health is told where the settings want it: what each place has received, and what becomes of it when one of them fails."""

from __future__ import annotations

import datetime
import json
import sys
from typing import Any

import prometheus_client.openmetrics.parser
import pytest

from agent_bootstrap.model.settings import SERVICES
from agent_bootstrap.sandbox.world import ACCESS_KEY_ID, ACTIVATION_CODE, SECRET_ACCESS_KEY, vpce_name
from tests.sandbox.conftest import Ended, Played, Sandbox
from tests.sandbox.test_both_agents import change_world

SETTINGS = "/etc/agent-bootstrap/conf.d"
METRICS_FILE = "/var/lib/node-exporter/agent-bootstrap.prom"
INVENTORY = "/var/lib/amazon/ssm/mi-*/inventory/custom/agent-bootstrap.json"
BACKLOG = "/var/lib/agent-bootstrap/reports"
REQUESTS = "/run/agent-bootstrap-sandbox/requests.jsonl"
STATE = "/run/agent-bootstrap-sandbox/ssm-state.json"
STATUS = "/run/agent-bootstrap/status.json"

BOOTSTRAPPED = "agent-bootstrap bootstrap --timeout 30s >&2\n"
LOOKED_AGAIN = "agent-bootstrap bootstrap --timeout 1s >&2 || true\n"
"""The CloudWatch agent is denied the same, and says so for five minutes after."""

NEXT = "echo -----\n"
REPORTED = f"agent-bootstrap report --json || true; {NEXT}"
WAITING = f"ls {BACKLOG} 2>/dev/null | wc -l; {NEXT}"

REPORTERS = ["reporting.metrics_file", "reporting.inventory", "reporting.compliance", "reporting.cloudwatch"]
OK = dict.fromkeys(REPORTERS)


def switched_on(**other: str) -> str:
    """Bash that switches all reporters on."""
    lines = {
        "metrics_file": f'"{METRICS_FILE}"',
        "cloudwatch_metrics": '"converged"',
        "compliance": "true",
        "inventory": "true",
        **other,
    }
    text = "".join(f"{key} = {value}\\n" for key, value in lines.items())
    directory = METRICS_FILE.rpartition("/")[0]
    return f"mkdir -p {SETTINGS} {directory}; printf '[reporting]\\n{text}' > {SETTINGS}/10-reporting.toml\n"


def read_back(metric: str, step: str = "") -> str:
    """Bash that prints the values that CloudWatch has of a metric, as an administrator with rights to read would see them."""
    dimensions = [{"Name": "host", "Value": "sandbox"}, *([{"Name": "step", "Value": step}] if step else [])]
    wanted = {"Namespace": "AgentBootstrap", "MetricName": metric, "Dimensions": dimensions}
    return f"""{sys.executable} - <<'END'
import datetime, json, boto3
now = datetime.datetime.now(datetime.timezone.utc)
cloudwatch = boto3.client("cloudwatch", "eu-west-1", verify="/run/agent-bootstrap-sandbox/ca.pem",
    aws_access_key_id="{ACCESS_KEY_ID}", aws_secret_access_key="{SECRET_ACCESS_KEY}")
query = {{"Id": "m", "MetricStat": {{"Metric": {wanted!r}, "Period": 1, "Stat": "Average"}}}}
found = cloudwatch.get_metric_data(MetricDataQueries=[query], ScanBy="TimestampAscending",
    StartTime=now - datetime.timedelta(hours=1), EndTime=now + datetime.timedelta(minutes=1))["MetricDataResults"][0]
print(json.dumps([[moment.timestamp(), value] for moment, value in zip(found["Timestamps"], found["Values"])]))
END
{NEXT}"""


def parts(ended: Ended) -> list[str]:
    assert ended.exit_code == 0, ended.output + ended.errors
    return ended.output.split("-----\n")


def told(text: str) -> dict[str, dict[str, Any]]:
    """The findings of what `report` printed, by their reporters."""
    report = json.loads(text)
    assert report["command"] == "report"
    return {entry["step"]: entry for entry in report["findings"]}


def codes(text: str) -> dict[str, Any]:
    return {step: entry["problem"] and entry["problem"]["code"] for step, entry in told(text).items()}


@pytest.fixture(scope="module")
def everything(played: Played) -> list[str]:
    """A server that was bootstrapped and has told its health everywhere, and what lies where then."""
    ended = played(
        "told-everywhere",
        switched_on(cloudwatch_metrics='"steps"') + BOOTSTRAPPED + REPORTED
        + f"cat {STATUS}; {NEXT} cat {METRICS_FILE}; {NEXT} cat {INVENTORY}; {NEXT} cat {STATE}; {NEXT}"
        + read_back("Converged") + read_back("StepKept", "ssm_agent.service")
        + f"stat -c %a {METRICS_FILE} {INVENTORY}; {NEXT} {WAITING}"
        + "cat /etc/agent-bootstrap/cloudwatch-agent/credentials"
    )  # fmt: skip
    return parts(ended)


def test_every_reporter_says_that_it_has_told(everything: list[str]) -> None:
    report = json.loads(everything[0])
    assert [(entry["step"], entry["status"]) for entry in report["findings"]] == [(step, "ok") for step in REPORTERS]
    assert (report["converged"], report["exit_code"]) == (True, 0)


def test_cloudwatch_has_a_value_for_the_server_and_one_for_each_promise_at_the_time_of_the_look(
    everything: list[str],
) -> None:
    looked_at = datetime.datetime.fromisoformat(json.loads(everything[1])["finished_at"].replace("Z", "+00:00"))
    for found in (everything[5], everything[6]):
        ((moment, value),) = json.loads(found)
        assert value == 1.0
        assert abs(moment - looked_at.timestamp()) <= 1, "CloudWatch's own resolution"


def test_systems_manager_has_an_item_for_each_promise(everything: list[str]) -> None:
    status, (node,) = json.loads(everything[1]), json.loads(everything[4])["nodes"].values()
    said = node["compliance"]["Custom:AgentBootstrap"]
    assert [item["Id"] for item in said["Items"]] == [entry["step"] for entry in status["findings"]]
    assert {(item["Status"], item["Severity"]) for item in said["Items"]} == {("COMPLIANT", "INFORMATIONAL")}
    assert said["ExecutionSummary"]["ExecutionType"] == "bootstrap"


def test_the_files_have_what_their_readers_want(everything: list[str]) -> None:
    _, status, metrics, inventory = everything[:4]
    steps = [entry["step"] for entry in json.loads(status)["findings"]]
    parse: Any = prometheus_client.openmetrics.parser.text_string_to_metric_families
    families = {family.name: family.samples for family in parse(metrics)}
    assert families["agent_bootstrap_converged"][0].value == 1
    assert [sample.labels["step"] for sample in families["agent_bootstrap_step_kept"]] == steps
    assert [row["Step"] for row in json.loads(inventory)["Content"]] == steps
    assert everything[7].split() == ["644", "600"]


def test_nothing_waits_where_all_was_told(everything: list[str]) -> None:
    assert int(everything[8]) == 0


def test_nothing_that_was_told_holds_a_secret(everything: list[str]) -> None:
    *said, credentials = everything
    secrets = [line.partition(" = ")[2] for line in credentials.splitlines() if " = " in line]
    assert len(secrets) == 3
    for secret in (*secrets, ACTIVATION_CODE):
        assert secret not in "".join(said)


def test_what_cloudwatch_denies_waits_and_is_sent_later_and_the_others_are_unharmed(shell: Sandbox) -> None:
    ended = shell(
        switched_on() + BOOTSTRAPPED + change_world(refusals={"PutMetricData": "AccessDenied"}) + REPORTED
        + LOOKED_AGAIN + REPORTED + WAITING + read_back("Converged")
        + change_world(refusals={}) + LOOKED_AGAIN + REPORTED + WAITING + read_back("Converged")
    )  # fmt: skip
    first, second, waiting, before, third, left, after, _ = parts(ended)
    assert codes(first) == codes(second) == {**OK, "reporting.cloudwatch": "report-denied"}
    assert (json.loads(first)["exit_code"], told(first)["reporting.cloudwatch"]["status"]) == (3, "stuck")
    problem = told(second)["reporting.cloudwatch"]["problem"]
    assert problem["owner"] == "aws-account"
    assert problem["details"].splitlines()[-1] == "2 reports wait to be sent"
    assert "CloudWatchAgentServerPolicy" in problem["remedy"]
    assert (int(waiting), json.loads(before)) == (2, [])
    assert told(third)["reporting.cloudwatch"]["facts"] == {"sent": 1, "late": 2}
    assert (int(left), len(json.loads(after))) == (0, 3)


def test_what_compliance_is_denied_is_told_anew_and_only_the_newest_counts(shell: Sandbox) -> None:
    ended = shell(
        switched_on() + BOOTSTRAPPED + change_world(refusals={"PutComplianceItems": "AccessDeniedException"}) + REPORTED
        + change_world(refusals={}) + BOOTSTRAPPED + REPORTED + f"cat {STATUS}; {NEXT} cat {STATE}; {NEXT}"
        + f"grep -c PutComplianceItems {REQUESTS}"
    )  # fmt: skip
    first, second, status, state, calls = parts(ended)
    assert codes(first) == {**OK, "reporting.compliance": "report-denied"}
    assert "AmazonSSMManagedInstanceCore" in told(first)["reporting.compliance"]["problem"]["remedy"]
    assert codes(second) == OK
    (node,) = json.loads(state)["nodes"].values()
    executed = node["compliance"]["Custom:AgentBootstrap"]["ExecutionSummary"]["ExecutionTime"]
    finished = datetime.datetime.fromisoformat(json.loads(status)["finished_at"].replace("Z", "+00:00"))
    assert executed == int(finished.timestamp())
    assert int(calls) == 2, "a denial is not asked for again"


def test_a_line_that_is_down_is_told_and_what_waits_is_sent_when_it_is_up(shell: Sandbox) -> None:
    ended = shell(
        switched_on() + BOOTSTRAPPED + change_world(tcp={"monitoring": "refused"}, http={"ssm": "filter"}) + REPORTED
        + change_world(tcp={}, http={}) + REPORTED + read_back("Converged")
    )  # fmt: skip
    down, up, values, _ = parts(ended)
    unanswered = "report-unanswered"
    assert codes(down) == {**OK, "reporting.compliance": unanswered, "reporting.cloudwatch": unanswered}
    assert {entry["status"] for entry in told(down).values()} == {"ok", "failed"}
    assert "that is not AWS's" in told(down)["reporting.compliance"]["problem"]["details"]
    assert codes(up) == OK
    assert len(json.loads(values)) == 1, "both are of one look"


def test_what_passes_within_seconds_is_got_over(shell: Sandbox) -> None:
    throttled = change_world(refusals={"PutComplianceItems": "ThrottlingException"})
    until_seen = f"""until grep -q '"PutComplianceItems", "status": 400' {REQUESTS}; do sleep 0.1; done\n"""
    ended = shell(
        switched_on() + BOOTSTRAPPED + throttled + f"( {until_seen}{change_world(refusals={})}) >&2 &\n"
        + REPORTED + f"grep PutComplianceItems {REQUESTS}"
    )  # fmt: skip
    report, requests = parts(ended)
    statuses = [json.loads(line)["status"] for line in requests.splitlines()]
    assert codes(report) == OK
    assert (set(statuses[:-1]), statuses[-1]) == ({400}, 200)


def test_credentials_that_have_expired_are_not_even_tried(shell: Sandbox) -> None:
    identity = "/var/lib/amazon/ssm/runtimeconfig/identity_config.json"
    expired = """sed -i 's/"CredentialsExpiresAt":"[^"]*"/"CredentialsExpiresAt":"2026-01-01T00:00:00Z"/' """
    ended = shell(
        f"{switched_on()}{BOOTSTRAPPED}{expired}{identity}; : > {REQUESTS}\n{REPORTED}rm {identity}\n{REPORTED}{WAITING}"
        f"grep -cE '(PutComplianceItems|monitoring.*PutMetricData)' {REQUESTS} || true"
    )
    late, absent, waiting, _ = parts(ended)
    aws = REPORTERS[2:]
    assert codes(late) == {**OK, **dict.fromkeys(aws, "ssm-agent-credentials-expired")}
    assert codes(absent) == {**OK, **dict.fromkeys(aws, "ssm-agent-not-online")}
    assert int(waiting) == 1, "one look waits once, however often it was tried"


@pytest.mark.parametrize(
    "cloudwatch_agent",
    [
        "enabled = false",
        f'credentials.access_key_id = "{ACCESS_KEY_ID}"\ncredentials.secret_access_key = "{SECRET_ACCESS_KEY}"',
    ],
    ids=["without the CloudWatch agent", "with static keys for it"],
)
def test_the_nodes_own_credentials_are_found_wherever_the_agent_shares_them(
    shell: Sandbox, cloudwatch_agent: str
) -> None:
    ended = shell(
        f"{switched_on()}umask 077; printf '%s\\n' '[cloudwatch_agent]' '{cloudwatch_agent}' > {SETTINGS}/20-agent.toml; umask 022\n"
        f"{BOOTSTRAPPED}systemctl stop amazon-cloudwatch-agent || true; : > {REQUESTS}\n{REPORTED}cat {REQUESTS}"
    )
    report, requests = parts(ended)
    assert codes(report) == OK
    told_by = [json.loads(line) for line in requests.splitlines()]
    ours = {entry["operation"]: entry.get("node") for entry in told_by if entry["operation"].startswith("Put")}
    assert set(ours) == {"PutComplianceItems", "PutMetricData"}
    assert all(str(node).startswith("mi-") for node in ours.values()), "by the node, not by the IAM user"


def test_reports_go_through_endpoint_specific_names(shell: Sandbox) -> None:
    names = "\n".join(f'{service} = "{vpce_name(service)}"' for service in SERVICES)
    ended = shell(
        switched_on() + f"printf '%s\\n' '[endpoints]' '{names}' > {SETTINGS}/20-endpoints.toml\n"
        + change_world(dns=dict.fromkeys(SERVICES, "public")) + BOOTSTRAPPED + REPORTED
    )  # fmt: skip
    assert codes(parts(ended)[0]) == OK


def test_a_file_that_cannot_be_written_stops_no_other(shell: Sandbox) -> None:
    directory = METRICS_FILE.rpartition("/")[0]
    ended = shell(
        f"{switched_on()}{BOOTSTRAPPED}mkdir {METRICS_FILE}\n{REPORTED}rm -r {directory}\n{REPORTED}"
        f"mkdir {directory}; mount -t tmpfs -o ro none {directory}\n{REPORTED}"
    )
    a_directory, absent, read_only, _ = parts(ended)
    assert codes(a_directory) == {**OK, "reporting.metrics_file": "file-unusable"}
    assert codes(absent) == {**OK, "reporting.metrics_file": "metrics-directory-missing"}
    assert codes(read_only) == {**OK, "reporting.metrics_file": "file-unusable"}


def test_a_full_disk_does_not_hide_why_nothing_was_sent(shell: Sandbox) -> None:
    ended = shell(
        switched_on() + BOOTSTRAPPED + change_world(refusals={"PutMetricData": "AccessDenied"})
        + f"mkdir {BACKLOG}; mount -t tmpfs -o ro none {BACKLOG}\n{REPORTED}"
    )  # fmt: skip
    problem = told(parts(ended)[0])["reporting.cloudwatch"]["problem"]
    assert problem["code"] == "report-denied"
    assert problem["details"].splitlines()[-1].startswith("this report is lost: ")


LOADED = """
import sys
from agent_bootstrap.cli.main import main
assert main(["report", "--json", "--quiet"]) == 0
print("-----")
print(*sorted({name.partition(".")[0] for name in sys.modules} & {"boto3", "botocore", "requests", "rich", "tenacity"}))
"""


def test_without_a_reporter_to_aws_nothing_of_its_libraries_is_loaded(shell: Sandbox) -> None:
    here = f"{sys.executable} -c '{LOADED}'"
    files = switched_on(cloudwatch_metrics='"off"', compliance="false")
    ended = shell(f"{files}{BOOTSTRAPPED}{here}\n{NEXT}{switched_on()}{here}")
    local, without, everywhere, with_aws = parts(ended)
    assert codes(local) == dict.fromkeys(REPORTERS[:2])
    assert without.split() == []
    assert codes(everywhere) == OK
    assert "boto3" in with_aws.split()


def test_there_may_be_nothing_to_tell_or_nobody_to_tell_it_to(shell: Sandbox) -> None:
    ended = shell(
        f"""
        set +e
        chmod 755 /root
        agent-bootstrap report --json; echo $? >&2
        {BOOTSTRAPPED}
        agent-bootstrap report; echo $? >&2
        setpriv --reuid=65534 --regid=65534 --clear-groups agent-bootstrap report; echo $? >&2
        """
    )
    lines = ended.errors.splitlines()
    nothing = lines.index("agent-bootstrap: no run since this system started, so there is nothing to tell")
    nobody = lines.index("agent-bootstrap: [reporting] in the settings names nobody who shall be told")
    assert (lines[nothing + 1], lines[nobody + 1], lines[-1]) == ("3", "0", "77")
    assert ended.output == ""
