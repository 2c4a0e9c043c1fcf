"""What is known: when each event happened, as bounds, and what temperature each container met."""
