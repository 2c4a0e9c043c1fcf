"""Start the command line; the version is answered without loading anything else."""

from __future__ import annotations

import codecs
import gc
import sys

from atmp_logistics.core.version import __version__

#: What an output that has not these signs writes instead, so that no limit loses its meaning.
_PLAIN = {
    "≤": "<=",
    "≥": ">=",
    "°": "deg ",
    "±": "+-",
    "█": "#",
    "·": ".",
    "−": "-",
    "µ": "u",
    "•": "*",
    "–": "-",
    "…": "...",
}
#: How many objects are made before Python looks for circles among them; importing pandas leaves 60 000 that stay.
_OBJECTS_BEFORE_COLLECTION = 100_000
#: An error of ours and not of the input's: neither a verdict nor a refusal.
INTERNAL = 4


def main() -> None:
    """Run `atmp-logistics`."""
    _plain_where_needed()
    if sys.argv[1:] == ["--version"]:
        print(f"atmp-logistics {__version__}")  # noqa: T201  the answer itself
        return
    gc.set_threshold(_OBJECTS_BEFORE_COLLECTION)
    try:
        from atmp_logistics.cli.app import app

        app()
    except Exception as error:  # noqa: BLE001  a traceback helps no pharmacist, and exit code 1 would say "deviates"
        said = f"INTERNAL ERROR, nothing was judged: {type(error).__name__}: {error}"
        print(f"{said}. Please report it with the shape of the files.", file=sys.stderr)  # noqa: T201
        sys.exit(INTERNAL)
    finally:
        gc.freeze()  # what is held now ends with the process: Python need not look for circles in it


def _plain_where_needed() -> None:
    """Let an output whose encoding lacks a sign write it in plain letters."""

    def instead(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeEncodeError):
            raise error
        lost = error.object[error.start : error.end]
        return "".join(_PLAIN.get(sign, "?") for sign in lost), error.end

    codecs.register_error("atmp-plain", instead)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="atmp-plain")


if __name__ == "__main__":
    main()
