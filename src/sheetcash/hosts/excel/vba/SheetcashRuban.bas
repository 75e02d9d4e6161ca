Option Explicit

' The buttons of the tab Sheetcash: each one runs the macro of its name in Python.

Public Sub SheetcashBouton(ByVal control As IRibbonControl)
    SheetcashMacro control.ID
End Sub

Public Sub SheetcashMacro(ByVal nom As String)
    Dim interprete As String
    #If Mac Then
        interprete = GetConfig("INTERPRETER_MAC", "")
    #Else
        interprete = GetConfig("INTERPRETER_WIN", "")
    #End If
    If interprete = "" Then
        MsgBox "Les boutons ont besoin de sheetcash sur cet ordinateur. Installez-le, puis lancez " _
            & "une fois « sheetcash installer excel » dans un terminal.", vbExclamation, "sheetcash"
        Exit Sub
    End If
    #If Not Mac Then
        If Not FileExists(interprete) Then
            MsgBox "Python n'est plus à l'adresse notée (" & interprete & "). Lancez à nouveau " _
                & "« sheetcash installer excel » dans un terminal.", vbExclamation, "sheetcash"
            Exit Sub
        End If
    #End If
    RunPython "from sheetcash.hosts.excel.macros import lancer; lancer('" & nom & "')"
End Sub
