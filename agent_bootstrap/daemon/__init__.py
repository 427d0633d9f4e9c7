"""The resident process: it glances at the server, sends errands that look and repair, and tells what they found."""
