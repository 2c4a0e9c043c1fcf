"""Distributions of how long a step takes, one a file."""
