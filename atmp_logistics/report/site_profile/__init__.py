"""A site profile to fill in."""
