"""A mail text of the sheet Modèles into a subject and a body.

The templates belong to the user: they run in Jinja2's sandbox, in a small part of its language
(fields, ``{% if %}``, comparisons, a few filters), so that none can hang or fill the memory. A
field that does not exist is an error, not a blank.

Fields: ``client``, ``contact`` (the person, else the client), ``numero``, ``objet``,
``date_facture``, ``echeance``, ``montant``, ``encaisse``, ``solde``, ``retard`` (days),
``nom`` and ``iban`` (the user's), ``lien`` (to pay on line), ``professionnel`` and ``partiel``
(yes or no).
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from sheetcash.core.factures import retard
from sheetcash.core.money import format_euros
from sheetcash.core.periods import format_date
from sheetcash.errors import BadTemplate
from sheetcash.workbook.records import PROFESSIONNEL, Client, Facture, Modele, Parametres

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.sandbox import SandboxedEnvironment

_HOLES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+\n")

#: No honest reminder is longer.
MAX_LENGTH = 50_000


#: What a mail text may be made of; loops, calls and assignments are left out on purpose.
_ALLOWED = frozenset(
    (
        *("Template", "Output", "TemplateData", "If", "CondExpr", "Name", "Const"),
        *("Compare", "Operand", "And", "Or", "Not", "Neg", "Test", "Filter", "Concat"),
    )
)
_FILTERS = ("upper", "lower", "capitalize", "title", "trim", "default")


class Texte(NamedTuple):
    """What a mail says."""

    objet: str
    corps: str


def champs(
    facture: Facture, client: Client, parametres: Parametres, aujourdhui: date
) -> dict[str, object]:
    """The fields a mail text may use, ready to be shown."""
    return {
        "client": client.nom,
        "contact": client.contact or client.nom,
        "numero": facture.numero,
        "objet": facture.objet or "votre commande",
        "date_facture": format_date(facture.date_facture),
        "echeance": format_date(facture.echeance),
        "montant": format_euros(facture.montant),
        "encaisse": format_euros(facture.encaisse),
        "solde": format_euros(facture.solde),
        "retard": retard(facture.echeance, facture.solde, aujourdhui),
        "nom": parametres.nom,
        "iban": parametres.iban,
        "lien": facture.lien,
        "professionnel": client.type == PROFESSIONNEL,
        "partiel": 0 < facture.encaisse < facture.montant,
    }


def _environment() -> SandboxedEnvironment:
    from jinja2 import StrictUndefined  # 45 ms that only a sending run pays
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
    environment.filters = {name: environment.filters[name] for name in _FILTERS}
    environment.globals = {}
    return environment


class Redacteur:
    """Renders mail texts, compiling each template once."""

    def __init__(self) -> None:
        self._environment = _environment()
        self._compiled: dict[str, Template] = {}

    def rediger(self, modele: Modele, valeurs: dict[str, object]) -> Texte:
        """The subject and body of one mail.

        Raises:
            BadTemplate: the template has a mistake; it names its row and column.
        """
        objet = " ".join(self._render(modele.objet, modele.ligne, "Objet", valeurs).split())
        corps = self._render(modele.corps, modele.ligne, "Corps", valeurs)
        # What an {% if %} left out must not leave a hole in the letter.
        corps = _HOLES.sub("\n\n", corps).strip() + "\n"
        if not objet:
            raise BadTemplate(modele.ligne, "Objet", "le texte est vide")
        if not corps.strip():
            raise BadTemplate(modele.ligne, "Corps", "le texte est vide")
        return Texte(objet, corps)

    def _render(self, source: str, ligne: int, colonne: str, valeurs: dict[str, object]) -> str:
        from jinja2 import TemplateError, TemplateSyntaxError, UndefinedError
        from jinja2.nodes import Node

        why = ""
        try:
            odd = None
            if (template := self._compiled.get(source)) is None:
                parts = self._environment.parse(source).find_all(Node)
                odd = next((part for part in parts if type(part).__name__ not in _ALLOWED), None)
                if odd is None:
                    template = self._compiled[source] = self._environment.from_string(source)
            if template is not None:
                text = template.render(valeurs)
                if len(text) <= MAX_LENGTH:
                    return text
                why = "le texte composé est trop long"
            elif odd is not None:
                why = (
                    f"sa ligne {odd.lineno} emploie une construction qui n'a pas cours ici "
                    "(seuls les champs et {% if %} sont permis)"
                )
        except TemplateSyntaxError as error:
            why = f"le texte a une faute d'écriture à sa ligne {error.lineno}"
        except UndefinedError as error:
            name = str(error.message).split("'")[1:2]
            known = ", ".join(sorted(valeurs))
            why = f"le champ « {name[0] if name else '?'} » n'existe pas (champs connus : {known})"
        except (
            TemplateError,
            ArithmeticError,
            LookupError,
            TypeError,
            ValueError,
            AttributeError,
            RecursionError,
        ):
            why = "le texte ne peut pas être composé"
        raise BadTemplate(ligne, colonne, why)


def choisir(modeles: list[Modele], niveau: int, profil: str) -> Modele | None:
    """The text for a level and a profile, else the level's standard one, else None."""
    for wanted in (profil, "standard"):
        for modele in modeles:
            if modele.niveau == niveau and modele.profil == wanted:
                return modele
    return None
