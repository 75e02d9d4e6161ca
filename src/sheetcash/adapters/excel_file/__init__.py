"""A workbook in an .xlsx or .xlsm file: read by calamine, changed by patching its parts."""
