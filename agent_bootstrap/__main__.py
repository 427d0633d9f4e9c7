"""`python -m agent_bootstrap` is the command `agent-bootstrap`."""

from agent_bootstrap.cli.main import entry

entry()
