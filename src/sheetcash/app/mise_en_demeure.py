"""The formal notice to pay an invoice, as a letter for registered post (C. civ. 1344).

Between professionals: penalties of the half-years, the 40 €, articles L441-10 and D441-5 of the
Code de commerce. To a consumer: legal interest from the letter's receipt, and nothing else
(C. civ. 1231-6, 1344-1). It always says « vous ».
"""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from sheetcash.app.creance import Creance, creance, sans_date, taux_inconnus
from sheetcash.app.miroir import code
from sheetcash.app.parties import Partie, createur, debiteur, propre
from sheetcash.core.decompte import LigneInterets
from sheetcash.core.money import format_euros, format_rate
from sheetcash.core.mots import date_longue
from sheetcash.core.penalites import semestre
from sheetcash.core.periods import format_date
from sheetcash.core.relances import MISE_EN_DEMEURE
from sheetcash.errors import InputError
from sheetcash.ports import ENVOYEE
from sheetcash.ports.lettres import Bloc, Document, Imprimeur, Paragraphe, Tableau, Titre
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.reading_relances import est_fait
from sheetcash.workbook.records import Book, Client, Facture, key

MENTION: Final = "Lettre recommandée avec avis de réception"
#: How much of what was delivered is quoted: the number and the date name the invoice.
MAX_OBJET: Final = 160
#: Receipts shown one by one in the letter; beyond, only their sum (the statement has them all).
_MAX_REGLEMENTS: Final = 8


class Lettre(NamedTuple):
    """A letter, or why there is none.

    Attributes:
        document: None when a mention that it must bear is missing.
        constats: what is missing, or doubtful.
        creance: what it claims.
    """

    document: Document | None
    constats: list[Finding]
    creance: Creance


def mise_en_demeure(book: Book, facture: Facture, client: Client) -> Lettre:
    """The formal notice of an invoice, as of the workbook's day.

    Args:
        book: the workbook, read on the day the letter bears.
        facture: an invoice with a balance.
        client: its client.
    """
    moi, absent, doubts = createur(book.parametres)
    lui, missing, its_doubts = debiteur(client)
    claim = creance(book, facture, client)
    absent = [*absent, *missing]
    if (undated := sans_date(book, facture)) is not None:
        absent.append(undated)
    found = [*absent, *doubts, *its_doubts, *taux_inconnus(claim)]
    if absent:
        return Lettre(None, found, claim)
    return Lettre(_document(book, claim, moi, lui), found, claim)


def mise_en_demeure_pdf(
    book: Book, facture: Facture, client: Client, imprimeur: Imprimeur
) -> bytes:
    """The letter's PDF, to go with the mail.

    Raises:
        InputError: a mention that it must bear is missing; the message names the cell.
        StoreError: it could not be printed.
    """
    lettre = mise_en_demeure(book, facture, client)
    if lettre.document is None:
        first = lettre.constats[0]
        raise InputError(f"{first.feuille}, {first.colonne} : {first.probleme}", first.que_faire)
    return imprimeur.pdf(lettre.document)


def nom_fichier(facture: Facture, jour: date) -> str:
    """The letter's file name."""
    return f"Mise en demeure {propre(facture.numero, 60)} du {jour.isoformat()}.pdf"


def rappels(book: Book, facture: Facture) -> list[date]:
    """The days on which the client was reminded of an invoice, before any formal notice."""
    its = key(facture.numero)
    return sorted(
        {
            row.jour
            for row in book.relances
            if key(row.facture) == its
            and row.niveau < MISE_EN_DEMEURE
            and row.jour >= facture.date_facture
            and (code(row.etat) == ENVOYEE or est_fait(row.canal, row.etat))
        }
    )


def reference(facture: Facture) -> str:
    """An invoice named in a sentence: its number and its date."""
    return f"n° {propre(facture.numero, 80)} du {date_longue(facture.date_facture)}"


