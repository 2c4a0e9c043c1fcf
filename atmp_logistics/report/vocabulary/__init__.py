"""The vocabulary as the reader of it wants it."""
