"""Tables that a result shows: made once, and given out as copies, so that no two exports of one result differ."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    import pandas as pd


class cached_table(property):  # noqa: N801  used as a decorator, as functools.cached_property is
    """A property that makes its table once, and returns a copy each time.

    Examples
    --------
    >>> import pandas as pd
    >>> class Result:
    ...     @cached_table
    ...     def table(self):
    ...         return pd.DataFrame({"verdict": ["deviates"]})
    >>> result = Result()
    >>> shown = result.table
    >>> shown["verdict"] = "conforms"
    >>> result.table["verdict"].tolist()
    ['deviates']
    """

    def __init__(self, make: Callable[[Any], pd.DataFrame]) -> None:
        super().__init__(make)
        self._make = make

    @overload
    def __get__(self, instance: None, owner: type | None = None) -> cached_table: ...

    @overload
    def __get__(self, instance: object, owner: type | None = None) -> pd.DataFrame: ...

    def __get__(self, instance: object | None, owner: type | None = None) -> cached_table | pd.DataFrame:
        if instance is None:
            return self
        kept, name = vars(instance), f"_table_{self._make.__name__}"
        if name not in kept:
            kept[name] = self._make(instance)
        return kept[name].copy()  # type: ignore[no-any-return]
