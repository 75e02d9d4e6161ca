"""The sheet's native figures are those of the rules in Python, read from the very file."""

import io

import pytest

from sheetcash.adapters.excel_file.reader import read_snapshot
from sheetcash.app import plan, semaine
from sheetcash.app.bilan import calculer
from sheetcash.app.prochaines import prochaines
from sheetcash.core import cotisations, recettes, relances
from sheetcash.core.categories import LABELS
from sheetcash.core.declarations import periodes
from sheetcash.core.periods import serial
from sheetcash.core.semaine import MONTREES
from sheetcash.core.tresorerie import ENTREES, SORTIES, fin_du_plan
from sheetcash.errors import RuleError
from sheetcash.workbook.reading import read_book
from sheetcash.workbook.reading_declarations import declarees
from sheetcash.workbook.records import key
from sheetcash.workbook.schema import fold

pytestmark = pytest.mark.engine

SOUND = (
    *("demo", "drom", "commerce", "acre_2026", "artisan", "numeros", "rembourse"),
    *("avoirs", "corrige", "dix", "mille", "dix_mille"),
)


@pytest.fixture
def book(scenarios):
    def answer(name):
        one = scenarios[name]
        data = io.BytesIO(one.path.read_bytes()).getvalue()
        return read_book(read_snapshot(data, one.path.name, "1"), one.jour)

    return answer


@pytest.mark.parametrize("name", SOUND)
def test_declarations_equal_the_core(scenarios, book, column, name):
    assert same_declarations(scenarios[name], book(name), column) > 0


def test_declarations_follow_the_settings(scenarios, book, column, reglage):
    """A workbook built with others: each period, its days and what it owes are the core's."""
    one = scenarios[reglage]
    same_declarations(one, book(reglage), column)
    ranks = column(one.engine, "Déclarations", "Rang")
    assert (ranks != sorted(ranks)) == reglage.startswith("devient"), "in any order"


def same_declarations(one, read, column):
    """How many of the sheet's declarations have known rates; all are the core's."""
    rows, regime = read.recettes, read.parametres.regime
    titles = ("Cotisations", "CFP", "Taxe", "VL", "Total")
    ends = column(one.engine, "Déclarations", "Fin")
    alive = sorted((end, at) for at, end in enumerate(ends) if end != "")
    blank = [at for at, end in enumerate(ends) if end == ""]

    def filled(title):
        values = column(one.engine, "Déclarations", title)
        assert {values[at] for at in blank} <= {""}, title
        return [values[at] for _, at in alive]

    shown = {title: filled(title) for title in titles}
    ca_shown = {code: filled(f"CA {label}") for code, label in LABELS.items()}
    day, created = read.aujourdhui, regime.debut_activite
    origin = one.jour.replace(year=one.jour.year - 1, month=1, day=1)  # of the day it was built
    last = max(day.replace(month=12, day=31), fin_du_plan(day))
    options = read.parametres
    expected = periodes(origin, last, options.periodicite, created, options.periodicite_depuis)
    declared_shown = {code: filled(f"À déclarer {label}") for code, label in LABELS.items()}
    assert filled("Période") == [period.label.capitalize() for period in expected]
    for title in ("Début", "Fin", "Échéance"):
        wanted = [serial(getattr(period, fold(title))) for period in expected]
        assert filled(title) == wanted, title
    known = 0
    reste: dict[str, int] = {}
    for at, period in enumerate(expected):
        ca = recettes.par_categorie(
            rows.dates, rows.montants, rows.categories, period.debut, min(period.fin, day)
        )
        for code in LABELS:
            assert round(ca_shown[code][at] * 100) == ca.get(code, 0)
        ca, reste = cotisations.reporter(ca, reste)
        for code in LABELS:
            assert round(declared_shown[code][at] * 100) == cotisations.assiette(ca.get(code, 0))
        try:
            owed = cotisations.declaration(ca, period.fin, regime, read.loi)
        except RuleError:
            assert shown["Total"][at] == "Barème inconnu"
            continue
        known += 1
        cents = [round(shown[title][at] * 100) for title in titles]
        assert cents == [
            owed.cotisations,
            owed.cfp,
            owed.taxe_consulaire,
            owed.versement_liberatoire,
            owed.total,
        ], period.label
    return known


@pytest.mark.parametrize("name", SOUND)
def test_dashboard_equals_bilan(scenarios, book, figure, name):
    bilan = same_board(scenarios[name], book(name), figure)
    if name != "artisan":  # it holds rows that only the sheet leaves out
        one = scenarios[name]
        assert round(figure(one.engine, "En retard") * 100) == bilan.total_en_retard
        assert figure(one.engine, "Factures en retard") == len(bilan.en_retard)


def same_board(one, read, figure):
    """The dashboard's figures are those of ``bilan``, which is answered."""
    bilan = calculer(read)

    def cents(label):
        return round(figure(one.engine, label) * 100)

    assert cents("Encaissé ce mois") == bilan.mois
    assert cents("Encaissé cette année") == bilan.annee
    usage = bilan.plafonds[0]
    assert cents("Plafond") == usage.limite
    assert round(figure(one.engine, "Part la plus haute") * 1_000_000) == usage.part
    assert cents("Seuil") == bilan.franchise.base
    assert cents("Majoré") == bilan.franchise.majore
    return bilan


