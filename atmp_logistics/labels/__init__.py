"""A label's own text to sections and quantities: read beside the catalogue, never into it."""
