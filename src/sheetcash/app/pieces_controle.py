"""The vouchers held against the index: changed, missing, named twice, named by no row."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from sheetcash.core.classement import cle_de_chemin
from sheetcash.core.periods import format_date
from sheetcash.errors import PieceInutilisable
from sheetcash.ports.pieces import Armoire, Inscrite, Trouvee
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.pieces import Piece

if TYPE_CHECKING:
    from sheetcash.app.pieces import Geste, Nommee

_ACCEPTER: Final = "Si c'est voulu, relancez avec --accepter."


class Controle:
    """One run's look at the folder of vouchers.

    Args:
        armoire: the folder.
        noms: what the index may know the workbook by.
        classeur: what it is to know it by from now on.
        aujourdhui: the day.

    Attributes:
        changees: the sealed rows' files that are no longer what was filed of them.
        constats: what needs the user.
    """

    def __init__(
        self, armoire: Armoire, noms: Collection[str], classeur: str, aujourdhui: date
    ) -> None:
        self._armoire = armoire
        self.dossier = armoire.dossier
        self.classeur = classeur
        self._jour = aujourdhui.isoformat()
        self._before = armoire.index()
        self._index = {cle_de_chemin(one.chemin): one for one in self._before}
        self._ours = {key for key, one in self._index.items() if one.classeur in noms}
        self._there = {cle_de_chemin(path): path for path in armoire.contenu()}
        self._taken: set[str] = set()
        self._held: set[str] = set()
        self._venues: dict[str, list[str]] = {}  # what cells named -> what was filed of it
        for key in sorted(self._ours):
            for text in self._index[key].origines:
                self._venues.setdefault(cle_de_chemin(text), []).append(key)
        self._scellees: dict[str, set[str]] = {}  # sealed rows -> what they name
        self.changees: set[str] = set()
        self.constats: list[Finding] = []

    def inscrites(self) -> list[Inscrite]:
        """The index as it should be, before anything is filed."""
        return sorted(self._index.values(), key=lambda one: one.chemin)

    @property
    def perime(self) -> bool:
        """Whether the index on the disk says otherwise."""
        return self.inscrites() != sorted(self._before, key=lambda one: one.chemin)

    # --- what rows name --------------------------------------------------------------------------

    def nommees(self, groups: Sequence[Nommee], pieces: Sequence[Piece], *, accepter: bool) -> None:
        """Hold the files that are filed against the index, and take in those it does not know."""
        for one in pieces:
            text = cle_de_chemin(one.texte)
            self._held.update(self._venues.get(text, ()))
            if one.scelle:
                self._scellees.setdefault(one.nom, set()).add(text)
        for file, rows in groups:
            if file.classee:
                self._classee(file, rows, accepter=accepter)
            else:
                self._ailleurs(file, rows, accepter=accepter)

    def _classee(self, file: Trouvee, rows: Sequence[Piece], *, accepter: bool) -> None:
        key = cle_de_chemin(file.chemin)
        self._held.add(key)
        known = self._index.get(key)
        names = tuple(dict.fromkeys(one.nom for one in rows))
        if known is None:
            self._index[key] = Inscrite(
                file.chemin, file.sha256, file.taille, self._jour, self.classeur, names
            )
            return
        if known.sha256 != file.sha256:
            if not accepter:
                self.constats.append(_change(rows[0], file.chemin, known.depuis, _ACCEPTER))
                return
            former = (*known.avant, (known.sha256, self._jour))
            known = known._replace(sha256=file.sha256, taille=file.taille, avant=former)
        came = {cle_de_chemin(text) for text in known.origines}
        sealed = [one for one in known.lignes if came & self._scellees.get(one, set())]
        names = tuple(dict.fromkeys((*names, *sealed)))
        self._index[key] = known._replace(classeur=self.classeur, lignes=names)

    def _ailleurs(self, file: Trouvee, rows: Sequence[Piece], *, accepter: bool) -> None:
        """A sealed row's own file must stay what was copied of it."""
        sealed = [one for one in rows if one.scelle]
        copies = self._gardees(sealed)
        if copies and not accepter and all(one.sha256 != file.sha256 for one in copies):
            last = copies[-1]
            remedy = f"Sa copie d'alors est « {last.chemin} ». {_ACCEPTER}"
            self.constats.append(_change(sealed[0], file.chemin, last.depuis, remedy))
            self.changees.add(file.identite)

    def _copies(self, rows: Collection[Piece]) -> list[Inscrite]:
        """What was filed of the files that these cells name."""
        texts = dict.fromkeys(cle_de_chemin(one.texte) for one in rows)
        keys = dict.fromkeys(key for text in texts for key in self._venues.get(text, ()))
        return [self._index[key] for key in keys if key in self._there]

    def _gardees(self, rows: Collection[Piece]) -> list[Inscrite]:
        """The same for these very rows: a name such as « scan.pdf » may have served before."""
        names = {one.nom for one in rows}
        return [one for one in self._copies(rows) if names & set(one.lignes)]

    def copie_de(self, group: Nommee) -> str | None:
        """Where that file is filed already, under the name that its cells have; None if it is not.

        A sealed row's file that changed is not filed anew: what was sealed was the former one.
        """
        copies = self._copies(group.pieces)
        same = [one for one in copies if one.sha256 == group.fichier.sha256]
        return same[0].chemin if same and self._saine(same[0]) else None

    def _saine(self, one: Inscrite) -> bool:
        try:
            return self._armoire.trouver(one.chemin).sha256 == one.sha256
        except PieceInutilisable:
            return False

    # --- places ----------------------------------------------------------------------------------

    def pris(self, chemin: str, file: Trouvee) -> bool:
        """Whether a place is taken; one that holds just that file and that nobody knows is not."""
        key = cle_de_chemin(chemin)
        if key in self._taken or key in self._index or key in self._held:
            return True
        if key not in self._there:
            return False
        try:  # a run was cut short after it copied the file
            return self._armoire.trouver(self._there[key]).sha256 != file.sha256
        except PieceInutilisable:
            return True

    def reserver(self, chemin: str) -> None:
        """Take a place."""
        self._taken.add(cle_de_chemin(chemin))

    # --- what is wrong ---------------------------------------------------------------------------

    def absentes(
        self, ones: Sequence[tuple[Piece, PieceInutilisable]], gestes: list[Geste]
    ) -> None:
        """Tell the files that are not there; a sealed row's own is put back from its copy."""
        from sheetcash.app.pieces import Geste

        put: set[str] = set()
        for piece, error in ones:
            self._held.add(cle_de_chemin(piece.texte))
            why = f"{error.probleme[:1].upper()}{error.probleme[1:].rstrip('.')}."
            target = piece.texte.strip().replace("\\", "/")
            sound = [one for one in self._gardees([piece]) if self._saine(one)]
            if sound and piece.scelle and _dedans(target):
                if target not in put:
                    put.add(target)
                    copy = self._armoire.trouver(sound[0].chemin)
                    gestes.append(Geste(copy, target, (piece,), remise=True))
                continue
            self.constats.append(piece.constat(why, self._que_faire(piece, sound)))

    def _que_faire(self, piece: Piece, copies: Sequence[Inscrite]) -> str:
        if copies:
            return f"Sa copie est « {copies[0].chemin} » : remettez-la où la cellule le dit."
        if any(sign in piece.texte for sign in ";\n|"):
            return "Une cellule nomme un seul fichier : réunissez-les en un PDF."
        twin = self._jumelle(piece)
        if twin and not piece.scelle:
            return f"Ce pourrait être « {twin} » : écrivez-le dans la cellule."
        hint = f" Ce pourrait être « {twin} »." if twin else ""
        if piece.scelle:
            return f"La ligne est scellée : remettez le fichier où la cellule le dit.{hint}"
        return "Remettez le fichier à cet endroit, ou corrigez la cellule."

    def _jumelle(self, piece: Piece) -> str:
        """A file that no row names, of the content that was filed there, or of that name."""
        free = [path for key, path in self._there.items() if key not in self._held]
        known = self._index.get(cle_de_chemin(piece.texte))
        if known is not None:
            for path in free:
                if self._saine(known._replace(chemin=path)):
                    return path
        name = cle_de_chemin(piece.texte).rpartition("/")[2]
        same = [path for path in free if cle_de_chemin(path).rpartition("/")[2] == name]
        return same[0] if len(same) == 1 else ""

    def doublons(self, groups: Sequence[Nommee]) -> None:
        """Tell the rows that share a file without a reason to."""
        by_content: dict[str, list[tuple[Piece, Trouvee]]] = {}
        for file, rows in groups:
            by_content.setdefault(file.sha256, []).extend((one, file) for one in rows)
        for ones in by_content.values():
            (first, its), *others = ones
            for piece, file in others:
                if _vont_ensemble(first, piece):
                    continue
                what = "nomme le même fichier" if file == its else "a le même contenu"
                self.constats.append(
                    piece.constat(
                        f"La pièce {what} que {first.nom} (feuille {first.feuille}, ligne "
                        f"{first.ligne}).",
                        "Vérifiez que rien n'est compté deux fois, ou nommez le bon fichier.",
                    )
                )

    def restes(self, gestes: Sequence[Geste], *, accepter: bool) -> None:
        """Tell the files that no row names, and those that are gone with their row."""
        targets = {cle_de_chemin(one.cible) for one in gestes}
        for key, path in self._there.items():
            known = self._index.get(key)
            theirs = known is not None and key not in self._ours
            if key in self._held or key in targets or theirs:
                continue
            was = f" C'était la pièce de : {' ; '.join(known.lignes)}." if known is not None else ""
            self.constats.append(
                Finding(
                    f"Dossier {self.dossier}",
                    0,
                    "",
                    f"« {path} » n'est nommé par aucune ligne.{was}",
                    "Nommez-le dans la ligne qu'il justifie, ou sortez-le du dossier.",
                )
            )
        for key in sorted(self._ours - self._there.keys() - self._held - targets):
            known = self._index[key]
            if accepter:
                del self._index[key]
                continue
            self.constats.append(
                Finding(
                    f"Dossier {self.dossier}",
                    0,
                    "",
                    f"« {known.chemin} », rangé le {_le(known.depuis)}, a disparu, et aucune ligne "
                    "ne le nomme plus.",
                    f"Remettez-le d'une sauvegarde. {_ACCEPTER}",
                )
            )


def _change(piece: Piece, chemin: str, depuis: str, que_faire: str) -> Finding:
    return piece.constat(
        f"Le fichier « {chemin} » n'est plus celui du {_le(depuis)}.",
        f"Remettez l'original d'une sauvegarde. {que_faire}",
    )


def _le(iso: str) -> str:
    try:
        return format_date(date.fromisoformat(iso))
    except ValueError:
        return iso


def _dedans(chemin: str) -> bool:
    """Whether a path stays in the folder it starts from."""
    return not chemin.startswith(("/", "~")) and ":" not in chemin and ".." not in chemin.split("/")


def _vont_ensemble(one: Piece, other: Piece) -> bool:
    """Whether two rows may share a file: of one invoice, one purchase in parts, a correction."""
    if one.corrige or other.corrige:
        return True
    if one.facture and one.facture == other.facture:
        return True
    same = one.source == other.source and one.jour is not None and one.jour == other.jour
    return same and bool(one.tiers) and one.tiers == other.tiers and not one.facture
