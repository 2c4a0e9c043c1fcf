"""The tables that a result works out of its evidence when they are asked for: events, excursions, gaps, the ledger."""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING, overload

import pandas as pd

from atmp_logistics.assessment.events_table import events_table
from atmp_logistics.assessment.excursions_table import excursions_table
from atmp_logistics.assessment.gaps_table import gaps_table
from atmp_logistics.assessment.ledger_legs import ledger_legs
from atmp_logistics.assessment.ledger_table import ledger_table
from atmp_logistics.assessment.product_result import ProductResult
from atmp_logistics.assessment.running_table import running_table
from atmp_logistics.assessment.selected import check_readings, rows_of
from atmp_logistics.core.cached_table import cached_table
from atmp_logistics.core.csv_style import CsvStyle
from atmp_logistics.core.shown import Shown


class ResultTables(Shown):
    """The tables of an `Assessment`, which says what of the whole it shows, and whether it holds its readings."""

    if TYPE_CHECKING:
        parts: tuple[ProductResult, ...]
        whole: ResultTables | None

    @cached_table
    def excursions(self) -> pd.DataFrame:
        """One row an excursion from a storage's range, or from a window's band, as readings show it (docs/tables.md).

        Raises
        ------
        UsageError
            For a result of `assess_files`, which holds no readings.
        """
        check_readings(self, "excursions")
        return rows_of(self, self.whole.excursions) if self.whole is not None else excursions_table(self.parts)

    def to_excursions(self, path: str | PathLike[str], *, style: CsvStyle = "plain") -> None:
        """Write the table `excursions`: every excursion is a row.

        Parameters
        ----------
        path : path
            A name that ends in .xlsx is written as a workbook, any other as CSV.
        style : {'plain', 'excel'}
            Of the CSV, as for `to_csv`.

        Raises
        ------
        UsageError
            For a result of `assess_files`, which holds no readings.
        """
        self._reader("excursion_file").write_excursions(self, path, style)

    @cached_table
    def events(self) -> pd.DataFrame:
        """One row an event of a container, logged or inferred: bounds on when it happened, and the row that says so."""
        return rows_of(self, self.whole.events) if self.whole is not None else events_table(self.parts)

    @cached_table
    def gaps(self) -> pd.DataFrame:
        """One row a stretch without readings, in the phase of a limit on a temperature, and why there is none.

        Raises
        ------
        UsageError
            For a result of `assess_files`, which holds no readings.
        """
        check_readings(self, "gaps")
        return rows_of(self, self.whole.gaps) if self.whole is not None else gaps_table(self.parts)

    @cached_table
    def running(self) -> pd.DataFrame:
        """One row a storage phase that has begun and not ended by the record, and what is going on (docs/tables.md).

        Until the moment that the call states, or else until the last reading: then nobody says that the container was
        still there.

        Raises
        ------
        UsageError
            For a result of `assess_files`, which holds no readings.
        """
        check_readings(self, "running")
        return rows_of(self, self.whole.running) if self.whole is not None else running_table(self.parts)

    @cached_table
    def present_slopes(self) -> pd.DataFrame:
        """One row a row of `running` with enough readings: an estimate of when its limit is crossed, and no verdict.

        Raises
        ------
        UsageError
            For a result of `assess_files`, which holds no readings.
        """
        check_readings(self, "present_slopes")
        table: pd.DataFrame = self._reader("present_slopes").frame_of(self)
        return table

    @cached_table
    def ledger(self) -> pd.DataFrame:
        """One row a container and budget, allowance, storage or band: allowed, spent, left, as bounds (docs/tables.md).

        Raises
        ------
        UsageError
            For a result of `assess_files`, which holds no readings.
        """
        check_readings(self, "ledger")
        return rows_of(self, self.whole.ledger) if self.whole is not None else ledger_table(self.parts)

    @cached_table
    def ledger_legs(self) -> pd.DataFrame:
        """One row a leg, from event to event, of a row of `ledger` that adds up: who had the container, what was spent.

        Raises
        ------
        UsageError
            For a result of `assess_files`, which holds no readings.
        """
        check_readings(self, "ledger_legs")
        return rows_of(self, self.whole.ledger_legs) if self.whole is not None else ledger_legs(self.parts)

    @overload
    def to_ledger(self, path: None = None, *, style: CsvStyle = "plain") -> pd.DataFrame: ...

    @overload
    def to_ledger(self, path: str | PathLike[str], *, style: CsvStyle = "plain") -> None: ...

    def to_ledger(self, path: str | PathLike[str] | None = None, *, style: CsvStyle = "plain") -> pd.DataFrame | None:
        """Write the stability ledger, each account followed by its legs: the tables `ledger` and `ledger_legs`.

        Parameters
        ----------
        path : path, optional
            A name that ends in .xlsx is written as a workbook of two sheets, any other as CSV, in which the leg of a
            whole account is 0. Without it the table is returned, and nothing is written.
        style : {'plain', 'excel'}
            Of the CSV, as for `to_csv`.

        Returns
        -------
        DataFrame or None
            The table, where no path is given.
        """
        table: pd.DataFrame | None = self._reader("ledger").write_ledger(self, path, style)
        return table
