"""What was done, and what a move would begin and meet, as sentences in Chinese and in English.

What was registered from a paper reads so everywhere.
"""

from collections.abc import Sequence
from datetime import date

from bureau.casework.docket import Case, kinds
from bureau.casework.events import Act
from bureau.casework.foresight import Begins, Meets
from bureau.casework.past import Past
from bureau.casework.signatures import Signature
from bureau.law.articles import Phrase
from bureau.law.limits import Unit
from bureau.law.words import BINDINGS, Language, length

DONE = Phrase("{by} {move}", "{by}: {move}")
REGISTERED = Phrase(
    "登记：{decided_by} {on} {move}，{paper}；{by}登记", "Registered: {decided_by}, {on}, {move}, {paper}; by {by}"
)
CONFIRMED = Phrase("，{confirmed_by}确认", ", confirmed by {confirmed_by}")
ACTING_FOR = Phrase("{by}（代{giver}）", "{by} (for {giver})")
AND = Phrase("、", ", ")
BEGINS = Phrase("{duty}：{binding}{limit}，{due}（{article}）", "{duty}: {binding}, {limit}, {due} ({article})")
MEETS = Phrase("{duty}：{due}，已用{used}，{how}", "{duty}: {due}, {used} used, {how}")
DUE = Phrase("{on}到期", "due on {on}")
NOT_DUE = Phrase("到期日待定", "no due day yet")
EARLIEST = Phrase("最早{on}到期，待国务院公布放假安排", "due on {on} at the earliest, until the State Council's notice")
SETTLES = Phrase("{duty}（{due}）就此了结", "{duty} ({due}) is settled by it")
HOW = {
    True: Phrase("按期", "in time"),
    False: Phrase("逾期", "late"),
    None: Phrase("是否按期待定", "whether in time is not known yet"),
}


def told(act: Act, language: Language, signed: Sequence[Signature] | None = None) -> str:
    """Who did what; or who decided it on paper, on which day, by which document, and who registered and confirmed it.

    `signed` are the other hands of an act of several; without it they are looked up, and so is the docket.
    """
    workflow = kinds()[act.docket.kind].workflow
    move, english = workflow.words[act.move], language == "en"
    if act.registered:
        by = {"by": act.by_name, "confirmed_by": act.confirmed_by_name}
        return registration(language, move, on=act.on, decided_by=act.decided_by, paper=act.paper_number, **by)
    if signed is None:
        signed = act.co_signers if act.move in workflow.signed else ()
    hands = AND[english].join([*(_hand(row, language) for row in signed), _hand(act, language)])
    return DONE[english].format(by=hands, move=move[english])


def timeline(case: Case, language: Language) -> list[tuple[Act, str]]:
    """Every act of a case in its order, with its sentence. Two queries, however many there are."""
    acts = list(Act.objects.filter(docket=case.pk).select_related("acting_for"))
    signed = list(Signature.objects.in_force().filter(docket=case.pk).select_related("acting_for"))
    for act in acts:
        act.docket = case.docket
    past = Past(acts, signed)
    return [(act, told(act, language, past.signed(act.move, act.version))) for act in acts]


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


def told_beginning(begins: Begins, language: Language) -> str:
    """The duty, its limit and article, and the day that will follow."""
    english, limit, reckoning = language == "en", begins.limit, begins.reckoning
    due = NOT_DUE[english]
    if reckoning and (reckoning.due_at or reckoning.due_on):
        on = f"{reckoning.due_at:%Y-%m-%d %H:%M}" if reckoning.due_at else reckoning.due_on
        due = DUE[english].format(on=on)
    elif reckoning and reckoning.earliest_on:
        due = EARLIEST[english].format(on=reckoning.earliest_on)
    return BEGINS[english].format(
        duty=begins.said[english],
        binding=BINDINGS[limit.binding][english],
        limit=length(limit.amount, limit.unit, language),
        due=due,
        article=limit.article[english],
    )


def told_meeting(meets: Meets, language: Language) -> str:
    """The duty, its due day, the working days used, and whether in time; of what waits only that it is settled."""
    english = language == "en"
    due = DUE[english].format(on=meets.due_on) if meets.due_on else NOT_DUE[english]
    if meets.duty.waits:
        return SETTLES[english].format(duty=meets.said[english], due=due)
    used = "—" if meets.used is None else length(meets.used, Unit.WORKDAY, language)
    return MEETS[english].format(duty=meets.said[english], due=due, used=used, how=HOW[meets.in_time][english])
