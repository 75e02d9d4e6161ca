"""Invoices read from files into Factures, those one received into Achats: each once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from sheetcash.app.achats_connus import connues, de_la_banque, memes_noms
from sheetcash.app.rapprochement.lecture import clos
from sheetcash.app.rapprochement.numeros import numeroter, suites
from sheetcash.core.categories import LABELS
from sheetcash.core.factures_lues import FactureLue, Partie
from sheetcash.core.libelles import contient
from sheetcash.core.money import format_euros
from sheetcash.core.periods import format_date
from sheetcash.core.rapprochement_pieces import SOMMES, sommes
from sheetcash.core.releves import Rejet
from sheetcash.core.scellement import OUBLI
from sheetcash.workbook import convert
from sheetcash.workbook.banque import read_banque
from sheetcash.workbook.convert import Reading, texts
from sheetcash.workbook.ecritures import Ecriture, achat_entier, objet, read_ecritures
from sheetcash.workbook.edits import AppendRow, Edit, UpdateRow, Value
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.postes import Regle, read_postes
from sheetcash.workbook.raw import Snapshot
from sheetcash.workbook.reading_settings import read_settings
from sheetcash.workbook.records import CATEGORIES, PROFESSIONNEL, Parametres, key, nom_client
from sheetcash.workbook.registres import REGISTRE_ACHATS
from sheetcash.workbook.schema import fold
from sheetcash.workbook.tables import ACHATS, BANQUE, CLIENTS, CONDITIONS, FACTURES, POSTES, SCELLES

#: What is read to take invoices in.
TABLES: Final = tuple(one.name for one in (CLIENTS, FACTURES, ACHATS, POSTES, BANQUE, SCELLES))
#: A purchase made of a bank's line is its invoice's when their days are not further apart.
_AUTOUR: Final = 60
#: A purchase is paid so long before its invoice is dated, at most: a month is another one's.
_D_AVANCE: Final = 20
#: And so near, that of one typed by hand.
_TOUT_PRES: Final = 5


class Sens(StrEnum):
    """Whose invoice it is."""

    EMISE = "émise"
    RECUE = "reçue"


class Prise(NamedTuple):
    """What became of one invoice: ``ajoutée``, ``déjà là``, ``rattachée`` or ``refusée``."""

    fichier: str
    facture: FactureLue
    sens: Sens | None
    sort: str
    detail: str = ""


class Lot(NamedTuple):
    """The invoices of one file.

    ``piece`` is what « Pièce » will say of them, empty for a list; ``rejets`` its rows that gave
    none, of the ``lus`` that it has.
    """

    nom: str
    factures: Sequence[FactureLue]
    piece: str = ""
    rejets: Sequence[Rejet] = ()
    liste: bool = False
    lus: int = 1


class PlanFactures(NamedTuple):
    """What would be written."""

    prises: list[Prise]
    clients: list[str]
    edits: list[Edit]
    constats: list[Finding]


def preparer(snapshot: Snapshot, lots: Sequence[Lot], sens: Sens | None = None) -> PlanFactures:
    """What these invoices add to the workbook; nothing is written.

    An invoice is one's own when the seller is the workbook's user, by SIREN, else by name; a list
    is of one's own invoices. An invoice that its file says is paid, and whose money is not in the
    livre, is held: nobody who has paid is chased.

    Args:
        snapshot: the workbook, :data:`TABLES` of it.
        lots: the files.
        sens: the user's word on whose they are.
    """
    its = _Classement(snapshot)
    for lot in lots:
        for one in lot.factures:
            its.prendre(lot, one, sens)
    its.numeroter()
    return PlanFactures(its.prises, its.nouveaux, its.edits, its.constats)


class _Classement:
    """The workbook's rows, and what is added to them one invoice after the other."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.parametres: Parametres = read_settings(snapshot.settings, [])
        self.prises: list[Prise] = []
        self.nouveaux: list[str] = []
        self.edits: list[Edit] = []
        self.constats: list[Finding] = []
        clients = snapshot.tables[CLIENTS.name].columns
        names, sirens = texts(clients["Client"]), texts(clients["SIREN"])
        self.clients = {nom_client(name): name for name in names if name}
        self.par_siren = {
            _chiffres(siren): name for siren, name in zip(sirens, names, strict=True) if siren
        }
        raw = snapshot.tables[FACTURES.name]
        numbers = texts(raw.columns["N° facture"])
        self.factures: dict[str, tuple[int, int | None]] = {}
        silent = Reading(raw.sheet, raw.first_row, [], set())
        amounts = convert.amounts(raw.columns["Montant"], "Montant", silent)
        for at, (number, cents) in enumerate(zip(numbers, amounts, strict=True), raw.first_row):
            if number:
                self.factures[key(number)] = at, cents
        self.achats: list[Ecriture] = read_ecritures(snapshot.tables.get(ACHATS.name))
        taken = snapshot.tables.get(ACHATS.name)
        self.pieces = dict(
            enumerate(texts(taken.columns["Pièce"]), taken.first_row) if taken else ()
        )
        self.regles: list[Regle] = read_postes(snapshot.tables.get(POSTES.name))
        self.registre = list(self.achats)
        self.nouvelles: list[dict[str, Value]] = []
        self.ou: list[tuple[int, dict[str, Value]]] = []
        self.clos = clos(snapshot.tables.get(SCELLES.name), REGISTRE_ACHATS.nom)
        self.banque = read_banque(snapshot.tables.get(BANQUE.name), [])
        self.connues = connues(taken)
        self.recues: dict[tuple[str, str], int] = {}
        self.montants = _montants(self.achats)

    def prendre(self, lot: Lot, one: FactureLue, sens: Sens | None) -> None:
        """Add an invoice, or say why it is not."""
        whose = sens or (Sens.EMISE if lot.liste else self._sens(one))
        sort, detail = "refusée", ""
        if one.devise != "EUR":
            detail = f"en {one.devise} : les montants du classeur sont en euros"
        elif whose is None:
            detail = (
                "ni le vendeur ni l'acheteur n'est vous : écrivez votre SIREN dans Paramètres, "
                "ou ajoutez --emises ou --recues"
            )
        elif whose is Sens.EMISE:
            sort, detail = self._emise(lot, one)
        else:
            sort, detail = self._recue(lot, one)
        self.prises.append(Prise(lot.nom, one, whose, sort, detail))

    def _sens(self, one: FactureLue) -> Sens | None:
        mine, name = _chiffres(self.parametres.siren)[:9], nom_client(self.parametres.nom)
        for party, whose in ((one.emetteur, Sens.EMISE), (one.destinataire, Sens.RECUE)):
            if mine and _chiffres(party.siren)[:9] == mine:
                return whose
        for party, whose in ((one.emetteur, Sens.EMISE), (one.destinataire, Sens.RECUE)):
            if name and nom_client(party.nom).removesuffix(" ei") == name.removesuffix(" ei"):
                return whose
        return None

    def _emise(self, lot: Lot, one: FactureLue) -> tuple[str, str]:
        known = self.factures.get(key(one.numero))
        if known is not None:
            line, cents = known
            if cents == one.cents:
                return "déjà là", f"ligne {line} de Factures" if line else "plus haut"
            shown = format_euros(cents) if cents is not None else "un montant illisible"
            return "refusée", f"ce numéro est déjà dans Factures, pour {shown}"
        client = self._client(one.destinataire)
        if not client:
            return "refusée", "le nom du client manque"
        self.factures[key(one.numero)] = 0, one.cents
        row: dict[str, Value] = {
            "N° facture": one.numero,
            "Date": one.date_facture,
            "Client": client,
            "Objet": one.objet or None,
            "Catégorie": _categorie(one.categorie),
            "Montant": one.cents,
            "Conditions": None if one.echeance else CONDITIONS[1],
            "Échéance": one.echeance,
            "Pièce": lot.piece or None,
            "Avoir sur": one.avoir_sur.split(", ")[0] if one.cents < 0 and one.avoir_sur else None,
        }
        paid = one.cents - one.du_cents
        if one.cents > 0 and paid > 0:
            row["Litige"] = "Oui"
            self.constats.append(
                Finding(
                    FACTURES.sheet,
                    0,
                    "Litige",
                    f"{one.numero} : {format_euros(paid)} sont déjà payés d'après {lot.nom}, et le "
                    "livre ne le sait pas. Ses relances sont suspendues (Litige).",
                    "Importez le relevé, ou saisissez la recette, puis videz Litige.",
                )
            )
        self.edits.append(AppendRow(FACTURES.name, row))
        return "ajoutée", f"Factures, {client}"

    def _client(self, party: Partie) -> str:
        """The client's name as the workbook has it; a new row where it has none."""
        siren = _chiffres(party.siren)[:9]
        found = (self.par_siren.get(siren) if siren else None) or self.clients.get(
            nom_client(party.nom)
        )
        if found or not party.nom.strip():
            return found or ""
        name = " ".join(party.nom.split())
        self.clients[nom_client(name)] = name
        if siren:
            self.par_siren[siren] = name
        self.nouveaux.append(name)
        row: dict[str, Value] = {
            "Client": name,
            "Type": PROFESSIONNEL if siren else None,
            "SIREN": siren or None,
            "Courriel": party.courriel or None,
            "Adresse": party.adresse or None,
            "Profil de relance": "Standard",
        }
        self.edits.append(AppendRow(CLIENTS.name, row))
        return name

    def _recue(self, lot: Lot, one: FactureLue) -> tuple[str, str]:
        who = " ".join(one.emetteur.nom.split())
        mark = (nom_client(who), key(one.numero))
        there = self._deja_recue(lot, one, who)
        if there is not None:
            return there
        if mark in self.recues:
            if self.recues[mark] == one.cents:
                return "déjà là", "plus haut"
            return "refusée", f"ce numéro est plus haut, pour {format_euros(self.recues[mark])}"
        self.recues[mark] = one.cents
        values: dict[str, Value]
        parts = self._tapees(one, who) if lot.piece else []
        for typed in parts:
            values = {"Pièce": lot.piece}
            self.edits.append(UpdateRow(ACHATS.name, typed.ligne, typed.numero, values))
            self.achats.remove(typed)
        if parts:
            names = " et ".join(typed.numero for typed in parts)
            return "rattachée", f"achat {names} du {format_date(parts[0].jour)}"
        paid = self._payee(one, who)
        if paid is not None:
            values = {
                "Pièce": lot.piece or None,
                "Nature": f"Facture {one.numero} : {one.objet}".rstrip(" :"),
            }
            self.edits.append(UpdateRow(ACHATS.name, paid.ligne, paid.numero, values))
            self.achats.remove(paid)
            return "rattachée", f"achat {paid.numero} du {format_date(paid.jour)}"
        self._signaler(one, who)
        words = f"{who} {one.objet}"
        rule = next((its for its in self.regles if contient(words, its.mots)), None)
        row: dict[str, Value] = {
            "N°": None,
            "Date": one.date_facture,
            "Fournisseur": who or None,
            "Nature": f"Facture {one.numero} : {one.objet}".rstrip(" :"),
            "Poste": rule.poste if rule else None,
            "Montant": one.cents,
            "Mode de règlement": one.mode or None,
            "Échéance": one.echeance,
            "Fixe/Variable": rule.fixe or None if rule else None,
            "Pièce": lot.piece or None,
        }
        if self.clos is not None and one.date_facture <= self.clos:
            row["Corrige"] = OUBLI
        self.nouvelles.append(row)
        self.ou.append((len(self.prises), row))
        return "ajoutée", ""

    def _deja_recue(self, lot: Lot, one: FactureLue, who: str) -> tuple[str, str] | None:
        """Why an invoice is not added that Achats has, or has a number of for another amount."""
        refused = None
        for its in self.connues:
            if not memes_noms(its.tiers, who):
                continue
            where = f"achat {its.numero}" if its.numero else f"ligne {its.ligne}"
            cents = self.montants.get(its.ligne, ())
            agrees = not cents or one.cents in cents
            same = nom_client(its.tiers) == nom_client(who) and its.porte(one.numero)
            # A file may be replaced by another of its name: the amount tells.
            voucher = lot.piece and its.piece == lot.piece and not its.porte_un_autre(one.numero)
            if agrees and (same or voucher or its.cite(one.numero)):
                return "déjà là", where
            if same and cents:
                shown = format_euros(cents[0])
                refused = "refusée", f"ce numéro est déjà dans Achats ({where}), pour {shown}"
        return refused

    def _signaler(self, one: FactureLue, who: str) -> None:
        """Tell of a purchase that may be the same, and that is not this invoice's for certain."""
        others = {its.ligne for its in self.connues if its.porte_un_autre(one.numero)}
        for its in self.achats:
            if its.ligne in others:
                continue
            near = abs((its.jour - one.date_facture).days) <= _TOUT_PRES
            if near and its.cents == one.cents and memes_noms(its.tiers, who):
                text = (
                    f"{one.numero} est ajoutée, et l'achat {its.numero} est du même fournisseur, "
                    f"du même montant et du {format_date(its.jour)}."
                )
                what = "Si c'est le même, supprimez celui des deux qui est de trop."
                self.constats.append(Finding(ACHATS.sheet, its.ligne, "Montant", text, what))
                return
        paid = [
            its
            for its in self._achats(one, who, _AUTOUR, de_la_banque)
            if (one.date_facture - its.jour).days <= _D_AVANCE
        ][:SOMMES]
        table = sommes(range(len(paid)), [its.cents for its in paid])
        if len(parts := table.pieces(one.cents)) > 1:
            names = ", ".join(paid[at].numero for at in parts)
            text = f"{one.numero} est ajoutée, et les achats {names}, payés, font ce montant."
            what = "S'ils paient cette facture, supprimez-la : ils y sont déjà."
            self.constats.append(Finding(ACHATS.sheet, paid[parts[0]].ligne, "Montant", text, what))

    def numeroter(self) -> None:
        """Number the purchases added, in the order of the days as sealing wants them."""
        moved = numeroter(self.registre, self.nouvelles, "Date")
        self.edits += suites(self.registre, self.banque, ACHATS.name, moved, ())
        self.edits += [AppendRow(ACHATS.name, row) for row in self.nouvelles]
        for at, row in self.ou:
            self.prises[at] = self.prises[at]._replace(detail=f"Achats, n° {row['N°']}")

    def _tapees(self, one: FactureLue, who: str) -> list[Ecriture]:
        """The purchase that the user typed of this invoice, and that names no voucher yet.

        It is several rows when the bank paid it in parts.
        """
        parts: dict[tuple[date, str], list[Ecriture]] = defaultdict(list)
        found: list[list[Ecriture]] = []
        for its in self._achats(one, who, _TOUT_PRES, lambda piece: not piece):
            parts[its.jour, objet(its.nature)].append(its)
        for those in parts.values():
            if len(those) > 1 and any(its.nature != objet(its.nature) for its in those):
                found += [those] if sum(its.cents for its in those) == one.cents else []
            else:
                found += [[its] for its in those if its.cents == one.cents]
        return found[0] if len(found) == 1 else []

    def _payee(self, one: FactureLue, who: str) -> Ecriture | None:
        """The purchase that a bank's line made of this invoice before it came.

        Of a subscription's, that of the nearest day: the month before's is another invoice's.
        """
        found = [
            (abs((its.jour - one.date_facture).days), its)
            for its in self._achats(one, who, _AUTOUR, de_la_banque)
            if its.cents == one.cents and (one.date_facture - its.jour).days <= _D_AVANCE
        ]
        found.sort(key=lambda pair: pair[0])
        alone = len(found) == 1 or (len(found) > 1 and found[0][0] < found[1][0])
        return found[0][1] if alone else None

    def _achats(
        self, one: FactureLue, who: str, jours: int, piece: Callable[[str], bool]
    ) -> list[Ecriture]:
        """The purchases from that supplier, so near, with such a voucher."""
        return [
            its
            for its in self.achats
            if not its.scellee
            and abs((its.jour - one.date_facture).days) <= jours
            and piece(self.pieces.get(its.ligne, ""))
            and memes_noms(its.tiers, who)
        ]


def _montants(achats: Sequence[Ecriture]) -> dict[int, tuple[int, int]]:
    """By row, what its purchase comes to with its other parts, and what it is of it."""
    whole: Counter[tuple[date, str, str]] = Counter()
    for one in achats:
        whole[achat_entier(one)] += one.cents
    return {one.ligne: (whole[achat_entier(one)], one.cents) for one in achats}


def _chiffres(texte: str) -> str:
    return "".join(sign for sign in texte if sign.isdigit())


def _categorie(texte: str) -> str | None:
    code = CATEGORIES.get(fold(texte))
    return LABELS[code] if code else None
