"""Seal the registers' rows up to a day: their chain, and each month's totals with it.

The sheet is written first, then the journal: whatever cuts the run short, the same rows give the
same seals the next time, and the journal takes in the sound ones that it does not know.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from sheetcash.app.a_sceller import choisir
from sheetcash.app.mois_scelles import (
    dernier_jour_clos,
    jours_de_scellement,
    mouvements,
    sans_mois,
)
from sheetcash.app.registres import TABLES, Lu, Registres, identifiant, lire, saines
from sheetcash.core.cloture import Cloture, cloturer
from sheetcash.core.mots import pluriel
from sheetcash.core.periods import add_months, end_of_month, format_date
from sheetcash.core.scellement import Sceau, lire_sceau, sceller
from sheetcash.errors import InputError, MissingColumn
from sheetcash.ports import Journal, WorkbookStore
from sheetcash.ports.scelles import LigneScellee, Scelles
from sheetcash.workbook.edits import AppendRow, Edit, LockRows, SetSetting, UpdateRow, Value
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.parametres import IDENTIFIANT
from sheetcash.workbook.raw import Snapshot
from sheetcash.workbook.registres import (
    REGISTRE_ACHATS,
    REGISTRE_RECETTES,
    REGISTRE_SCELLES,
    Registre,
    valeurs,
)
from sheetcash.workbook.schema import fold
from sheetcash.workbook.tables import SCEAU, SCELLES

#: Who sells goods or board must keep a register of purchases: CGI article 50-0, 5.
_VENDEURS = frozenset(map(fold, ("Vente", "Meublé classé")))


class Resume(NamedTuple):
    """What sealing a register does, or would do; ``remis`` seals are put back where they were."""

    registre: str
    lignes: int
    premier: str
    dernier: str
    total: int
    jusqu_au: date
    sceau: Sceau | None
    clotures: Sequence[Cloture]
    remis: int = 0


class Attente(NamedTuple):
    """Rows of a register that are left for a later sealing: they are of a later day."""

    registre: str
    lignes: int

    @property
    def phrase(self) -> str:
        """What is told of them.

        >>> print(Attente("Recettes", 2).phrase)
        Recettes : 2 lignes plus récentes attendent d'être scellées, avec leur mois.
        """
        many = self.lignes > 1
        return (
            f"{self.registre} : {pluriel(self.lignes, 'ligne')} plus récente{'s' * many} "
            f"atten{'dent' if many else 'd'} d'être scellée{'s' * many}, avec "
            f"{'leur' if many else 'son'} mois."
        )


class Plan(NamedTuple):
    """A sealing under preparation.

    Attributes:
        edits: what the workbook gets.
        inscriptions: what the journal gets, by register.
        resumes: each register in short.
        constats: what forbids a register to be sealed, and what else is to be looked at.
        attentes: what is left for a later sealing, where there is any.
        jamais: no row of these registers was ever sealed.
    """

    edits: list[Edit]
    inscriptions: dict[str, list[LigneScellee]]
    resumes: list[Resume]
    constats: list[Finding]
    attentes: list[Attente]
    jamais: bool = False

    def rien(self, jusqu_au: date) -> str:
        """Why nothing is sealed, when nothing forbids it.

        >>> Plan([], {}, [], [], []).rien(date(2026, 10, 31))
        "Tout est déjà scellé jusqu'au 31/10/2026."
        """
        day = format_date(jusqu_au)
        if self.jamais:
            return f"Rien n'est à sceller jusqu'au {day} : aucune ligne n'est de ces jours-là."
        return f"Tout est déjà scellé jusqu'au {day}."

    @property
    def vide(self) -> bool:
        """Whether there is nothing to seal."""
        return not self.edits


class Outils(NamedTuple):
    """What sealing needs from outside."""

    store: WorkbookStore
    journal: Journal
    scelles: Scelles
    nouvel_identifiant: Callable[[], str]


class Resultat(NamedTuple):
    """What was sealed; ``ecritures`` is 0 when nothing was."""

    plan: Plan
    ecritures: int


def fin_du_mois_passe(aujourdhui: date) -> date:
    """The last day of the month before.

    >>> fin_du_mois_passe(date(2026, 3, 5))
    datetime.date(2026, 2, 28)
    """
    return end_of_month(add_months(aujourdhui, -1))


def preparer(
    outils: Outils, aujourdhui: date, jusqu_au: date, *, achats: bool = False
) -> tuple[Snapshot, Plan]:
    """What sealing would do; nothing is changed.

    Args:
        outils: the workbook and the journal.
        aujourdhui: the day of the sealing.
        jusqu_au: the last day that is sealed.
        achats: the register of purchases too, even of who is not held to keep one.

    Raises:
        InputError: that day is to come; the sheets or columns are not there.
        SceauRecent: sealed by a newer version.
    """
    if jusqu_au > aujourdhui:
        raise InputError(
            f"Le {format_date(jusqu_au)} n'est pas encore passé : rien n'est scellé.",
            "Donnez un jour passé à --jusqu-au.",
        )
    snapshot = outils.store.read(TABLES)
    registres = lire(snapshot, outils.scelles)
    plan = Plan([], {}, [], [], [])
    lus = [registres.livre(REGISTRE_RECETTES.nom)]
    purchases = registres.livre(REGISTRE_ACHATS.nom)
    if purchases.raw is not None and (achats or _tient_les_achats(lus[0], purchases)):
        lus.append(purchases)
    _Preparation(registres, plan, aujourdhui, jusqu_au).run(lus)
    if not registres.classeur and plan.edits:
        plan.edits.append(SetSetting(IDENTIFIANT, outils.nouvel_identifiant()))
    return snapshot, plan._replace(jamais=all(one.verification.dernier is None for one in lus))


def executer(outils: Outils, snapshot: Snapshot, plan: Plan, aujourdhui: date) -> Resultat:
    """Write the seals in the workbook, then in the journal.

    Raises:
        ExternallyChanged: the workbook changed since it was read; nothing was written.
        StoreError: nothing was written in the workbook; or the journal could not be.
    """
    outils.store.ensure_writable()
    named = [one.value for one in plan.edits if isinstance(one, SetSetting)]
    classeur = str(named[0]) if named else identifiant(snapshot)
    with outils.journal.exclusive(classeur):
        count = outils.store.write(snapshot, plan.edits, aujourdhui)
        outils.store.enregistrer()  # the journal must not know what a closed Excel would forget
        _inscrire(outils, classeur, plan)
    if outils.store.shared is not None:  # others may have moved rows meanwhile
        after = lire(outils.store.read(TABLES), outils.scelles)
        for lu in (*after.livres, after.scelles):
            if lu.verification.anomalies:
                plan.constats.append(_altere(lu))
    return Resultat(plan, count)


def rattraper(outils: Outils, snapshot: Snapshot, plan: Plan) -> None:
    """Teach the journal the seals that stand in the workbook and that it lacks.

    For a plan that seals nothing: the answer to an earlier write was lost, or the workbook was
    sealed on another machine.
    """
    if not plan.vide or not plan.inscriptions:
        return
    classeur = identifiant(snapshot)
    with outils.journal.exclusive(classeur):
        _inscrire(outils, classeur, plan)


def _inscrire(outils: Outils, classeur: str, plan: Plan) -> None:
    for nom, rows in plan.inscriptions.items():
        outils.scelles.inscrire(classeur, nom, rows)


def _tient_les_achats(recettes: Lu, achats: Lu) -> bool:
    """Whether the register of purchases is one that the law asks for, or that is sealed already."""
    if achats.verification.dernier is not None:
        return True
    at = recettes.registre.champ("Catégorie")
    return any(fold(one.champs[at]) in _VENDEURS for one in recettes.lignes.values())


class _Preparation:
    def __init__(self, registres: Registres, plan: Plan, aujourdhui: date, jusqu_au: date) -> None:
        self.registres, self.plan = registres, plan
        self.aujourdhui, self.jusqu_au = aujourdhui, jusqu_au
        self.scelles: list[tuple[tuple[str, ...], dict[str, Value]]] = []

    def run(self, lus: Sequence[Lu]) -> None:
        if self.registres.scelles.raw is None:  # no total would tell that the end was cut off
            self.plan.constats.append(
                Finding(
                    SCELLES.sheet,
                    0,
                    "",
                    "Cette feuille manque : les totaux des mois ne peuvent pas être scellés avec "
                    "les lignes.",
                    "Retrouvez-la dans une sauvegarde ; si rien n'a jamais été scellé, copiez-la "
                    "d'un classeur neuf (sheetcash nouveau), avec son tableau.",
                )
            )
            return
        if self._remettre(self.registres.scelles) is None:
            return
        for lu in lus:
            remis = self._remettre(lu)
            if remis is not None:
                cut = sans_mois(self.registres, lu)
                if cut is not None:
                    self.plan.constats.append(cut)
                    continue
                self._rattraper(lu)
                self._registre(lu, remis)
        self._periodes()

    def _remettre(self, lu: Lu) -> list[int] | None:
        """Put back the seals that rows lost, as when a backup was restored; the rows' places.

        The periods' own rows are put back too. None when anything else happened: no row is sealed
        above one that changed.
        """
        edits: list[Edit] = []
        for one in lu.verification.anomalies:
            if lu.raw is not None and one.sceau is not None and one.place:
                values: dict[str, Value] = {SCEAU.title: str(one.sceau)}
                edits.append(UpdateRow(lu.raw.table, one.place, one.champs[0], values))
            elif (
                lu.raw is not None and one.sceau and lu.registre is REGISTRE_SCELLES and one.champs
            ):
                values = valeurs(one.champs, lu.registre) | {SCEAU.title: str(one.sceau)}
                edits.append(AppendRow(SCELLES.name, values))
            else:
                self.plan.constats.append(_altere(lu))
                return None
        self.plan.edits.extend(edits)
        return [one.row for one in edits if isinstance(one, UpdateRow)]

    def _rattraper(self, lu: Lu) -> None:
        """Sound rows that the journal does not know, as another machine sealed them."""
        days = jours_de_scellement(self.registres, lu.registre)
        rows = []
        for ligne in saines(lu):
            sceau = lire_sceau(ligne.sceau)
            if sceau is not None and sceau.rang not in lu.connues:
                day = next((day for rang, day in days if rang >= sceau.rang), self.aujourdhui)
                rows.append(LigneScellee(sceau, ligne.champs, day))
        if rows:
            self.plan.inscriptions.setdefault(lu.registre.nom, []).extend(rows)

    def _registre(self, lu: Lu, remis: list[int]) -> None:
        registre, raw = lu.registre, lu.raw
        assert raw is not None
        clos = dernier_jour_clos(self.registres, registre)
        choix = choisir(lu, self.jusqu_au, clos)
        if choix.constats:
            self.plan.constats.extend(choix.constats)
            return
        left = len(lu.libres) - len(choix.lignes)
        if left:
            self.plan.attentes.append(Attente(registre.nom, left))
        seals = sceller([one.champs for one in choix.lignes], lu.verification.dernier)
        for ligne, sceau in zip(choix.lignes, seals, strict=True):
            values: dict[str, Value] = {SCEAU.title: str(sceau)}
            if ligne.place in choix.numeros:
                if registre.champs[0] not in raw.positions:
                    raise MissingColumn(raw.sheet, registre.champs[0], "")
                values[registre.champs[0]] = choix.numeros[ligne.place]
            key = "" if ligne.place in choix.numeros else ligne.champs[0]
            self.plan.edits.append(UpdateRow(raw.table, ligne.place, key, values))
        places = [*remis, *(one.place for one in choix.lignes)]
        if places:
            lock = LockRows(raw.table, min(places), max(places), registre.champs, SCEAU.title)
            self.plan.edits.append(lock)
        rows = [
            LigneScellee(sceau, ligne.champs, self.aujourdhui)
            for ligne, sceau in zip(choix.lignes, seals, strict=True)
        ]
        self.plan.inscriptions.setdefault(registre.nom, []).extend(rows)
        moves = mouvements(choix.lignes, registre)
        closed = cloturer(moves, clos, self.jusqu_au)
        last = seals[-1] if seals else lu.verification.dernier
        if closed and last is not None:
            self._clore(registre, closed, last)
        if seals or closed or remis:
            self.plan.resumes.append(
                Resume(
                    registre.nom,
                    len(seals),
                    choix.lignes[0].champs[0] if seals else "",
                    choix.lignes[-1].champs[0] if seals else "",
                    sum(one.cents for one in moves),
                    self.jusqu_au,
                    last,
                    closed,
                    len(remis),
                )
            )

    def _clore(self, registre: Registre, closed: Sequence[Cloture], last: Sceau) -> None:
        rang = self.registres.scelles.verification.dernier
        first = (rang.rang if rang else 0) + len(self.scelles) + 1
        for number, one in enumerate(closed, first):
            values: dict[str, Value] = {
                "N°": str(number),
                "Registre": registre.nom,
                "Début": one.debut,
                "Fin": one.fin,
                "Lignes": one.lignes,
                "Total": one.total,
                "Détail": one.detail,
                "Dernière ligne": str(last),
                "Scellé le": self.aujourdhui,
            }
            champs = tuple(
                value.isoformat() if isinstance(value, date) else str(value)
                for value in (values[title] for title in REGISTRE_SCELLES.champs)
            )
            self.scelles.append((champs, values))

    def _periodes(self) -> None:
        """The rows of Scellés, sealed in their own chain."""
        lu = self.registres.scelles
        self._rattraper(lu)
        if not self.scelles:
            return
        seals = sceller([champs for champs, _ in self.scelles], lu.verification.dernier)
        for (champs, values), sceau in zip(self.scelles, seals, strict=True):
            row = AppendRow(SCELLES.name, values | {SCEAU.title: str(sceau)})
            self.plan.edits.append(row)
            self.plan.inscriptions.setdefault(REGISTRE_SCELLES.nom, []).append(
                LigneScellee(sceau, champs, self.aujourdhui)
            )


def _altere(lu: Lu) -> Finding:
    count = len(lu.verification.anomalies)
    return Finding(
        lu.feuille,
        0,
        "",
        f"{count} ligne{'s' if count > 1 else ''} ne correspond{'ent' if count > 1 else ''} plus "
        "aux sceaux : rien de plus n'est scellé ici.",
        "Lancez « sheetcash verifier » : il les nomme.",
    )
