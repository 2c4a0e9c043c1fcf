"""The profile and the events that a call is given."""

from __future__ import annotations

import os

from atmp_logistics.core.arguments import refused
from atmp_logistics.core.errors import UsageError
from atmp_logistics.records.event_log import EventLog
from atmp_logistics.records.read_site import load_site
from atmp_logistics.records.site_profile import Site

#: What stands for a site's profile in a call.
SiteGiven = Site | str | os.PathLike[str]


def site_given(value: object, where: str = "site") -> Site:
    """Return a call's profile of its site: as it is, or read from its file; an empty one where it is left out.

    Examples
    --------
    >>> site_given(None) == Site()
    True
    """
    if value is None or isinstance(value, Site):
        return value or Site()
    if isinstance(value, (str, os.PathLike)) and str(value).strip():
        return load_site(value)
    return refused(value, where, "a site's profile, or the path of its file", "read it with load_site")


def events_given(value: object, where: str = "events") -> EventLog:
    """Return the events of a call, which `read_events` has read."""
    if isinstance(value, EventLog):
        return value
    fix = "give read_events('events.csv')"
    raise UsageError([UsageError.fault(where, type(value).__name__, "what read_events returns", fix)])
