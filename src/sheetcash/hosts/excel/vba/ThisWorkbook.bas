Option Explicit

Private Sub Workbook_Open()
    SheetcashDecrire
End Sub

Private Sub Workbook_SheetChange(ByVal Sh As Object, ByVal Target As Range)
    If Sh.Name = "Barèmes" Then SheetcashBaremesChanges
End Sub
