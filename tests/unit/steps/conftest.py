"""A host whose files lie in a temporary directory; all other ports are the real ones."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from agent_bootstrap.host import Host, local
from agent_bootstrap.host.files import Files
from agent_bootstrap.host.vault import Vault


@pytest.fixture
def host(tmp_path: Path) -> Host:
    real = local()
    files = Files(tmp_path)
    return dataclasses.replace(real, files=files, vault=Vault(files, real.clock, real.processes))
