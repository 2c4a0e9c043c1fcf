"""Readers of a label's own text."""
