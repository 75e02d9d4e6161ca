"""The VBA wrappers in cells, run by LibreOffice: what they hand to Python, what they make of it.

In place of xlwings and Python stands a class that repeats what it is asked. LibreOffice does not
make an error of a ``CVErr``: it shows « Error 2042 » for #N/A, « Error 2015 » for #VALEUR!.
"""

import io
import json
import subprocess
from pathlib import Path

import pytest
from gestes import python_avec_uno
from xlsxwriter import Workbook

from sheetcash.functions import FONCTIONS
from sheetcash.hosts.excel.ruban import BOUTONS
from sheetcash.hosts.excel.vba import modules
from sheetcash.hosts.excel.vba.project import CLASSE, CLASSEUR, FEUILLE, Module, project

pytestmark = pytest.mark.engine

NA, VALEUR = "Error 2042", "Error 2015"
_XLWINGS = """
Public commande As String

Public Function XLPy() As Object
    Set XLPy = New Serveur
End Function

Public Function GetConfig(ByVal cle As String, Optional ByVal defaut As String = "") As Variant
    GetConfig = "C:\\py\\python.exe"
End Function

Public Function FileExists(ByVal nom As String) As Boolean
    FileExists = (nom <> "C:\\absent.exe")
End Function

Public Function RunPython(ByVal texte As String)
    commande = texte
End Function

Public Function ESSAI_MONNAIE() As String
    Dim lues As Variant
    lues = SheetcashExacte(New Plage)
    ESSAI_MONNAIE = VarType(lues(1, 1)) & "|" & lues(1, 1) & "|" & lues(2, 1)
End Function

Public Function ESSAI_BOUTON(ByVal nom As String) As String
    Dim bouton As Object
    Set bouton = New Bouton
    bouton.ID = nom
    commande = ""
    SheetcashBouton bouton
    ESSAI_BOUTON = commande
End Function
"""
_PLAGE = """
Public Property Get Value() As Variant
    Dim bloc(1 To 2, 1 To 1) As Variant
    bloc(1, 1) = CCur(12.34499)
    bloc(2, 1) = "x"
    Value = bloc
End Property

Public Property Get Value2() As Variant
    Dim bloc(1 To 2, 1 To 1) As Variant
    bloc(1, 1) = 12.34499
    bloc(2, 1) = "y"
    Value2 = bloc
End Property
"""
_SERVEUR = """
Private appels As Long

Public Function CallUDF(ByVal m As String, ByVal nom As String, ByVal arguments As Variant, _
        ByVal classeur As Variant, ByVal appelant As Variant) As Variant
    Dim rang As Long
    Dim dit As String
    Dim bloc(0 To 3, 0 To 0) As Variant
    If nom = "SC_BAREMES" Then
        CallUDF = 0
    ElseIf nom = "SC_TAUX" Then
        CallUDF = "#N/A"
    ElseIf nom = "SC_INDEMNITE" Then
        CallUDF = "#VALEUR!"
    ElseIf nom = "SC_PLAFOND" Then
        CallUDF = 83600.5
    ElseIf nom = "SC_CA_PAR_MOIS" Then
        bloc(0, 0) = 12.5
        bloc(1, 0) = "#VALEUR!"
        bloc(2, 0) = "#N/A"
        bloc(3, 0) = ""
        CallUDF = bloc
    Else
        dit = nom
        For rang = LBound(arguments) + 1 To UBound(arguments)
            If IsArray(arguments(rang)) Then
                dit = dit & "|" & UBound(arguments(rang), 1) & "x" & UBound(arguments(rang), 2)
            ElseIf IsEmpty(arguments(rang)) Then
                dit = dit & "|vide"
            Else
                dit = dit & "|" & arguments(rang)
            End If
        Next rang
        CallUDF = dit
    End If
End Function
"""
_TRACE = 'Traceback:"&CHAR(13)&CHAR(10)&"  File x"&CHAR(10)&"ModuleNotFoundError: y"&CHAR(10)&"'
#: Echoed: the function's name and what each argument became.
ECHOS = {
    fonction.nom: fonction
    for fonction in FONCTIONS
    if fonction.nom not in ("SC_TAUX", "SC_INDEMNITE", "SC_PLAFOND", "SC_CA_PAR_MOIS")
}


