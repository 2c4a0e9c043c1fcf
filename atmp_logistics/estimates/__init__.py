"""What may happen: estimates with their intervals. Nothing here is evidence, and no rule imports from here."""
