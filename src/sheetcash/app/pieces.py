"""File the vouchers that rows name, and check those that are filed.

A file is copied, then the index and the cell are written, then its original may be taken away if
the user asks for it: whatever cuts the run short, nothing is lost, and the next one goes on. The
cell of a sealed row is never written: its file is copied too, and stays where the cell says.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple
from unicodedata import normalize

from sheetcash.app.registres import TABLES as REGISTRES
from sheetcash.app.registres import identifiant
from sheetcash.app.registres import lire as lire_registres
from sheetcash.core.classement import cle_de_chemin, nom_classe, place
from sheetcash.errors import (
    MissingColumn,
    PieceIntrouvable,
    PieceInutilisable,
    SheetcashError,
    StoreError,
)
from sheetcash.ports import WorkbookStore
from sheetcash.ports.pieces import Armoire, Inscrite, Trouvee
from sheetcash.ports.scelles import Scelles
from sheetcash.workbook.edits import UpdateRow
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.pieces import (
    LIEN,
    PIECE,
    REFERENCE,
    TABLES,
    Piece,
    genre,
    lien_correct,
    lire,
)
from sheetcash.workbook.raw import Snapshot
from sheetcash.workbook.registres import REGISTRES as LIVRES

if TYPE_CHECKING:
    from sheetcash.app.pieces_controle import Controle

LUES: Final = tuple(dict.fromkeys((*TABLES, *REGISTRES)))


class Outils(NamedTuple):
    """What filing needs from outside."""

    store: WorkbookStore
    armoire: Armoire
    scelles: Scelles


class Nommee(NamedTuple):
    """A file, and the rows that name it."""

    fichier: Trouvee
    pieces: tuple[Piece, ...]


class Geste(NamedTuple):
    """One file to put somewhere, or cells to write.

    Attributes:
        source: the file.
        cible: where it goes, from the workbook's folder.
        pieces: the rows that name it.
        copie: it has to be copied; else it was already.
        remise: it goes back where a sealed row names it.
    """

    source: Trouvee
    cible: str
    pieces: tuple[Piece, ...]
    copie: bool = True
    remise: bool = False

    @property
    def reecrites(self) -> list[Piece]:
        """The rows whose cell is written."""
        return [] if self.remise else [one for one in self.pieces if not one.scelle]


class Plan(NamedTuple):
    """What filing would do, and what the checks found.

    Attributes:
        classeur: what the index knows the workbook by.
        gestes: what is to be done.
        classees: the files that are filed already.
        gardees: those of sealed rows, where their cell says, with a sound copy that is filed.
        liens: the cells that hold an address: never fetched.
        references: those that name no file.
        sans_piece: how many rows name nothing, by sheet.
        inscrites: what the index should hold before the gestures.
        perime: the index on the disk says otherwise.
        constats: what needs the user.
    """

    classeur: str
    gestes: list[Geste]
    classees: list[Nommee]
    gardees: list[Nommee]
    liens: list[Piece]
    references: list[Piece]
    sans_piece: dict[str, int]
    inscrites: list[Inscrite]
    perime: bool
    constats: list[Finding]


class Resultat(NamedTuple):
    """What was done."""

    gestes: list[Geste]
    ecritures: int
    retirees: int
    constats: list[Finding]


def preparer(outils: Outils, aujourdhui: date, *, accepter: bool = False) -> tuple[Snapshot, Plan]:
    """What filing would do; nothing is changed.

    Args:
        outils: the workbook and the folder of vouchers.
        aujourdhui: the day.
        accepter: files that changed, or are gone with their row, are taken as they are now.

    Raises:
        InputError: the sheets, their columns or the index cannot be read.
        StoreError: the workbook could not be reached.
    """
    from sheetcash.app.pieces_controle import Controle

    snapshot = outils.store.read(LUES)
    found = lire(snapshot, _proteges(snapshot, outils.scelles))
    its = identifiant(snapshot)
    control = Controle(
        outils.armoire, {its, outils.store.name} - {""}, its or outils.store.name, aujourdhui
    )
    plan = Plan(control.classeur, [], [], [], [], [], found.sans_piece, [], False, found.constats)
    named: dict[str, tuple[Trouvee, list[Piece]]] = {}
    absent: list[tuple[Piece, PieceInutilisable]] = []
    for piece in found.pieces:
        kind = genre(piece)
        if kind == LIEN:
            plan.liens.append(piece)
            if not lien_correct(piece.texte):
                plan.constats.append(
                    piece.constat(
                        f"« {piece.texte[:80]} » n'est pas une adresse complète.",
                        "Recopiez le lien depuis votre navigateur.",
                    )
                )
            continue
        try:
            file = outils.armoire.trouver(piece.texte)
            named.setdefault(file.identite, (file, []))[1].append(piece)
        except PieceIntrouvable as error:
            if kind == REFERENCE:
                plan.references.append(piece)
            else:
                absent.append((piece, error))
        except PieceInutilisable as error:
            plan.constats.append(piece.constat(_phrase(error), _REMEDE))
    groups = [Nommee(file, tuple(rows)) for file, rows in named.values()]
    control.nommees(groups, found.pieces, accepter=accepter)
    for group in groups:
        _ranger(control, group, plan)
    control.absentes(absent, plan.gestes)
    control.doublons(groups)
    control.restes(plan.gestes, accepter=accepter)
    plan.constats.extend(control.constats)
    return snapshot, plan._replace(inscrites=control.inscrites(), perime=control.perime)


_REMEDE: Final = "Corrigez la cellule, ou mettez là le bon fichier."


def _phrase(error: SheetcashError) -> str:
    return f"{error.probleme[:1].upper()}{error.probleme[1:].rstrip('.')}."


def _proteges(snapshot: Snapshot, scelles: Scelles) -> Collection[tuple[str, int]]:
    """Rows that were sealed, whatever their cell « Sceau » says now: to seal them again must work.

    Raises:
        MissingColumn: sealed rows lost the column of their seals.
    """
    try:
        registres = lire_registres(snapshot, scelles)
    except MissingColumn:
        its = identifiant(snapshot)
        if its and any(scelles.empreintes(its, one.nom) for one in LIVRES):
            raise
        return ()  # an older workbook: nothing was ever sealed
    return {
        (lu.registre.table.name, one.place)
        for lu in registres.livres
        for one in lu.verification.anomalies
        if one.place
    }


def _ranger(control: Controle, group: Nommee, plan: Plan) -> None:
    """Decide where one file goes."""
    file, rows = group
    if file.classee:
        plan.classees.append(group)
        wrong = tuple(one for one in rows if not one.scelle and _autrement(one.texte, file.chemin))
        if wrong:
            plan.gestes.append(Geste(file, file.chemin, wrong, copie=False))
        return
    if file.identite in control.changees:
        return
    known = control.copie_de(group)
    if known is not None:
        gesture = Geste(file, known, rows, copie=False)
        if gesture.reecrites:
            plan.gestes.append(gesture)
        else:
            plan.gardees.append(group)
        return
    owner = next((one for one in rows if one.jour is not None), None)
    if owner is None or owner.jour is None:
        plan.constats.append(
            rows[0].constat(
                "Sans date, la pièce ne peut pas être rangée dans une année.",
                "Écrivez la date de la ligne, puis recommencez.",
                rows[0].source.jour,
            )
        )
        return
    suffix = file.nom[file.nom.rfind(".") :] if "." in file.nom else ""
    name = nom_classe(owner.numero, owner.jour, owner.tiers, suffix)
    target = place(
        control.dossier,
        owner.source.dossier,
        owner.jour,
        name,
        lambda path: control.pris(path, file),
    )
    control.reserver(target)
    plan.gestes.append(Geste(file, target, rows))


def _autrement(texte: str, chemin: str) -> bool:
    """Whether a cell names a filed voucher otherwise: a whole path, another case, a backslash."""
    return normalize("NFC", texte.strip()) != normalize("NFC", chemin)


def executer(
    outils: Outils, snapshot: Snapshot, plan: Plan, aujourdhui: date, *, deplacer: bool = False
) -> Resultat:
    """Copy the files, then write the index, then the cells; originals go last, if asked for.

    Raises:
        StoreError: what was copied is in the index, and serves the next time.
    """
    done = Resultat([], 0, 0, [])
    if any(one.reecrites for one in plan.gestes):
        outils.store.ensure_writable()
    for one in plan.gestes:
        try:
            if one.copie:
                outils.armoire.copier(one.source, one.cible)
        except PieceInutilisable as error:
            done.constats.append(one.pieces[0].constat(_phrase(error), "Recommencez."))
            continue
        done.gestes.append(one)
    index = _avec(plan, done.gestes, aujourdhui)
    if plan.perime or index != plan.inscrites:
        outils.armoire.ecrire_index(index)
    edits = [
        UpdateRow(row.source.table, row.ligne, row.numero, {PIECE: one.cible})
        for one in done.gestes
        for row in one.reecrites
    ]
    count = 0
    if edits:
        try:
            count = outils.store.write(snapshot, edits, aujourdhui)
            outils.store.enregistrer()
        except StoreError as error:
            error.que_faire += " Les originaux sont en place ; les copies déjà faites serviront."
            raise
    removed = 0
    for one in done.gestes if deplacer else []:
        if one.remise or one.source.classee or any(row.scelle for row in one.pieces):
            continue
        try:
            outils.armoire.retirer(one.source, one.cible)
            removed += 1
        except PieceInutilisable as error:
            done.constats.append(
                one.pieces[0].constat(_phrase(error), "La copie est rangée ; retirez-le vous-même.")
            )
    return done._replace(ecritures=count, retirees=removed)


def _avec(plan: Plan, gestes: Collection[Geste], aujourdhui: date) -> list[Inscrite]:
    """The index once these are done."""
    found = {cle_de_chemin(one.chemin): one for one in plan.inscrites}
    for one in gestes:
        if one.remise or one.source.classee:
            continue
        key = cle_de_chemin(one.cible)
        before = found.get(key)
        names = dict.fromkeys(before.lignes if before is not None else ())
        origins = dict.fromkeys(before.origines if before is not None else ())
        names.update(dict.fromkeys(row.nom for row in one.pieces))
        origins.update(dict.fromkeys(row.texte for row in one.pieces))
        found[key] = Inscrite(
            one.cible,
            one.source.sha256,
            one.source.taille,
            before.depuis if before is not None else aujourdhui.isoformat(),
            plan.classeur,
            tuple(names),
            tuple(origins),
            before.avant if before is not None else (),
        )
    return sorted(found.values(), key=lambda one: one.chemin)
