"""Whole small records drawn by a number: the same number gives the same record, and most of them touch their limits."""

from random_records.drawing import record_of
from random_records.record import Drawn, File, Line

__all__ = ["Drawn", "File", "Line", "record_of"]
