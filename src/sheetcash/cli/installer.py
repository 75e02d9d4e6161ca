"""``sheetcash installer``: set up what the program needs outside the workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sheetcash.cli.commun import Commande, environ
from sheetcash.cli.racine import DONE

if TYPE_CHECKING:
    from sheetcash.adapters.mail.smtp_url import SmtpUrl


@click.command(cls=Commande)
@click.argument("quoi", metavar="courriel|excel", type=click.Choice(["courriel", "excel"]))
@click.option("--url", metavar="URL", help="Par exemple smtps://moi%40exemple.fr@smtp.exemple.fr.")
def commande(quoi: str, url: str | None) -> int:
    """Règle ce dont sheetcash a besoin hors du classeur.

    « courriel » : le serveur d'envoi des relances. L'adresse va dans les réglages, le mot de passe
    dans le trousseau du système ; la connexion est essayée tout de suite, sans rien envoyer.
    « excel » : note où est Python, pour les boutons et les fonctions SC_ d'un classeur .xlsm.
    """
    if quoi == "excel":
        if url is not None:
            raise click.UsageError("--url règle le courriel.")
        from sheetcash.cli.installer_excel import installer

        return installer()
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
        password = click.prompt("Mot de passe", hide_input=True, err=True)
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

    host = click.prompt("Serveur d'envoi (par exemple smtp.exemple.fr)", err=True)
    secure = click.prompt(
        "Connexion (1 : TLS, port 465 ; 2 : STARTTLS, port 587)",
        type=click.Choice(["1", "2"]),
        default="1",
        show_choices=False,
        err=True,
    )
    user = click.prompt("Utilisateur (souvent votre adresse)", err=True)
    scheme = "smtps" if secure == "1" else "smtp+starttls"
    return parse_smtp_url(f"{scheme}://{quote(user, safe='')}@{host}")
