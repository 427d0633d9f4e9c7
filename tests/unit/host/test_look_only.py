"""A check that touches the world is stopped, port by port."""

from __future__ import annotations

from pathlib import Path
from typing import Callable

import pytest

from agent_bootstrap.aws.objects import S3Object
from agent_bootstrap.host import Host, local
from agent_bootstrap.host.look_only import TouchedError

PACKAGE = S3Object("bucket", "key", ("https://localhost/key",))

TOUCHES: dict[str, Callable[[Host], object]] = {
    "commands.run": lambda host: host.commands.run("true", seconds=1),
    "downloads.fetch": lambda host: host.downloads.fetch(PACKAGE, "/tmp/x", limit=1),
    "files.copy": lambda host: host.files.copy("/a", "/b"),
    "files.make_directory": lambda host: host.files.make_directory("/a", mode=0o700),
    "files.remove": lambda host: host.files.remove("/a"),
    "files.write": lambda host: host.files.write("/a", "", mode=0o600),
    "installer.install": lambda host: host.installer.install(PACKAGE, trusted=()),
    "packages.install": lambda host: host.packages.install("/a.deb"),
    "processes.kill": lambda host: host.processes.kill("a", "b"),
    "units.disable": lambda host: host.units.disable("a.service"),
    "units.enable": lambda host: host.units.enable("a.service"),
    "units.restart": lambda host: host.units.restart("a.service"),
    "units.stop": lambda host: host.units.stop("a.service"),
    "vault.note_machine": lambda host: host.vault.note_machine(),
    "vault.registration": lambda host: host.vault.registration("an-activation"),
    "vault.repair_registration": lambda host: host.vault.repair_registration(),
    "vault.settle": lambda host: host.vault.settle(),
}


@pytest.mark.parametrize("name", TOUCHES)
def test_whoever_looks_cannot_touch(name: str) -> None:
    with pytest.raises(TouchedError):
        TOUCHES[name](local().looking())


def test_whoever_looks_can_look(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("here")
    assert local().looking().files.read(str(tmp_path / "a")) == "here"
    assert local().looking().commands.look("echo", "hello").output == "hello\n"
