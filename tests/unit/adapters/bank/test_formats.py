"""What OFX, CAMT, MT940 and QIF say beyond a day, a label and an amount."""

from __future__ import annotations

from datetime import date

import pytest

from sheetcash.adapters.bank import lire
from sheetcash.core.cles import cles
from sheetcash.core.releves import Compte, Releve, Solde, ecarts_de_solde

CAMT = """<?xml version="1.0" encoding="ISO-8859-1"?>
<ns2:Document xmlns:ns2="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><ns2:BkToCstmrStmt>
<ns2:Stmt><ns2:Acct><ns2:Id><ns2:IBAN>FR7612345987650123456789014</ns2:IBAN></ns2:Id></ns2:Acct>
{}</ns2:Stmt></ns2:BkToCstmrStmt></ns2:Document>"""
DETAIL = """<TxDtls><Refs><EndToEndId>{end}</EndToEndId></Refs><Amt Ccy="EUR">{amount}</Amt>
<RltdPties><Dbtr><Pty><Nm>{name}</Nm></Pty></Dbtr><DbtrAcct><Id>
<IBAN>FR76 3000 6000 0112 3456 7890 189</IBAN></Id></DbtrAcct></RltdPties>
<RmtInf>{words}</RmtInf></TxDtls>"""
ENTRY = """<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><DtTm>2026-01-05T23:30:00+01:00</DtTm></BookgDt><AcctSvcrRef>B1</AcctSvcrRef>
<NtryDtls>{details}</NtryDtls></Ntry>"""


def _camt(*entries: str) -> Releve:
    inner = "".join(entries).replace("</", "</ns2:").replace("<", "<ns2:").replace("<ns2:/", "</")
    return lire(CAMT.format(inner).encode("iso-8859-1"))


def _detail(amount: str, name: str = "Café", words: str = "", end: str = "NOTPROVIDED") -> str:
    return DETAIL.format(amount=amount, name=name, words=words, end=end)


def test_a_batch_whose_details_add_up_gives_one_row_each() -> None:
    details = _detail("10.00", "Alice") + _detail("2.50", "Éloïse", "<Ustrd>F-1</Ustrd>")
    releve = _camt(ENTRY.format(amount="12.50", details=details))
    assert [(m.cents, m.contrepartie, m.reference) for m in releve.mouvements] == [
        (1000, "Alice", "B1/1"),
        (250, "Éloïse", "B1/2"),
    ]
    assert releve.mouvements[1].libelle == "Éloïse F-1"
    assert releve.mouvements[0].iban == "FR7630006000011234567890189"
    assert releve.lus == 2


def test_a_batch_whose_details_do_not_add_up_stays_whole() -> None:
    releve = _camt(ENTRY.format(amount="12.60", details=_detail("10.00") + _detail("2.50")))
    assert [(m.cents, m.reference) for m in releve.mouvements] == [(1260, "B1")]


def test_structured_references_and_end_to_end_ones_are_in_the_label() -> None:
    words = "<Strd><CdtrRefInf><Ref>RF18F2026014</Ref></CdtrRefInf></Strd>"
    (row,) = _camt(ENTRY.format(amount="1.00", details=_detail("1.00", words=words))).mouvements
    assert row.libelle == "Café RF18F2026014"
    (row,) = _camt(ENTRY.format(amount="1.00", details=_detail("1.00", end="F-7"))).mouvements
    assert row.libelle == "Café F-7"
    assert row.jour == date(2026, 1, 5)


@pytest.mark.parametrize(
    ("avant", "apres", "dit"),
    [
        ("12.50", "12,50", "pas un montant"),
        ("12.50", "12.505", "deux décimales"),
        ("CRDT", "XXXX", "ni crédit ni débit"),
        ("2026-01-05", "2026-02-31", "calendrier"),
        ("12.50</Amt>", "</Amt>", "montant manque"),
    ],
)
def test_a_bad_entry_is_put_aside_and_the_next_is_read(avant: str, apres: str, dit: str) -> None:
    good = ENTRY.format(amount="12.50", details="")
    releve = _camt(good.replace(avant, apres), good)
    assert len(releve.mouvements) == 1
    assert dit in releve.rejets[0].pourquoi


def test_statements_of_one_account_follow_one_another_in_any_order() -> None:
    def page(start: str, end: str, days: str, row: str) -> str:
        return (
            f":20:X\n:25:FR76\n:28C:1\n:60F:C{days[:6]}EUR{start}\n:61:{days[:6]}C{row}NTRFX\n"
            f":86:VIR\n:62F:C{days[6:]}EUR{end}\n-\n"
        )

    one = page("100,", "110,", "260101260131", "10,")
    two = page("110,", "115,", "260201260228", "5,")
    for text in (one + two, two + one):
        releve = lire(text.encode())
        assert releve.comptes == [
            Compte("FR76", "EUR", Solde(10000, date(2026, 1, 1)), Solde(11500, date(2026, 2, 28)))
        ]
        assert ecarts_de_solde(releve) == []
    missing = page("200,", "205,", "260301260331", "5,")
    assert len(ecarts_de_solde(lire((one + missing).encode()))) == 1


