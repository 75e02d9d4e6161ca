"""Letters, court papers and registers printed as PDF by Typst, in this very process.

What a document says goes to the templates beside this file as data, never as Typst source: a
client named ``#read("x")`` or ``*x*`` comes out letter for letter.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sheetcash.errors import WriteFailed
from sheetcash.ports.etats import Etat
from sheetcash.ports.lettres import Bloc, Document, Liste, Paragraphe, Tableau, Titre

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import ThreadPoolExecutor

    import typst

_FOLDER: Final = Path(__file__).parent
_LETTRE: Final = "document.typ"
_ETAT: Final = "etat.typ"
#: What helps a screen reader makes a long register thirty times as heavy.
_BALISEES: Final = 400
#: With the font that comes with Typst first, so that every machine prints the same file; a script
#: it lacks takes the machine's own; PDF/A, made to be filed, refuses a sign that no font has.
_ESSAIS: Final[tuple[tuple[bool, typst.PDFStandard], ...]] = (
    (False, "a-2b"),
    (True, "a-2b"),
    (True, "1.7"),
)
_CONTROLES: Final = dict.fromkeys([*range(32), *range(127, 160)], " ")
#: A word too long for a line would run off the page: it may be cut anywhere.
_LONG: Final = re.compile(r"\S{30,}")


class TypstImprimeur:
    """Prints with Typst, loaded at the first document.

    Fulfils :class:`ports.lettres.Imprimeur` and :class:`ports.etats.ImprimeurEtats`.
    """

    def __init__(self) -> None:
        self._compilers: dict[tuple[str, bool], typst.Compiler] = {}
        self._fond: ThreadPoolExecutor | None = None

    def pdf(self, document: Document) -> bytes:
        """The document as a PDF, with its own day as the day it was made."""
        what = "Raccourcissez les textes de cette facture et de ce client, ou dites-le-nous."
        return self._imprime(_LETTRE, _donnees(document), document, what)

    def etat(self, etat: Etat) -> bytes:
        """The register as a PDF, with its own day as the day it was made."""
        rows = sum(len(section.rangees) for section in etat.sections)
        what = "Raccourcissez les textes les plus longs de cette feuille, ou dites-le-nous."
        return self._imprime(_ETAT, _donnees_etat(etat), etat, what, tags=rows <= _BALISEES)

    def lancer(self, etat: Etat) -> Callable[[], bytes]:
        """Begin to print a register in a thread of its own: Typst lets others run meanwhile."""
        if self._fond is None:
            from concurrent.futures import ThreadPoolExecutor

            self._fond = ThreadPoolExecutor(1, "typst")  # one: a compiler serves one at a time
        return self._fond.submit(self.etat, etat).result

    def _imprime(
        self,
        modele: str,
        donnees: dict[str, Any],
        quoi: Document | Etat,
        que_faire: str,
        *,
        tags: bool = True,
    ) -> bytes:
        data = {"document": json.dumps(donnees, ensure_ascii=False)}
        made = datetime.combine(quoi.jour, time(), UTC)
        error: RuntimeError | None = None
        for system_fonts, standard in _ESSAIS:
            compiler = self._compiler(modele, system_fonts)
            try:
                found = compiler.compile(
                    format="pdf",
                    sys_inputs=data,
                    timestamp=made,
                    pdf_standards=[standard],
                    pdf_tags=tags,
                )
            except RuntimeError as odd:  # typst.TypstError is one
                error = odd
                continue
            assert isinstance(found, bytes)
            return found
        raise WriteFailed(
            f"« {quoi.titre} » n'a pas pu être mis en page ({error}).", que_faire
        ) from error

    def _compiler(self, modele: str, system_fonts: bool) -> typst.Compiler:
        its = (modele, system_fonts)
        if its not in self._compilers:
            try:
                import typst  # 30 MB that only a printing run pays
            except ImportError as error:
                raise WriteFailed(
                    "Typst, qui met les PDF en page, n'est pas installé.",
                    "Lancez « pip install typst », ou réinstallez sheetcash.",
                ) from error
            self._compilers[its] = typst.Compiler(
                str(_FOLDER / modele),
                root=str(_FOLDER),
                font_paths=typst.Fonts(include_system_fonts=system_fonts),
            )
        return self._compilers[its]


def _donnees(document: Document) -> dict[str, Any]:
    """The document as plain data."""
    found = document._asdict()
    found["jour"] = [document.jour.year, document.jour.month, document.jour.day]
    found["corps"] = [_bloc(bloc) for bloc in document.corps]
    return {name: _coupable(value) for name, value in found.items()}


def _donnees_etat(etat: Etat) -> dict[str, Any]:
    """The register as plain data."""
    found = etat._asdict()
    found["jour"] = [etat.jour.year, etat.jour.month, etat.jour.day]
    found["sections"] = [
        section._asdict()
        | {
            "colonnes": [one._asdict() for one in section.colonnes],
            "rangees": [
                {"genre": str(one.genre), "cellules": list(map(_coupable, one.cellules))}
                for one in section.rangees
            ],
        }
        for section in etat.sections
    ]
    return found | {name: _coupable(found[name]) for name in ("titre", "auteur", "entete", "notes")}


def _bloc(bloc: Bloc) -> dict[str, Any]:
    found = bloc._asdict()
    kinds = {Titre: "titre", Paragraphe: "paragraphe", Liste: "liste", Tableau: "tableau"}
    if isinstance(bloc, Tableau):
        found["colonnes"] = len(bloc.lignes[0] if bloc.lignes else bloc.titres or bloc.total)
        found["droite"], found["larges"] = sorted(bloc.droite), sorted(bloc.larges)
    return {"genre": kinds[type(bloc)]} | found


def _coupe(word: re.Match[str]) -> str:
    """A long word with places to cut it: after an address's signs, else anywhere."""
    parts = re.split(r"(?<=[@./_-])", word[0])
    return "\u200b".join("\u200b".join(one) if _LONG.search(one) else one for one in parts)


def _coupable(value: Any) -> Any:
    """Texts that can be laid out: no control characters, long words that may be cut."""
    if isinstance(value, str):
        return _LONG.sub(_coupe, value.translate(_CONTROLES))
    if isinstance(value, dict):
        return {name: _coupable(its) for name, its in value.items()}
    if isinstance(value, (list, tuple)):
        return [_coupable(its) for its in value]
    return value
