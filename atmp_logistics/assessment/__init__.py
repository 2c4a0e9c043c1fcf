"""Asks the rules and folds the verdicts."""
