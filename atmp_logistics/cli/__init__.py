"""The commands: arguments, files and exit codes."""
