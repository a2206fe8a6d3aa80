"""A natural person of a record, found by the whole number of the document."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from bureau.casework.parties import Person, persons_with
from bureau.people.bureaus import Bureau


@sensitive_variables()
def known_person(bureau: Bureau, name: str, number: str) -> Person | None:
    """The person with this number, if this bureau knows one. Raises ValidationError for one of another name."""
    known = persons_with(bureau, id_no=number).first()
    if known is not None and not (known.name and known.name.matches(name)):
        raise ValidationError({"id_no": _("This number is known under another name. Please compare.")})
    return known
