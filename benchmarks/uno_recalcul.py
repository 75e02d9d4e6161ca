"""Run by the system's Python, which has UNO: how long LibreOffice recalculates each workbook.

Prints, for each path given, the seconds of a hard recalculation, loading apart: the best of some.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

ROUNDS = 4


def main(paths):
    """Load each workbook in one office, recalculate it, print the seconds."""
    folder = tempfile.mkdtemp()
    pipe = f"sheetcash{os.getpid()}"
    office = subprocess.Popen(
        [
            "soffice",
            f"-env:UserInstallation=file://{folder}",
            "--headless",
            "--norestore",
            f"--accept=pipe,name={pipe};urp;",
        ],
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        desktop = _desktop(pipe)
        hidden = PropertyValue()
        hidden.Name, hidden.Value = "Hidden", True
        for path in paths:
            url = uno.systemPathToFileUrl(str(Path(path).resolve()))
            document = desktop.loadComponentFromURL(url, "_blank", 0, (hidden,))
            print(min(_seconds(document.calculateAll) for _ in range(ROUNDS)), flush=True)
            document.close(True)
    finally:
        os.killpg(office.pid, signal.SIGKILL)  # the group that was started here
        office.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _desktop(pipe):
    context = uno.getComponentContext()
    resolver = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", context
    )
    for _ in range(150):
        try:
            there = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:  # not listening yet
            time.sleep(0.2)
        else:
            return there.ServiceManager.createInstanceWithContext(
                "com.sun.star.frame.Desktop", there
            )
    raise SystemExit("LibreOffice does not answer")


def _seconds(action):
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


if __name__ == "__main__":
    main(sys.argv[1:])
