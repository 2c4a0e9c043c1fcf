"""The plain values that everything speaks of: errors, units, instants, verdicts, event kinds, limits, a product."""
