"""Records written for other programs, and what each format cannot hold."""
