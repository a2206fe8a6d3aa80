"""An act as one sentence of the timeline, in Chinese and in English. What was registered reads so everywhere."""

from datetime import date

from bureau.casework.docket import kinds
from bureau.casework.events import Act
from bureau.casework.signatures import Signature
from bureau.law.articles import Phrase
from bureau.law.words import Language

DONE = Phrase("{by} {move}", "{by}: {move}")
REGISTERED = Phrase(
    "登记：{decided_by} {on} {move}，{paper}；{by}登记", "Registered: {decided_by}, {on}, {move}, {paper}; by {by}"
)
CONFIRMED = Phrase("，{confirmed_by}确认", ", confirmed by {confirmed_by}")
ACTING_FOR = Phrase("{by}（代{giver}）", "{by} (for {giver})")
AND = Phrase("、", ", ")


def told(act: Act, language: Language) -> str:
    """Who did what; or who decided it on paper, on which day, by which document, and who registered and confirmed it.

    One query for the docket and, where somebody stood in or signed too, one each, unless they were fetched with it.
    """
    workflow = kinds()[act.docket.kind].workflow
    move, english = workflow.words[act.move], language == "en"
    if act.registered:
        by = {"by": act.by_name, "confirmed_by": act.confirmed_by_name}
        return registration(language, move, on=act.on, decided_by=act.decided_by, paper=act.paper_number, **by)
    hands = [*(act.co_signers if workflow.move(act.state_before, act.move).persons > 1 else ()), act]
    return DONE[english].format(by=AND[english].join(_hand(row, language) for row in hands), move=move[english])


def _hand(row: Act | Signature, language: Language) -> str:
    if row.acting_for is None:
        return row.by_name
    return ACTING_FOR[language == "en"].format(by=row.by_name, giver=row.acting_for)


def registration(
    language: Language, move: Phrase, *, on: date, decided_by: str, paper: str, by: str, confirmed_by: str = ""
) -> str:
    """A decision on paper, and who registered it."""
    english = language == "en"
    said = REGISTERED[english].format(decided_by=decided_by, on=on, move=move[english], paper=paper, by=by)
    return said + (CONFIRMED[english].format(confirmed_by=confirmed_by) if confirmed_by else "")
