"""Logger files to readings."""