PLANNED = (
    *(name for name in SOUND if name != "artisan"),  # its terms are more than the sheet can read
    *("vide", "tva", "plan_Optimiste", "plan_Réaliste", "plan_Pessimiste"),
    *("sans_clients", "sans_factures", "sans_recettes", "sans_achats", "sans_previsions"),
)


@pytest.mark.parametrize("name", PLANNED)
def test_cash_plan_equals_the_core(scenarios, name):
    shown = same_plan(scenarios[name])
    if name.startswith("plan"):
        moved = {ligne for ligne in (*ENTREES, *SORTIES) if any(shown(ligne))}
        assert moved == {*ENTREES, *SORTIES}, "each line is put to the test"


def test_cash_plan_follows_the_settings(scenarios, reglage):
    same_plan(scenarios[reglage])


def same_plan(one):
    """The sheet's lines are the core's; answers how to look one up."""
    snapshot = read_snapshot(one.path.read_bytes(), one.path.name, "1")
    expected = plan.calculer(read_book(snapshot, one.jour), snapshot).mois
    sheet = one.engine["Plan de trésorerie"]
    rows = {str(sheet[f"A{n}"].value): n for n in range(4, 22) if f"A{n}" in sheet}

    def shown(label):
        return [round(sheet[f"{letter}{rows[label]}"].value * 100) for letter in "BCDEFGHIJKLM"]

    assert shown("Solde d'ouverture") == [month.ouverture for month in expected]
    for ligne in (*ENTREES, *SORTIES):
        assert shown(ligne) == [month.flux[ligne] for month in expected], ligne
    assert shown("Solde de clôture") == [month.cloture for month in expected]
    return shown


@pytest.mark.parametrize("name", PLANNED)
def test_horizons_ratios_and_past_months_equal_the_core(scenarios, figure, name):
    same_ratios(scenarios[name], figure)


def same_ratios(one, figure):
    """What surrounds the plan is what the core tells."""
    snapshot = read_snapshot(one.path.read_bytes(), one.path.name, "1")
    ahead, past, ratios = plan.calculer(read_book(snapshot, one.jour), snapshot).suivi

    def cents(label):
        return round(figure(one.engine, label) * 100)

    for label, _, expected in ahead:
        assert cents(f"Solde dans {label}") == expected, label
    assert cents("Besoin en fonds de roulement") == ratios.bfr
    assert cents("De plus en un mois") == ratios.variation_bfr
    assert cents("Tendance du solde, par mois") == ratios.tendance
    shown = figure(one.engine, "Délai moyen de paiement")
    assert shown == ("–" if ratios.delai is None else ratios.delai)
    for label, share in (
        ("Part en retard", ratios.part_en_retard),
        ("Disponible pour 1 € à payer", ratios.liquidite),
        ("Erreur de prévision des recettes", ratios.erreur),
    ):
        shown = figure(one.engine, label)
        assert shown == "–" if share is None else round(shown * 1_000_000) == share, label
    sheet = one.engine["Plan de trésorerie"]
    rows = {str(sheet[f"A{n}"].value): n for n in range(38, 50) if f"A{n}" in sheet}
    for label, at in (
        ("Encaissements prévus", 1),
        ("Encaissements réalisés", 2),
        ("Décaissements prévus", 3),
        ("Décaissements réalisés", 4),
    ):
        line = [round(sheet[f"{x}{rows[label]}"].value * 100) for x in "BCDEFGHIJKLM"]
        assert line == [month[at] for month in past], label


def test_clients_have_their_share_of_a_years_receipts(scenarios, column, figure):
    one = scenarios["demo"].engine
    names, shares = (column(one, "Clients", title) for title in ("Client", "Part du CA"))
    owed, late = (column(one, "Clients", title) for title in ("Reste dû", "En retard"))
    assert round(sum(owed), 2) == figure(one, "Ce que l'on vous doit")
    assert round(sum(late), 2) == figure(one, "En retard")
    received = column(one, "Clients", "Encaissé (12 mois)")
    top = max(range(len(names)), key=lambda at: received[at])
    assert figure(one, "Plus grande part") == shares[top] and figure(one, "Qui") == names[top]
    assert 0 < sum(shares) < 1, "passing trade is not a client's"


WEEKS = (
    *(name for name in SOUND if name != "artisan"),
    *("vide", "semaine", "plan_Réaliste", "suivi", "suivi_en_pause"),
)


@pytest.mark.parametrize("name", WEEKS)
def test_the_weeks_list_equals_the_core(scenarios, name):
    one = scenarios[name]
    expected = same_week(one)
    if name == "semaine":
        assert len(expected) > MONTREES and len({task.rang for task in expected}) == 10
        more = one.engine["À faire"][f"B{5 + MONTREES}"].value
        assert more == f"… et {len(expected) - MONTREES} de plus"


