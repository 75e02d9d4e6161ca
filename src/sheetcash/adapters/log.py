"""The log file: what went wrong, for whoever is asked to help; the user sees a sentence."""

from __future__ import annotations

import tempfile
import traceback
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from sheetcash.adapters.settings import load_settings
from sheetcash.errors import SheetcashError

FILE_NAME = "sheetcash.log"


def noter(error: BaseException, environ: Mapping[str, str]) -> str:
    """Add an error to the log, and answer the French sentence that says where it is.

    Args:
        error: what was raised; its causes are written too.
        environ: the environment, which may say where the program keeps its files.
    """
    text = "".join(traceback.format_exception(error))
    path = _folder(environ) / FILE_NAME
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as stream:
            stream.write(f"{datetime.now().isoformat()}\n{text}\n")
    except (OSError, ValueError):  # a path may hold what no system takes
        return f"Le détail n'a pas pu être noté ({type(error).__name__})."
    return f"Le détail est dans {path}."


def _folder(environ: Mapping[str, str]) -> Path:
    """Beside the journal; where nothing can be read of that, among the temporary files."""
    try:
        return load_settings(environ).state_dir
    except (SheetcashError, OSError):
        return Path(environ.get("SHEETCASH_STATE_DIR") or tempfile.gettempdir())
