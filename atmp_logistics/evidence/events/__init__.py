"""When each event happened, as bounds, and whose each row is."""
