"""``sheetcash diagnostic``: what works, what does not, and what to do about it."""

from __future__ import annotations

import click

from sheetcash.cli.commun import Commande, afficher, constats, environ, ouvrir, print_json
from sheetcash.cli.racine import DONE, FINDINGS
from sheetcash.errors import SheetcashError
from sheetcash.workbook.findings import Finding


@click.command(cls=Commande)
@click.argument("classeur", metavar="[CLASSEUR]", required=False)
@click.option("--json", "as_json", is_flag=True, help="Répond en JSON.")
def commande(classeur: str | None, as_json: bool) -> int:
    """Vérifie l'installation, le serveur d'envoi et, si on le donne, le CLASSEUR.

    Rien n'est modifié ; aucun courriel n'est envoyé.
    """
    from sheetcash.hosts import diagnostic

    checks = diagnostic.verifier_poste(environ(), classeur or "")
    findings: list[Finding] = []
    if classeur is not None:
        from sheetcash.adapters.clock import ParisClock

        try:
            store = ouvrir(classeur)
        except SheetcashError as error:  # no account: all the rest is told all the same
            checks.append(diagnostic.Verification("Classeur", False, str(error)))
        else:
            its, findings = diagnostic.verifier_classeur(store, ParisClock().today())
            checks += its
    if as_json:
        print_json(
            {
                "verifications": [
                    {"nom": name, "ok": fine, "detail": seen} for name, fine, seen in checks
                ],
                "constats": [finding.as_json() for finding in findings],
            }
        )
    else:
        width = max(len(name) for name, _, _ in checks)
        lines = [f"{'✓' if fine else '✗'} {name:<{width}}  {seen}" for name, fine, seen in checks]
        afficher([*lines, *constats(findings)])
    return DONE if all(fine for _, fine, _ in checks) and not findings else FINDINGS
