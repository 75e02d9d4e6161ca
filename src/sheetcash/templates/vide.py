"""A new workbook's content: the settings' defaults, the mail texts and the law's figures."""

from __future__ import annotations

from sheetcash.templates import baremes_rows
from sheetcash.templates.modeles import MODELES
from sheetcash.workbook.content import Content
from sheetcash.workbook.parametres import SETTINGS
from sheetcash.workbook.tables import TABLES


def contenu_vide(identifiant: str) -> Content:
    """The content of a workbook in which nothing has been typed yet.

    Args:
        identifiant: what links the workbook to its journal of sent mails.
    """
    settings = {setting.label: setting.default for setting in SETTINGS}
    settings["Identifiant du classeur"] = identifiant
    return Content(settings, {"tblModeles": modeles(), "tblBaremes": baremes_rows.rows()})


def modeles() -> list[dict[str, object]]:
    """The rows of tblModeles."""
    titles = TABLES["tblModeles"].titles
    return [
        {title: value if value != "" else None for title, value in zip(titles, one, strict=True)}
        for one in MODELES
    ]
