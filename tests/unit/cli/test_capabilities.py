"""What a person and a program read of capabilities."""

from __future__ import annotations

from agent_bootstrap.aws.capabilities import CAPABILITIES
from agent_bootstrap.cli.render_capabilities import Node, as_json, lines
from agent_bootstrap.diagnosis.capabilities import evaluate
from agent_bootstrap.diagnosis.root_causes import Seen
from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problem import Owner, Problem
from agent_bootstrap.model.settings import Settings

REFUSED = Problem("tcp-refused", "ssm.example refuses connections", "", Owner.FIREWALL, "Open port 443.", may_pass=True)
OTHER = Problem("dns-nxdomain", "nobody.example does not exist", "", Owner.DNS, "Add it.", may_pass=False)
SEEN = Seen(
    Settings(region="eu-west-1"),
    {"network.reaches/ssmmessages": Finding.of(REFUSED), "network.resolves/nobody": Finding.of(OTHER)},
    {"network.reaches/ssmmessages": ()},
    ssm_agent="3.3.4851.0-1",
    cloudwatch_agent=None,
)
VERDICTS = [evaluate(capability, SEEN) for capability in CAPABILITIES]
NODE = Node(registered=True, node_id="mi-0123456789abcdef0")


def text(node: Node = NODE) -> str:
    return "\n".join(lines(VERDICTS, SEEN, node))


def test_the_table_fits_into_eighty_columns_and_breaks_no_name_of_a_bucket() -> None:
    assert max(map(len, text().splitlines())) <= 80
    assert "patch-baseline-snapshot-eu-west-1" in "\n".join(lines(
        [evaluate(capability, Seen(SEEN.settings, {}, {}, "3.3.4851.0-1", None)) for capability in CAPABILITIES], SEEN, NODE
    ))  # fmt: skip


def test_a_row_has_its_name_its_word_and_its_cause() -> None:
    rows = [line.split("  ") for line in text().splitlines()]
    found = {row[0]: [cell.strip() for cell in row if cell.strip()] for row in rows if row[0]}
    assert found["Run Command"] == ["Run Command", "BLOCKED", "ssmmessages: tcp-refused"]
    assert found["Inventory"] == ["Inventory", "READY", "ssm can be used"]
    assert found["Default Host Management"][1] == "N/A"


def test_the_problems_behind_the_codes_are_told_with_owner_and_remedy_and_no_others() -> None:
    assert (
        "tcp-refused: ssm.example refuses connections\n  owner   firewall and network\n  remedy  Open port 443."
        in text()
    )
    assert "dns-nxdomain" not in text()


def test_the_first_line_says_whether_the_server_is_a_node() -> None:
    assert text().splitlines()[0] == "This server is the managed node mi-0123456789abcdef0."
    assert "not a managed node yet" in text(Node(registered=False)).splitlines()[0]
    assert "only root" in text(Node(registered=None)).splitlines()[0]


def test_the_object_says_the_same() -> None:
    told = as_json(VERDICTS, SEEN, NODE, ExitCode.NOT_CONVERGED)
    assert (told["schema"], told["exit_code"], told["registered"], told["region"]) == (1, 3, True, "eu-west-1")
    rows = told["capabilities"]
    assert isinstance(rows, list)
    assert {row["name"] for row in rows} == {capability.name for capability in CAPABILITIES}
    blocked = next(row for row in rows if row["name"] == "Session Manager")
    assert (blocked["readiness"], blocked["codes"]) == ("blocked", ["tcp-refused"])
    assert told["problems"] == [
        {
            "code": "tcp-refused",
            "brief": "ssm.example refuses connections",
            "owner": "firewall",
            "remedy": "Open port 443.",
        }
    ]
