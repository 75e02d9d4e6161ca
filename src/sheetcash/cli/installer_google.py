"""``sheetcash installer google``: connect a Google account, or forget it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from sheetcash.adapters.google import acces, compte
from sheetcash.adapters.google.permissions import COURRIEL, demandees
from sheetcash.adapters.secrets import SystemSecrets
from sheetcash.adapters.settings import Settings, load_settings
from sheetcash.cli.commun import environ
from sheetcash.cli.racine import DONE, FINDINGS
from sheetcash.errors import BadSetting, InputError, SheetcashError

if TYPE_CHECKING:
    from sheetcash.adapters.google.compte import Client, Robot, Utilisateur

_SANS_CLIENT: Final = (
    "Il manque le client OAuth : c'est sous son nom que sheetcash demande l'accès à Google.",
    """\
Une fois pour toutes, sur https://console.cloud.google.com :
  1. créez un projet (« sheetcash », par exemple) ;
  2. « API et services », Bibliothèque : activez Google Sheets API, Google Drive API et Gmail API ;
  3. « Google Auth Platform », Commencer : un nom, votre adresse, « Externe », votre adresse ;
     puis Audience, Utilisateurs tests : votre adresse ;
  4. « Clients », « Créer un client », type « Application de bureau » ;
  5. « Télécharger le fichier JSON » (client_secret….json), puis :

  sheetcash installer google --client client_secret….json

Le guide docs/google-acces.md explique chaque étape. Votre comptable peut vous donner le sien.""",
)


class Choix(NamedTuple):
    """What the command line says.

    Attributes:
        client: the OAuth client's file.
        robot: a service account's key file.
        gmail: reminders may leave through Gmail.
        partage: sheets that sheetcash did not create are to be shared.
        navigateur: the browser may be opened.
        oublier: forget the account.
    """

    client: str | None
    robot: str | None
    gmail: bool
    partage: bool
    navigateur: bool
    oublier: bool


def installer(choix: Choix) -> int:
    """Connect, keep the access and say what it allows."""
    settings = load_settings(environ())
    if environ().get(acces.EMULATOR):
        raise BadSetting(
            f"{acces.EMULATOR} est réglé : un serveur local tient lieu de Google, sans compte.",
            "Retirez cette variable pour connecter un vrai compte.",
        )
    secrets = SystemSecrets(settings.config_dir)
    if choix.oublier:
        return _oublier(secrets)
    if choix.robot is not None:
        return _robot(compte.lire_cle(Path(choix.robot)), secrets)
    return _utilisateur(choix, settings, secrets)


def _utilisateur(choix: Choix, settings: Settings, secrets: SystemSecrets) -> int:
    from sheetcash.adapters.google.consentement import DELAI, consentir

    with acces.bibliotheques():  # said before the user spends a quarter of an hour on a client
        import google_auth_oauthlib.flow  # noqa: F401

    client = _client(choix.client, secrets)
    asked = demandees(gmail=choix.gmail, partage=choix.partage)

    def montrer(url: str) -> None:
        click.echo("Google va vous demander la permission de :")
        for one in asked:
            click.echo(f"  • {one.role}")
        click.echo("Cochez toutes les cases de sa page.")
        opened = choix.navigateur and _navigateur(url)
        told = "Si elle ne s'ouvre pas, ouvrez" if opened else "Ouvrez sur cet ordinateur"
        click.echo(f"{told} cette adresse :\n\n{url}\n")
        click.echo(f"En attente de votre réponse ({DELAI / 60:.0f} min, Ctrl-C pour renoncer)…")

    user = consentir(client, asked, montrer)
    user, doubts = _essayer(user, secrets)
    where = compte.garder(secrets, user)
    named = f" : {user.adresse}" if user.adresse else ""
    lines = [f"Compte Google connecté{named}.", f"L'accès est gardé ici : {where}."]
    for one in asked:
        granted = one.code in user.permissions
        lines.append(f"  ✓ {one.role}" if granted else f"  ✗ {one.role}")
        if not granted:
            doubts.append(f"Permission non accordée : {one.role}. Sans elle, {one.sans}")
    if any(one.code not in user.permissions for one in asked):
        doubts.append("Pour l'accorder, relancez la commande et cochez toutes les cases.")
    if COURRIEL.code in user.permissions:
        lines += ["", *_courriel(settings, user)]
    click.echo("\n".join([*lines, *(("", *doubts) if doubts else ())]))
    return FINDINGS if doubts else DONE


def _courriel(settings: Settings, user: Utilisateur) -> list[str]:
    """Which way the reminders leave from now on."""
    if settings.courriel_moyen != "gmail" and settings.smtp_url is not None:
        return [
            "Les relances partent toujours par votre serveur SMTP. Pour Gmail, écrivez dans "
            f'{settings.file} : courriel_moyen = "gmail"'
        ]
    own = f"{user.adresse} (ou un de ses alias)" if user.adresse else "l'adresse de ce compte"
    return [
        f"Les relances partiront par Gmail : mettez {own} dans « Courriel expéditeur » de "
        "Paramètres, sans quoi Gmail la remplace."
    ]


def _client(given: str | None, secrets: SystemSecrets) -> Client:
    """The client of the file, else the one of the last time.

    Raises:
        InputError: there is none.
    """
    if given is not None:
        return compte.lire_client(Path(given))
    try:
        known = compte.charger(secrets)
    except SheetcashError:
        known = None
    if isinstance(known, compte.Utilisateur):
        return known.client
    raise InputError(*_SANS_CLIENT)


def _essayer(user: Utilisateur, secrets: SystemSecrets) -> tuple[Utilisateur, list[str]]:
    """Ask Google whose account it is: the address, and what is in the way if it will not say."""
    from sheetcash.adapters.google.qui import adresse

    if not {"fichiers", "partage"} & set(user.permissions):
        return user, []
    try:
        return user._replace(adresse=adresse(acces.autorisee(user, secrets))), []
    except SheetcashError as error:
        return user, [str(error)]


def _robot(robot: Robot, secrets: SystemSecrets) -> int:
    """Keep a service account's key once it has opened the door."""
    acces.renouveler(acces.autorisee(robot, secrets))
    where = compte.garder(secrets, robot)
    click.echo(
        f"""\
Compte de service connecté : {robot.adresse}
Sa clé est gardée ici : {where}. Vous pouvez supprimer le fichier donné.

Dans Google Sheets, partagez votre feuille avec cette adresse, en « Éditeur ». Un compte de service
n'a pas d'espace à lui et pas de boîte : il ne peut ni créer une feuille (« nouveau gsheet: ») ni
envoyer les relances (réglez un serveur : sheetcash installer courriel)."""
    )
    return DONE


def _oublier(secrets: SystemSecrets) -> int:
    """Have Google take the access back, and keep nothing of it."""
    from sheetcash.adapters.google.qui import retirer

    try:
        known = compte.charger(secrets)
    except SheetcashError:
        known = None
    problem = retirer(known) if isinstance(known, compte.Utilisateur) else ""
    compte.oublier(secrets)
    click.echo("sheetcash ne garde plus aucun accès à Google.")
    if problem:
        click.echo(problem)
    return FINDINGS if problem else DONE


def _navigateur(url: str) -> bool:
    """Open the browser where there is one with windows; a text one would take the terminal."""
    windows = sys.platform in ("win32", "darwin")
    if not windows and not any(map(os.environ.get, ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY"))):
        return False
    import webbrowser

    try:
        return webbrowser.open(url)
    except (OSError, webbrowser.Error):
        return False
