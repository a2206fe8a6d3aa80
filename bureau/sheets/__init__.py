"""Sheets: what comes from a workbook and goes to one, by django-import-export's resources, formats and screens."""
