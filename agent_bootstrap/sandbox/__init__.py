"""The closed network in a box: DNS, S3, SSM and CloudWatch on addresses of its own, stand-in agents, faults on demand."""

DIRECTORY = "/run/agent-bootstrap-sandbox"
"""Where the parts of the sandbox meet, inside it."""
