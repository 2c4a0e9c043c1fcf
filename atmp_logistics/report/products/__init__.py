"""Readers of products: text, page, file, picture."""
