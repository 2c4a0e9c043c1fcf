"""What was logged, and what a site states once."""
