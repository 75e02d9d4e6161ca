Option Explicit

' From a cell to Python and back. Python answers two texts in place of errors: they become Excel's
' own errors here, which a sum cannot pass over.

Private Const MODULE_PYTHON As String = "sheetcash.hosts.excel.udf"
Private Const BAREMES_ATTENDUS As String = "#BAREMES?"
' Numbers rather than Excel's names for them: LibreOffice, which tests this module, has no such names.
Private Const ERREUR_NA As Long = 2042
Private Const ERREUR_VALEUR As Long = 2015
Private Const ERREUR_REFERENCE As Long = 2023
Private Const MONNAIE As Long = 6
' In days: half a minute.
Private Const AVANT_NOUVEL_ESSAI As Double = 0.00035

Private baremesTransmis As Boolean
Private essaiSuivant As Double

' The answer to one call; arguments begins with this workbook's name.
Public Function SheetcashAppel(ByVal nom As String, ByVal arguments As Variant) As Variant
    Dim reponse As Variant
    On Error GoTo echec
    If Not baremesTransmis Then SheetcashTransmettre
    reponse = SheetcashDemander(nom, arguments)
    If SheetcashAttendBaremes(reponse) Then
        SheetcashTransmettre
        reponse = SheetcashDemander(nom, arguments)
    End If
    SheetcashAppel = SheetcashCellules(reponse)
    Exit Function
echec:
    SheetcashAppel = CVErr(ERREUR_NA)
End Function

' What Python is given for an argument: a cell's or a range's values, nothing when it is left out.
Public Function SheetcashValeur(Optional ByVal valeur As Variant) As Variant
    Dim plage As Object
    If IsMissing(valeur) Then
        SheetcashValeur = Empty
        Exit Function
    End If
    If Not IsObject(valeur) Then
        SheetcashValeur = valeur
        Exit Function
    End If
    Set plage = valeur
    If plage.Areas.Count > 1 Then
        SheetcashValeur = CVErr(ERREUR_REFERENCE)
        Exit Function
    End If
    ' A whole column stops where the sheet does.
    If plage.Rows.Count = plage.Worksheet.Rows.Count Then
        Set plage = Application.Intersect(plage, plage.Worksheet.UsedRange)
    End If
    If plage Is Nothing Then
        SheetcashValeur = Empty
    Else
        SheetcashValeur = SheetcashExacte(plage)
    End If
End Function

' Excel rounds what has a currency format to four decimals, and gives it a type of its own: the
' number itself is asked for instead. Days keep their type.
Public Function SheetcashExacte(ByVal plage As Object) As Variant
    Dim vues As Variant
    Dim exactes As Variant
    Dim ligne As Long
    Dim colonne As Long
    vues = plage.Value
    If Not IsArray(vues) Then
        If VarType(vues) = MONNAIE Then vues = plage.Value2
        SheetcashExacte = vues
        Exit Function
    End If
    For ligne = LBound(vues, 1) To UBound(vues, 1)
        For colonne = LBound(vues, 2) To UBound(vues, 2)
            If VarType(vues(ligne, colonne)) = MONNAIE Then
                If IsEmpty(exactes) Then exactes = plage.Value2
                vues(ligne, colonne) = exactes(ligne, colonne)
            End If
        Next colonne
    Next ligne
    SheetcashExacte = vues
End Function

' The sheet Barèmes changed: Python is told before the next answer, and every answer is asked again.
Public Sub SheetcashBaremesChanges()
    baremesTransmis = False
    essaiSuivant = 0
    Application.CalculateFull
End Sub

Private Sub SheetcashTransmettre()
    Dim ignore As Variant
    ignore = SheetcashDemander("SC_BAREMES", Array(ThisWorkbook.FullName, SheetcashBaremes()))
    baremesTransmis = True
End Sub

' The table's titles and rows, or one cell where the workbook has none.
Private Function SheetcashBaremes() As Variant
    Dim feuille As Worksheet
    Dim tableau As Object
    SheetcashBaremes = "aucun"
    On Error GoTo fin
    For Each feuille In ThisWorkbook.Worksheets
        For Each tableau In feuille.ListObjects
            If tableau.Name = "tblBaremes" Then
                SheetcashBaremes = tableau.Range.Value
                Exit Function
            End If
        Next tableau
    Next feuille
fin:
End Function

Private Function SheetcashDemander(ByVal nom As String, ByVal arguments As Variant) As Variant
    Dim serveur As Object
    If SheetcashSurMac() Then
        Err.Raise 513, "sheetcash", "Les fonctions Python ne marchent pas sur macOS."
    End If
    If CDbl(Now) < essaiSuivant Then Err.Raise 514, "sheetcash", "Python ne répond pas."
    ' Starting Python takes seconds: one cell that failed must not make each of the others wait.
    essaiSuivant = CDbl(Now) + AVANT_NOUVEL_ESSAI
    Set serveur = XLPy
    essaiSuivant = 0
    SheetcashDemander = serveur.CallUDF( _
        MODULE_PYTHON, nom, arguments, ThisWorkbook, Application.Caller)
End Function

' LibreOffice passes over the conditions and runs both lines: the last one is true of it.
Public Function SheetcashSurMac() As Boolean
    #If Mac Then
        SheetcashSurMac = True
    #Else
        SheetcashSurMac = False
    #End If
End Function

Private Function SheetcashAttendBaremes(ByVal reponse As Variant) As Boolean
    Dim premier As Variant
    premier = SheetcashPremier(reponse)
    SheetcashAttendBaremes = False
    If VarType(premier) = vbString Then SheetcashAttendBaremes = (premier = BAREMES_ATTENDUS)
End Function

Private Function SheetcashPremier(ByVal reponse As Variant) As Variant
    If IsArray(reponse) Then
        SheetcashPremier = reponse(LBound(reponse, 1), LBound(reponse, 2))
    Else
        SheetcashPremier = reponse
    End If
End Function

Private Function SheetcashCellules(ByVal reponse As Variant) As Variant
    Dim ligne As Long
    Dim colonne As Long
    If Not IsArray(reponse) Then
        SheetcashCellules = SheetcashCellule(reponse)
        Exit Function
    End If
    For ligne = LBound(reponse, 1) To UBound(reponse, 1)
        For colonne = LBound(reponse, 2) To UBound(reponse, 2)
            If VarType(reponse(ligne, colonne)) = vbString Then
                reponse(ligne, colonne) = SheetcashCellule(reponse(ligne, colonne))
            End If
        Next colonne
    Next ligne
    SheetcashCellules = reponse
End Function

Private Function SheetcashCellule(ByVal valeur As Variant) As Variant
    SheetcashCellule = valeur
    If VarType(valeur) <> vbString Then Exit Function
    If valeur = "#N/A" Then SheetcashCellule = CVErr(ERREUR_NA)
    If valeur = "#VALEUR!" Then SheetcashCellule = CVErr(ERREUR_VALEUR)
End Function
