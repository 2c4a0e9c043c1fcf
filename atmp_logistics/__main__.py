"""Start the command line; the version is answered without loading anything else."""

from __future__ import annotations

import sys

from atmp_logistics import __version__


def main() -> None:
    """Run `atmp-logistics`."""
    if sys.argv[1:] == ["--version"]:
        print(f"atmp-logistics {__version__}")  # noqa: T201  the answer itself
        return
    from atmp_logistics.cli import app

    app()


if __name__ == "__main__":
    main()
