"""The script is read by type checkers, and run by nobody."""

collect_ignore = ["script.py"]