def _document(book: Book, claim: Creance, moi: Partie, lui: Partie) -> Document:
    facture, jour = claim.facture, claim.jour
    sender = [moi.nom, *moi.adresse, f"SIREN {moi.siren}"]
    if book.parametres.expediteur:
        sender.append(propre(book.parametres.expediteur, 120))
    subject = f"Mise en demeure de payer, facture {reference(facture)}"
    if lui.siren:
        subject += f" (débiteur : SIREN {lui.siren})"
    return Document(
        titre=f"Mise en demeure de payer, facture {propre(facture.numero, 80)}",
        jour=jour,
        auteur=moi.nom,
        corps=tuple(_corps(book, claim)),
        expediteur=tuple(sender),
        destinataire=(lui.nom, *lui.adresse),
        lieu_date=f"{moi.ville}, le {date_longue(jour)}"
        if moi.ville
        else f"Le {date_longue(jour)}",
        mention=MENTION,
        objet=subject,
        signature=moi.nom,
        jointes=(f"copie de la facture {reference(facture)}",) if facture.piece else (),
        pied=f"Mise en demeure du {format_date(jour)}, facture {propre(facture.numero, 60)}",
    )


def _corps(book: Book, claim: Creance) -> list[Bloc]:
    facture, jour = claim.facture, claim.jour
    delay = book.parametres.delai_mise_en_demeure
    days = f"{delay} jours" if delay > 1 else f"{delay} jour"
    blocks: list[Bloc] = [
        Paragraphe("Madame, Monsieur,"),
        Paragraphe(_faits(book, claim)),
        Paragraphe(
            "Par la présente, je vous mets en demeure, au sens de l'article 1344 du code civil, "
            f"de me payer {_somme(claim)} dans un délai de {days} à compter de la réception de "
            "cette lettre.",
            fort=True,
        ),
        Titre(f"Décompte au {date_longue(jour)}"),
        montants(claim),
    ]
    if claim.interets is not None and claim.interets.lignes:
        blocks += [Titre("Pénalités de retard, au jour le jour"), periodes(claim)]
    blocks += [Paragraphe(one) for one in droit(book, claim)]
    blocks.append(Paragraphe(_paiement(book, facture)))
    blocks.append(
        Paragraphe(
            "À défaut de paiement dans ce délai, je saisirai la juridiction compétente sans autre "
            "avis, notamment par requête en injonction de payer (articles 1405 et suivants du code "
            "de procédure civile), pour obtenir le paiement de ces sommes, des intérêts courus "
            "jusqu'au paiement et des frais de justice. Toute condamnation à une indemnité porte "
            "elle-même intérêt au taux légal (article 1231-7 du code civil)."
        )
    )
    blocks.append(
        Paragraphe(
            "Si votre paiement est déjà parti, merci de m'en adresser la preuve. Je vous prie "
            "d'agréer, Madame, Monsieur, l'expression de mes salutations distinguées."
        )
    )
    return blocks


def _faits(book: Book, claim: Creance) -> str:
    facture = claim.facture
    what = propre(facture.objet, MAX_OBJET)
    text = (
        f"La facture {reference(facture)}{f' ({what})' if what else ''}, d'un montant de "
        f"{format_euros(facture.montant)}, devait être payée au plus tard le "
        f"{date_longue(facture.echeance)}."
    )
    days = [format_date(day) for day in rappels(book, facture)]
    if days:
        last = f"{', '.join(days[:-1])} et {days[-1]}" if days[1:] else days[0]
        text += f" Malgré {'mes rappels des' if days[1:] else 'mon rappel du'} {last},"
        return f"{text} il reste dû {format_euros(facture.solde)} en principal."
    return f"{text} Il reste dû {format_euros(facture.solde)} en principal."


def _somme(claim: Creance) -> str:
    text = f"la somme de {format_euros(claim.total)}"
    since = claim.interets.inconnu_depuis if claim.interets else None
    if since is None:
        return text
    return f"{text}, augmentée des pénalités courues depuis le {date_longue(since)},"


def montants(claim: Creance) -> Tableau:
    """What is owed, line by line."""
    facture = claim.facture
    rows = [(f"Facture {reference(facture)}", format_euros(facture.montant))]
    if claim.avoirs:
        rows.append(("Avoirs déduits", format_euros(-claim.avoirs)))
    if len(claim.reglements) > _MAX_REGLEMENTS:
        total = sum(one.montant for one in claim.reglements)
        rows.append((f"{len(claim.reglements)} règlements", format_euros(-total)))
    else:
        rows += [
            (
                f"{'Règlement reçu' if one.montant > 0 else 'Remboursement'} le "
                f"{format_date(one.jour)}",
                format_euros(-one.montant),
            )
            for one in claim.reglements
        ]
    if len(rows) > 1:
        rows.append(("Principal restant dû", format_euros(facture.solde)))
    if claim.interets is not None:
        rows.append(
            (
                f"Pénalités de retard au {format_date(claim.jour)}"
                + ("" if claim.interets.complet else ", pour les périodes dont le taux est connu"),
                _connues(claim),
            )
        )
    if claim.indemnite:
        rows.append(
            ("Indemnité forfaitaire pour frais de recouvrement", format_euros(claim.indemnite))
        )
    return Tableau(
        (), tuple(rows), frozenset({1}), total=("Total à payer", format_euros(claim.total))
    )


