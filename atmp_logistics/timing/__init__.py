"""Limits on times as constraints between events: one network, its closure, what contradicts, how long steps take."""