def same_week(one):
    """The sheet À faire lists what the core does, in its order; answers the tasks."""
    snapshot = read_snapshot(one.path.read_bytes(), one.path.name, "1")
    read = read_book(snapshot, one.jour)
    constats = list(read.findings)
    bilan = calculer(read, declarees(snapshot.tables["tblDeclarations"], constats))
    expected = semaine.taches(read, bilan, snapshot.tables, constats)
    sheet = one.engine["À faire"]

    def shown(letter, row):
        cell = sheet.get(f"{letter}{row}")
        return cell.value if cell is not None else ""

    for at, task in enumerate(expected[:MONTREES]):
        row = 5 + at
        assert shown("A", row) == at + 1
        assert [shown(letter, row) for letter in "BCF"] == [task.action, task.objet, task.raison]
        unknown = "Barème inconnu" if task.feuille == "Déclarations" else ""
        assert shown("D", row) == (unknown if task.montant is None else task.montant / 100)
        where = f"{task.feuille}, ligne {task.ligne}" if task.ligne else task.feuille
        assert shown("G", row) == where
    if len(expected) < MONTREES:
        assert shown("A", 5 + len(expected)) == "", "nothing more"
    return expected


def test_demo_statuses_equal_the_core(scenarios, book, column):
    one, read = scenarios["demo"], book("demo")
    shown = column(one.engine, "Factures", "Statut")
    assert len(shown) == len(read.factures)
    for facture, words in zip(read.factures, shown, strict=True):
        profil = read.client(facture.client).profil
        assert words == relances.statut(
            facture.echeance,
            facture.solde,
            read.aujourdhui,
            facture.niveau,
            facture.derniere_relance,
            relances.JOURS.get(profil, relances.JOURS["standard"]),
        )


@pytest.mark.parametrize("name", ["suivi", "suivi_en_pause"])
def test_balances_and_next_steps_equal_the_core(scenarios, book, column, name):
    """Credit notes, instalments, calls, letters, pauses: the sheet says what the commands do."""
    one, read = scenarios[name], book(name)
    its = {
        title: column(one.engine, "Factures", title)
        for title in ("Solde", "Prochaine étape", "Prochaine action", "À suivre")
    }
    by_sheet = read._replace(gestes={})  # which counts what Niveau says: sync writes it there
    steps = {step.facture.ligne: step for step in prochaines(by_sheet, {})}
    for at, facture in enumerate(read.factures):
        said = (facture.numero, *(its[title][at] for title in its))
        assert round(its["Solde"][at] * 100) == facture.solde, said
        step = steps.get(facture.ligne)
        if step is None or step.niveau is None:
            assert (its["Prochaine étape"][at], its["Prochaine action"][at]) == ("", ""), said
        else:
            level, _, why = str(its["Prochaine étape"][at]).partition(" : ")
            assert level == relances.LIBELLES[step.niveau] and step.raison.startswith(why), said
            assert its["Prochaine action"][at] == (serial(step.jour) if step.jour else ""), said
        owed = facture.solde > 0 and not facture.litige
        task = read.taches.get(key(facture.numero), "") if owed else ""
        assert its["À suivre"][at] == task, said
    assert set(its["À suivre"]) == {"", "Appeler", "Envoyer la lettre", "Réunir le dossier"}
    assert len(set(its["Prochaine étape"])) > 5


def test_unknown_rate_is_told_never_zero(scenarios, column):
    shown = column(scenarios["an_prochain"].engine, "Déclarations", "Total")
    assert "Barème inconnu" in shown


def test_incomplete_invoices_are_told_and_left_out(scenarios, column):
    shown = column(scenarios["artisan"].engine, "Factures", "Statut")
    assert shown.count("À compléter") >= 3


def test_look_alike_numbers_keep_their_own_receipts(scenarios, book, column):
    shown = column(scenarios["numeros"].engine, "Factures", "Encaissé")
    assert [round(euros * 100) for euros in shown] == [100 * 3**at for at in range(5)]
    assert [facture.encaisse for facture in book("numeros").factures] == [
        100 * 3**at for at in range(5)
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("rembourse", "● La TVA est due : facturez-la et prévenez le service des impôts."),
        ("rembourse", "▲ Impayés en retard, et rien d'encaissé depuis un an."),
        ("demo", "▲ Seuil de TVA dépassé cette année, avec les factures attendues."),
        ("numeros", "▲ Impayés en retard : plus de trois mois d'encaissements."),
    ],
)
def test_alerts_say(scenarios, name, said):
    board = scenarios[name].engine["Tableau de bord"]
    assert said in {cell.value for ref, cell in board.items() if ref[0] == "A" and ref[1].isdigit()}


def test_vat_crossed_then_refunded_is_due_as_in_the_core(book):
    franchise = calculer(book("rembourse")).franchise
    assert (franchise.statut, franchise.ca) == ("TVA", 0)


@pytest.mark.parametrize(
    ("name", "words"),
    [("demo", "des services"), ("numeros", "global"), ("commerce", "des services et meublés")],
)
def test_limits_are_called_as_bilan_calls_them(scenarios, name, words):
    board = scenarios[name].engine["Tableau de bord"]
    assert f"Plafond {words}" in {cell.value for cell in board.values()}
