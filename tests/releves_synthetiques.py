"""One ground truth, written as each bank and each format would: every reader must give it back.

The layouts are those of the facts page; not a sign of these files was copied from a real one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from releves_formats import camt053, mt940, ofx1, ofx2, qif
from releves_verite import (
    IBAN,
    OUVERTURE,
    Fichier,
    Verite,
    en,
    entree,
    fr,
    jma,
    soldes,
    sortie,
    table,
    verite,
)

__all__ = ["IBAN", "OUVERTURE", "Fichier", "Verite", "tous", "verite"]


def qonto_fr(rows: Sequence[Verite]) -> Fichier:
    header = (
        "Statut;Date de la valeur (UTC);Date de l'opération (UTC);Montant total (TTC);Débit;Crédit;"
        "Solde;Devise;Montant total (TTC) (local);Devise locale;Nom de la contrepartie;"
        "Méthode de paiement;IBAN du compte;Identifiant de transaction;Référence"
    )
    body = [
        [
            *("Exécuté", f"{jma(r.jour, '-')} 09:12:33", "", fr(r.cents), sortie(r.cents)),
            *(entree(r.cents), fr(b), "EUR", fr(2 * r.cents), "USD", r.libelle),
            *("Virement", IBAN, r.reference, ""),
        ]
        for r, b in zip(rows, soldes(rows), strict=True)
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
    text = table(header, body)
    return Fichier("qonto-fr.csv", text.encode(), "Qonto", True, (OUVERTURE, end), 2)


def qonto_en(rows: Sequence[Verite]) -> Fichier:
    header = (
        "Status,Settlement date (UTC),Operation date (UTC),Total amount (incl. VAT),Currency,"
        "Counterparty name,Payment method,Transaction ID,Account IBAN,Reference"
    )
    body = [
        [
            *("settled", f"{r.jour} 09:12:33", "", en(r.cents), "EUR", r.libelle),
            *("transfer", r.reference, IBAN, ""),
        ]
        for r in rows
    ]
    body.append(
        ["processing", "", "2026-01-05 10:00:00", "-9.99", "EUR", "CB X", "card", "W1", "", ""]
    )
    return Fichier("qonto-en.csv", table(header, body, ",").encode(), "Qonto", True, ecartes=1)


def shine(rows: Sequence[Verite]) -> Fichier:
    header = (
        "Transaction ID;Date de la valeur;Date d'opération;IBAN;Type de transaction;Débit;Crédit;"
        "Solde mouvement;Solde bancaire;Libellé;Nom de la contrepartie;Commentaire"
    )
    body = [
        [
            *(r.reference, jma(r.jour), jma(r.jour), IBAN, "Virement", sortie(r.cents)),
            *(entree(r.cents), "", fr(b), r.libelle, "", ""),
        ]
        for r, b in zip(rows, soldes(rows), strict=True)
    ]
    end = OUVERTURE + sum(r.cents for r in rows)
    text = table(header, body).replace("\n", "\r\n")
    return Fichier("shine.csv", text.encode("cp1252"), "Shine", True, (OUVERTURE, end))


def bnp(rows: Sequence[Verite], titre: str = "Montant operation en euro") -> Fichier:
    end = OUVERTURE + sum(r.cents for r in rows)
    head = f"Compte de chèques;Compte de chèques;****1234;{jma(rows[-1].jour)};;{fr(end, ' ')}\n\n"
    header = f"Date operation;Libelle court;Type operation;Libelle operation;{titre}"
    body = [[jma(r.jour), "", "VIREMENT", r.libelle, fr(r.cents, " ")] for r in rows]
    text = head + table(header, body)
    name = f"bnp-{len(titre)}.csv"
    return Fichier(name, text.encode("cp1252"), "BNP Paribas", soldes=(None, end))


def societe_generale(rows: Sequence[Verite]) -> Fichier:
    end = OUVERTURE + sum(r.cents for r in rows)
    last = jma(rows[-1].jour)
    head = f'="0234500012345678";{jma(rows[0].jour)};{last};{len(rows)};{last};{fr(end)} EUR\n\n'
    header = "Date de l'opération;Libellé;Détail de l'écriture;Montant de l'opération;Devise"
    body = [[jma(r.jour), r.libelle[:12], r.libelle, fr(r.cents), "EUR"] for r in reversed(rows)]
    text = (head + table(header, body)).replace("\n", "\r\n")
    return Fichier("sg.csv", text.encode("cp1252"), "Société Générale", soldes=(None, end))


def societe_generale_epargne(rows: Sequence[Verite]) -> Fichier:
    header = "date_comptabilisation;libellé_complet_operation;montant_operation;devise;"
    body = [[jma(r.jour), r.libelle, fr(r.cents), "EUR", ""] for r in rows]
    text = table(header, body)
    return Fichier("sg-epargne.csv", text.encode("cp1252"), "Société Générale")


def credit_agricole(rows: Sequence[Verite], valeur: bool = False) -> Fichier:
    """Two accounts one under the other, labels over several lines, debits without a minus."""
    parts = []
    for number, its in (("00011122233", rows[0::2]), ("00044455566", rows[1::2])):
        end = OUVERTURE + sum(r.cents for r in its)
        head = (
            "Téléchargement du 31/03/2026;\n\nMme DURAND CLAIRE;\n"
            f"Compte courant carte n° {number};\nSolde au 31/03/2026 {fr(end, chr(160))} €\n\n"
            "Liste des opérations du compte entre le 01/01/2026 et le 31/03/2026;\n\n"
        )
        body = []
        for r in its:
            first, _, rest = r.libelle.partition(" ")
            debit = fr(-r.cents, "\u202f") if r.cents < 0 else ""
            credit = fr(r.cents, "\u202f") if r.cents >= 0 else ""
            days = f"{jma(r.jour)};{jma(r.jour)}" if valeur else jma(r.jour)
            body.append(f'{days};"{first} \n{rest} \n\n";{debit};{credit};\n')
        header = f"Date;{'Date de valeur;' if valeur else ''}Libellé;Débit euros;Crédit euros;\n"
        parts.append(head + header + "".join(body) + "\n")
    text = "".join(parts).replace("\u202f", "\u00a0")
    name = "ca-valeur.csv" if valeur else "ca.csv"
    return Fichier(name, text.encode("cp1252"), "Crédit Agricole", comptes=2)


def credit_mutuel(rows: Sequence[Verite]) -> Fichier:
    header = "Date;Date de valeur;Débit;Crédit;Libellé;Solde"
    body = [
        [jma(r.jour)] * 2 + [fr(r.cents) if r.cents < 0 else "", entree(r.cents), r.libelle, fr(b)]
        for r, b in zip(rows, soldes(rows), strict=True)
    ]
    end = OUVERTURE + sum(r.cents for r in rows)
    text = table(header, body).replace("\n", "\r\n")
    name = "Crédit Mutuel / CIC"
    return Fichier("cm.csv", text.encode("iso-8859-15"), name, soldes=(OUVERTURE, end))


def cic_montant(rows: Sequence[Verite]) -> Fichier:
    header = "Date;Date de valeur;Montant;Libellé;Solde"
    pairs = list(zip(rows, soldes(rows), strict=True))
    body = [[jma(r.jour)] * 2 + [fr(r.cents), r.libelle, fr(b)] for r, b in reversed(pairs)]
    end = OUVERTURE + sum(r.cents for r in rows)
    text = table(header, body)
    name = "Crédit Mutuel / CIC"
    return Fichier("cic.csv", text.encode("iso-8859-15"), name, soldes=(OUVERTURE, end))


def banque_postale(rows: Sequence[Verite], sep: str = ";", francs: bool = False) -> Fichier:
    end = OUVERTURE + sum(r.cents for r in rows)
    head = [
        ["Numéro Compte   ", "1234567S033"],
        ["Type         ", "CCP"],
        ["Compte tenu en  ", "euros"],
        ["Date            ", jma(rows[-1].jour)],
        ["Solde (EUROS)   ", fr(end, plus="+")],
        *([["Solde (FRANCS)  ", "12,00"]] if francs else []),
        [],
    ]
    header = sep.join(
        ["Date", "Libellé", "Montant(EUROS)", *(["Montant(FRANCS)"] if francs else [])]
    )
    body = [
        [jma(r.jour), r.libelle, fr(r.cents, plus="+"), *(["1,00"] if francs else [])] for r in rows
    ]
    text = "".join(sep.join(one) + "\r\n" for one in head) + table(header, body, sep)
    name = f"lbp-{'tab' if sep != ';' else 'francs' if francs else 'pv'}.csv"
    return Fichier(name, text.encode("cp1252"), "La Banque Postale", soldes=(None, end))


def bourso(rows: Sequence[Verite]) -> Fichier:
    header = (
        "dateOp;dateVal;label;category;categoryParent;supplierFound;amount;comment;accountNum;"
        "accountLabel;accountbalance"
    )
    body = [
        [r.jour.isoformat()] * 2
        + [r.libelle, "Divers", "Divers", "", fr(r.cents, " "), "", "00012345"]
        + ["BoursoBank", "12,00"]
        for r in rows
    ]
    return Fichier("bourso.csv", table(header, body, quote=True).encode("utf-8-sig"), "BoursoBank")


def bpce(rows: Sequence[Verite]) -> Fichier:
    header = (
        "Date de comptabilisation;Libelle simplifie;Libelle operation;Reference;Informations "
        "complementaires;Type operation;Categorie;Sous categorie;Debit;Credit;Date operation;"
        "Date de valeur;Pointage operation"
    )
    body = [
        [
            *(jma(r.jour), "", r.libelle, "0001", "", "Virement", "", ""),
            *(fr(r.cents) if r.cents < 0 else "", entree(r.cents), jma(r.jour), "", "0"),
        ]
        for r in rows
    ]
    return Fichier("bpce.csv", table(header, body).encode(), "Banque Populaire / Caisse d'Épargne")


def revolut(rows: Sequence[Verite], anglais: bool = False) -> Fichier:
    header = "Type,Produit,Date de début,Date de fin,Description,Montant,Frais,Devise,État,Solde"
    kind, product, done, *others = "Virement", "Actuel", "TERMINÉ", "EN ATTENTE", "ANNULÉ"
    if anglais:
        header = (
            "Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance"
        )
        kind, product, done, *others = "TRANSFER", "Current", "COMPLETED", "PENDING", "REVERTED"
    body = [
        [
            *(kind, product, f"{r.jour} 08:00:00", f"{r.jour} 09:00:00", r.libelle),
            *(en(r.cents), "0.00", "EUR", done, en(b)),
        ]
        for r, b in zip(rows, soldes(rows), strict=True)
    ]
    waiting = [kind, product, "2026-01-05 10:00:00", "", "X", "-9.99", "0.00", "EUR"]
    body += [[*waiting, state, ""] for state in others]
    end = OUVERTURE + sum(r.cents for r in rows)
    text = table(header, body, ",")
    name = f"revolut{'-en' if anglais else ''}.csv"
    return Fichier(name, text.encode(), "Revolut", soldes=(OUVERTURE, end), ecartes=2)


def revolut_business(rows: Sequence[Verite]) -> Fichier:
    header = (
        "Date started (UTC),Date completed (UTC),Date started (Europe/Paris),"
        "Date completed (Europe/Paris),ID,Type,Description,Reference,Payer,Card number,State,"
        "Orig currency,Orig amount,Payment currency,Amount,Fee,Balance,Account,Beneficiary IBAN"
    )
    body = [
        [
            *([r.jour.isoformat()] * 4),
            *(r.reference, "TRANSFER", r.libelle, "", "Claire Durand", "", "COMPLETED", "USD"),
            *(en(2 * r.cents), "EUR", en(r.cents), "0.00", en(b), "Principal", IBAN),
        ]
        for r, b in reversed(list(zip(rows, soldes(rows), strict=True)))
    ]
    end = OUVERTURE + sum(r.cents for r in rows)
    octets = table(header, body, ",").encode()
    name = "revolut-business.csv"
    return Fichier(name, octets, "Revolut Business", True, (OUVERTURE, end))


def n26(rows: Sequence[Verite]) -> Fichier:
    header = (
        '"Booking Date","Value Date","Partner Name","Partner Iban",Type,"Payment Reference",'
        '"Account Name","Amount (EUR)","Original Amount","Original Currency","Exchange Rate"'
    )
    body = [
        [r.jour.isoformat()] * 2
        + [r.libelle, IBAN, "Credit Transfer", "", "Principal"]
        + [f"{r.cents / 100:g}" if abs(r.cents) < 100_000 else en(r.cents), "12.00", "USD", "1.1"]
        for r in rows
    ]
    return Fichier("n26.csv", table(header, body, ",", quote=True).encode(), "N26")


def n26_ancien(rows: Sequence[Verite], anglais: bool = True) -> Fichier:
    """The layout of before 2024."""
    header = (
        '"Date","Payee","Account number","Transaction type","Payment reference","Amount (EUR)",'
        '"Amount (Foreign Currency)","Type Foreign Currency","Exchange Rate"'
        if anglais
        else '"Date","Bénéficiaire","Numéro de compte","Type de transaction",'
        '"Référence de paiement","Montant (EUR)","Montant (Devise étrangère)",'
        '"Sélectionnez la devise étrangère","Taux de conversion"'
    )
    body = [
        [r.jour.isoformat(), r.libelle, IBAN, "Income", "", en(r.cents), "12.00", "USD", "1.1"]
        for r in rows
    ]
    name = f"n26-{'en' if anglais else 'fr'}.csv"
    return Fichier(name, table(header, body, ",", quote=True).encode(), "N26")


def sumup_compte(rows: Sequence[Verite]) -> Fichier:
    """SumUp's own account, in the titles of the one sample there is: the Italian ones."""
    header = (
        "Data transazione,Codice transazione,Tipo transazione,Riferimento,Causale pagamento,"
        "employees.list.columns.status,Importo di fatturazione in uscita,"
        "Importo di fatturazione in entrata,Valuta della carta,Commissione,Saldo disponibile"
    )
    body = [
        [
            *(f"{jma(r.jour)} 09:02", r.reference, "", r.libelle, "", "Approvato"),
            *(en(max(-r.cents, 0)), en(max(r.cents, 0)), "EUR", "0.00", en(b)),
        ]
        for r, b in reversed(list(zip(rows, soldes(rows), strict=True)))
    ]
    end = OUVERTURE + sum(r.cents for r in rows)
    octets = table(header, body, ",").encode()
    return Fichier("sumup-compte.csv", octets, "SumUp (compte)", True, (OUVERTURE, end))


def utf16(rows: Sequence[Verite]) -> Fichier:
    """What Excel makes of a CSV by « texte Unicode »."""
    one = banque_postale(rows, "\t")
    text = one.octets.decode("cp1252")
    return Fichier("utf16.csv", text.encode("utf-16"), one.format, soldes=one.soldes)


ECRIVAINS: tuple[Callable[[Sequence[Verite]], Fichier], ...] = (
    *(qonto_fr, qonto_en, shine, bnp, societe_generale, credit_agricole, credit_mutuel),
    *(cic_montant, banque_postale, bourso, bpce, revolut, revolut_business, n26, n26_ancien),
    *(societe_generale_epargne, sumup_compte, utf16, ofx1, ofx2, camt053, mt940, qif),
)


def tous(rows: Sequence[Verite]) -> list[Fichier]:
    """The truth in every bank's and every format's words."""
    return [
        *(write(rows) for write in ECRIVAINS),
        banque_postale(rows, "\t"),
        banque_postale(rows, francs=True),
        bnp(rows, "Montant operation"),
        credit_agricole(rows, valeur=True),
        n26_ancien(rows, anglais=False),
        revolut(rows, anglais=True),
        camt053(rows, "053.001.08"),
        camt053(rows, "052.001.02"),
    ]
