"""Readers of deviation forms: a TOML file to fill in, and a page to print."""
