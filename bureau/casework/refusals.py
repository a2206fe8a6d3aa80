"""Why the gate refuses, each as a class of its own; and the one refusal that whoever acts may set aside.

Plain Python, so that the guards of an app's rules can raise them. The text is for whoever asked, in their language.
"""


class Refused(Exception):
    """The gate refused; the text says why in the language of whoever asked. Nothing was changed."""


class Stale(Refused):
    """Somebody else changed the case meanwhile."""


class Archived(Refused):
    """The case is in the archive: nothing is written to it until it is taken out again, for a reason."""


class WrongState(Refused):
    """The workflow table knows no such move from this state."""


class NotYours(Refused):
    """Whoever asks holds none of the roles that may do this, here and on this day."""


class SameHand(Refused):
    """Whoever asks did an earlier part of this case that excludes this one, or has signed already."""


SAME_HAND = "same_hand"  # the code by which a leader sets the separation of hands aside, where the table lets them


class Unqualified(Refused):
    """Whoever asks, or decided on paper, lacks the certificate or qualification that the article asks of this act."""


class OtherFacts(Refused):
    """Whoever signed before signed something else."""


class WrongDay(Refused):
    """The legal day lies in the future, or before the act before it."""


class Missing(Refused):
    """A fact or a reason that this move asks for was not given."""


class Warned(Refused):
    """A guard warns. The same call passes by a hand that sets this very warning aside: `hand.overriding(code, reason)`.

    The code has no spaces: a hand that sets several aside names them with a space between.
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


# What nobody is refused who keeps to their own work: these stand in the access log. The others ask for another entry.
OUT_OF_BOUNDS = (NotYours, SameHand, Unqualified, Archived, WrongState)
