"""A list of invoices in CSV, as billing programs export it: each row an invoice, or put aside.

The header is known by its titles or by a mapping of the user's. A number that stands on several
rows is one invoice only when the rows say the same; else none of them is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from sheetcash.adapters.bank.decoupe import JOUR, Enregistrement, cases, enregistrements
from sheetcash.adapters.bank.lignes import devise, rejet
from sheetcash.adapters.bank.tableau import colonne, entetes, place
from sheetcash.adapters.bank.tableau import titres as _titres
from sheetcash.adapters.bank.texte import decoder, propre
from sheetcash.adapters.bank.valeurs import Jours, Montants
from sheetcash.adapters.factures import etats
from sheetcash.adapters.factures.fichier import AUTREMENT, octets, refuser_charabia
from sheetcash.adapters.factures.pdf import est_pdf
from sheetcash.adapters.factures.titres import NECESSAIRES, avec_taxe, connus
from sheetcash.core.factures_lues import CorrespondanceFactures, FactureLue, FacturesLues, Partie
from sheetcash.core.releves import Annonce, Rejet
from sheetcash.errors import NotAnInvoice, UnknownInvoiceColumns, WrongInvoiceMapping

#: What a mapping says besides its columns.
_FORM: Final = ("nom", "ordre", "decimale")
ROLES: Final = tuple(one for one in CorrespondanceFactures.__dataclass_fields__ if one not in _FORM)
_MONEY: Final = ("montant", "hors_taxe", "taxe", "du")
#: A thousand, or one and a bit: an amount that does not tell the decimal mark.
_THOUSAND: Final = re.compile(r"(?a:\D*\d{1,3}[.,]\d{3}\D*)")
#: What a spreadsheet makes of a long number.
_POWER: Final = re.compile(r"(?a:\d([.,]\d+)?E[+-]?\d+)", re.IGNORECASE)
_CURRENCY: Final = re.compile(r"(?a:\b(USD|GBP|CHF|EUR)\b)|([$£€])", re.IGNORECASE)
_SIGNS: Final = {"€": "EUR", "£": "GBP", "$": "$"}
_LONGEST: Final = 100
_EXPORT: Final = "Dans votre logiciel de facturation, choisissez un export CSV de vos factures."


def texte_csv(source: Path | bytes, nom: str, encodage: str) -> tuple[str, str, Annonce]:
    """A list's text, what to call it, its encoding.

    Raises:
        NotAnInvoice: it is no text, or a text of another kind.
        AccessDenied: it cannot be read at all.
    """
    data, name = octets(source, nom)
    if est_pdf(data):
        raise NotAnInvoice(f"{name} est un PDF, pas une liste de factures.", _EXPORT)
    text, encoding = decoder(data, encodage)
    refuser_charabia(text, name)
    start = text[:5_000].lstrip()
    if start.startswith("<"):
        raise NotAnInvoice(
            f"{name} est un fichier XML ou une page web, pas une liste de factures.", AUTREMENT
        )
    if start.startswith(("{", "[")) and '":' in start:
        raise NotAnInvoice(f"{name} est un fichier JSON.", _EXPORT)
    return text, name, encoding


def lire_factures_csv(
    source: Path | bytes,
    nom: str = "",
    *,
    correspondance: CorrespondanceFactures | None = None,
    correspondances: Sequence[CorrespondanceFactures] = (),
    encodage: str = "",
    decimale: str = "",
    ordre: str = "",
) -> FacturesLues:
    """The invoices of a list in CSV.

    Args:
        source: the file, or its bytes.
        nom: what to call it in errors; its own name by default.
        correspondance: the mapping to read it by, whatever its header.
        correspondances: those that the user made before, tried where the titles are not known.
        encodage: the user's word, where what was found is wrong.
        decimale: ``,`` or ``.``, likewise.
        ordre: of the dates (``JMA``, ``MJA``, ``AMJ``), likewise.

    Raises:
        NotAnInvoice: it is no list in CSV; the message says what to give instead.
        UnknownInvoiceColumns: its titles are not known (see `proposer_factures`).
        WrongInvoiceMapping: it has not the mapping's columns.
        AccessDenied: it cannot be read at all.

    >>> text = "N° facture;Date;Client;Total TTC\\nF-1;31/01/2026;Ana Roy;1 200,00\\n"
    >>> one, = lire_factures_csv(text.encode()).factures
    >>> one.numero, one.destinataire.nom, one.cents
    ('F-1', 'Ana Roy', 120000)
    """
    text, name, encoding = texte_csv(source, nom, encodage)
    lines = text.split("\n")
    table, mapping = _table(lines, name, correspondance, correspondances)
    records, misshapen = table.lignes()
    at = table.colonnes

    def cells(roles: Iterable[str]) -> Iterable[str]:
        for one in roles:
            if one in at:
                yield from (record.cases[at[one]] for record in records)

    told = decimale or (mapping.decimale if mapping else "")
    amounts = Montants((one for one in cells(_MONEY) if not _THOUSAND.fullmatch(one)), told)
    days = Jours(cells(("date", "echeance")), ordre or (mapping.ordre if mapping else ""))
    lecteur = _Lecteur(at, amounts, days)
    rejets, read = list(misshapen), []
    for record in records:
        try:
            read.append((lecteur.facture(record), record))
        except ValueError as error:
            rejets.append(rejet(record.ligne, str(error), record.texte))
    factures, twice = _une_fois(read)
    shown = "tabulation" if table.separateur == "\t" else table.separateur
    title = propre(cases(lines[table.ligne], table.separateur)[at["montant"]])
    notes = [
        encoding,
        Annonce("séparateur", shown),
        amounts.annonce,
        days.annonce,
        Annonce("montant", f"colonne « {title} »", mapping is not None or avec_taxe(title)),
    ]
    lus = len(records) + len(misshapen)
    return FacturesLues("CSV", lus, factures, sorted([*rejets, *twice]), notes)


class _Table(NamedTuple):
    """A header and what is under it."""

    lines: Sequence[str]
    ligne: int
    separateur: str
    titres: tuple[str, ...]
    colonnes: Mapping[str, int]

    def lignes(self) -> tuple[list[Enregistrement], list[Rejet]]:
        """The rows, each with as many cells as there are titles; those that have not, put aside."""
        width = len(self.titres)
        named = width - next((n for n, one in enumerate(self.titres[::-1]) if one), 0)
        least = max(self.colonnes[one] for one in NECESSAIRES) + 1
        day = self.colonnes["date"]

        def begins(cells: list[str]) -> bool:
            return len(cells) >= least and JOUR.match(cells[day]) is not None

        rows, odd = [], []
        # Without a line end the last row may be cut in the middle of its amount.
        cut = len(self.lines) if self.lines[-1] else 0
        header = self.lines[self.ligne]
        lines = list(self.lines)
        for record in enregistrements(lines, self.ligne + 1, self.separateur, begins):
            line, cells, text = record
            if text.removeprefix("\ufeff") == header:
                continue  # two exports, one after the other
            count = len(cells)
            short = count < least or (line == cut and count < named)
            if short or (count > width and any(map(str.strip, cells[width:]))):
                more = "un séparateur dans un texte ?" if count > named else "ligne coupée ?"
                why = f"{count} cellules au lieu de {named} ({more})"
                odd.append(rejet(line, why, text))
            else:
                whole = [*cells, *[""] * (width - count)]
                rows.append(Enregistrement(line, whole, text))
        return rows, odd


def _table(
    lines: Sequence[str],
    nom: str,
    chosen: CorrespondanceFactures | None,
    known: Sequence[CorrespondanceFactures],
) -> tuple[_Table, CorrespondanceFactures | None]:
    if chosen is not None:
        return _choisie(lines, nom, chosen), chosen
    for at, separateur, names in entetes(lines):
        found = connus(names)
        if all(one in found for one in NECESSAIRES):
            return _Table(lines, at, separateur, names, found), None
    for one in known:
        try:
            return _choisie(lines, nom, one), one
        except WrongInvoiceMapping:
            continue
    _titree(lines, nom)
    raise UnknownInvoiceColumns(nom, _titres(lines))


def _titree(lines: Sequence[str], nom: str) -> None:
    """Refuse a list without titles: its first invoice would be taken for them."""
    titles = _titres(lines)
    if titles and all(map(place, titles)):
        raise NotAnInvoice(
            f"{nom} n'a pas de ligne de titres : sa première ligne a déjà une date.",
            "Ajoutez une première ligne au fichier, par exemple N°;Date;Client;Montant.",
        )


def _choisie(lines: Sequence[str], nom: str, mapping: CorrespondanceFactures) -> _Table:
    """The first line that has the titles without which there is no invoice."""
    told = {role: getattr(mapping, role) for role in ROLES}
    wanted = tuple(told[one] for one in NECESSAIRES)
    absent = wanted
    if any(map(place, wanted)):
        _titree(lines, nom)
    for at, separateur, names in entetes(lines):
        here = tuple(one for one in wanted if colonne(names, one) is None)
        if not here:
            found = {role: colonne(names, one) for role, one in told.items() if one}
            columns = {role: n for role, n in found.items() if n is not None}
            # A draft stays one, whether its column was told or not.
            seen = {role: n for role, n in connus(names).items() if role in ("statut", "sorte")}
            columns = {**seen, **columns}
            return _Table(lines, at, separateur, names, columns)
        absent = min(absent, here, key=len)
    raise WrongInvoiceMapping(nom, mapping.nom, absent)


class _Lecteur:
    """Reads rows; raises ValueError with a French reason."""

    def __init__(self, colonnes: Mapping[str, int], amounts: Montants, days: Jours) -> None:
        self.at, self.amounts, self.days = colonnes, amounts, days

    def facture(self, record: Enregistrement) -> FactureLue:
        cells, at = record.cases, self.at

        def cell(role: str) -> str:
            return propre(cells[at[role]]) if role in at else ""

        numero, client, due = cell("numero"), cell("client"), cell("echeance")
        if not numero and not cell("date"):
            raise ValueError("ce n'est pas une ligne de facture : elle n'a ni n° ni date")
        why = etats.ecarte(cell("sorte"), cell("statut"))
        if why:
            raise ValueError(why)
        _numero(numero)
        day = self.days.jour(cell("date"))
        if not client:
            raise ValueError("le client manque")
        total = self._cents(cell("montant"))
        sign = -1 if etats.est_avoir(cell("sorte")) and total > 0 else 1
        ht, taxe, left = map(self._facultatif, map(cell, ("hors_taxe", "taxe", "du")))
        if ht is not None and taxe is not None and ht + taxe != total:
            raise ValueError("le total hors taxe et la taxe ne font pas le total")
        if etats.payee(cell("statut")):
            if left:
                raise ValueError("facture payée, mais avec un reste à payer")
            left = 0
        elif left is None:
            left = total
        if left and (abs(left) > abs(total) or (left < 0) != (total < 0)):
            raise ValueError("le reste à payer n'est pas une part du total")
        return FactureLue(
            numero,
            day,
            self._echeance(due) if due else None,
            Partie(""),
            Partie(client, _siren(cell("siren")), cell("courriel"), cell("adresse")),
            sign * total,
            sign * left,
            _devise(cell("devise"), cell("montant"), told="devise" in at),
            cell("objet"),
            cell("avoir_sur"),
            "",
            etats.mode(cell("mode")),
            None if ht is None else sign * ht,
            None if taxe is None else sign * taxe,
            record.ligne,
            "CSV",
            cell("categorie"),
        )

    def _cents(self, texte: str) -> int:
        if not texte:
            raise ValueError("le montant manque")
        return self.amounts.cents(texte)

    def _facultatif(self, texte: str) -> int | None:
        return self.amounts.cents(texte) if texte else None

    def _echeance(self, texte: str) -> date:
        try:
            return self.days.jour(texte)
        except ValueError as error:
            raise ValueError(f"échéance : {error}") from None


def _numero(numero: str) -> None:
    if not numero:
        raise ValueError("le n° de facture manque")
    if len(numero) > _LONGEST:
        raise ValueError(f"le n° de facture a plus de {_LONGEST} signes")
    if _POWER.fullmatch(numero):
        raise ValueError(f"« {numero} » : un tableur a abîmé ce numéro")


def _devise(told_code: str, amount: str, *, told: bool) -> str:
    """The currency of a row: that of its column, or the one that stands by its amount."""
    signs = {_SIGNS.get(one[2], one[1].upper() if one[1] else "") for one in _found(amount)}
    if told and told_code:
        code = devise(told_code)
        if signs - {code, "$"}:
            raise ValueError(f"« {amount[:40]} » est d'une autre devise que « {code} »")
        return code
    if "$" in signs or len(signs) > 1:
        raise ValueError(f"« {amount[:40]} » : de quelle devise ?")
    return signs.pop() if signs else "EUR"


def _found(amount: str) -> Iterable[re.Match[str]]:
    return _CURRENCY.finditer(amount)


def _siren(texte: str) -> str:
    bare = re.sub(r"[\s.\-]", "", texte)
    return bare[:9] if re.fullmatch(r"(?a:\d{9}|\d{14})", bare) else ""


def _une_fois(
    read: Sequence[tuple[FactureLue, Enregistrement]],
) -> tuple[list[FactureLue], list[Rejet]]:
    """Each number once; rows of one number that do not agree are all put aside."""
    rows: dict[str, list[tuple[FactureLue, Enregistrement]]] = {}
    for one in read:
        rows.setdefault(one[0].numero, []).append(one)
    kept, rejets = [], []
    for numero, found in rows.items():
        first = found[0][0]
        if all(one._replace(ligne=0) == first._replace(ligne=0) for one, _ in found[1:]):
            kept.append(first)
            why = f"la facture « {numero} » est déjà à la ligne {first.ligne}"
            aside = found[1:]
        else:
            listed = ", ".join(str(one.ligne) for one, _ in found[:10])
            why = f"le n° « {numero} » est sur plusieurs lignes qui diffèrent ({listed})"
            aside = found
        rejets += [rejet(record.ligne, why, record.texte) for _, record in aside]
    return kept, rejets
