"""The ground truth in the formats that any bank may export: OFX, CAMT, MT940, QIF."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from xml.sax.saxutils import escape

from releves_verite import IBAN, OUVERTURE, Fichier, Verite, en, fr


def ofx1(rows: Sequence[Verite]) -> Fichier:
    end = OUVERTURE + sum(r.cents for r in rows)
    body = "".join(
        f"<STMTTRN>\r\n<TRNTYPE>{'CREDIT' if r.cents >= 0 else 'DEBIT'}\r\n"
        f"<DTPOSTED>{r.jour:%Y%m%d}120000[+1:CET]\r\n<TRNAMT>{fr(r.cents, plus='+')}\r\n"
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
        f"<DTEND>20260331\r\n{body}</BANKTRANLIST>\r\n<LEDGERBAL>\r\n<BALAMT>{fr(end)}\r\n"
        "<DTASOF>20260331\r\n</LEDGERBAL>\r\n</STMTRS>\r\n</STMTTRNRS>\r\n</BANKMSGSRSV1>\r\n</OFX>"
    )
    return Fichier("ofx1.ofx", text.encode("cp1252"), "OFX", True, (None, end))


def ofx2(rows: Sequence[Verite]) -> Fichier:
    end = OUVERTURE + sum(r.cents for r in rows)
    body = "".join(
        f"<STMTTRN><TRNTYPE>OTHER</TRNTYPE><DTPOSTED>{r.jour:%Y%m%d}</DTPOSTED>"
        f"<TRNAMT>{en(r.cents)}</TRNAMT><FITID>{r.reference}</FITID>"
        f"<NAME>{escape(r.libelle)}</NAME></STMTTRN>\n"
        for r in rows
    )
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<?OFX OFXHEADER="200" VERSION="211"?>\n'
        "<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR</CURDEF><BANKACCTFROM>"
        "<BANKID>12345</BANKID><ACCTID>01234567890</ACCTID></BANKACCTFROM><BANKTRANLIST>\n"
        f"{body}</BANKTRANLIST><LEDGERBAL><BALAMT>{en(end)}</BALAMT><DTASOF>20260331</DTASOF>"
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
            f'<Ntry><Amt Ccy="EUR">{en(abs(r.cents))}</Amt>'
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
            f'<Amt Ccy="EUR">{en(abs(cents))}</Amt>'
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
        amount = fr(abs(cents))
        return f":{tag}:{'C' if cents >= 0 else 'D'}{day:%y%m%d}EUR{amount}\r\n"

    body = "".join(
        f":61:{r.jour:%y%m%d}{r.jour:%m%d}{'C' if r.cents >= 0 else 'D'}R{fr(abs(r.cents))}"
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
        f"D{r.jour:%d/%m/%y}\nT{fr(r.cents, ' ')}\nP{r.libelle}\nLDivers\n^\n" for r in rows
    )
    return Fichier("qif.qif", f"!Type:Bank\n{body}".encode("cp1252"), "QIF")
