"""Sheets of what the intake section keeps for its whole bureau."""

from bureau.audit.history import Recorded
from bureau.sheets.resources import SheetResource


class KeptByTheOffice(SheetResource):
    """Rows that the intake section, and who writes for the whole bureau, bring in for it."""

    def reaches(self, record: Recorded) -> bool:
        scope, office = self.importer.scope, self.importer.bureau.intake
        whole = record.whose.bureau_of(record) in scope.bureaus(self.writers)
        return scope.everything or whole or (office is not None and office.pk in scope.sections(self.writers))
