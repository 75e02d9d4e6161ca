"""CAMT.053 (statements), CAMT.052 (reports) and CAMT.054 (notices), in any version.

Read as a stream: a year of entries takes the memory of one. Entities, document types and the
network are refused before the parser sees them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Final

from lxml import etree

from sheetcash.adapters.arbre import enfant, enfants, local, texte
from sheetcash.adapters.bank.lignes import (
    SANS_LIBELLE,
    SANS_REFERENCE,
    devise,
    iban,
    joindre,
    rejet,
)
from sheetcash.adapters.bank.pages import Pages
from sheetcash.adapters.bank.texte import propre
from sheetcash.adapters.bank.valeurs import AMJ, Jours
from sheetcash.adapters.donnes import XML_SANS_RISQUE, sans_encodage
from sheetcash.core.money import MAX_CENTS
from sheetcash.core.releves import Annonce, Mouvement, Rejet, Releve, Solde

_AMOUNT: Final = re.compile(r"(?a:\d{1,13}(?:\.\d{1,5})?)")
_STATEMENTS: Final = frozenset({"Stmt", "Rpt", "Ntfctn"})
_OPENING: Final = ("OPBD", "PRCD", "OPAV")
_CLOSING: Final = ("CLBD", "CLAV", "ITBD")
#: Booked; else pending or for information.
_BOOKED: Final = frozenset({"", "BOOK"})
#: Where an account or an entry begins, in a message whose elements cannot be followed.
_OUVERTURES: Final = re.compile(r"<((?:\w+:)?(Acct|Ntry))(?:\s[^<>]*)?>")
_PREFIXE: Final = re.compile(r"(</?)\w+:(?=\w)")


def est_camt(text: str) -> bool:
    """Whether a text is a CAMT message.

    >>> est_camt('<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">')
    True
    """
    return re.search(r"camt\.05[234]\.|<(?:\w+:)?BkToCstmr", text[:5_000]) is not None


@dataclass(slots=True)
class _Lecture:
    rows: list[Mouvement] = field(default_factory=list)
    rejets: list[Rejet] = field(default_factory=list)
    ecartes: list[Rejet] = field(default_factory=list)
    pages: Pages = field(default_factory=Pages)
    notes: list[Annonce] = field(default_factory=list)
    lus: int = 0
    days: Jours = field(default_factory=lambda: Jours((), AMJ))

    def perdre(self, ligne: int, morceau: str) -> None:
        """Put aside an entry that cannot be read."""
        self.lus += 1
        self.rejets.append(rejet(ligne, "cette écriture est coupée ou abîmée", morceau))

    def releve(self) -> Releve:
        return Releve(
            "CAMT",
            self.lus,
            self.rows,
            self.rejets,
            self.ecartes,
            self.pages.comptes(),
            self.notes,
        )


def lire_camt(text: str) -> Releve:
    """The statements in a CAMT message; a damaged entry is put aside, the others are read.

    >>> day = "<BookgDt><Dt>2026-01-05</Dt></BookgDt>"
    >>> row = f'<Ntry><Amt Ccy="EUR">2.50</Amt><CdtDbtInd>DBIT</CdtDbtInd>{day}</Ntry>'
    >>> read = lire_camt(f"<Document><Stmt>{row}</Stmt></Document>")
    >>> read.mouvements[0].cents, read.mouvements[0].libelle
    (-250, '(sans libellé)')
    """
    lecture = _Lecture()
    number, currency = "", "EUR"
    stream = etree.iterparse(
        BytesIO(sans_encodage(text)),
        events=("end",),
        tag=[f"{{*}}{one}" for one in ("Acct", "Bal", "Ntry", *_STATEMENTS)],
        **XML_SANS_RISQUE,
    )
    balances: list[etree._Element] = []
    try:
        for _, node in stream:
            name = local(node)
            if name == "Acct" and local(node.getparent()) in _STATEMENTS:
                number = _account(node)
                currency = devise(texte(node, "Ccy"))
            elif name == "Bal":
                balances.append(node)
            elif name == "Ntry":
                _entry(lecture, node, number, currency, getattr(node, "sourceline", 0) or 0)
                node.clear()
                while (before := node.getprevious()) is not None and local(before) == "Ntry":
                    node.getparent().remove(before)
            elif name in _STATEMENTS:
                _balances(lecture, balances, number, currency)
                balances, number, currency = [], "", "EUR"
                node.clear()
    except etree.XMLSyntaxError as error:
        return _abime(text, error.lineno or 0)
    return lecture.releve()


def _abime(text: str, ligne: int) -> Releve:
    """A damaged message, entry by entry: each is parsed alone, from its opening to the next one.

    Balances are not read: what stands between the entries cannot be trusted.
    """
    lecture = _Lecture()
    number, currency, line, seen = "", "EUR", 1, 0
    marks = [*_OUVERTURES.finditer(text)]
    ends = [one.start() for one in marks]
    for mark, end in zip(marks, [*ends[1:], len(text)], strict=False):
        line, seen = line + text.count("\n", seen, mark.start()), mark.start()
        closing = f"</{mark[1]}>"
        whole, found, after = text[seen:end].partition(closing)
        node = _seule(whole + found) if found else None
        if mark[2] == "Acct":
            # An account that cannot be read would give its rows to the one before.
            number = _account(node) if node is not None else ""
            currency = devise(texte(node, "Ccy")) if node is not None else "EUR"
        elif node is None:
            lecture.perdre(line, whole)
        else:
            _entry(lecture, node, number, currency, line)
        if closing in after:  # an entry whose beginning was lost
            lecture.perdre(line + whole.count("\n"), after)
    if not lecture.rejets:  # an entry may have been lost where the damage is
        lecture.perdre(ligne, "")
    lecture.notes.append(Annonce("fin", f"le fichier est abîmé à la ligne {ligne}", sur=False))
    return lecture.releve()


def _seule(text: str) -> etree._Element | None:
    """An element on its own, None when it is not whole; its prefixes need no declaration."""
    bare = _PREFIXE.sub(r"\1", text)
    try:
        parser = etree.XMLParser(**XML_SANS_RISQUE)
        return etree.fromstring(bare.encode("utf-8", errors="replace"), parser)
    except etree.XMLSyntaxError:
        return None


def _shown(node: etree._Element) -> str:
    """An entry's words, to find it again."""
    return " ".join(" ".join(propre(one.text or "") for one in node.iter()).split())


