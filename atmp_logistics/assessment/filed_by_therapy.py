"""A result that is filed as one record for each therapy: a page to be printed, checked and signed."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from atmp_logistics.core.shown import Shown

if TYPE_CHECKING:
    from atmp_logistics.assessment.link_states import Verification


class FiledByTherapy(Shown):
    """A result of which each therapy has its dose record (docs/dose_record.md)."""

    __slots__ = ()

    def record(
        self,
        therapy_id: str,
        *,
        made_at: str | datetime | np.datetime64 | None = None,
        made_by: str | None = None,
        language: str | None = None,
        verification: Verification | None = None,
    ) -> str:
        """Return the dose record of one therapy, a page of HTML that needs no other file and runs no script.

        No clock is read: the same input gives the same bytes. The record id is the SHA-256 of the page with 64 noughts
        in its place.

        Parameters
        ----------
        therapy_id : str
            The therapy, as in `consignments`; one that is set aside has a record that names its faults.
        made_at : str or datetime, optional
            When the record is made; a time without an offset is in the zone of the result.
        made_by : str, optional
            Who makes it.
        language : {'en', 'sv'}, optional
            The language of the page; that of the site's profile by default, else English.
        verification : Verification, optional
            What `verify` found of the files; the record prints it, and names each input that it is not of.

        Returns
        -------
        str
            The page.

        Raises
        ------
        UnknownContainer
            For a therapy that the result does not hold.
        UnreadableTime
            For a `made_at` that is no moment.
        UsageError
            For a language that there is not.

        Examples
        --------
        >>> from atmp_logistics.assessment.sandbox import sandbox_product, assess_sandbox
        >>> result = assess_sandbox(sandbox_product(""), "thaw_end 10:04")
        >>> page = result.record("T1", made_at="2026-11-25 08:00Z", made_by="A. Pharmacist")
        >>> "2026-11-25 08:00Z" in page, page == result.record("T1", made_at="2026-11-25 08:00Z")
        (True, False)
        """
        page: str = self._reader("dose_record").record_of(
            self, therapy_id, made_at, made_by, language=language, verification=verification
        )
        return page

    def to_record(
        self,
        folder: str | os.PathLike[str],
        *,
        made_at: str | datetime | np.datetime64 | None = None,
        made_by: str | None = None,
        language: str | None = None,
        verification: Verification | None = None,
        overwrite: bool = False,
    ) -> tuple[Path, ...]:
        """Write the dose record of each therapy into a folder: ``record-T1.html``; see `record`.

        A therapy whose identifier is no name of a file everywhere, or differs from another's in capitals alone, has a
        part of the identifier's hash in the name of its file.

        Parameters
        ----------
        folder : path
            It is made where it is not there.
        made_at : str or datetime, optional
            When the records are made; a time without an offset is in the zone of the result.
        made_by : str, optional
            Who makes them.
        language : {'en', 'sv'}, optional
            The language of the pages; that of the site's profile by default, else English.
        verification : Verification, optional
            What `verify` found of the files, for each record.
        overwrite : bool
            Whether records that are there are replaced; each as a whole.

        Returns
        -------
        tuple of Path
            The files, in the order of the therapies.

        Raises
        ------
        UsageError
            For a folder that is a file, for a language that there is not, and for each record that is there already:
            then none is written.
        UnreadableTime
            For a `made_at` that is no moment.

        Examples
        --------
        >>> import tempfile
        >>> from atmp_logistics.assessment.sandbox import sandbox_product, assess_sandbox
        >>> result = assess_sandbox(sandbox_product(""), "thaw_end 10:04")
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     [path.name for path in result.to_record(folder)]
        ['record-T1.html']
        """
        paths: tuple[Path, ...] = self._reader("dose_record").write_records(
            self, folder, made_at, made_by, overwrite=overwrite, language=language, verification=verification
        )
        return paths
