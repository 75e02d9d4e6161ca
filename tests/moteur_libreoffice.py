"""LibreOffice without a window, for tests and the demonstration: it computes, and prints."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>fr-FR</value></prop></item>
</oor:items>
"""


def convertir(
    soffice: str, folder: Path, paths: list[Path], to: str = "xlsx:Calc MS Excel 2007 XML"
) -> Path:
    """Recalculate all the files in one run; answers the folder of the results."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, "utf-8")
    out = folder / "out"
    command = [
        soffice,
        f"-env:UserInstallation={profile.as_uri()}",
        *("--headless", "--norestore", "--convert-to", to),
        *("--outdir", str(out)),
        *map(str, paths),
    ]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    )
    try:
        output, _ = process.communicate(timeout=480)
    finally:
        if process.poll() is None:  # only the group that was started here
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    names = [path.with_suffix(f".{to.split(':')[0]}").name for path in paths]
    missing = [name for name in names if not (out / name).is_file()]
    assert not missing, f"{missing} not converted: {output.decode(errors='replace')}"
    return out
