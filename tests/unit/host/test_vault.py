"""The Vault: whatever happens to a registration, afterwards there is one whole identity."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Optional

import pytest

from agent_bootstrap.aws.ssm_agent import Identity
from agent_bootstrap.host.clock import Clock
from agent_bootstrap.host.files import Files
from agent_bootstrap.host.processes import Processes
from agent_bootstrap.host.registration_record import RECORD
from agent_bootstrap.host.vault import BACKUP, DOUBT, Vault
from agent_bootstrap.model.problems import registration as problems

OLD = {"instanceID": "mi-0aaaaaaaaaaaaaaaa", "region": "eu-west-1", "privateKey": "old"}
NEW = {"instanceID": "mi-0bbbbbbbbbbbbbbbb", "region": "eu-west-1", "privateKey": "new"}
EMPTY = {"instanceID": "", "region": "", "privateKey": "new"}
"""What `amazon-ssm-agent -register` leaves before it asks AWS."""


class KilledError(BaseException):
    """Stands for SIGKILL: nothing of the program runs after it."""


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(Files(tmp_path), Clock(), Processes())


def store(root: Path, key: Optional[dict[str, str]]) -> None:
    path = root / "var/lib/amazon/ssm/Vault/Store/RegistrationKey"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(key))
    path.chmod(0o600)


def everything(root: Path) -> dict[str, tuple[int, bytes]]:
    there = (path for path in (root / "var/lib/amazon").rglob("*") if path.is_file())
    return {str(path): (path.stat().st_mode, path.read_bytes()) for path in there}


def test_a_first_registration_is_kept_and_recorded(vault: Vault, tmp_path: Path) -> None:
    with vault.registration("an-activation"):
        store(tmp_path, NEW)
    record = vault.record()
    assert vault.identity() == Identity("mi-0bbbbbbbbbbbbbbbb", "eu-west-1")
    assert record is not None
    assert record.activation_id == "an-activation"
    assert not (tmp_path / BACKUP.lstrip("/")).exists()


def test_a_failed_registration_brings_the_old_identity_back_to_the_byte(vault: Vault, tmp_path: Path) -> None:
    store(tmp_path, OLD)
    (tmp_path / "var/lib/amazon/ssm/registration").write_text('{"ManagedInstanceID":"mi-0aaaaaaaaaaaaaaaa"}')
    before = everything(tmp_path)
    with pytest.raises(RuntimeError), vault.registration("an-activation"):
        store(tmp_path, EMPTY)
        (tmp_path / "var/lib/amazon/ssm/registration").write_text("half")
        raise RuntimeError
    assert everything(tmp_path) == before
    assert not vault.interrupted()


def test_a_failed_first_registration_leaves_no_half_identity(vault: Vault, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), vault.registration("an-activation"):
        store(tmp_path, EMPTY)
        raise RuntimeError
    assert everything(tmp_path) == {}


@pytest.mark.parametrize(("left_behind", "expected"), [(EMPTY, OLD), (OLD, OLD), (NEW, NEW)])
def test_after_a_kill_the_next_run_keeps_the_newest_whole_identity(
    vault: Vault, tmp_path: Path, left_behind: dict[str, str], expected: dict[str, str]
) -> None:
    store(tmp_path, OLD)
    vault._copy("an-activation")
    store(tmp_path, left_behind)
    assert vault.interrupted()
    vault.settle()
    found = vault.identity()
    assert found is not None
    assert found.node_id == expected["instanceID"]
    assert not vault.interrupted()


@pytest.mark.parametrize("survived", range(12))
def test_a_kill_between_any_two_touches_loses_nothing(
    tmp_path: Path, survived: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(tmp_path, OLD)
    before = everything(tmp_path)
    mortal = MortalFiles(tmp_path, survived)
    try:
        with Vault(mortal, Clock(), Processes()).registration("an-activation"):
            store(tmp_path, EMPTY)
            raise RuntimeError("the activation has expired")
    except (KilledError, RuntimeError):
        pass
    vault = Vault(Files(tmp_path), Clock(), Processes())
    if vault.interrupted():
        vault.settle()
    assert everything(tmp_path) == before


class MortalFiles(Files):
    """Real files, until so many touches were survived; then every further one is a kill."""

    left: list[int]

    def __init__(self, root: Path, touches: int) -> None:
        super().__init__(root)
        object.__setattr__(self, "left", [touches])

    def _live(self) -> None:
        self.left[0] -= 1
        if self.left[0] < 0:
            raise KilledError

    def write(self, path: str, text: str, *, mode: int) -> None:
        self._live()
        super().write(path, text, mode=mode)

    def copy(self, source: str, target: str) -> None:
        self._live()
        super().copy(source, target)

    def remove(self, path: str) -> None:
        self._live()
        super().remove(path)

    def make_directory(self, path: str, *, mode: int) -> None:
        self._live()
        super().make_directory(path, mode=mode)


def test_a_record_of_another_identity_is_no_record(vault: Vault, tmp_path: Path) -> None:
    with vault.registration("an-activation"):
        store(tmp_path, NEW)
    store(tmp_path, OLD)
    assert (tmp_path / RECORD.lstrip("/")).exists()
    assert vault.record() is None


def test_the_backup_is_for_root_only(vault: Vault, tmp_path: Path) -> None:
    store(tmp_path, OLD)
    vault._copy("an-activation")
    assert (tmp_path / BACKUP.lstrip("/")).stat().st_mode & 0o777 == 0o700


REFUSED = "2026-11-22 06:13:15.4070 ERROR Registration failed due to error registering. ActivationExpired: expired\n"


def log(root: Path, text: str) -> None:
    path = root / "var/log/amazon/ssm/amazon-ssm-agent.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.write(text)


@pytest.mark.parametrize(
    ("left_behind", "said", "in_doubt"),
    [(EMPTY, "", True), (EMPTY, REFUSED, False), (OLD, "", False), (NEW, "", False)],
)
def test_after_a_kill_only_an_agent_that_asked_and_was_not_refused_leaves_doubt(
    vault: Vault, tmp_path: Path, left_behind: dict[str, str], said: str, in_doubt: bool
) -> None:
    store(tmp_path, OLD)
    log(tmp_path, REFUSED)  # An earlier registration's: it proves nothing of this one.
    vault._copy("an-activation")
    store(tmp_path, left_behind)
    log(tmp_path, said)
    vault.settle()
    doubt = vault.doubt()
    assert (doubt is not None) == in_doubt
    assert doubt is None or doubt.activation_id == "an-activation"


def test_doubt_is_kept_with_the_old_identity_and_ends_with_a_new_one(vault: Vault, tmp_path: Path) -> None:
    store(tmp_path, OLD)
    before = everything(tmp_path)
    problem = problems.REGISTRATION_UNCERTAIN.error(activation="an-activation")
    with pytest.raises(type(problem)), vault.registration("an-activation"):
        store(tmp_path, EMPTY)
        raise problem
    assert everything(tmp_path) == before
    assert (tmp_path / DOUBT.lstrip("/")).stat().st_mode & 0o777 == 0o600
    with vault.registration("an-activation"):
        store(tmp_path, NEW)
    assert vault.doubt() is None


def test_a_copy_without_an_intent_is_rubbish_and_is_not_left_behind(vault: Vault, tmp_path: Path) -> None:
    store(tmp_path, OLD)
    before = everything(tmp_path)
    (tmp_path / BACKUP.lstrip("/") / "Vault").mkdir(parents=True)
    assert vault.interrupted()
    vault.settle()
    assert everything(tmp_path) == before
    assert not vault.interrupted()


def test_a_record_from_before_the_machine_was_noted_is_read_and_completed(vault: Vault, tmp_path: Path) -> None:
    store(tmp_path, OLD)
    old = {"node_id": OLD["instanceID"], "region": "eu-west-1", "activation_id": "a", "registered_at": "2026-11-22"}
    vault.files.write(RECORD, json.dumps(old), mode=0o644)
    record = vault.record()
    assert record is not None
    assert (record.activation_id, record.machine) == ("a", None)
    vault.note_machine()
    noted = vault.record()
    assert noted is not None
    assert noted.machine is not None
    assert noted.activation_id == "a"
    assert (tmp_path / RECORD.lstrip("/")).stat().st_mode & 0o777 == 0o600
