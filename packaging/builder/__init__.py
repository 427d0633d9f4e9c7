"""Builds the .deb and the .rpm from one description: `make packages`."""
