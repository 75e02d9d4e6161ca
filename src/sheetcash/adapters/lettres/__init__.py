"""Letters and court papers printed as PDF by Typst, in this very process.

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
from sheetcash.ports.lettres import Bloc, Document, Liste, Paragraphe, Tableau, Titre

if TYPE_CHECKING:
    import typst

_FOLDER: Final = Path(__file__).parent
_MODELE: Final = "document.typ"
#: Beyond the scripts of the font that comes with Typst: the machine's own have to help.
_AILLEURS: Final = re.compile(r"[\u0530-\u1dff\u2e80-\uffff\U00010000-\U0010ffff]")
#: A word too long for a line would run off the page: it may be cut anywhere.
_LONG: Final = re.compile(r"\S{30,}")


class TypstImprimeur:
    """Prints with Typst, loaded at the first document; fulfils :class:`ports.lettres.Imprimeur`."""

    def __init__(self) -> None:
        self._compilers: dict[bool, typst.Compiler] = {}

    def pdf(self, document: Document) -> bytes:
        """The document as a PDF, with its own day as the day it was made."""
        data = json.dumps(_donnees(document), ensure_ascii=False)
        compiler = self._compiler(_AILLEURS.search(data) is not None)
        made = datetime.combine(document.jour, time(), UTC)
        try:
            # pdf_standards: PDF/A-2b, made to be kept and filed.
            found = compiler.compile(
                format="pdf",
                sys_inputs={"document": data},
                timestamp=made,
                pdf_standards=["a-2b"],
            )
        except RuntimeError as error:  # typst.TypstError is one
            raise WriteFailed(
                f"« {document.titre} » n'a pas pu être mis en page ({error}).",
                "Raccourcissez les textes de cette facture et de ce client, ou dites-le-nous.",
            ) from error
        assert isinstance(found, bytes)
        return found

    def _compiler(self, system_fonts: bool) -> typst.Compiler:
        if system_fonts not in self._compilers:
            try:
                import typst  # 30 MB that only a printing run pays
            except ImportError as error:
                raise WriteFailed(
                    "Typst, qui met les courriers en page, n'est pas installé.",
                    "Lancez « pip install typst », ou réinstallez sheetcash.",
                ) from error
            self._compilers[system_fonts] = typst.Compiler(
                str(_FOLDER / _MODELE),
                root=str(_FOLDER),
                font_paths=typst.Fonts(include_system_fonts=system_fonts),
            )
        return self._compilers[system_fonts]


def _donnees(document: Document) -> dict[str, Any]:
    """The document as plain data."""
    found = document._asdict()
    found["jour"] = [document.jour.year, document.jour.month, document.jour.day]
    found["corps"] = [_bloc(bloc) for bloc in document.corps]
    return {name: _coupable(value) for name, value in found.items()}


def _bloc(bloc: Bloc) -> dict[str, Any]:
    found = bloc._asdict()
    kinds = {Titre: "titre", Paragraphe: "paragraphe", Liste: "liste", Tableau: "tableau"}
    if isinstance(bloc, Tableau):
        found["colonnes"] = len(bloc.lignes[0] if bloc.lignes else bloc.titres or bloc.total)
        found["droite"], found["larges"] = sorted(bloc.droite), sorted(bloc.larges)
    return {"genre": kinds[type(bloc)]} | found


def _coupable(value: Any) -> Any:
    """Texts whose long words may be cut between two lines."""
    if isinstance(value, str):
        return _LONG.sub(lambda word: "\u200b".join(word[0]), value)
    if isinstance(value, dict):
        return {name: _coupable(its) for name, its in value.items()}
    if isinstance(value, (list, tuple)):
        return [_coupable(its) for its in value]
    return value