def _account(node: etree._Element) -> str:
    return texte(node, "Id", "IBAN").replace(" ", "") or texte(node, "Id", "Othr", "Id")


def _cents(node: etree._Element | None) -> int:
    text = (node.text or "").strip() if node is not None else ""
    if not text:
        raise ValueError("le montant manque")
    if not _AMOUNT.fullmatch(text):
        raise ValueError(f"« {text[:40]} » n'est pas un montant")
    whole, _, decimals = text.partition(".")
    if decimals[2:].strip("0"):
        raise ValueError(f"« {text[:40]} » a plus de deux décimales")
    cents = int(whole) * 100 + int(decimals[:2].ljust(2, "0"))
    if cents >= MAX_CENTS:
        raise ValueError(f"« {text[:40]} » n'est pas un montant plausible")
    return cents


def _sign(node: etree._Element) -> int:
    mark = texte(node, "CdtDbtInd")
    if mark not in ("CRDT", "DBIT"):
        raise ValueError("ni crédit ni débit")
    return 1 if mark == "CRDT" else -1


def _day(lecture: _Lecture, node: etree._Element, *names: str) -> date:
    for name in names:
        told = texte(node, name, "Dt") or texte(node, name, "DtTm")
        if told:
            return lecture.days.jour(told[:10])
    raise ValueError("la date manque")


