"""The copy of an identity: taken when AWS has accepted it, brought back when this machine has lost it, and else left where it is."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Optional

import pytest

from agent_bootstrap.aws.ssm_agent import IDENTITY, REGISTRATION, REGISTRATION_KEY, VAULT, Identity
from agent_bootstrap.host import given_up, identity_copy
from agent_bootstrap.host.clock import Clock
from agent_bootstrap.host.files import Files
from agent_bootstrap.host.identity_copy import PLACE
from agent_bootstrap.host.processes import Processes
from agent_bootstrap.host.registration_record import RECORD
from agent_bootstrap.host.vault import Vault

REGION, ACTIVATION = "eu-west-1", "5a0db0c5-7e57-4b0c-8a11-0123456789ab"
NODE = {"instanceID": "mi-0aaaaaaaaaaaaaaaa", "region": REGION, "privateKey": "key"}
FINGERPRINT = f"{VAULT}/Store/InstanceFingerprint"
MACHINE_ID, PRODUCT_UUID, HOSTNAME = "etc/machine-id", "sys/class/dmi/id/product_uuid", "proc/sys/kernel/hostname"


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    """Of a machine that has just been registered."""
    for path, text in ((MACHINE_ID, "0123"), (PRODUCT_UUID, "AAAA-BBBB"), (HOSTNAME, "srv01")):
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).write_text(text)
    vault = Vault(Files(tmp_path), Clock(), Processes())
    with vault.registration(ACTIVATION):
        vault.files.write(FINGERPRINT, "fingerprint", mode=0o600)
        vault.files.write(REGISTRATION_KEY, json.dumps(NODE), mode=0o600)
        vault.files.write(REGISTRATION, '{"ManagedInstanceID":"mi-0aaaaaaaaaaaaaaaa","Region":"eu-west-1"}', mode=0o600)
    return vault


def lost(vault: Vault, *, region: str = REGION, activation: Optional[str] = ACTIVATION) -> Optional[Identity]:
    return identity_copy.lost(vault.files, region, activation)


def content(files: Files) -> dict[str, bytes]:
    root = files.at("/var/lib/amazon/ssm")
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.mark.parametrize("damage", [VAULT, "/var/lib/amazon", REGISTRATION_KEY])
def test_what_is_lost_is_brought_back_to_the_byte(vault: Vault, damage: str) -> None:
    before = content(vault.files)
    vault.files.remove(damage)
    assert lost(vault) == Identity("mi-0aaaaaaaaaaaaaaaa", REGION)
    vault.bring_back()
    assert content(vault.files) == before
    assert lost(vault) is None


@pytest.mark.parametrize("text", ["", '{"instanceID":"', '{"instanceID":"","region":"","privateKey":"new"}'])
def test_an_identity_that_is_half_there_is_lost(vault: Vault, text: str) -> None:
    vault.files.write(REGISTRATION_KEY, text, mode=0o600)
    assert lost(vault) is not None


def test_the_copy_is_for_root_only(vault: Vault) -> None:
    assert vault.files.mode(PLACE) == 0o700
    assert vault.files.mode(f"{PLACE}/Vault/Store/RegistrationKey") == 0o600


def test_nothing_is_lost_where_there_was_nothing(tmp_path: Path) -> None:
    assert identity_copy.lost(Files(tmp_path), REGION, ACTIVATION) is None


@pytest.mark.parametrize("wish", [{"region": "us-east-1"}, {"activation": "another"}])
def test_who_wants_another_node_emptied_the_vault_on_purpose(vault: Vault, wish: dict[str, str]) -> None:
    vault.files.remove(VAULT)
    assert lost(vault, **wish) is None


def test_without_an_activation_in_the_settings_it_is_brought_back_all_the_same(vault: Vault) -> None:
    vault.files.remove(VAULT)
    assert lost(vault, activation=None) is not None


@pytest.mark.parametrize(
    ("path", "text"), [(PRODUCT_UUID, "CCCC-DDDD"), (MACHINE_ID, "4567"), (MACHINE_ID, ""), (HOSTNAME, "srv02")]
)
def test_another_machine_does_not_become_the_one_that_was_copied(vault: Vault, path: str, text: str) -> None:
    vault.files.remove(VAULT)
    vault.files.at(f"/{path}").write_text(text)
    assert lost(vault) is None


@pytest.mark.parametrize("record", [None, {"node_id": "mi-0bbbbbbbbbbbbbbbb"}, {"node_id": NODE["instanceID"]}])
def test_a_copy_that_nobody_remembers_is_not_believed(vault: Vault, record: Optional[dict[str, str]]) -> None:
    vault.files.remove(VAULT)
    vault.files.write(RECORD, json.dumps(record), mode=0o600)
    assert lost(vault) is None


def test_an_identity_that_was_given_up_is_not_lost(vault: Vault) -> None:
    given_up.move(vault.files, vault.clock, NODE["instanceID"])
    assert lost(vault) is None
    assert not vault.files.exists(PLACE)


def credentials(vault: Vault, *, node: str = NODE["instanceID"], retrieved: str = "2026-11-22T12:00:00Z") -> None:
    """AWS gave them after noon."""
    said = {"InstanceId": node, "CredentialsRetrievedAt": retrieved, "CredentialsExpiresAt": "2026-11-22T13:00:00Z"}
    vault.files.write(IDENTITY, json.dumps(said), mode=0o600)


def rotate(vault: Vault, path: str, text: str, *, at: float) -> None:
    vault.files.write(path, text, mode=0o600)
    for each in (REGISTRATION_KEY, FINGERPRINT):
        os.utime(vault.files.at(each), (at, at))


NOON = 1795348800.0  # 2026-11-22T12:00:00Z
NEW_KEY = json.dumps({**NODE, "privateKey": "rotated"})


@pytest.mark.parametrize(
    ("path", "text", "written", "given", "outdated"),
    [
        (REGISTRATION_KEY, NEW_KEY, NOON - 60, {}, True),
        (REGISTRATION_KEY, NEW_KEY, NOON + 0.9, {}, True),
        (FINGERPRINT, "drawn anew", NOON - 60, {}, True),
        (FINGERPRINT, "drawn anew", NOON + 60, {}, False),
        (REGISTRATION_KEY, NEW_KEY, NOON - 60, {"node": "mi-0bbbbbbbbbbbbbbbb"}, False),
        (REGISTRATION_KEY, NEW_KEY, NOON - 60, {"retrieved": "0001-01-01T00:00:00Z"}, False),
        (REGISTRATION_KEY, json.dumps(NODE), NOON - 60, {}, False),
    ],
)
def test_a_vault_that_changed_is_copied_once_aws_has_accepted_it(
    vault: Vault, path: str, text: str, written: float, given: dict[str, Any], outdated: bool
) -> None:
    rotate(vault, path, text, at=written)
    assert identity_copy.outdated(vault.files) is False  # Nobody has any credentials yet.
    credentials(vault, **given)
    assert identity_copy.outdated(vault.files) is outdated
    identity_copy.take(vault.files)
    assert identity_copy.outdated(vault.files) is False
