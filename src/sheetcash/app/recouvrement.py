"""The recovery file of an unpaid invoice, to go with a request for an injonction de payer.

Papers of the file: an index, the client's statement of account, the calculation, the history of
exchanges, the facts for the request; beside them the formal notice and the invoice's own copy.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from sheetcash.app import fil
from sheetcash.app.appels import CONSIGNE, reste_a_faire
from sheetcash.app.creance import Creance, reglements
from sheetcash.app.mise_en_demeure import droit, montants, periodes, reference
from sheetcash.app.parties import Partie, propre
from sheetcash.app.relances import libelle
from sheetcash.core.categories import LIBERALE
from sheetcash.core.money import format_euros
from sheetcash.core.mots import date_longue
from sheetcash.core.penalites import PARTICULIER, prescription
from sheetcash.core.penalites import PROFESSIONNEL as PRO
from sheetcash.core.periods import format_date
from sheetcash.ports import Event
from sheetcash.ports.lettres import Bloc, Document, Liste, Paragraphe, Tableau, Titre
from sheetcash.workbook.reading_relances import COURRIEL
from sheetcash.workbook.records import Book, Facture, key, nom_client
from sheetcash.workbook.schema import fold

#: The forms of the request; the current version is on service-public.fr.
CERFA_COMMERCE, CERFA_JUDICIAIRE = "12946", "12948"
_BLANC: Final = "…………………………………"


class Echange(NamedTuple):
    """One thing said to the client: from the sheet Relances, or from the journal."""

    jour: date
    niveau: int
    canal: str
    destinataire: str
    etat: str
    detail: str


def echanges(book: Book, facture: Facture, events: Sequence[Event]) -> list[Echange]:
    """The history of an invoice, oldest first; events that the sheet has are not told twice.

    Rows older than the invoice are about another one that bore its number.
    """
    its = key(facture.numero)
    found = [
        Echange(row.jour, row.niveau, row.canal, row.destinataire, row.etat, row.detail)
        for row in book.relances
        if key(row.facture) == its and not reste_a_faire(row.etat)
    ]
    found += [
        Echange(
            event.entry.jour,
            event.entry.key.niveau,
            "courriel",
            event.entry.destinataire,
            event.entry.etat,
            event.entry.detail,
        )
        for event in events
        if event.entry.key.facture == its and event.id not in book.ids_relances
    ]
    return sorted(one for one in found if one.jour >= facture.date_facture)


def releve(book: Book, claim: Creance, moi: Partie, lui: Partie) -> Document:
    """Every invoice and receipt of the client, and the running balance."""
    its = nom_client(claim.facture.client)
    moves: list[tuple[date, int, str, int]] = []
    for facture in book.factures:
        if nom_client(facture.client) != its:
            continue
        kind = "Facture" if facture.montant >= 0 else "Avoir"
        moves.append((facture.date_facture, 0, f"{kind} {_ref(facture)}", facture.montant))
        moves += [
            (
                one.jour,
                1,
                f"{'Règlement' if one.montant > 0 else 'Remboursement'}, {_ref(facture)}",
                -one.montant,
            )
            for one in reglements(book, facture)
        ]
    rows, balance = [], 0
    for day, _, label, cents in sorted(moves):
        balance += cents
        owed, paid = (cents, 0) if cents >= 0 else (0, -cents)
        rows.append(
            (
                format_date(day),
                label,
                format_euros(owed) if owed else "",
                format_euros(paid) if paid else "",
                format_euros(balance),
            )
        )
    table = Tableau(
        ("Date", "Opération", "Débit", "Crédit", "Solde"),
        tuple(rows),
        frozenset({2, 3, 4}),
        frozenset({1}),
        ("", "Solde du compte", "", "", format_euros(balance)),
    )
    return _papier(claim, moi, "Relevé de compte client", _client(lui), (table,))


def calcul(book: Book, claim: Creance, moi: Partie, lui: Partie) -> Document:
    """How the sum that is asked for is computed."""
    blocks: list[Bloc] = [Titre("Sommes dues"), montants(claim)]
    if claim.interets is not None and claim.interets.lignes:
        blocks += [Titre("Pénalités par période"), periodes(claim)]
        blocks.append(
            Paragraphe(
                "Intérêts = somme due × taux annuel × jours ÷ 365 ; le premier jour est le "
                "lendemain de l'échéance, et le jour d'un paiement compte encore. Le total est "
                "arrondi une fois, au centime.",
                petit=True,
            )
        )
    elif not claim.professionnel:
        blocks += [
            Titre("Intérêts au taux légal"),
            Paragraphe(
                f"Ils courent depuis la réception de la mise en demeure, le {_BLANC} (date de "
                f"l'avis de réception), sur {format_euros(claim.facture.solde)}, au taux légal de "
                "chaque semestre : somme due × taux annuel × jours ÷ 365."
            ),
        ]
    blocks.append(Titre("Fondement"))
    blocks += [Paragraphe(one) for one in droit(book, claim, "la mise en demeure")]
    return _papier(claim, moi, "Calcul des sommes dues", _client(lui), tuple(blocks))


def historique(claim: Creance, moi: Partie, lui: Partie, story: Sequence[Echange]) -> Document:
    """What was said to the client, and when."""
    if story:
        rows = tuple(
            (
                format_date(one.jour),
                libelle(one.niveau),
                propre(one.canal, 40),
                propre(one.destinataire, 120),
                propre(one.etat, 40),
                propre(_dit(one), 240),
            )
            for one in story
        )
        body: tuple[Bloc, ...] = (
            Tableau(
                ("Date", "Étape", "Canal", "À", "État", "Détail"), rows, larges=frozenset({3, 5})
            ),
        )
    else:
        body = (Paragraphe("Aucun échange n'est noté dans la feuille Relances."),)
    return _papier(claim, moi, "Historique des échanges", _client(lui), body)


def requete(book: Book, claim: Creance, moi: Partie, lui: Partie) -> Document:
    """A draft of the facts, the court and the form; what only the user knows is blank."""
    facture = claim.facture
    limit = prescription(facture.echeance, PRO if claim.professionnel else PARTICULIER, book.loi)
    rows = (
        ("Créancier", f"{moi.nom}, {', '.join(moi.adresse)}, SIREN {moi.siren}"),
        ("Né(e) le, à, nationalité", _BLANC),
        ("Débiteur", ", ".join((lui.nom, *lui.adresse))),
        ("SIREN du débiteur", lui.siren or (_BLANC if claim.professionnel else "sans objet")),
        ("Principal demandé", format_euros(facture.solde)),
        ("Pénalités arrêtées", _penalites(claim)),
        ("Indemnité forfaitaire", format_euros(claim.indemnite)),
        ("Mise en demeure reçue le", _BLANC),
        ("À demander avant le", f"{format_date(limit)} (prescription)"),
    )
    facts = [
        f"J'ai fourni au débiteur : {propre(facture.objet, 300) or _BLANC}, sur sa commande du "
        f"{_BLANC}.",
        f"La facture {reference(facture)}, de {format_euros(facture.montant)}, était à payer le "
        f"{date_longue(facture.echeance)}.",
        f"À ce jour, {_paye(claim)} ; il reste dû {format_euros(facture.solde)} en principal.",
        "Mes rappels puis ma mise en demeure, joints, sont restés sans effet.",
    ]
    if not facture.litige:
        facts.append("Le débiteur n'a pas contesté la facture.")
    body: tuple[Bloc, ...] = (
        Paragraphe(
            "Projet à relire et à compléter : les points de suspension sont à remplir, et une "
            "phrase inexacte est à retirer.",
            petit=True,
        ),
        Titre("À reporter sur le formulaire"),
        Tableau((), rows, larges=frozenset({1})),
        Titre("Les faits"),
        Liste(tuple(facts), numerotee=True),
        Titre("Quel tribunal, quel formulaire"),
        *(Paragraphe(one) for one in tribunal(book, claim)),
    )
    return _papier(claim, moi, "Exposé des faits pour la requête", _client(lui), body)


def tribunal(book: Book, claim: Creance) -> list[str]:
    """Where the request goes, given who the two sides are."""
    judiciaire = f"le président du tribunal judiciaire (formulaire cerfa n° {CERFA_JUDICIAIRE})"
    commerce = f"le président du tribunal de commerce (formulaire cerfa n° {CERFA_COMMERCE})"
    if not claim.professionnel:
        text = f"Le débiteur est un particulier : la requête va devant {judiciaire}."
    elif book.parametres.regime.nature == LIBERALE:
        text = (
            "Votre activité est libérale. Si le débiteur est un commerçant ou une société "
            f"commerciale, vous pouvez saisir {commerce} ou {judiciaire} ; s'il est lui-même "
            f"libéral, ou une association, {judiciaire}."
        )
    else:
        text = (
            "Entre commerçants ou artisans, et contre une société commerciale, la requête va "
            f"devant {commerce} ; contre un libéral, une association ou un agriculteur, devant "
            f"{judiciaire}."
        )
    return [
        f"{text} C'est le tribunal du lieu où demeure le débiteur (article 1406 du code de "
        "procédure civile). Dans certaines villes, le tribunal des activités économiques remplace "
        "le tribunal de commerce ; en Alsace et en Moselle, c'est la chambre commerciale du "
        "tribunal judiciaire.",
        "La requête est accompagnée de ses pièces et de leur bordereau (articles 1405 à 1425 du "
        "code de procédure civile). La version en cours du formulaire est sur service-public.fr ; "
        "le greffe confirme sa compétence et les frais.",
    ]


def bordereau(
    claim: Creance, moi: Partie, lui: Partie, pieces: Sequence[str], absentes: Sequence[str]
) -> Document:
    """The index of the file, and what the user has still to add."""
    body: list[Bloc] = [
        Tableau(
            ("N°", "Pièce"),
            tuple((str(rank), name) for rank, name in enumerate(pieces, 1)),
            larges=frozenset({1}),
        )
    ]
    if absentes:
        body += [Titre("À joindre vous-même"), Liste(tuple(absentes))]
    return _papier(claim, moi, "Bordereau des pièces", _client(lui), tuple(body))


def _penalites(claim: Creance) -> str:
    if claim.interets is None:
        return "intérêts légaux depuis la réception de la mise en demeure"
    text = f"{format_euros(claim.interets.total)} au {format_date(claim.jour)}"
    since = claim.interets.inconnu_depuis
    if since is None:
        return text
    rest = f"celles courues depuis le {format_date(since)}, au taux de la période"
    return f"{text}, et {rest}" if claim.interets.total else rest


def _paye(claim: Creance) -> str:
    paid = claim.facture.encaisse
    text = f"{format_euros(paid)} ont été réglés" if paid > 0 else "rien n'a été réglé"
    if claim.avoirs:
        text += f", et {format_euros(claim.avoirs)} d'avoirs en ont été déduits"
    return text


def _dit(one: Echange) -> str:
    """What a court may read of it: a mail's subject, or the user's own note."""
    if fold(one.canal) == COURRIEL:
        subject = fil.objet(one.detail)
        return f"Objet : « {subject} »" if subject else ""
    return one.detail.removesuffix(CONSIGNE).rstrip()


def _ref(facture: Facture) -> str:
    return propre(facture.numero, 80)


def _client(lui: Partie) -> str:
    return f"Débiteur : {lui.nom}" + (f", SIREN {lui.siren}" if lui.siren else "")


def _papier(
    claim: Creance, moi: Partie, titre: str, objet: str, corps: tuple[Bloc, ...]
) -> Document:
    return Document(
        titre=titre,
        jour=claim.jour,
        auteur=moi.nom,
        corps=corps,
        expediteur=(moi.nom, f"SIREN {moi.siren}"),
        objet=f"{objet}. Facture {reference(claim.facture)}. Arrêté au {date_longue(claim.jour)}.",
        pied=f"{titre}, facture {propre(claim.facture.numero, 60)}",
    )
