"""``sheetcash installer``: set up what the program needs outside the workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sheetcash.cli.commun import Commande, environ
from sheetcash.cli.questions import demander
from sheetcash.cli.racine import DONE

if TYPE_CHECKING:
    from sheetcash.adapters.mail.smtp_url import SmtpUrl


@click.command(cls=Commande)
@click.argument(
    "quoi", metavar="courriel|excel|google", type=click.Choice(["courriel", "excel", "google"])
)
@click.option("--url", metavar="URL", help="courriel : smtps://moi%40exemple.fr@smtp.exemple.fr.")
@click.option("--client", metavar="FICHIER", help="google : le client_secret….json de la console.")
@click.option("--compte-de-service", "robot", metavar="FICHIER", help="google : la clé du compte.")
@click.option("--sans-gmail", is_flag=True, help="google : sans la permission d'envoyer.")
@click.option("--partage", is_flag=True, help="google : pour partager toutes vos feuilles.")
@click.option("--sans-navigateur", is_flag=True, help="google : montre l'adresse, sans l'ouvrir.")
@click.option("--oublier", is_flag=True, help="google : retire l'accès et n'en garde rien.")
def commande(
    quoi: str,
    url: str | None,
    client: str | None,
    robot: str | None,
    sans_gmail: bool,
    partage: bool,
    sans_navigateur: bool,
    oublier: bool,
) -> int:
    """Règle ce dont sheetcash a besoin hors du classeur.

    « courriel » : le serveur d'envoi des relances. L'adresse va dans les réglages, le mot de passe
    dans le trousseau du système ; la connexion est essayée tout de suite, sans rien envoyer.
    « excel » : note où est Python, pour les boutons et les fonctions SC_ d'un classeur .xlsm.
    « google » : connecte votre compte Google, pour les feuilles Google et l'envoi par Gmail.
    """
    google = client or robot or sans_gmail or partage or sans_navigateur or oublier
    if url is not None and quoi != "courriel":
        raise click.UsageError("--url règle le courriel.")
    if google and quoi != "google":
        raise click.UsageError("Seule --url règle autre chose que Google.")
    if quoi == "excel":
        from sheetcash.cli.installer_excel import installer

        return installer()
    if quoi == "google":
        if bool(client) + bool(robot) + oublier > 1:
            raise click.UsageError("Donnez --client, --compte-de-service ou --oublier, pas deux.")
        from sheetcash.cli import installer_google

        choix = installer_google.Choix(
            client, robot, not sans_gmail, partage, not sans_navigateur, oublier
        )
        return installer_google.installer(choix)
    return _courriel(url)


def _courriel(url: str | None) -> int:
    from sheetcash.adapters.mail.smtp import SmtpMailer
    from sheetcash.adapters.mail.smtp_url import parse_smtp_url
    from sheetcash.adapters.secrets import SystemSecrets
    from sheetcash.adapters.settings import load_settings, save_smtp_url

    settings = load_settings(environ())
    given = parse_smtp_url(url) if url else _ask()
    password = given.password
    if given.user and not password:
        password = demander("Mot de passe", cache=True)
    mailer = SmtpMailer.from_url(
        given.without_password(), password=password or None, cafile=settings.smtp_cafile
    )
    try:
        mailer.open()
    finally:
        mailer.close()
    where = ""
    if given.user:
        place = SystemSecrets(settings.config_dir).set(given.service, given.user, password)
        where = f"\nLe mot de passe est gardé ici : {place}."
    save_smtp_url(settings, given.without_password())
    click.echo(f"Connexion réussie à {given.host}.{where}\nVous pouvez lancer « sheetcash sync ».")
    return DONE


def _ask() -> SmtpUrl:
    """The server, asked piece by piece."""
    from urllib.parse import quote

    from sheetcash.adapters.mail.smtp_url import parse_smtp_url

    host = demander("Serveur d'envoi (par exemple smtp.exemple.fr)")
    secure = demander(
        "Connexion (1 : TLS, port 465 ; 2 : STARTTLS, port 587)", choix=("1", "2"), defaut="1"
    )
    user = demander("Utilisateur (souvent votre adresse)")
    scheme = "smtps" if secure == "1" else "smtp+starttls"
    return parse_smtp_url(f"{scheme}://{quote(user, safe='')}@{host}")
