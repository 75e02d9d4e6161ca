"""One ground truth, written as each bank and each format would: every reader must give it back.

The layouts are those of the facts page; not a sign of these files was copied from a real one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from xml.sax.saxutils import escape

OUVERTURE = 250_000
IBAN = "FR7612345987650123456789014"


@dataclass(frozen=True)
class Verite:
    """A movement as it truly was."""

    jour: date
    libelle: str
    cents: int
    reference: str = ""


@dataclass(frozen=True)
class Fichier:
    """A file and what it holds besides the truth."""

    nom: str
    octets: bytes
    format: str
    avec_reference: bool = False
    soldes: tuple[int | None, int | None] = (None, None)
    ecartes: int = 0
    comptes: int = 1


def verite(nombre: int = 60) -> list[Verite]:
    """Rows in the order of their days, with real twins and what statements make stumble."""
    odd = [
        "VIR SEPA RECU /DE ATELIER BÉATRICE & FILS /MOTIF FACTURE F-2026-014",
        "CB L'ÉPICERIE DU CŒUR 12.01.26",
        "PRLV SEPA URSSAF ÎLE-DE-FRANCE",
        "REMISE CHEQUE 0001234",
        "=SOMME(A1:A9) FACÉTIE",
        "+33 6 12 34 56 78",
        "-10 POUR CENT",
        "FRAIS < 5 > 3",
    ]
    rows = []
    for at in range(nombre):
        day = date(2026, 1, 2) + timedelta(days=at // 2)
        cents = (-1 if at % 3 == 1 else 1) * (1_250 + 7_919 * at % 300_000)
        rows.append(Verite(day, odd[at % len(odd)], cents, f"REF{at:06d}"))
    twin = Verite(date(2026, 1, 20), "CB BOULANGERIE", -120, "REF900001")
    rows += [twin, Verite(twin.jour, twin.libelle, twin.cents, "REF900002")]
    return sorted(rows, key=lambda row: row.jour)


def _fr(cents: int, thousands: str = "", plus: str = "") -> str:
    sign = "-" if cents < 0 else plus
    return f"{sign}{abs(cents) // 100:,}".replace(",", thousands) + f",{abs(cents) % 100:02d}"


def _en(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def _jma(day: date, sep: str = "/") -> str:
    return day.strftime(f"%d{sep}%m{sep}%Y")


def _csv(header: str, rows: Sequence[Sequence[str]], sep: str = ";", quote: bool = False) -> str:
    stream = io.StringIO()
    how = csv.QUOTE_ALL if quote else csv.QUOTE_MINIMAL
    csv.writer(stream, delimiter=sep, lineterminator="\n", quoting=how).writerows(rows)
    return f"{header}\n{stream.getvalue()}"


def _running(rows: Sequence[Verite]) -> list[int]:
    found, balance = [], OUVERTURE
    for row in rows:
        balance += row.cents
        found.append(balance)
    return found


def _out(cents: int) -> str:
    return _fr(-cents) if cents < 0 else ""


def _into(cents: int) -> str:
    return _fr(cents) if cents >= 0 else ""


def qonto_fr(rows: Sequence[Verite]) -> Fichier:
    header = (
        "Statut;Date de la valeur (UTC);Date de l'opération (UTC);Montant total (TTC);Débit;Crédit;"
        "Solde;Devise;Montant total (TTC) (local);Devise locale;Nom de la contrepartie;"
        "Méthode de paiement;IBAN du compte;Identifiant de transaction;Référence"
    )
    body = [
        [
            *("Exécuté", f"{_jma(r.jour, '-')} 09:12:33", "", _fr(r.cents), _out(r.cents)),
            *(_into(r.cents), _fr(b), "EUR", _fr(2 * r.cents), "USD", r.libelle),
            *("Virement", IBAN, r.reference, ""),
        ]
        for r, b in zip(rows, _running(rows), strict=True)
    ]
    waiting = [
        "En cours",
        "",
        "05-01-2026 10:00:00",
        "-9,99",
        "9,99",
        "",
        "",
        "EUR",
        "",
        "",
        "CB X",
    ]
    refused = ["Refusé", *waiting[1:]]
    body += [[*waiting, "Carte", IBAN, "W1", ""], [*refused, "Carte", IBAN, "W2", ""]]
    end = OUVERTURE + sum(r.cents for r in rows)
    text = _csv(header, body)
    return Fichier("qonto-fr.csv", text.encode(), "Qonto", True, (OUVERTURE, end), 2)


def qonto_en(rows: Sequence[Verite]) -> Fichier:
    header = (
        "Status,Settlement date (UTC),Operation date (UTC),Total amount (incl. VAT),Currency,"
        "Counterparty name,Payment method,Transaction ID,Account IBAN,Reference"
    )
    body = [
        [
            *("settled", f"{r.jour} 09:12:33", "", _en(r.cents), "EUR", r.libelle),
            *("transfer", r.reference, IBAN, ""),
        ]
        for r in rows
    ]
    body.append(
        ["processing", "", "2026-01-05 10:00:00", "-9.99", "EUR", "CB X", "card", "W1", "", ""]
    )
    return Fichier("qonto-en.csv", _csv(header, body, ",").encode(), "Qonto", True, ecartes=1)


def shine(rows: Sequence[Verite]) -> Fichier:
    header = (
        "Transaction ID;Date de la valeur;Date d'opération;IBAN;Type de transaction;Débit;Crédit;"
        "Solde mouvement;Solde bancaire;Libellé;Nom de la contrepartie;Commentaire"
    )
    body = [
        [
            *(r.reference, _jma(r.jour), _jma(r.jour), IBAN, "Virement", _out(r.cents)),
            *(_into(r.cents), "", _fr(b), r.libelle, "", ""),
        ]
        for r, b in zip(rows, _running(rows), strict=True)
    ]
    end = OUVERTURE + sum(r.cents for r in rows)
    text = _csv(header, body).replace("\n", "\r\n")
    return Fichier("shine.csv", text.encode("cp1252"), "Shine", True, (OUVERTURE, end))


def bnp(rows: Sequence[Verite]) -> Fichier:
    end = OUVERTURE + sum(r.cents for r in rows)
    head = (
        f"Compte de chèques;Compte de chèques;****1234;{_jma(rows[-1].jour)};;{_fr(end, ' ')}\n\n"
    )
    header = (
        "Date operation;Libelle court;Type operation;Libelle operation;Montant operation en euro"
    )
    body = [[_jma(r.jour), "", "VIREMENT", r.libelle, _fr(r.cents, " ")] for r in rows]
    text = head + _csv(header, body)
    return Fichier("bnp.csv", text.encode("cp1252"), "BNP Paribas", soldes=(None, end))


def societe_generale(rows: Sequence[Verite]) -> Fichier:
    end = OUVERTURE + sum(r.cents for r in rows)
    last = _jma(rows[-1].jour)
    head = f'="0234500012345678";{_jma(rows[0].jour)};{last};{len(rows)};{last};{_fr(end)} EUR\n\n'
    header = "Date de l'opération;Libellé;Détail de l'écriture;Montant de l'opération;Devise"
    body = [[_jma(r.jour), r.libelle[:12], r.libelle, _fr(r.cents), "EUR"] for r in reversed(rows)]
    text = (head + _csv(header, body)).replace("\n", "\r\n")
    return Fichier("sg.csv", text.encode("cp1252"), "Société Générale", soldes=(None, end))


def credit_agricole(rows: Sequence[Verite]) -> Fichier:
    """Two accounts one under the other, labels over several lines, debits without a minus."""
    parts = []
    for number, its in (("00011122233", rows[0::2]), ("00044455566", rows[1::2])):
        end = OUVERTURE + sum(r.cents for r in its)
        head = (
            "Téléchargement du 31/03/2026;\n\nMme DURAND CLAIRE;\n"
            f"Compte courant carte n° {number};\nSolde au 31/03/2026 {_fr(end, chr(160))} €\n\n"
            "Liste des opérations du compte entre le 01/01/2026 et le 31/03/2026;\n\n"
        )
        body = []
        for r in its:
            first, _, rest = r.libelle.partition(" ")
            debit = _fr(-r.cents, "\u202f") if r.cents < 0 else ""
            credit = _fr(r.cents, "\u202f") if r.cents >= 0 else ""
            body.append(f'{_jma(r.jour)};"{first} \n{rest} \n\n";{debit};{credit};\n')
        parts.append(head + "Date;Libellé;Débit euros;Crédit euros;\n" + "".join(body) + "\n")
    text = "".join(parts).replace("\u202f", "\u00a0")
    return Fichier("ca.csv", text.encode("cp1252"), "Crédit Agricole", comptes=2)


def credit_mutuel(rows: Sequence[Verite]) -> Fichier:
    header = "Date;Date de valeur;Débit;Crédit;Libellé;Solde"
    body = [
        [_jma(r.jour)] * 2
        + [_fr(r.cents) if r.cents < 0 else "", _into(r.cents), r.libelle, _fr(b)]
        for r, b in zip(rows, _running(rows), strict=True)
    ]
    end = OUVERTURE + sum(r.cents for r in rows)
    text = _csv(header, body).replace("\n", "\r\n")
    name = "Crédit Mutuel / CIC"
    return Fichier("cm.csv", text.encode("iso-8859-15"), name, soldes=(OUVERTURE, end))


def cic_montant(rows: Sequence[Verite]) -> Fichier:
    header = "Date;Date de valeur;Montant;Libellé;Solde"
    pairs = list(zip(rows, _running(rows), strict=True))
    body = [[_jma(r.jour)] * 2 + [_fr(r.cents), r.libelle, _fr(b)] for r, b in reversed(pairs)]
    end = OUVERTURE + sum(r.cents for r in rows)
    text = _csv(header, body)
    name = "Crédit Mutuel / CIC"
    return Fichier("cic.csv", text.encode("iso-8859-15"), name, soldes=(OUVERTURE, end))


def banque_postale(rows: Sequence[Verite], sep: str = ";", francs: bool = False) -> Fichier:
    end = OUVERTURE + sum(r.cents for r in rows)
    head = [
        ["Numéro Compte   ", "1234567S033"],
        ["Type         ", "CCP"],
        ["Compte tenu en  ", "euros"],
        ["Date            ", _jma(rows[-1].jour)],
        ["Solde (EUROS)   ", _fr(end, plus="+")],
        *([["Solde (FRANCS)  ", "12,00"]] if francs else []),
        [],
    ]
    header = sep.join(
        ["Date", "Libellé", "Montant(EUROS)", *(["Montant(FRANCS)"] if francs else [])]
    )
    body = [
        [_jma(r.jour), r.libelle, _fr(r.cents, plus="+"), *(["1,00"] if francs else [])]
        for r in rows
    ]
    text = "".join(sep.join(one) + "\r\n" for one in head) + _csv(header, body, sep)
    name = f"lbp-{'tab' if sep != ';' else 'francs' if francs else 'pv'}.csv"
    return Fichier(name, text.encode("cp1252"), "La Banque Postale", soldes=(None, end))


def bourso(rows: Sequence[Verite]) -> Fichier:
    header = (
        "dateOp;dateVal;label;category;categoryParent;supplierFound;amount;comment;accountNum;"
        "accountLabel;accountbalance"
    )
    body = [
        [r.jour.isoformat()] * 2
        + [r.libelle, "Divers", "Divers", "", _fr(r.cents, " "), "", "00012345"]
        + ["BoursoBank", "12,00"]
        for r in rows
    ]
    return Fichier("bourso.csv", _csv(header, body, quote=True).encode("utf-8-sig"), "BoursoBank")


def bpce(rows: Sequence[Verite]) -> Fichier:
    header = (
        "Date de comptabilisation;Libelle simplifie;Libelle operation;Reference;Informations "
        "complementaires;Type operation;Categorie;Sous categorie;Debit;Credit;Date operation;"
        "Date de valeur;Pointage operation"
    )
    body = [
        [
            *(_jma(r.jour), "", r.libelle, "0001", "", "Virement", "", ""),
            *(_fr(r.cents) if r.cents < 0 else "", _into(r.cents), _jma(r.jour), "", "0"),
        ]
        for r in rows
    ]
    return Fichier("bpce.csv", _csv(header, body).encode(), "Banque Populaire / Caisse d'Épargne")


def revolut(rows: Sequence[Verite]) -> Fichier:
    header = "Type,Produit,Date de début,Date de fin,Description,Montant,Frais,Devise,État,Solde"
    body = [
        [
            *("Virement", "Actuel", f"{r.jour} 08:00:00", f"{r.jour} 09:00:00", r.libelle),
            *(_en(r.cents), "0.00", "EUR", "TERMINÉ", _en(b)),
        ]
        for r, b in zip(rows, _running(rows), strict=True)
    ]
    waiting = ["Paiement", "Actuel", "2026-01-05 10:00:00", "", "X", "-9.99", "0.00", "EUR"]
    body += [[*waiting, "EN ATTENTE", ""], [*waiting, "ANNULÉ", ""]]
    end = OUVERTURE + sum(r.cents for r in rows)
    text = _csv(header, body, ",")
    return Fichier("revolut.csv", text.encode(), "Revolut", soldes=(OUVERTURE, end), ecartes=2)


def n26(rows: Sequence[Verite]) -> Fichier:
    header = (
        '"Booking Date","Value Date","Partner Name","Partner Iban",Type,"Payment Reference",'
        '"Account Name","Amount (EUR)","Original Amount","Original Currency","Exchange Rate"'
    )
    body = [
        [r.jour.isoformat()] * 2
        + [r.libelle, IBAN, "Credit Transfer", "", "Principal"]
        + [f"{r.cents / 100:g}" if abs(r.cents) < 100_000 else _en(r.cents), "12.00", "USD", "1.1"]
        for r in rows
    ]
    return Fichier("n26.csv", _csv(header, body, ",", quote=True).encode(), "N26")


def utf16(rows: Sequence[Verite]) -> Fichier:
    """What Excel makes of a CSV by « texte Unicode »."""
    one = banque_postale(rows, "\t")
    text = one.octets.decode("cp1252")
    return Fichier("utf16.csv", text.encode("utf-16"), one.format, soldes=one.soldes)


def ofx1(rows: Sequence[Verite]) -> Fichier:
    end = OUVERTURE + sum(r.cents for r in rows)
    body = "".join(
        f"<STMTTRN>\r\n<TRNTYPE>{'CREDIT' if r.cents >= 0 else 'DEBIT'}\r\n"
        f"<DTPOSTED>{r.jour:%Y%m%d}120000[+1:CET]\r\n<TRNAMT>{_fr(r.cents, plus='+')}\r\n"
        f"<FITID>{r.reference}\r\n<NAME>{escape(r.libelle[:32])}\r\n<MEMO>{escape(r.libelle)}\r\n"
        "</STMTTRN>\r\n"
        for r in rows
    )
    text = (
        "OFXHEADER:100\r\nDATA:OFXSGML\r\nVERSION:102\r\nSECURITY:NONE\r\nENCODING:USASCII\r\n"
        "CHARSET:1252\r\nCOMPRESSION:NONE\r\nOLDFILEUID:NONE\r\nNEWFILEUID:NONE\r\n\r\n"
        "<OFX>\r\n<BANKMSGSRSV1>\r\n<STMTTRNRS>\r\n<TRNUID>1\r\n<STMTRS>\r\n<CURDEF>EUR\r\n"
        "<BANKACCTFROM>\r\n<BANKID>12345\r\n<BRANCHID>98765\r\n<ACCTID>01234567890\r\n"
        "<ACCTTYPE>CHECKING\r\n</BANKACCTFROM>\r\n<BANKTRANLIST>\r\n<DTSTART>20260101\r\n"
        f"<DTEND>20260331\r\n{body}</BANKTRANLIST>\r\n<LEDGERBAL>\r\n<BALAMT>{_fr(end)}\r\n"
        "<DTASOF>20260331\r\n</LEDGERBAL>\r\n</STMTRS>\r\n</STMTTRNRS>\r\n</BANKMSGSRSV1>\r\n</OFX>"
    )
    return Fichier("ofx1.ofx", text.encode("cp1252"), "OFX", True, (None, end))


def ofx2(rows: Sequence[Verite]) -> Fichier:
    end = OUVERTURE + sum(r.cents for r in rows)
    body = "".join(
        f"<STMTTRN><TRNTYPE>OTHER</TRNTYPE><DTPOSTED>{r.jour:%Y%m%d}</DTPOSTED>"
        f"<TRNAMT>{_en(r.cents)}</TRNAMT><FITID>{r.reference}</FITID>"
        f"<NAME>{escape(r.libelle)}</NAME></STMTTRN>\n"
        for r in rows
    )
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<?OFX OFXHEADER="200" VERSION="211"?>\n'
        "<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR</CURDEF><BANKACCTFROM>"
        "<BANKID>12345</BANKID><ACCTID>01234567890</ACCTID></BANKACCTFROM><BANKTRANLIST>\n"
        f"{body}</BANKTRANLIST><LEDGERBAL><BALAMT>{_en(end)}</BALAMT><DTASOF>20260331</DTASOF>"
        "</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n"
    )
    return Fichier("ofx2.ofx", text.encode(), "OFX", True, (None, end))


def camt053(rows: Sequence[Verite], version: str = "053.001.02") -> Fichier:
    message = "Stmt" if version.startswith("053") else "Rpt"
    root = "BkToCstmrStmt" if message == "Stmt" else "BkToCstmrAcctRpt"
    recent = version.endswith("08")
    state = "<Sts><Cd>{}</Cd></Sts>" if recent else "<Sts>{}</Sts>"

    def entry(r: Verite, status: str = "BOOK") -> str:
        side = "Dbtr" if r.cents >= 0 else "Cdtr"
        return (
            f'<Ntry><Amt Ccy="EUR">{_en(abs(r.cents))}</Amt>'
            f"<CdtDbtInd>{'CRDT' if r.cents >= 0 else 'DBIT'}</CdtDbtInd>{state.format(status)}"
            f"<BookgDt><Dt>{r.jour}</Dt></BookgDt><ValDt><Dt>{r.jour}</Dt></ValDt>"
            f"<AcctSvcrRef>{r.reference}</AcctSvcrRef><NtryDtls><TxDtls>"
            "<Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>"
            f"<RltdPties><{side}Acct><Id><IBAN>{IBAN}</IBAN></Id></{side}Acct></RltdPties>"
            f"<RmtInf><Ustrd>{escape(r.libelle)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n"
        )

    def balance(kind: str, cents: int, day: date) -> str:
        side = "CRDT" if cents >= 0 else "DBIT"
        return (
            f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>"
            f'<Amt Ccy="EUR">{_en(abs(cents))}</Amt>'
            f"<CdtDbtInd>{side}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"
        )

    end = OUVERTURE + sum(r.cents for r in rows)
    waiting = entry(Verite(rows[0].jour, "EN ATTENTE", -999, "W1"), "PDNG")
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{version}"><{root}>'
        f"<GrpHdr><MsgId>1</MsgId></GrpHdr><{message}><Id>1</Id>"
        f"<Acct><Id><IBAN>{IBAN}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        f"{balance('OPBD', OUVERTURE, rows[0].jour)}{balance('CLBD', end, rows[-1].jour)}\n"
        f"{''.join(map(entry, rows))}{waiting}</{message}></{root}></Document>\n"
    )
    return Fichier(f"camt.{version}.xml", text.encode(), "CAMT", True, (OUVERTURE, end), 1)


def mt940(rows: Sequence[Verite]) -> Fichier:
    end = OUVERTURE + sum(r.cents for r in rows)

    def balance(tag: str, cents: int, day: date) -> str:
        amount = _fr(abs(cents))
        return f":{tag}:{'C' if cents >= 0 else 'D'}{day:%y%m%d}EUR{amount}\r\n"

    body = "".join(
        f":61:{r.jour:%y%m%d}{r.jour:%m%d}{'C' if r.cents >= 0 else 'D'}R{_fr(abs(r.cents))}"
        f"NTRFNONREF//{r.reference}\r\n:86:{r.libelle}\r\n"
        for r in rows
    )
    text = (
        "{1:F01BANKFRPPAXXX0000000000}{2:O9400000}{4:\r\n:20:RELEVE\r\n"
        f":25:{IBAN}\r\n:28C:00001/001\r\n{balance('60F', OUVERTURE, rows[0].jour)}{body}"
        f"{balance('62F', end, rows[-1].jour)}-}}\r\n"
    )
    return Fichier("mt940.sta", text.encode("cp1252"), "MT940", True, (OUVERTURE, end))


def qif(rows: Sequence[Verite]) -> Fichier:
    body = "".join(
        f"D{r.jour:%d/%m/%y}\nT{_fr(r.cents, ' ')}\nP{r.libelle}\nLDivers\n^\n" for r in rows
    )
    return Fichier("qif.qif", f"!Type:Bank\n{body}".encode("cp1252"), "QIF")


ECRIVAINS: tuple[Callable[[Sequence[Verite]], Fichier], ...] = (
    *(qonto_fr, qonto_en, shine, bnp, societe_generale, credit_agricole, credit_mutuel),
    *(cic_montant, banque_postale, bourso, bpce, revolut, n26, utf16, ofx1, ofx2, camt053),
    *(mt940, qif),
)


def tous(rows: Sequence[Verite]) -> list[Fichier]:
    """The truth in every bank's and every format's words."""
    return [
        *(write(rows) for write in ECRIVAINS),
        banque_postale(rows, "\t"),
        banque_postale(rows, francs=True),
        camt053(rows, "053.001.08"),
        camt053(rows, "052.001.02"),
    ]
