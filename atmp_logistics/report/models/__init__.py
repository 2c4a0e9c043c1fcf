"""Readers of models: text, page, file, picture."""
