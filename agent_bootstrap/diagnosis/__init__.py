"""From what was seen to what it means: pure functions, no I/O."""