@pytest.mark.parametrize(
    ("ligne", "cents", "jour"),
    [
        ("2601020105C12,5NTRFNONREF", 1250, date(2026, 1, 5)),
        ("2601020105D12,NTRFNONREF", -1200, date(2026, 1, 5)),
        ("2601020105RC12,50NTRFNONREF", -1250, date(2026, 1, 5)),
        ("2601020105RDR12,50NTRFNONREF", 1250, date(2026, 1, 5)),
        ("260102C12,50NTRFNONREF", 1250, date(2026, 1, 2)),
        ("2601021231C12,50NTRFNONREF", 1250, date(2025, 12, 31)),
        ("2512310102C12,50NTRFNONREF", 1250, date(2026, 1, 2)),
    ],
)
def test_signs_and_days_of_mt940(ligne: str, cents: int, jour: date) -> None:
    (row,) = lire(f":20:X\n:25:1\n:61:{ligne}\n:86:VIR\n".encode()).mouvements
    assert (row.cents, row.jour) == (cents, jour)


def test_the_other_party_in_both_ways_of_writing_details() -> None:
    fields = "166?00VIREMENT?20F-2026-0?2114?30BNPAFRPP?31FR7630006000011234567890189?32DUP\nONT"
    slashes = "/NAME/DUPONT/IBAN/FR7630006000011234567890189/REMI/F-2026-014"
    for details in (fields, slashes):
        text = f":20:X\n:25:1\n:61:260105C1,NTRFNONREF//BK7\n:86:{details}\n"
        (row,) = lire(text.encode()).mouvements
        assert (row.contrepartie, row.iban) == ("DUPONT", "FR7630006000011234567890189")
        assert "F-2026-014" in row.libelle
        assert row.reference == "BK7"


def test_a_row_whose_tag_is_damaged_is_put_aside() -> None:
    text = (
        ":20:X\n:25:1\n:61:260105C1,NTRFX\n:86:A\n:6l:260105C2,NTRFX\n:86:B\n:61:260105C3,NTRFX\n"
    )
    releve = lire(text.encode())
    assert [m.cents for m in releve.mouvements] == [100, 300]
    assert [r.ligne for r in releve.rejets] == [5]


def test_ofx_keeps_each_account_s_rows_apart() -> None:
    one = (
        "<{0}RS><CURDEF>EUR<{1}><ACCTID>{2}</{1}><BANKTRANLIST><STMTTRN><TRNTYPE>CHECK"
        "<DTPOSTED>20260105<TRNAMT>-{3}<FITID>1<CHECKNUM>0042<NAME>A &amp; B</STMTTRN>"
        "</BANKTRANLIST><LEDGERBAL><BALAMT>5.00<DTASOF>20260131</LEDGERBAL></{0}RS>"
    )
    text = (
        "OFXHEADER:100\n\n<OFX>"
        + one.format("STMT", "BANKACCTFROM", "111", "1.50")
        + one.format("CCSTMT", "CCACCTFROM", "222", "2.50")
        + "</OFX>"
    )
    releve = lire(text.encode())
    assert [(m.compte, m.cents, m.libelle) for m in releve.mouvements] == [
        ("111", -150, "A & B n° 42"),
        ("222", -250, "A & B n° 42"),
    ]
    assert [one.numero for one in releve.comptes] == ["111", "222"]
    assert len(set(cles(releve.mouvements))) == 2


def test_ofx_reads_the_bank_s_own_conversion() -> None:
    row = (
        "<STMTTRN><DTPOSTED>20260105<TRNAMT>-9.10<FITID>1<NAME>X"
        "<ORIGCURRENCY><CURRATE>1.1<CURSYM>USD</ORIGCURRENCY></STMTTRN>"
    )
    text = f"<OFX><STMTRS><CURDEF>EUR<BANKACCTFROM><ACCTID>1</BANKACCTFROM>{row}</STMTRS></OFX>"
    assert lire(text.encode()).mouvements[0].devise == "EUR"
    other = text.replace("ORIGCURRENCY", "CURRENCY")
    assert lire(other.encode()).mouvements[0].devise == "USD"


def test_qif_reads_accounts_american_days_and_leaves_other_lists() -> None:
    text = (
        "!Account\nNCompte courant\nTBank\n^\n!Type:Bank\nD12/31'25\nT1,234.50\nPCLIENT\nMF-1\n"
        "N12\nSVentes\n$1,000.00\n^\nD 1/ 5'26\nT-3.00\nPCAFE\n^\n!Type:Cat\nNVentes\nI\n^\n"
    )
    releve = lire(text.encode())
    assert [(m.jour, m.cents, m.libelle, m.compte) for m in releve.mouvements] == [
        (date(2025, 12, 31), 123450, "CLIENT F-1 n° 12", "Compte courant"),
        (date(2026, 1, 5), -300, "CAFE", "Compte courant"),
    ]
    assert any("cat" in one.valeur for one in releve.annonces)


def test_two_qif_operations_run_together_are_not_taken_for_one() -> None:
    text = "!Type:Bank\nD31/01/26\nT1,00\nPA\nD31/01/26\nT2,00\nPB\n^\n"
    releve = lire(text.encode())
    assert [m.cents for m in releve.mouvements] == [200]
    assert [r.ligne for r in releve.rejets] == [2]
