"""A mail text of the sheet Modèles into a subject and a body.

The templates belong to the user: they run in Jinja2's sandbox, in a small part of its language
(fields, ``{% if %}``, comparisons, a few filters), so that none can hang or fill the memory. A
field that does not exist is an error, not a blank. Their values are in :mod:`sheetcash.app.champs`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from sheetcash.app.champs import ChampInconnu
from sheetcash.errors import BadTemplate
from sheetcash.workbook.records import FRANCAIS, PROFESSIONNEL, TU, VOUS, Modele

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.sandbox import SandboxedEnvironment

_LISTE = re.compile(r"\{\{-?\s*liste\b")
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


class _Construction(Exception):
    """A text uses what is not allowed; on which of its lines."""


class Texte(NamedTuple):
    """What a mail says."""

    objet: str
    corps: str


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
        self._compiles: dict[str, Template] = {}

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

        try:
            text = self._compile(source).render(valeurs)
            if len(text) <= MAX_LENGTH:
                return text
            why = "le texte composé est trop long"
        except _Construction as error:
            why = (
                f"sa ligne {error} emploie une construction qui n'a pas cours ici "
                "(seuls les champs et {% if %} sont permis)"
            )
        except TemplateSyntaxError as error:
            why = f"le texte a une faute d'écriture à sa ligne {error.lineno}"
        except UndefinedError as error:
            name = str(error.message).split("'")[1:2]
            known = ", ".join(sorted(valeurs))
            why = f"le champ « {name[0] if name else '?'} » n'existe pas (champs connus : {known})"
        except ChampInconnu as error:
            why = str(error)
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

    def _compile(self, source: str) -> Template:
        """A text ready to be rendered, if it keeps to what is allowed."""
        from jinja2.nodes import Node

        if source not in self._compiles:
            parts = self._environment.parse(source).find_all(Node)
            odd = next((part for part in parts if type(part).__name__ not in _ALLOWED), None)
            if odd is not None:
                raise _Construction(odd.lineno)
            self._compiles[source] = self._environment.from_string(source)
        return self._compiles[source]


def choisir(
    modeles: Iterable[Modele],
    niveau: int,
    profil: str,
    *,
    langue: str = FRANCAIS,
    tutoiement: bool = False,
    type_client: str = PROFESSIONNEL,
) -> Modele | None:
    """The text that suits a client best at a level; None when none suits.

    Language and level are never given up, nor is who the text is for: another type of client,
    or « tu » to someone one does not call so, would be wrong. Then, in that order: the client's
    profile rather than the standard one, its tone (« vous » serves where no « tu » is written),
    a text for its type rather than for all, the sheet's order.
    """
    tones = (TU, VOUS) if tutoiement else (VOUS,)
    suited = [
        (one.profil != profil, tones.index(one.ton), not one.type_client, at, one)
        for at, one in enumerate(modeles)
        if one.niveau == niveau
        and one.langue == langue
        and one.profil in (profil, "standard")
        and one.ton in tones
        and one.type_client in ("", type_client)
    ]
    return min(suited)[-1] if suited else None


def reunit(modele: Modele) -> bool:
    """Whether a text tells several invoices at once: it shows their list.

    >>> reunit(Modele(5, 1, "standard", "x", "{% if liste %}{{ liste }}{% endif %}"))
    True
    >>> reunit(Modele(5, 1, "standard", "x", "{% if liste %}{{ numero }}{% endif %}"))
    False
    """
    return _LISTE.search(modele.corps) is not None
