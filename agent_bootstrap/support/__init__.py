"""The support archive: what somebody who was not here needs to understand what this server told, and nothing secret."""
