"""What the terminal shows before a sending, and the question."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from sheetcash.cli.commun import afficher, constats
from sheetcash.cli.questions import demander

if TYPE_CHECKING:
    from sheetcash.app.avertissements import Avertissement
    from sheetcash.app.relances import Decision
    from sheetcash.ports import Mail
    from sheetcash.workbook.findings import Finding


def avertissements(those: Sequence[Avertissement]) -> list[str]:
    """The warnings as lines, under a title; nothing when there are none."""
    if not those:
        return []
    return [
        "",
        f"À regarder avant d'envoyer ({len(those)})",
        *(f"  • {one}" for one in those),
    ]


def confirmer(
    due: Sequence[tuple[Decision, Mail]],
    doubts: Sequence[Finding],
    warnings: Sequence[Avertissement],
    essai: bool = False,
) -> bool:
    """Show what is about to leave and ask; standard output stays free for ``--json``.

    Args:
        due: the reminders, with their mails.
        doubts: what is doubtful in the workbook.
        warnings: what is unusual about these reminders.
        essai: they go to the user's own address.
    """
    from sheetcash.app.envoi import ligne
    from sheetcash.app.regroupement import annonce
    from sheetcash.cli.affichage_relances import lignes_relances

    these = annonce(due)
    if not sys.stdin.isatty():
        if essai:
            raise click.UsageError(
                f"essai de {these} à {due[0][1].recipient} : ajoutez --oui pour l'envoyer sans "
                "question."
            )
        raise click.UsageError(
            f"{these} à envoyer : ajoutez --oui pour envoyer sans question, ou --simulation pour "
            "voir la liste."
        )
    shown = [
        *constats(doubts),
        *lignes_relances([ligne(one) for one, _ in due]),
        *avertissements(warnings),
    ]
    afficher([*shown, *_exemples(due)], err=True)
    which = "ces" if len(due) > 1 else "cette"
    question = f"\nEnvoyer {which} {these} ?"
    if essai:
        question = f"\nEnvoyer l'essai de {which} {these} à {due[0][1].recipient} ?"
    while True:
        word = demander(
            f"{question} (oui/non/voir)",
            choix=("oui", "non", "voir", "o", "n", "v"),
            defaut="non",
            montre=False,
            suffixe=" ",
        )
        if word in ("v", "voir"):
            afficher(_tous(due), err=True)
        else:
            return word in ("o", "oui")


def _exemples(due: Sequence[tuple[Decision, Mail]]) -> list[str]:
    """One mail of each level, the most advanced first."""
    from sheetcash.app.relances import libelle

    first: dict[int, Mail] = {}
    for one, mail in due:
        first.setdefault(one.niveau, mail)
    lines = []
    for niveau, mail in first.items():
        lines += ["", f"Par exemple, {libelle(niveau)} à {mail.recipient} :", *_corps(mail)]
    return lines


def _tous(due: Sequence[tuple[Decision, Mail]]) -> list[str]:
    """Every mail; one about several invoices once."""
    mails = list({mail.message_id: mail for _, mail in due}.values())
    lines = []
    for at, mail in enumerate(mails, 1):
        lines += ["", f"{at} sur {len(mails)}, à {mail.recipient} :", *_corps(mail)]
    return lines


def _corps(mail: Mail) -> list[str]:
    files = ", ".join(one.nom for one in mail.pieces if not one.cid)
    return [
        "",
        f"  {mail.subject}",
        *([f"  Pièces jointes : {files}"] if files else []),
        "",
        *(f"  {line}" for line in mail.text.splitlines()),
    ]
