"""权责清单: the list of powers and responsibilities in versions, its sheet, and its files for the district portal."""
