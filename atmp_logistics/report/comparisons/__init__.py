"""Readers of scenarios side by side."""