def periodes(claim: Creance) -> Tableau:
    """The penalties, period by period."""
    assert claim.interets is not None
    rows = [_periode(one) for one in claim.interets.lignes]
    return Tableau(
        ("Période", "Jours", "Sur", "Taux annuel", "Pénalités"),
        tuple(rows),
        frozenset({1, 2, 4}),
        larges=frozenset({3}),
        total=("Total", "", "", "", _connues(claim)),
    )


def _connues(claim: Creance) -> str:
    """The penalties that can be counted; a zero would say that none are owed."""
    assert claim.interets is not None
    if not claim.interets.total and not claim.interets.complet:
        return "à calculer"
    return format_euros(claim.interets.total)


def _periode(one: LigneInterets) -> tuple[str, ...]:
    span = f"{format_date(one.debut)} au {format_date(one.fin)}"
    if one.tranche is None or one.interets is None:
        half = semestre(one.debut)
        which = "1er" if half.month == 1 else "2d"
        rate, amount = f"taux du {which} semestre {half.year}", "à calculer"
    else:
        rate = f"{format_rate(one.tranche.taux)} ({one.tranche.origine})"
        amount = format_euros(one.interets)
    return span, str(one.jours), format_euros(one.principal), rate, amount


def droit(book: Book, claim: Creance, lettre: str = "la présente mise en demeure") -> list[str]:
    """What the law says of the delay, in the words of a letter.

    Args:
        book: the workbook.
        claim: what is owed.
        lettre: how the notice is called: by another paper than itself, otherwise.
    """
    if not claim.professionnel:
        return [
            "Les intérêts au taux légal courent sur cette somme à compter de la réception de "
            f"{lettre}, sans que j'aie à justifier d'un préjudice (articles 1231-6 "
            "et 1344-1 du code civil)."
        ]
    agreed = book.parametres.taux_convenu
    rate = (
        f"au taux convenu de {format_rate(agreed)} l'an"
        if agreed is not None
        else "au taux de la Banque centrale européenne pour son opération de refinancement la plus "
        "récente, majoré de dix points"
    )
    text = (
        "Les pénalités de retard sont exigibles sans qu'un rappel soit nécessaire, dès le "
        "lendemain de la date de règlement portée sur la facture (article L441-10, II du code de "
        "commerce). "
        f"Elles sont comptées {rate}, sans pouvoir être inférieures à trois fois le taux de "
        "l'intérêt légal, les taux étant ceux du 1er janvier et du 1er juillet, et l'année de 365 "
        "jours."
    )
    a_day = claim.par_jour
    if claim.interets is not None and (since := claim.interets.inconnu_depuis) is not None:
        text += (
            f" Celles qui courent depuis le {date_longue(since)} s'y ajoutent : elles seront "
            "calculées au taux légal de la période, dès qu'il sera connu."
        )
    if a_day:
        text += (
            f" Elles continuent de courir jusqu'au paiement, à raison de {format_euros(a_day)} par "
            "jour au taux actuel."
        )
    else:
        text += " Elles continuent de courir jusqu'au paiement."
    return [
        text,
        f"L'indemnité forfaitaire de {format_euros(claim.indemnite)} pour frais de recouvrement "
        "est due de plein droit (articles L441-10, II et D441-5 du code de commerce) ; une "
        "indemnisation complémentaire peut être demandée, sur justification, si les frais exposés "
        f"sont supérieurs. {lettre[:1].upper()}{lettre[1:]} fait en outre courir les intérêts "
        "moratoires (articles 1231-6 et 1344-1 du code civil).",
    ]


def _paiement(book: Book, facture: Facture) -> str:
    number = propre(facture.numero, 80)
    iban = propre(book.parametres.iban, 60)
    if iban:
        text = f"Vous pouvez payer par virement à l'IBAN {iban}, avec la référence {number}"
    else:
        text = f"Merci de rappeler la référence {number} avec votre paiement"
    link = propre(facture.lien, 200)
    return f"{text}, ou en ligne : {link}" if link else f"{text}."
