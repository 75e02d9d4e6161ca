"""The root command: its sub-commands by name, click's messages in French, exit codes."""

from __future__ import annotations

import importlib
import os
from collections.abc import Sequence
from typing import Final

import click

from sheetcash.cli.affichage import propre
from sheetcash.cli.flux import dire, est_perdu
from sheetcash.errors import SheetcashError

DONE, FINDINGS, USAGE, FAILED = range(4)

#: Name -> what it does, so that the root's help imports none of them.
COMMANDS: Final = {
    "nouveau": "Crée un classeur neuf.",
    "demo": "Crée un classeur d'exemple et montre tout le travail, courriels compris.",
    "sync": "Envoie les relances dues et note dans le classeur ce qui s'est passé.",
    "courriers": "Écrit les mises en demeure à poster et les dossiers de recouvrement.",
    "relances": "Montre l'historique des relances ; tranche un envoi incertain, note un retour.",
    "importer": "Prend vos relevés de banque et vos factures électroniques dans le classeur.",
    "rapprocher": "Dit ce que paie chaque ligne de la banque, et l'écrit quand c'est certain.",
    "bilan": "Affiche les chiffres du classeur.",
    "plan": "Affiche le plan de trésorerie des douze mois à venir.",
    "clients": "Affiche ce que chaque client vous doit, comment il paie, et quoi lui proposer.",
    "sceller": "Scelle les lignes du livre des recettes : un changement se verra.",
    "verifier": "Dit de chaque ligne scellée si elle est saine, modifiée ou manquante.",
    "corriger": "Corrige une ligne scellée par des lignes nouvelles.",
    "restaurer": "Refait un classeur à partir du seul dossier du comptable.",
    "pieces": "Range les justificatifs par année, et dit ce qui manque ou a changé.",
    "comparer": "Liste ce qui a changé entre deux versions d'un classeur.",
    "exporter": "Fait une copie du classeur, protégée, pour le comptable.",
    "partager": "Ouvre une feuille Google au comptable, dit qui y a accès, en fait une copie.",
    "calc": "Calcule une fonction du catalogue (plafonds, cotisations, échéances…).",
    "installer": "Règle le serveur d'envoi des relances, Excel ou Google.",
    "diagnostic": "Vérifie l'installation, les réglages et, si on le donne, un classeur.",
}


#: Their own text says what they take.
_A_PART: Final = frozenset(("nouveau", "restaurer", "partager"))


class Commande(click.Command):
    """A click command whose help is French throughout."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The --help option, described in French."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Affiche cette aide."
        return option

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The usage line, with a French prefix."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix="Usage : ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, under a French heading; and what a workbook may be."""
        own = {one.metavar for one in self.get_params(ctx) if isinstance(one, click.Argument)}
        if "CLASSEUR" in own and ctx.info_name not in _A_PART:
            said = "Un fichier .xlsx ou .xlsm, ou gsheet: et l'adresse d'une feuille Google."
            with formatter.section("Où "):
                formatter.write_dl([("CLASSEUR", said)])
        options = [one for one in self.get_params(ctx) if isinstance(one, click.Option)]
        records = [record for one in options if (record := one.get_help_record(ctx)) is not None]
        if records:
            with formatter.section("Options "):
                formatter.write_dl(records)


class Racine(Commande, click.Group):
    """The root: finds a sub-command's module by its name, only when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order a user meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The named command, its module imported now."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"sheetcash.cli.{cmd_name}")
        command = module.commande
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Like click's, with a French message that names the nearest command."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(name, COMMANDS, n=1)
            hint = f" Vouliez-vous dire « {near[0]} » ?" if near else ""
            ctx.fail(f"« {name} » n'est pas une commande.{hint}")
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands, then the options."""
        with formatter.section("Commandes "):
            formatter.write_dl(list(COMMANDS.items()))
        super().format_options(ctx, formatter)

    format_commands = click.Group.format_commands


