"""The dose record: one page for each therapy, to be printed, checked, signed and filed."""
