"""The months as they were sealed: what they say of the registers, and whether it still holds."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date

from sheetcash.app.registres import Lu, Registres, saines
from sheetcash.core.cloture import Mouvement, detail
from sheetcash.core.money import format_euros
from sheetcash.core.scellement import lire_sceau
from sheetcash.core.verification import Ligne
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.registres import REGISTRE_SCELLES, Registre, cents_lus, jour_de, jour_lu


def mouvements(rows: Sequence[Ligne], registre: Registre) -> list[Mouvement]:
    """Rows as what their totals are made of; those without a day or an amount left out."""
    titles = (registre.jour, "Montant", registre.detail, "Mode de règlement")
    at_day, at_cents, detail, mode = map(registre.champ, titles)
    found = []
    for one in rows:
        day, cents = jour_lu(one.champs[at_day]), cents_lus(one.champs[at_cents])
        if day is not None and cents is not None:
            found.append(
                Mouvement(day, cents, one.champs[detail].strip(), one.champs[mode].strip())
            )
    return found


def dernier_jour_clos(registres: Registres, registre: Registre) -> date | None:
    """The last day that sound rows of Scellés close for a register."""
    scelles = registres.scelles
    at, fin = REGISTRE_SCELLES.champ("Registre"), REGISTRE_SCELLES
    days = [jour_de(one.champs, fin) for one in saines(scelles) if one.champs[at] == registre.nom]
    return max((day for day in days if day is not None), default=None)


def jours_de_scellement(registres: Registres, registre: Registre) -> list[tuple[int, date]]:
    """By last rank, the day on which a register's rows were sealed; in order."""
    found = []
    for one in saines(registres.scelles):
        said = dict(zip(REGISTRE_SCELLES.champs, one.champs, strict=True))
        sceau = lire_sceau(said["Dernière ligne"])
        if said["Registre"] != registre.nom or sceau is None:
            continue
        try:
            found.append((sceau.rang, date.fromisoformat(said["Scellé le"])))
        except ValueError:  # a row of someone else's making: no seal of ours says so
            continue
    return sorted(found)


def totaux(registres: Registres, lu: Lu) -> Iterator[Finding]:
    """The months' totals as sealed, held against the rows that they were made of."""
    ranks = sorted(lu.verification.places)
    before, previous, months = 0, "", dict[date, list[Mouvement]]()
    for ligne in saines(registres.scelles):
        said = dict(zip(REGISTRE_SCELLES.champs, ligne.champs, strict=True))
        last = lire_sceau(said["Dernière ligne"])
        fin = jour_de(ligne.champs, REGISTRE_SCELLES)
        if said["Registre"] != lu.registre.nom or last is None or fin is None:
            continue
        if previous != said["Dernière ligne"]:
            sceau = lire_sceau(previous)
            before = sceau.rang if sceau else before
            previous = said["Dernière ligne"]
            its = ranks[bisect_right(ranks, before) : bisect_right(ranks, last.rang)]
            months = _par_mois(mouvements([lu.au_rang(one) for one in its], lu.registre))
        # what a month has is told once: its rest may be closed later without any new row
        moves = months.pop(fin.replace(day=1), [])
        found = (str(len(moves)), str(sum(one.cents for one in moves)), detail(moves))
        if found == (said["Lignes"], said["Total"], said["Détail"]):
            continue
        cents = cents_lus(said["Total"])
        sealed = format_euros(cents) if cents is not None else said["Total"]
        yield Finding(
            registres.scelles.feuille,
            ligne.place,
            "Total",
            f"{lu.registre.nom}, {fin:%m/%Y} : scellé « {sealed} » en {said['Lignes']} ligne(s), "
            f"trouvé « {format_euros(int(found[1]))} » en {found[0]}.",
            "Les lignes changées ou manquantes sont nommées plus haut.",
        )
    cut = sans_mois(registres, lu)
    if cut is not None:
        yield cut


def _par_mois(moves: Sequence[Mouvement]) -> dict[date, list[Mouvement]]:
    """Movements by the first day of their month."""
    found: dict[date, list[Mouvement]] = {}
    for one in moves:
        found.setdefault(one.jour.replace(day=1), []).append(one)
    return found


def sans_mois(registres: Registres, lu: Lu) -> Finding | None:
    """Whether the months' end does not tell the register's: each seal wrote both.

    Whoever cuts off the last rows of one without those of the other is seen, even where no journal
    knows them.
    """
    if registres.scelles.verification.anomalies:  # told already
        return None
    at = REGISTRE_SCELLES.champ("Dernière ligne")
    named = REGISTRE_SCELLES.champ("Registre")
    ends = [
        lire_sceau(one.champs[at])
        for one in saines(registres.scelles)
        if one.champs[named] == lu.registre.nom
    ]
    told = max((one.rang for one in ends if one is not None), default=0)
    last = lu.verification.dernier.rang if lu.verification.dernier is not None else 0
    if told == last:
        return None
    return Finding(
        registres.scelles.feuille,
        0,
        "Dernière ligne",
        f"{lu.registre.nom} : les mois scellés vont jusqu'à la ligne de rang {told}, le registre "
        f"jusqu'à celle de rang {last} : la fin de l'un des deux a été retirée.",
        "Retrouvez-la dans une sauvegarde, ou dans ce que votre comptable a reçu.",
    )