def _entry(lecture: _Lecture, node: etree._Element, number: str, currency: str, line: int) -> None:
    """One entry of the account: a movement, or one for each of its details when these add up."""
    state = texte(node, "Sts", "Cd") or texte(node, "Sts")
    if state not in _BOOKED:
        lecture.lus += 1
        why = f"écriture non comptabilisée ({state[:20]})"
        lecture.ecartes.append(rejet(line, why, _shown(node)))
        return
    try:
        found = list(_mouvements(lecture, node, number, currency, line))
    except ValueError as error:
        lecture.lus += 1
        lecture.rejets.append(rejet(line, str(error), _shown(node)))
        return
    lecture.lus += len(found)
    lecture.rows += found


def _mouvements(
    lecture: _Lecture, node: etree._Element, number: str, currency: str, line: int
) -> Iterator[Mouvement]:
    sign, amount = _sign(node), enfant(node, "Amt")
    cents = _cents(amount)
    told = amount.get("Ccy", "") if amount is not None else ""
    code = devise(told) if told else currency
    day = _day(lecture, node, "BookgDt", "ValDt")
    details = [one for batch in enfants(node, "NtryDtls") for one in enfants(batch, "TxDtls")]
    parts = _parts(details, cents, code)
    entry_reference = texte(node, "AcctSvcrRef")
    more = texte(node, "AddtlNtryInf")
    if parts is None:
        details, parts = details[:1] if len(details) == 1 else [], [cents]
    side = "Dbtr" if sign > 0 else "Cdtr"
    for at, part in enumerate(parts):
        one = details[at] if details else None
        refs, parties, words = enfant(one, "Refs"), enfant(one, "RltdPties"), _words(one)
        reference = texte(refs, "AcctSvcrRef")
        if len(parts) > 1 and (not reference or reference == entry_reference):
            reference = f"{entry_reference}/{at + 1}" if entry_reference else ""
        reference = reference or entry_reference
        other = enfant(parties, side)
        party = texte(other, "Nm") or texte(other, "Pty", "Nm")
        end_to_end = texte(refs, "EndToEndId") if not words else ""
        if end_to_end not in SANS_REFERENCE:
            words = end_to_end
        yield Mouvement(
            day,
            joindre([party, words, texte(one, "AddtlTxInf"), more]) or SANS_LIBELLE,
            sign * part,
            number,
            "" if reference in SANS_REFERENCE else reference[:120],
            party,
            iban(texte(parties, f"{side}Acct", "Id", "IBAN")),
            code,
            line,
        )


def _words(detail: etree._Element | None) -> str:
    """What the payer wrote: free words, then structured references."""
    info = enfant(detail, "RmtInf")
    if info is None:
        return ""
    free = [propre(one.text or "") for one in enfants(info, "Ustrd")]
    return " ".join([*free, *(texte(one, "CdtrRefInf", "Ref") for one in enfants(info, "Strd"))])


def _parts(details: list[etree._Element], cents: int, code: str) -> list[int] | None:
    """The amounts of a batch's details, when they are told in the entry's currency and add up."""
    if len(details) < 2:
        return None
    found = []
    for one in details:
        amount = enfant(one, "Amt")
        if amount is None:
            amount = enfant(one, "AmtDtls", "TxAmt", "Amt")
        if amount is None or amount.get("Ccy", code) != code:
            return None
        try:
            found.append(_cents(amount))
        except ValueError:
            return None
    return found if sum(found) == cents else None


def _balances(lecture: _Lecture, nodes: list[etree._Element], number: str, currency: str) -> None:
    """The statement's balances; several statements of one account follow one another."""
    told: dict[str, Solde] = {}
    for node in nodes:
        kind = texte(node, "Tp", "CdOrPrtry", "Cd")
        try:
            amount = enfant(node, "Amt")
            cents = _sign(node) * _cents(amount)
            if amount is not None and amount.get("Ccy"):
                currency = devise(amount.get("Ccy", ""))
            day = lecture.days.jour((texte(node, "Dt", "Dt") or texte(node, "Dt", "DtTm"))[:10])
        except ValueError:
            continue  # a balance is for checking only
        told.setdefault(kind, Solde(cents, day))
    opening = next((told[one] for one in _OPENING if one in told), None)
    closing = next((told[one] for one in _CLOSING if one in told), None)
    lecture.pages.ajouter(number, currency, opening, closing)
