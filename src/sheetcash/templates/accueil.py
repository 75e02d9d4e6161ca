"""The sheet Accueil: what to do first, and what each sheet is for."""

from __future__ import annotations

from typing import Final, NamedTuple

from sheetcash import __version__
from sheetcash.templates.builder import Builder
from sheetcash.templates.formulas import ANY_NUMBER, Cell, col, count, is_day, text
from sheetcash.templates.looks import GREY, HAIRLINE, TEAL, TINT
from sheetcash.templates.places import ACCUEIL, FIRST_ROW, LINK_ROW
from sheetcash.templates.reglages_xlsx import lisible
from sheetcash.workbook.parametres import BY_LABEL
from sheetcash.workbook.schema import Table
from sheetcash.workbook.tables import CLIENTS, FACTURES, PREVISIONS, RECETTES, SHEETS

_DONE: Final = "✓ fait"


class _Step(NamedTuple):
    """One thing to do first: where, what, and how the workbook knows that it is done.

    No condition: only the user knows.
    """

    sheet: str
    words: str
    condition: str = ""
    true: bool = False


#: How a table takes one more row, and what is said of it in Google Sheets instead.
ALLONGER: Final = (
    "Dans Excel, un tableau s'allonge tout seul : tapez juste sous sa dernière ligne.",
    "Dans LibreOffice, insérez une ligne dans le tableau, et recopiez-y les cases grises.",
)
ALLONGER_GOOGLE: Final = (
    "Tapez juste sous la dernière ligne remplie : les cases grises y sont déjà.",
    "Un tableau plein ? Insérez des lignes au milieu, et recopiez-y les cases grises.",
)


def _filled(table: Table) -> str:
    return f'COUNTIFS({col(table.name, table.key)},"<>")>0'


def _steps(builder: Builder) -> tuple[_Step, ...]:
    content = builder.content

    def rows(table: Table) -> bool:
        return any(row.get(table.key) is not None for row in content.table(table.name))

    created = lisible(BY_LABEL["Début d'activité"], content.setting("Début d'activité"), vide=False)
    sender = content.setting("Courriel expéditeur")
    return (
        _Step(
            "Paramètres",
            "Dites qui vous êtes : début d'activité, catégorie, périodicité, options.",
            f'{is_day("Debut_activite")}*(Categorie_principale<>"")>0',
            created and content.setting("Catégorie principale") is not None,
        ),
        _Step(
            "Paramètres",
            "Donnez le solde de votre compte et sa date, et votre réserve de sécurité.",
            f"{is_day('Date_du_solde')}>0",
            lisible(BY_LABEL["Date du solde"], content.setting("Date du solde"), vide=False),
        ),
        _Step(
            "Clients", "Ajoutez vos clients, avec leur courriel.", _filled(CLIENTS), rows(CLIENTS)
        ),
        _Step(
            "Factures",
            "Saisissez une ligne par facture émise ; le solde et le statut suivent.",
            _filled(FACTURES),
            rows(FACTURES),
        ),
        _Step(
            "Livre des recettes",
            "Notez chaque encaissement le jour où il arrive, avec sa catégorie.",
            f"{count(RECETTES.name, ('Montant', ANY_NUMBER))}>0",
            any(isinstance(row.get("Montant"), int) for row in content.table(RECETTES.name)),
        ),
        _Step(
            "Prévisions",
            "Dites ce que vous attendez, loyer et abonnements compris : le plan suit.",
            _filled(PREVISIONS),
            rows(PREVISIONS),
        ),
        _Step(
            "Modèles",
            "Relisez les textes des relances et mettez-les à votre main.",
        ),
        _Step(
            "Paramètres",
            "Donnez votre IBAN et l'adresse d'où partent les relances.",
            '(IBAN<>"")*(Courriel_expediteur<>"")>0',
            content.setting("IBAN") is not None and sender is not None,
        ),
    )


def write_accueil(builder: Builder) -> None:
    """Add the sheet."""
    looks, worksheet = builder.looks, builder.sheet(ACCUEIL)
    worksheet.set_column(0, 0, 5)
    worksheet.set_column(1, 1, 24)
    worksheet.set_column(2, 2, 74)
    worksheet.set_column(3, 3, 10)
    row = FIRST_ROW
    if builder.content.avis:  # beside the link, so that every other row stays where it is
        banner = looks.get(bg_color=TINT, font_color=TEAL, indent=1, align="left", text_wrap=True)
        worksheet.write_string(LINK_ROW, 2, builder.content.avis, banner)
        worksheet.set_row(LINK_ROW, 38)
    row = _heading(builder, row, "Par où commencer : dix minutes jusqu'aux premiers chiffres")
    for number, step in enumerate(_steps(builder), 1):
        worksheet.set_row(row, 24)
        line = {"bottom": 1, "bottom_color": HAIRLINE}
        badge = looks.get(bold=True, font_color=TEAL, bg_color=TINT, align="center", **line)
        worksheet.write_number(row, 0, number, badge)
        builder.go(worksheet, row, 1, step.sheet, step.sheet, font_size=11, indent=1, **line)
        worksheet.write_string(row, 2, step.words, looks.get(**line))
        look = looks.get(font_size=10, font_color=GREY, align="right", **line)
        if not step.condition:
            worksheet.write_string(row, 3, "à relire", look)
            row += 1
            continue
        formula = f"IF({step.condition},{text(_DONE)},{text('à faire')})"
        state = Cell(formula, _DONE if step.true else "à faire")
        builder.write(worksheet, row, 3, state, "", look)
        row += 1
    row = _heading(builder, row + 1, "Ce que contient chaque feuille")
    for sheet in SHEETS:
        if sheet.title == ACCUEIL:
            continue
        builder.go(worksheet, row, 1, sheet.title, sheet.title, font_size=11, indent=1)
        worksheet.write_string(row, 2, sheet.purpose, looks.get())
        row += 1
    row = _heading(builder, row + 1, "Bon à savoir")
    for words in (
        "Jaune pâle : à vous de saisir. Gris : calculé par le classeur, ne pas écrire par-dessus.",
        *ALLONGER,
        "Vous pouvez trier, filtrer, déplacer les colonnes et en ajouter ; gardez leurs titres.",
        "Rien ne part sans votre accord : « sheetcash sync » ou, en .xlsm, l'onglet Sheetcash.",
    ):
        worksheet.write_string(row, 1, words, looks.get(indent=1))
        row += 1
    worksheet.write_string(row + 1, 1, f"sheetcash {__version__}", looks.note(indent=1))
    worksheet.fit_to_pages(1, 1)
    worksheet.protect("", {"format_columns": True})


def _heading(builder: Builder, row: int, words: str) -> int:
    worksheet = builder.workbook.get_worksheet_by_name(ACCUEIL)
    assert worksheet is not None
    worksheet.set_row(row, 24)
    look = builder.looks.get(bold=True, font_size=12, font_color=TEAL)
    worksheet.write_string(row, 0, words, look)
    return row + 1
