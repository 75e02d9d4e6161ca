"""The tree that errors.py draws is the tree of its classes."""

from __future__ import annotations

import inspect
import re

from sheetcash import errors


def test_the_tree_drawn_is_the_tree_of_the_classes() -> None:
    assert errors.__doc__ is not None
    drawn: dict[str, str] = {}
    ancestors: list[str] = []
    for branches, name in re.findall(
        r"^    ((?:[│ ]   )*(?:[├└]── )?)([A-Z]\w+)", errors.__doc__, re.MULTILINE
    ):
        del ancestors[len(branches) // 4 :]
        drawn[name] = ancestors[-1] if ancestors else "Exception"
        ancestors.append(name)
    real = {
        name: its.__base__.__name__
        for name, its in inspect.getmembers(errors, inspect.isclass)
        if its.__module__ == errors.__name__
    }
    assert drawn == real


def test_every_error_of_the_package_is_in_the_tree() -> None:
    import importlib
    import pkgutil

    import sheetcash

    for module in pkgutil.walk_packages(sheetcash.__path__, "sheetcash."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    classes = [errors.SheetcashError]
    for one in classes:
        classes += one.__subclasses__()
    assert {one.__module__ for one in classes} == {errors.__name__}
