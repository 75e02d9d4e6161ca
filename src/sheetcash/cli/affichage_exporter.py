"""What ``exporter`` says of the accountant's folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheetcash.app.dossier.anomalies import A_SAVOIR
from sheetcash.app.dossier.envoi import ABANDON
from sheetcash.app.dossier.pieces import DOSSIER as PIECES
from sheetcash.cli.commun import constats
from sheetcash.core.mots import pluriel
from sheetcash.core.periods import format_date
from sheetcash.ports import DIFFEREE, ENVOYEE, INCONNUE, REFUSEE

if TYPE_CHECKING:
    from sheetcash.app.dossier.assembler import Dossier
    from sheetcash.app.dossier.envoi import Resultat

_SORTS = {
    ENVOYEE: "Le courriel est parti à {}.",
    REFUSEE: "Le courriel n'est pas parti : l'adresse {} a été refusée.",
    DIFFEREE: "Le courriel n'est pas parti à {}.",
    INCONNUE: "Le courriel est peut-être parti à {} : le serveur n'a pas répondu.",
    ABANDON: "Aucun courriel n'a été envoyé à {}.",
}


def lignes(made: Dossier, courriel: str | None, sent: Resultat | None) -> list[str]:
    """Where the folder is, what is in it, the last seals, what is to be looked at."""
    whole = sum(one.fichier.octets for one in made.contenus)
    count = pluriel(len(made.contenus), "fichier")
    lines = ["Le dossier du comptable est prêt à envoyer :", f"  {made.chemin}"]
    lines += [f"  {count}, {taille(whole)}", ""]
    files = [one for one in made.contenus if not one.fichier.chemin.startswith(f"{PIECES}/")]
    lines += [f"  {one.fichier.chemin} : {one.quoi}" for one in files]
    if pieces := len(made.contenus) - len(files):
        lines.append(f"  {PIECES}/ : {pluriel(pieces, 'pièce justificative copiée', _PIECES)}")
    lines += ["", *_copie(made)]
    if made.identite.sceaux:
        lines += ["", "Derniers sceaux, à garder hors du classeur :"]
        lines += [f"  {one.registre} : {one.sceau}" for one in made.identite.sceaux]
    else:
        lines += ["", "Aucune ligne n'est scellée : « sheetcash sceller » le fait."]
    if sent is not None:
        lines += ["", _SORTS[sent.etat].format(courriel)]
    lines += ["", "Votre classeur n'a pas été modifié."]
    if notes := len(made.anomalies.constats(A_SAVOIR)):
        lines.append(f"À savoir ({notes}) : voir Anomalies.txt.")
    found = [*made.anomalies.constats(), *(sent.constats if sent is not None else [])]
    return [*lines, *constats(found)]


_PIECES = "pièces justificatives copiées"


def _copie(made: Dossier) -> list[str]:
    """What changed in the workbook's copy."""
    copie = made.export.copie
    lines = ["Dans la copie du classeur :"]
    if copie.formules:
        several = "formules SC_ remplacées par leur valeur"
        lines.append(f"  {pluriel(copie.formules, 'formule SC_ remplacée par sa valeur', several)}")
    if copie.autres:
        several = "autres formules remplacées par leur valeur (macros, autres classeurs)"
        one = "autre formule remplacée par sa valeur (macro, autre classeur)"
        lines.append(f"  {pluriel(copie.autres, one, several)}")
    lines.append("  macros retirées" if copie.macros else "  pas de macro dans le classeur")
    if copie.feuilles:
        lines.append(f"  feuilles techniques retirées : {', '.join(copie.feuilles)}")
    if copie.liens:
        several = "liens vers d'autres classeurs retirés"
        lines.append(f"  {pluriel(copie.liens, 'lien vers un autre classeur retiré', several)}")
    if copie.date_figee:
        lines.append(f"  chiffres figés au {format_date(made.export.jour)}")
    return [*lines, "  feuilles et structure protégées sans mot de passe, marquée comme finale"]


def taille(octets: int) -> str:
    r"""A file's size, as a mail program tells it.

    >>> taille(87_400), taille(2_345_678)
    ('87\xa0ko', '2,3\xa0Mo')
    """
    if octets < 1_000_000:
        return f"{max(1, round(octets / 1000))}\u00a0ko"
    return f"{octets / 1_000_000:.1f}\u00a0Mo".replace(".", ",")
