Option Explicit

' The ribbon's buttons: each runs the Python function of its own name.

Private Const MODULE_PYTHON As String = "sheetcash.hosts.excel.macros"
Private Const INSTALLER As String = "Dans un terminal, lancez « sheetcash installer excel », puis recommencez."
Private Const TITRE As String = "Sheetcash"
Private Const EXCLAMATION As Long = 48

Public Sub SheetcashBouton(ByVal controle As Object)
    SheetcashLancer controle.ID
End Sub

' Also what a shape or the macro list may run, with a button's name.
Public Sub SheetcashLancer(ByVal bouton As String)
    Dim obstacle As String
    On Error GoTo echec
    obstacle = SheetcashObstacle(SheetcashPython())
    If obstacle <> "" Then
        MsgBox obstacle, EXCLAMATION, TITRE
        Exit Sub
    End If
    RunPython SheetcashCommande(bouton)
    Exit Sub
echec:
    MsgBox "Python n'a pas pu être lancé (" & Err.Description & "). " & INSTALLER, EXCLAMATION, TITRE
End Sub

' A sentence for the user, or nothing when Python can be run.
Public Function SheetcashObstacle(ByVal interprete As String) As String
    If interprete = "" Then
        SheetcashObstacle = "Les boutons ont besoin de Python et de sheetcash ; les chiffres du classeur s'en passent. " & _
            "S'ils sont installés, Excel ne sait pas encore où. " & INSTALLER
    ElseIf SheetcashAbsent(interprete) Then
        SheetcashObstacle = "Python n'est plus à l'adresse notée : " & interprete & ". " & INSTALLER
    ElseIf InStr(ThisWorkbook.Name, "=") > 0 Then
        SheetcashObstacle = "Le nom du classeur contient « = » : renommez-le, puis recommencez."
    End If
End Function

' Excel for Mac may not look outside its own folders: there only running it tells.
Private Function SheetcashAbsent(ByVal interprete As String) As Boolean
    SheetcashAbsent = False
    If SheetcashSurMac() Then Exit Function
    SheetcashAbsent = Not xlwings.FileExists(interprete)
End Function

Public Function SheetcashCommande(ByVal bouton As String) As String
    SheetcashCommande = "from " & MODULE_PYTHON & " import " & bouton & "; " & bouton & "()"
End Function

' What went wrong before our Python could say it itself: the last line of what it wrote.
Public Function SheetcashErreur(ByVal texte As String) As String
    Dim lignes As Variant
    Dim rang As Long
    Dim derniere As String
    lignes = Split(Replace(texte, vbCr, vbLf), vbLf)
    For rang = LBound(lignes) To UBound(lignes)
        If Trim(lignes(rang)) <> "" Then derniere = Trim(lignes(rang))
    Next rang
    If derniere <> "" Then derniere = " (" & derniere & ")"
    SheetcashErreur = "sheetcash n'a pas pu démarrer" & derniere & ". " & INSTALLER
End Function

Private Function SheetcashPython() As String
    If SheetcashSurMac() Then
        SheetcashPython = GetConfig("INTERPRETER_MAC", "")
    Else
        SheetcashPython = GetConfig("INTERPRETER_WIN", "")
    End If
End Function
