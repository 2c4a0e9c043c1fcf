"""What the readers share: styles, pages, plain text."""
