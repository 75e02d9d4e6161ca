"""What makes sheetcash live in Excel: functions in cells, buttons, the macro project."""
