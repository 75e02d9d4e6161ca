"""What the package imports is what it says it needs: the tests' own environment hides a lack."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
#: Where the module does not bear the name it is installed by, or comes with another for good.
_FROM = {
    "zint": "zint-bindings",
    "dateutil": "python-dateutil",
    "dns": "dnspython",
    "google": "google-auth",
    "google_auth_oauthlib": "google-auth-oauthlib",
    "googleapiclient": "google-api-python-client",
    "httplib2": "google-api-python-client",
    "oauthlib": "google-auth-oauthlib",
    "python_calamine": "python-calamine",
    "rfc3161_client": "rfc3161-client",
    "urllib3": "requests",
}
#: Tools of who builds, or modules that a host brings.
_ELSEWHERE = {"uno", "unohelper", "pythoncom", "win32com", "pywintypes", "win32api", "appscript"}


def _imported() -> dict[str, str]:
    """Each outside module that the package imports, with a file that does."""
    found = {}
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [one.name for one in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                names = [node.module]
            for name in names:
                found[name.partition(".")[0]] = str(path.relative_to(ROOT))
    known = {*sys.stdlib_module_names, "sheetcash", *_ELSEWHERE}
    return {name: path for name, path in found.items() if name not in known}


def test_every_module_that_is_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    lines = [*project["dependencies"], *(line for extra in extras for line in extra)]
    declared = {re.split(r"[^\w.-]", line, maxsplit=1)[0].casefold() for line in lines}
    lacking = {
        name: path
        for name, path in _imported().items()
        if _FROM.get(name, name).casefold() not in declared
    }
    assert not lacking