@pytest.fixture(scope="module")
def cellules(tmp_path_factory):
    """The value of each cell, by its formula."""
    python = python_avec_uno()
    if python is None:
        pytest.skip("python3-uno is not installed: nothing can be run inside LibreOffice")
    its = [one for one in modules.modules(()) if one.nom.startswith("Sheetcash")]
    its += [Module("xlwings", _XLWINGS), Module("Serveur", _SERVEUR, CLASSE)]
    its += [Module("Bouton", "Public ID As String\n", CLASSE), Module("Plage", _PLAGE, CLASSE)]
    document = [Module("ThisWorkbook", "", CLASSEUR), Module("Feuil1", "", FEUILLE)]
    path = tmp_path_factory.mktemp("vba") / "essai.xlsm"
    with Workbook(str(path)) as workbook:
        workbook.add_worksheet("Essai").set_vba_name("Feuil1")
        workbook.set_vba_name("ThisWorkbook")
        workbook.add_vba_project(io.BytesIO(project([*document, *its])), is_stream=True)
    formulas = [
        '=SC_PLAFOND("BNC";2026)',
        "=SUM(SC_PLAFOND(A1;A2);1)",
        '=SC_TAUX("BNC";46000)',
        '=SC_INDEMNITE("x";1)',
        '=SUM(SC_TAUX("BNC";1);2)',
        '=SC_EXPLIQUER("SC_PLAFOND";"bnc";2026)',
        '=SC_EXPLIQUER("SC_PLAFOND")',
        "=SC_ENCAISSEMENTS(A1:A3;A1:A3;A1;A2)",
        '=SHEETCASHOBSTACLE("")',
        '=SHEETCASHOBSTACLE("C:\\absent.exe")',
        '=SHEETCASHOBSTACLE("C:\\py\\python.exe")',
        f'=SHEETCASHERREUR("{_TRACE}")',
        '=SHEETCASHERREUR("")',
        "=ESSAI_MONNAIE()",
        *(f'=ESSAI_BOUTON("{one.nom}")' for one in BOUTONS),
        *(f"={nom}({';'.join(['7'] * len(one.arguments))})" for nom, one in ECHOS.items()),
        *(f"={nom}({';'.join('8' for a in one.arguments if not a.facultatif)})"
          for nom, one in ECHOS.items()),
    ]  # fmt: skip
    places = {f"C{at}": formula for at, formula in enumerate(formulas, 1)}
    asked = {
        "classeur": str(path),
        "valeurs": {"A1": 10, "A2": 20.5, "A3": "x"},
        "formules": places | {"D1:D4": "=SC_CA_PAR_MOIS(A1:A3;A1:A3;2026)"},
        "lus": [*places, "D1", "D2", "D3", "D4"],
    }
    done = subprocess.run(
        [python, str(Path(__file__).with_name("cellules_uno.py"))],
        input=json.dumps(asked), capture_output=True, text=True, timeout=180, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout)
    return {places.get(place, place): value for place, value in found.items()}


def test_numbers_come_back_as_numbers(cellules):
    assert cellules['=SC_PLAFOND("BNC";2026)'] == 83_600.5
    assert cellules["=SUM(SC_PLAFOND(A1;A2);1)"] == 83_601.5


def test_error_texts_become_errors_that_a_sum_cannot_pass_over(cellules):
    assert cellules['=SC_TAUX("BNC";46000)'] == NA
    assert cellules['=SC_INDEMNITE("x";1)'] == VALEUR
    assert "erreur" in cellules['=SUM(SC_TAUX("BNC";1);2)']


def test_in_a_column_each_row_has_its_own(cellules):
    assert [cellules[f"D{row}"] for row in (1, 2, 3)] == [12.5, VALEUR, NA]
    assert cellules["D4"] in ("", None)


def test_ranges_go_as_their_values_and_what_is_left_out_as_nothing(cellules):
    said = cellules["=SC_ENCAISSEMENTS(A1:A3;A1:A3;A1;A2)"]
    assert said == "SC_ENCAISSEMENTS|3x1|3x1|10|20.5|vide|vide"


def test_explanations_take_any_number_of_arguments(cellules):
    said = cellules['=SC_EXPLIQUER("SC_PLAFOND";"bnc";2026)']
    assert said == "SC_EXPLIQUER|SC_PLAFOND|bnc|2026"
    assert cellules['=SC_EXPLIQUER("SC_PLAFOND")'] == "SC_EXPLIQUER|SC_PLAFOND"


@pytest.mark.parametrize("nom", ECHOS)
def test_each_wrapper_hands_over_all_its_arguments(cellules, nom):
    arguments = ECHOS[nom].arguments
    every = f"={nom}({';'.join(['7'] * len(arguments))})"
    assert cellules[every] == "|".join([nom, *["7"] * len(arguments)])
    needed = f"={nom}({';'.join('8' for a in arguments if not a.facultatif)})"
    given = ["vide" if one.facultatif else "8" for one in arguments]
    assert cellules[needed] == "|".join([nom, *given])


@pytest.mark.parametrize("nom", [one.nom for one in BOUTONS])
def test_each_button_runs_the_python_function_of_its_name(cellules, nom):
    said = cellules[f'=ESSAI_BOUTON("{nom}")']
    assert said == f"from sheetcash.hosts.excel.macros import {nom}; {nom}()"


def test_a_python_that_is_not_there_is_told_before_it_is_run(cellules):
    said = cellules['=SHEETCASHOBSTACLE("")']
    assert said.startswith("Les boutons ont besoin de Python et de sheetcash ;")
    assert "« sheetcash installer excel »" in said
    said = cellules['=SHEETCASHOBSTACLE("C:\\absent.exe")']
    assert said.startswith("Python n'est plus à l'adresse notée : C:\\absent.exe.")
    assert cellules['=SHEETCASHOBSTACLE("C:\\py\\python.exe")'] in ("", None)


def test_what_python_wrote_becomes_one_sentence(cellules):
    said = cellules[f'=SHEETCASHERREUR("{_TRACE}")']
    assert said.startswith("sheetcash n'a pas pu démarrer (ModuleNotFoundError: y).")
    assert "Traceback" not in said
    assert cellules['=SHEETCASHERREUR("")'].startswith("sheetcash n'a pas pu démarrer. Dans")


def test_an_amount_in_a_currency_format_goes_as_the_number_it_is(cellules):
    assert cellules["=ESSAI_MONNAIE()"] in ("5|12,34499|x", "5|12.34499|x")
