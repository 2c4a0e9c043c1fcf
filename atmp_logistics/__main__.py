"""Start the command line; the version is answered without loading anything else."""

from __future__ import annotations

import codecs
import gc
import os
import signal
import sys
from typing import Any, NoReturn

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
#: The exit code where the call was refused, as `AtmpError` has it.
_REFUSED = 2
#: How narrow and how wide a stated terminal may be.
_NARROWEST, _WIDEST = 20, 9999


def main() -> None:
    """Run `atmp-logistics`."""
    _settle_surroundings()
    _plain_where_needed()
    if sys.argv[1:] == ["--version"]:
        print(f"atmp-logistics {__version__}")  # noqa: T201  the answer itself
        return
    gc.set_threshold(_OBJECTS_BEFORE_COLLECTION)
    try:
        from rich.console import Console

        from atmp_logistics.cli.app import app
        from atmp_logistics.cli.shared import BROKEN_PIPE, close_output

        Console.on_broken_pipe = _nobody_reads  # type: ignore[assignment, method-assign]  # rich's own ends with 1, "deviates"
        app()
    except BrokenPipeError:
        close_output()
        sys.exit(BROKEN_PIPE)
    except Exception as error:  # noqa: BLE001  a traceback helps no pharmacist, and exit code 1 would say "deviates"
        from atmp_logistics.core.printable import in_one_line

        said = f"INTERNAL ERROR, nothing was judged: {type(error).__name__}: {in_one_line(str(error))}"
        print(f"{said}. Please report it with the shape of the files.", file=sys.stderr)  # noqa: T201
        sys.exit(INTERNAL)
    finally:
        gc.freeze()  # what is held now ends with the process: Python need not look for circles in it


def _nobody_reads(console: Any) -> None:
    """Let the caller know that nobody reads the output any more."""
    del console
    raise BrokenPipeError


def _stop(number: int, frame: object) -> NoReturn:
    """End as an interrupt does, so that no temporary folder is left; once is enough."""
    del frame
    signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt(number)


def _settle_surroundings() -> None:
    """Refuse a closed output, and leave aside what the surroundings state for other programs."""
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115  open as long as the process
    if sys.stdout is None:
        expected = "a place to print to. Fix: let it go to a file, or to nowhere (> /dev/null, > NUL)"
        said = f"REFUSED: found a standard output that is closed, expected {expected}. Nothing was judged or written."
        print(said, file=sys.stderr)  # noqa: T201
        sys.exit(_REFUSED)
    width = os.environ.get("COLUMNS", "")
    if not (width.isascii() and width.isdecimal() and _NARROWEST <= int(width[:9]) <= _WIDEST):
        os.environ.pop("COLUMNS", None)
    for name in ("SIGTERM", "SIGHUP", "SIGBREAK"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, _stop)
    os.environ["MPLBACKEND"] = "agg"  # pictures go to files; a notebook's backend is not ours


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
