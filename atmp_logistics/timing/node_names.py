"""The nodes of a network of times, in words: never as a graph names them."""

from __future__ import annotations


def named(node: str) -> str:
    """Return a node in words.

    Examples
    --------
    >>> named("thaw_start[1]"), named("storage_out:last[2]"), named("lymphodepletion_end")
    ('thaw start of container 1', 'the last storage out of container 2', 'lymphodepletion end')
    """
    event, _, rest = node.partition("[")
    event, _, side = event.partition(":")
    words = f"{f'the {side} ' if side else ''}{event.replace('_', ' ')}"
    return f"{words} of container {rest[:-1]}" if rest else words
