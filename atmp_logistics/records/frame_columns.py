"""The columns that logs have as DataFrames beside readings and events, and what a device says of itself as text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from atmp_logistics.records.devices import Device, Extreme

#: The key of `DataFrame.attrs` under which a frame says what holds for the whole log.
ATTRS = "atmp_logistics"
#: Columns of readings: the file that a row is of, what its logger stands for, and what the device says of itself.
TRIP, STANDS_FOR, DEVICE_RECORD = "trip", "stands_for", "device_record"
#: The fields of an extreme that are numbers.
_NUMBERS = ("temperature_degC", "since_us", "until_us", "logged_degC", "around_degC")


def text_of_device(device: Device) -> str:
    """Return what a device says of itself as JSON.

    Examples
    --------
    >>> text_of_device(Device({"serial": "7"}, prints=True))
    '{"details": {"serial": "7"}, "prints": true, "disagreements": [], "extremes": [], "off_scale_us": []}'
    """
    return json.dumps(
        {
            "details": _plain(device.details),
            "prints": device.prints,
            "disagreements": list(device.disagreements),
            "extremes": [[getattr(one, name) for name in Extreme.__slots__] for one in device.extremes],
            "off_scale_us": list(device.off_scale_us),
        },
        ensure_ascii=False,
    )


def device_of_text(text: str) -> Device:
    """Return what a device says of itself, as `text_of_device` writes it.

    Raises
    ------
    ValueError, TypeError, KeyError, AttributeError
        For any other text.

    Examples
    --------
    >>> device = Device({"serial": "7"}, True, (), (Extreme(8.4, True, 0.0, 60e6, float("nan")),), (60e6,))
    >>> text_of_device(device_of_text(text_of_device(device))) == text_of_device(device)
    True
    """
    said = json.loads(text)
    extremes = tuple(_extreme(dict(zip(Extreme.__slots__, one, strict=True))) for one in said["extremes"])
    words = tuple(map(str, said["disagreements"]))
    return Device(dict(said["details"]), bool(said["prints"]), words, extremes, tuple(map(float, said["off_scale_us"])))


def _extreme(held: Mapping[str, Any]) -> Extreme:
    numbers = {name: float(held[name]) for name in _NUMBERS}
    minutes = None if held["minutes"] is None else float(held["minutes"])
    return Extreme(highest=bool(held["highest"]), is_timed=bool(held["is_timed"]), minutes=minutes, **numbers)


def _plain(value: Any) -> Any:
    """Return what a device says of itself as JSON can hold it."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, (str, int, float)) else str(value)
