"""The command line: one module per command, imported only when it is called."""

from __future__ import annotations

import sys
from collections.abc import Sequence

#: When garbage is looked for: a short run makes modules and rows, hardly any.
RAMASSAGE = (20_000_000, 50, 50)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    0 done, 1 findings that need the user, 2 wrong usage, 3 could not run. No traceback ever
    reaches the user: it goes to the log file, whose path is shown.
    """
    from sheetcash.cli import flux

    flux.preparer()
    try:
        code = _run(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
    except OSError as error:
        if not flux.est_perdu(error):
            raise
        flux.renoncer(error)
        return 3
    return code


def _run(argv: list[str]) -> int:
    if argv == ["--version"]:
        from sheetcash import __version__

        sys.stdout.write(f"sheetcash {__version__}\n")
        return 0
    from sheetcash.cli.racine import run

    return run(argv)


def entry_point() -> None:
    """What the console script calls, in a process that ends with it."""
    import gc

    gc.set_threshold(*RAMASSAGE)
    sys.exit(main())
