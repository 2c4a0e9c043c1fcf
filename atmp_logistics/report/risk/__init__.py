"""Readers of a risk."""
