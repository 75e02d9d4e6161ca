"""Bodies, masks and query parameters held to Google's own discovery document of Sheets v4."""

from __future__ import annotations

import json
import math
from typing import Any

from googleapiclient import discovery_cache

_DOCUMENT = json.loads(discovery_cache.get_static_doc("sheets", "v4"))
_SCHEMAS = _DOCUMENT["schemas"]
_METHODES = _DOCUMENT["resources"]["spreadsheets"]["methods"]
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,), "boolean": (bool,), "number": (int, float), "integer": (int,),
}  # fmt: skip
_INT32 = 2**31


class HorsSchema(Exception):
    """What Google would refuse: the field, and what it says of it."""

    def __init__(self, champ: str, description: str) -> None:
        super().__init__(description)
        self.champ, self.description = champ, description


def verifier(body: Any, schema: str, where: str = "") -> None:
    """Hold a body to a schema: unknown names, values of another type, unknown words of a list.

    Raises:
        HorsSchema: the first of them.
    """
    if not isinstance(body, dict):
        raise _invalide(where, body)
    properties = _SCHEMAS[schema]["properties"]
    for name, value in body.items():
        if name not in properties:
            text = f"Invalid JSON payload received. Unknown name \"{name}\" at '{where}'"
            raise HorsSchema(where, text)
        _valeur(value, properties[name], f"{where}.{name}".lstrip("."))


def _valeur(value: Any, kind: Any, where: str) -> None:
    if "$ref" in kind:
        verifier(value, kind["$ref"], where)
    elif kind["type"] == "array":
        if not isinstance(value, list):
            raise _invalide(where, value)
        for at, one in enumerate(value):
            _valeur(one, kind["items"], f"{where}[{at}]")
    elif kind["type"] in _TYPES:
        right = isinstance(value, _TYPES[kind["type"]])
        right = right and isinstance(value, bool) == (kind["type"] == "boolean")
        if right and kind.get("format") == "int32":
            right = -_INT32 <= value < _INT32
        if right and isinstance(value, float):
            right = math.isfinite(value)
        if not right or value not in kind.get("enum", [value]):
            raise _invalide(where, value)


def _invalide(where: str, value: Any) -> HorsSchema:
    return HorsSchema(where, f"Invalid value at '{where}', {json.dumps(value)[:80]}")


def verifier_masque(tree: dict[str, Any], schema: str, where: str = "") -> None:
    """Hold a fields mask to a schema."""
    if "*" in tree:
        return
    properties = _SCHEMAS[schema]["properties"]
    for name, below in tree.items():
        if name not in properties:
            raise HorsSchema("fields", f"Invalid field selection {where}{name}")
        kind = properties[name].get("items", properties[name])
        if not below:
            continue
        if "$ref" not in kind:
            raise HorsSchema("fields", f"Invalid field selection {where}{name}.{next(iter(below))}")
        verifier_masque(below, kind["$ref"], f"{where}{name}.")


def verifier_parametres(query: dict[str, list[str]], methode: str) -> None:
    """Hold a query to a method's parameters and to those of all."""
    known = _DOCUMENT["parameters"] | _METHODES[methode]["parameters"]
    for name, values in query.items():
        if name not in known:
            text = f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query'
            raise HorsSchema(name, text)
        if len(values) > 1 and not known[name].get("repeated"):
            raise HorsSchema(name, f"Invalid value at '{name}', it is not repeated")
        if known[name]["type"] == "boolean" and set(values) - {"true", "false"}:
            raise HorsSchema(name, f"Invalid value at '{name}' (TYPE_BOOL)")
