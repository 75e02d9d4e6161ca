"""Labels as the banks write them: who is paid, how, and what a rule's words find."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcash.core.libelles import (
    contient,
    est_public,
    forme,
    frais,
    marchand,
    mode_de_reglement,
    nom_propre,
)

#: By bank: label, who is paid, means of payment. Written after the shapes these banks use.
BANQUES: dict[str, list[tuple[str, str, str]]] = {
    "BNP Paribas": [
        (
            "FACTURE CARTE DU 141026 SNCF CONNECT PARIS CARTE 4974XXXXXXXX1234",
            "sncf connect paris",
            "Carte",
        ),
        ("FACTURE CARTE DU 021126 PAYPAL *SPOTIFY CARTE 4974XXXXXXXX1234", "spotify", "Carte"),
        ("FACTURE CARTE DU 030926 OVH ROUBAIX CARTE 4974XXXXXXXX1234", "ovh roubaix", "Carte"),
        (
            "PRLV SEPA OVH SAS ECH/041126 ID EMETTEUR/FR93ZZZ424761 MDT/++OVH123 REF/A1 LIB/X",
            "ovh",
            "Prélèvement",
        ),
        (
            "PRLV SEPA FREE MOBILE ECH/120926 ID EMETTEUR/FR46ZZZ459654 MDT/FM-1 REF/FM",
            "free mobile",
            "Prélèvement",
        ),
        (
            "PRLV SEPA EDF ECH/051026 ID EMETTEUR/FR47EDF001007 MDT/1234 REF/Z12",
            "edf",
            "Prélèvement",
        ),
        (
            "PRLV SEPA ADOBE SYSTEMS SOFTWARE IE REF 8812345",
            "adobe systems software",
            "Prélèvement",
        ),
        (
            "VIR SEPA RECU /DE ATELIER NORD /MOTIF FACTURE F-2026-014 /REF NOTPROVIDED",
            "atelier nord",
            "Virement",
        ),
        (
            "VIREMENT SEPA EMIS /MOTIF LOYER OCTOBRE /BEN SCI DU PORT /REFDO /REFBEN",
            "loyer ben sci port",
            "Virement",
        ),
        ("VIR CPTE A CPTE EMIS /MOTIF EPARGNE", "cpte cpte", "Virement"),
        (
            "RETRAIT DAB 12/10/26 18H04 202A02 BNP PARIBAS PARIS",
            "retrait dab bnp paribas",
            "Espèces",
        ),
        ("REMISE CHEQUES BORDEREAU 1234567", "remise cheques bordereau", "Chèque"),
        ("CHEQUE 1234567", "cheque", "Chèque"),
        ("COTISATION ESPRIT LIBRE", "cotisation esprit libre", "Virement"),
        (
            "FACTURE CARTE DU 081026 AMAZON EU SARL LUXEMBOURG CARTE 4974XXXXXXXX1234",
            "amazon eu luxembourg",
            "Carte",
        ),
        (
            "FACTURE CARTE DU 081026 GOOGLE *GSUITE DUBLIN CARTE 4974XXXXXXXX1234",
            "google gsuite dublin",
            "Carte",
        ),
        (
            "PRLV SEPA URSSAF ILE DE FRANCE ECH/301026 ID EMETTEUR/FR22ZZZ",
            "urssaf ile france",
            "Prélèvement",
        ),
        ("VIR INST DUPONT JEAN", "dupont jean", "Virement"),
        (
            "VIR SEPA INST EMIS /MOTIF ACOMPTE /BEN IMPRIMERIE DES HALLES",
            "acompte ben imprimerie halles",
            "Virement",
        ),
        ("PRLV SEPA MAIF ECH/101026 ID EMETTEUR/FR12", "maif", "Prélèvement"),
    ],
    "Société Générale": [
        ("CARTE X1234 14/10 SNCF CONNECT COMMERCE ELECTRONIQUE", "sncf connect", "Carte"),
        ("CARTE X1234 03/11 ADOBE COMMERCE ELECTRONIQUE", "adobe", "Carte"),
        ("CARTE X1234 03/11 FRANPRIX 5512", "franprix", "Carte"),
        ("CARTE X1234 21/09 SUMUP *BOULANGERIE DU MARCHE", "boulangerie marche", "Carte"),
        ("CARTE X1234 REMBT 14/10 AMAZON PAYMENTS", "rembt amazon payments", "Carte"),
        ("CARTE X1234 RETRAIT DAB 08/10 18H10 PARIS", "retrait dab paris", "Espèces"),
        (
            "PRELEVEMENT EUROPEEN 4410225566 DE: MAIF ID: FR41ZZZ MOTIF: COTISATION",
            "maif",
            "Prélèvement",
        ),
        (
            "PRELEVEMENT EUROPEEN 4410225566 DE: OVH SAS ID: FR93ZZZ MOTIF: FR123 REF: OV MANDAT 1",
            "ovh",
            "Prélèvement",
        ),
        (
            "PRELEVEMENT EUROPEEN 1234567890 DE: ORANGE SA ID: FR02ZZZ MOTIF: 0612345678",
            "orange",
            "Prélèvement",
        ),
        (
            "VIR EUROPEEN EMIS LOGITEL POUR: SCI DU PORT 15 10 SG 00123 REF: 9 MOTIF: LOYER",
            "logitel sci port sg",
            "Virement",
        ),
        (
            "VIR RECU 1234567890S DE: ATELIER NORD MOTIF: F-2026-014 REF: NOTPROVIDED",
            "atelier nord",
            "Virement",
        ),
        (
            "VIR INST RE 123456789012 DE: MME MARTIN LUCIE MOTIF: ACOMPTE",
            "re martin lucie",
            "Virement",
        ),
        ("VIR PERM POUR: CABINET LEROY REF: 1 MOTIF: COMPTA", "perm cabinet leroy", "Virement"),
        ("CHEQUE 1234567", "cheque", "Chèque"),
        ("REMISE CHEQUE 12 DE 3 CHQ", "remise cheque chq", "Chèque"),
        ("VERSEMENT ESPECES AGENCE", "versement especes agence", "Espèces"),
        ("COTISATION SOBRIO", "cotisation sobrio", "Virement"),
        ("FRAIS DE TENUE DE COMPTE", "frais tenue compte", "Virement"),
        (
            "PRELEVEMENT EUROPEEN 77 DE: FREE TELECOM ID: FR43ZZZ MOTIF: FREE HAUTDEBIT",
            "free telecom",
            "Prélèvement",
        ),
        ("CARTE X1234 01/02 PAYPAL *NETFLIX", "netflix", "Carte"),
    ],
    "Crédit Mutuel, CIC": [
        ("PAIEMENT CB 1210 ORANGE SA", "orange", "Carte"),
        ("PAIEMENT CB 1410 PARIS SNCF CONNECT CARTE 12345678", "paris sncf connect", "Carte"),
        ("PAIEMENT PSC 1410 PARIS FRANPRIX CARTE 12345678", "paris franprix", "Carte"),
        ("PAIEMENT CB 0311 PAYPAL *SPOTIFY CARTE 1234", "spotify", "Carte"),
        ("PRLV SEPA FREE MOBILE FMPMT-10223344", "free mobile", "Prélèvement"),
        ("PRLV SEPA FREE MOBILE FMPMT-A1022334B", "free mobile", "Prélèvement"),
        (
            "PRLV SEPA EDF CLIENTS PARTICULIERS Z123456789",
            "edf clients particuliers",
            "Prélèvement",
        ),
        ("PRLV SEPA ACM IARD SA 12345", "acm iard", "Prélèvement"),
        ("PRLV SEPA URSSAF RHONE ALPES 827", "urssaf rhone alpes", "Prélèvement"),
        ("PRLV SEPA DGFIP IMPOT 690", "dgfip impot", "Prélèvement"),
        ("VIR SEPA ATELIER NORD F-2026-014", "atelier nord", "Virement"),
        ("VIR LOYER NOVEMBRE SCI DU PORT", "loyer sci port", "Virement"),
        ("VIR INST M DUPONT JEAN", "dupont jean", "Virement"),
        ("VIR DE MME MARTIN LUCIE", "martin lucie", "Virement"),
        ("RETRAIT DAB 0810 PARIS CARTE 1234", "retrait dab paris", "Espèces"),
        ("CHEQUE 1234567", "cheque", "Chèque"),
        ("REM CHQ REF10123A01", "rem chq", "Chèque"),
        ("F COTIS EUROCOMPTE PRO", "cotis eurocompte pro", "Virement"),
        ("ECH PRET CAP+IN 102780612300020", "pret cap in", "Virement"),
        ("PRLV SEPA OVH SAS PR_12345678", "ovh", "Prélèvement"),
    ],
    "Crédit Agricole": [
        ("PAIEMENT PAR CARTE X1234 SNCF INTERNET PARIS 14/10", "sncf paris", "Carte"),
        ("PAIEMENT PAR CARTE X1234 ADOBE DUBLIN 03/11", "adobe dublin", "Carte"),
        ("PAIEMENT PAR CARTE X1234 LECLERC LANGON 03/11", "leclerc langon", "Carte"),
        ("AVOIR CARTE X1234 FNAC 08/11", "fnac", "Carte"),
        (
            "PRELEVEMENT FREE TELECOM FREE HAUTDEBIT 1234567",
            "free telecom free hautdebit",
            "Prélèvement",
        ),
        ("PRELEVEMENT ORANGE SA-ORANGE", "orange orange", "Prélèvement"),
        ("PRELEVEMENT MAIF 1234", "maif", "Prélèvement"),
        ("PRLV ENGIE REF 99", "engie", "Prélèvement"),
        ("VIREMENT EN VOTRE FAVEUR ATELIER NORD F-2026-014", "votre atelier nord", "Virement"),
        ("VIREMENT EMIS WEB SCI DU PORT LOYER OCT", "sci port loyer", "Virement"),
        ("VIREMENT EMIS VERS DUPONT JEAN", "dupont jean", "Virement"),
        ("VIREMENT PERMANENT SCI DU PORT", "sci port", "Virement"),
        ("RETRAIT AU DISTRIBUTEUR X1234 LANGON 08/10", "retrait distributeur langon", "Espèces"),
        ("CHEQUE EMIS 1234567", "cheque", "Chèque"),
        ("REMISE DE CHEQUES 12", "remise cheques", "Chèque"),
        ("VERSEMENT ESPECES X1234", "versement especes", "Espèces"),
        (
            "COTISATION MENSUELLE COMPTE A COMPOSER",
            "cotisation mensuelle compte composer",
            "Virement",
        ),
        ("PRELEVEMENT URSSAF AQUITAINE", "urssaf aquitaine", "Prélèvement"),
        (
            "PRELEVEMENT DIRECTION GENERALE DES FINANCES PUBLIQUES",
            "direction generale finances publiques",
            "Prélèvement",
        ),
        ("PAIEMENT PAR CARTE X1234 AMAZON EU SARL 08/11", "amazon eu", "Carte"),
    ],
    "La Banque postale, LCL": [
        ("ACHAT CB AMAZON EU SARL", "amazon eu", "Carte"),
        ("ACHAT CB SNCF CONNECT 14.10.26 CARTE NUMERO 123", "sncf connect", "Carte"),
        ("ACHAT CB PAYPAL *DEEZER 03.11.26", "deezer", "Carte"),
        ("ACHAT CB LEROY MERLIN 03.11.26 EUR 45,90", "leroy merlin", "Carte"),
        ("PRELEVEMENT DE FREE MOBILE REF : FM-12", "free mobile", "Prélèvement"),
        ("PRELEVEMENT DE ORANGE REF : ABCDEF", "orange", "Prélèvement"),
        ("VIREMENT POUR M DUPONT JEAN COMPTE 1234", "dupont jean compte", "Virement"),
        ("VIREMENT DE ATELIER NORD REFERENCE : F-2026-014", "atelier nord", "Virement"),
        ("VIREMENT INSTANTANE A MARTIN LUCIE", "martin lucie", "Virement"),
        ("RETRAIT 08.10.26 PARIS CARTE 123", "retrait paris", "Espèces"),
        ("CHEQUE N 1234567", "cheque", "Chèque"),
        (
            "COTISATION TRIMESTRIELLE FORMULE DE COMPTE",
            "cotisation trimestrielle formule compte",
            "Virement",
        ),
        ("CB SNCF CONNECT 14/10/26", "sncf connect", "Carte"),
        ("CB LINKEDIN-98765432 14/10/26", "linkedin", "Carte"),
        ("CB ZOOM.US 888-799-9666 14/10/26", "zoom us", "Carte"),
        ("PRLV SEPA FREE MOBILE", "free mobile", "Prélèvement"),
        ("PRLV SEPA HARMONIE MUTUELLE 12", "harmonie mutuelle", "Prélèvement"),
        ("VIR SEPA DUPONT JEAN", "dupont jean", "Virement"),
        ("VIREMENT SEPA RECU ATELIER NORD", "atelier nord", "Virement"),
        ("PRLV SEPA RCUR OVH SAS RUM 1234 ICS FR93ZZZ", "ovh", "Prélèvement"),
    ],
    "BoursoBank, Fortuneo, BPCE": [
        ("CARTE 14/10 PAYPAL *SPOTIFY", "spotify", "Carte"),
        ("CARTE 14/10/26 SNCF CONNECT CB*1234", "sncf connect", "Carte"),
        ("CARTE 14/10/26 1&1 IONOS CB*1234", "ionos", "Carte"),
        ("CARTE 03/11 APPLE.COM/BILL", "apple bill", "Carte"),
        ("CARTE 03/11 Amazon.fr*A12BC3D", "amazon", "Carte"),
        ("AVOIR 14/10/26 FNAC CB*1234", "fnac", "Carte"),
        ("PRLV SEPA Free Mobile", "free mobile", "Prélèvement"),
        ("PRLV SEPA Société générale d'électricité", "societe generale electricite", "Prélèvement"),
        ("PRLV MAIF", "maif", "Prélèvement"),
        ("VIR Loyer SCI du Port", "loyer sci port", "Virement"),
        ("VIR SEPA Loyer décembre 2026 SCI du Port", "loyer sci port", "Virement"),
        ("VIR INST Martin Lucie", "martin lucie", "Virement"),
        ("VIR Virement depuis BoursoBank", "depuis boursobank", "Virement"),
        ("RETRAIT DAB 08/10/26 PARIS CB*1234", "retrait dab paris", "Espèces"),
        ("CHQ. 1234567", "chq", "Chèque"),
        ("141026 CB****1234 SNCF CONNECT 75PARIS", "sncf connect", "Carte"),
        ("CB SNCF CONNECT FACT 141026", "sncf connect", "Carte"),
        ("CB SUMUP  *LE BISTROT FACT 021026", "bistrot", "Carte"),
        ("PRLV SEPA Adobe Systems Software Ireland", "adobe systems software", "Prélèvement"),
        ("VIR SEPA RECU ATELIER NORD REF F12", "atelier nord", "Virement"),
    ],
}
LIBELLES = [one for its in BANQUES.values() for one in its]


@pytest.mark.parametrize(("libelle", "qui", "mode"), LIBELLES)
def test_a_bank_s_label_tells_who_and_how(libelle: str, qui: str, mode: str) -> None:
    assert (marchand(libelle), mode_de_reglement(libelle)) == (qui, mode)


@pytest.mark.parametrize(("libelle", "qui", "mode"), LIBELLES)
def test_case_spaces_and_numbers_do_not_change_who(libelle: str, qui: str, mode: str) -> None:
    other = f"  {forme(libelle).lower()} "
    assert (marchand(other), mode_de_reglement(other)) == (qui, mode)


@pytest.mark.parametrize(("libelle", "qui", "_mode"), LIBELLES)
def test_who_is_found_again_by_a_rule_s_words(libelle: str, qui: str, _mode: str) -> None:
    assert all(contient(libelle, word) for word in qui.split())
    assert not contient(libelle, f"{qui}x")
    assert marchand(qui).split() == [w for w in qui.split() if w in marchand(qui).split()]


def test_months_of_one_purchase_share_one_name() -> None:
    months = "JANVIER FÉVRIER MARS AVRIL MAI JUIN JUILLET AOÛT SEPTEMBRE OCTOBRE NOVEMBRE DÉCEMBRE"
    names = {marchand(f"VIR SEPA SCI DU PORT LOYER {month} 2026") for month in months.split()}
    assert names == {"sci port loyer"}


@pytest.mark.parametrize(
    "libelle", ["", "  ", "PRLV SEPA 12345678", "VIR SEPA", "CB 12/10", "REF 12"]
)
def test_a_label_may_name_nobody(libelle: str) -> None:
    assert marchand(libelle) == ""


@pytest.mark.parametrize(
    ("libelle", "mots", "held"),
    [
        ("PRLV SEPA TELECOM ALIZE 8812", "Télécom  Alizé", True),
        ("PRLV SEPA TELECOM ALIZE 8812", "alize telecom", False),
        ("PRLV SEPA TELECOM ALIZE 8812", "tele", False),
        ("CB SNCF-CONNECT", "sncf connect", True),
        ("CB SNCF", "", False),
        ("CB SNCF", " - ", False),
        ("", "sncf", False),
        ("CB L'œuvre", "oeuvre", True),
        ("CB LEROY MERLIN", "LEROY MERLIN", True),
        ("PRLV EDF", "prlv edf", True),
    ],
)
def test_a_rule_s_words_are_whole_and_in_order(libelle: str, mots: str, held: bool) -> None:
    assert contient(libelle, mots) is held


@pytest.mark.parametrize(
    ("nom", "written"),
    [
        ("sncf connect", "Sncf Connect"),
        ("ADOBE", "Adobe"),
        ("  leroy   merlin ", "Leroy Merlin"),
        ("éclair", "Éclair"),
        ("", ""),
    ],
)
def test_a_name_is_written_with_capitals(nom: str, written: str) -> None:
    assert nom_propre(nom) == written
    assert nom_propre(written) == written


@pytest.mark.parametrize(
    ("libelle", "public"),
    [
        ("PRLV SEPA URSSAF ILE DE FRANCE", True),
        ("PRELEVEMENT DIRECTION GENERALE DES FINANCES PUBLIQUES", True),
        ("VIR TRESOR PUBLIC LYON", True),
        ("PRLV IMPÔTS REVENUS", True),
        ("CB L'IMPOTENT", False),
        ("PRLV OVH", False),
    ],
)
def test_contributions_and_taxes_are_known(libelle: str, public: bool) -> None:
    assert est_public(libelle) is public


@given(st.text(max_size=60))
def test_any_text_is_read(libelle: str) -> None:
    name = marchand(libelle)
    assert name == name.strip()
    assert len(name.split()) <= 4
    assert not any(sign.isdecimal() for sign in name)
    assert mode_de_reglement(libelle) in {"Virement", "Carte", "Prélèvement", "Espèces", "Chèque"}
    assert isinstance(frais(libelle), str)
    assert not contient(libelle, "")
    nom_propre(libelle)
