"""What is measured against a baseline, each a command that prints its figures."""
