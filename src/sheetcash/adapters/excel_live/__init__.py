"""A workbook that is open in Excel, through xlwings: read and changed where the user sees it."""
