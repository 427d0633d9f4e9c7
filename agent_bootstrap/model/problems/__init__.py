"""The catalogue: every problem that this program can name, one small file per layer."""