@click.group(
    cls=Racine,
    context_settings={"help_option_names": ["--help", "-h"]},
    subcommand_metavar="COMMANDE …",
    no_args_is_help=False,
    invoke_without_command=True,
)
@click.option("--version", is_flag=True, help="Affiche la version.")
@click.pass_context
def racine(ctx: click.Context, version: bool) -> None:
    """Le classeur du micro-entrepreneur : recettes, trésorerie, relances."""
    if version:
        from sheetcash import __version__

        click.echo(f"sheetcash {__version__}")
    elif ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def run(argv: Sequence[str]) -> int:
    """Run the command line and turn every outcome into an exit code."""
    try:
        code = racine.main(args=list(argv), prog_name="sheetcash", standalone_mode=False)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "sheetcash"
        return _say(f"{propre(_in_french(error))}\nAide : {path} --help", USAGE)
    except (click.Abort, KeyboardInterrupt):
        kept = " Ce qui est parti est noté ; relancez « sync » pour finir."
        return _say(f"\nInterrompu.{kept if 'sync' in argv[:1] else ''}", FAILED)
    except click.ClickException as error:
        return _say(error.format_message(), FAILED)
    except SheetcashError as error:
        said = "\n".join(filter(None, (error.probleme, error.que_faire)))
        return _say("\n".join(map(propre, said.split("\n"))), FAILED)
    except SystemExit:  # click's own way when the reader goes away (`| head`)
        return FAILED
    except Exception as error:  # the last resort: the user never sees a traceback
        if isinstance(error, OSError) and est_perdu(error):
            raise
        return _unexpected(error)
    return code if isinstance(code, int) else DONE


def _say(message: str, code: int) -> int:
    dire(message)
    return code


def _in_french(error: click.UsageError) -> str:
    """Click's usage errors, as a French user needs them."""
    if isinstance(error, click.NoSuchOption):
        near = f" Vouliez-vous dire {error.possibilities[0]} ?" if error.possibilities else ""
        if error.option_name == "--annuler":
            near = " Ce que « rapprocher » a écrit se défait par « rapprocher … --annuler »."
        return f"L'option {error.option_name} n'existe pas.{near}"
    if isinstance(error, click.MissingParameter):
        name = error.param.human_readable_name if error.param is not None else "un argument"
        return f"Il manque {name}."
    if isinstance(error, click.BadParameter):
        name = error.param.human_readable_name if error.param is not None else "un argument"
        if isinstance(error.param, click.Option):
            name = error.param.opts[0]
        if error.param is not None and isinstance(error.param.type, click.Choice):
            its = list(map(str, error.param.type.choices))
            its = its if all(map(str.isalnum, its)) else [f"« {one} »" for one in its]
            those = ", ".join(its[:-1]) + f" ou {its[-1]}"
            if isinstance(error.param, click.Option):
                return f"{name} : choisissez parmi {those}."
            return f"Choisissez parmi {those}."
        kind = error.param.type if error.param is not None else None
        if isinstance(kind, click.IntRange) and kind.min is not None and kind.max is not None:
            return f"{name} : donnez un nombre entier de {kind.min} à {kind.max}."
        if isinstance(kind, click.types.IntParamType):
            return f"{name} : donnez un nombre entier."
        if isinstance(kind, click.Path):
            return f"{name} : ce n'est pas un fichier que l'on puisse lire ou écrire."
        return f"{name} : {error.message}"
    if isinstance(error, click.BadOptionUsage) and "does not take" in error.message:
        return f"L'option {error.option_name} ne prend pas de valeur."
    if isinstance(error, click.BadOptionUsage):
        return f"L'option {error.option_name} attend une valeur."
    message = error.format_message()
    if message.startswith("Got unexpected extra argument"):
        extra = message.partition("(")[2].rstrip(")")
        return f"Argument en trop : {extra}. Mettez entre guillemets un nom qui a des espaces."
    return message


def _unexpected(error: Exception) -> int:
    """Keep the traceback in the log file, and say where."""
    from sheetcash.adapters.log import noter

    said = "Une erreur inattendue est survenue : c'est la nôtre, pas la vôtre."
    return _say(f"{said}\n{noter(error, os.environ)}", FAILED)
