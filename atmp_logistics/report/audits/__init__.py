"""How a product file beside a label's own text is shown."""
