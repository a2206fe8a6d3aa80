import pytest

from bureau.law.articles import LICENSING_32, Phrase
from bureau.law.limits import TimeLimit, Unit
from bureau.law.workflow import Duty, Move, NotAllowed, Workflow

OFFICER = frozenset({"officer"})
LIMIT = TimeLimit(3, Unit.WORKDAY, LICENSING_32)


def move(name: str, source: str, target: str, **facts: object) -> Move:
    return Move(name, frozenset({source}), target, **{"who": OFFICER} | facts)


RECEIVE, ASK, DECIDE = move("accept", "new", "open"), move("ask", "open", "open"), move("decide", "open", "done")


def faults(*moves: Move, duties: tuple[Duty, ...] = (), final: str = "done") -> list[str]:
    named = Workflow("new", frozenset({final}), moves, duties)
    words = {name: Phrase(name, name) for name in [*named.states, *(part.name for part in (*moves, *duties))]}
    return Workflow("new", frozenset({final}), moves, duties, words=words).faults()


def test_a_sound_table_has_no_fault() -> None:
    duty = Duty("decision", since="accept", limit=LIMIT, met_by=frozenset({"decide"}))
    assert faults(RECEIVE, ASK, DECIDE, duties=(duty,)) == []


def test_a_state_that_nothing_leads_to_is_a_fault() -> None:
    assert faults(RECEIVE, DECIDE, move("wake", "asleep", "open")) == ["state asleep cannot be reached"]


def test_a_state_that_nothing_leads_out_of_is_a_fault() -> None:
    assert faults(RECEIVE, DECIDE, move("lose", "open", "lost")) == ["state lost is a dead end"]


def test_a_circle_without_an_end_is_a_dead_end() -> None:
    assert "state open is a dead end" in faults(RECEIVE, ASK)


@pytest.mark.parametrize(
    ("since", "met_by", "fault"),
    [
        ("begin", "decide", "duty decision starts with begin, which is no move"),
        ("accept", "finish", "duty decision can be met by no move"),
        ("decide", "accept", "duty decision cannot be met once it has begun"),
    ],
)
def test_a_duty_that_nothing_can_meet_is_a_fault(since: str, met_by: str, fault: str) -> None:
    duty = Duty("decision", since=since, limit=LIMIT, met_by=frozenset({met_by}))
    assert faults(RECEIVE, DECIDE, duties=(duty,)) == [fault]


def test_a_move_that_nobody_may_do_or_that_stands_twice_is_a_fault() -> None:
    assert faults(RECEIVE, move("decide", "open", "done", who=frozenset())) == ["move decide may be done by nobody"]
    assert faults(RECEIVE, DECIDE, DECIDE) == ["move decide from open is in the table twice"]


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        ({"persons": 0}, "move decide takes 0 persons"),
        ({"confirmed_by": OFFICER}, "move decide can be confirmed, but not registered"),
        ({"personal": frozenset({"phone"})}, "move decide keeps phone to itself, which it does not ask"),
    ],
)
def test_hands_that_cannot_be_are_faults(facts: dict[str, object], fault: str) -> None:
    assert faults(RECEIVE, move("decide", "open", "done", **facts)) == [fault]


def test_a_decision_takes_its_persons_and_its_registration_a_second_hand() -> None:
    clerks, heads = frozenset({"clerk"}), frozenset({"head"})
    decided = move("decide", "open", "done", persons=2, registered_by=clerks, confirmed_by=heads)
    assert (decided.hands(on_paper=False), decided.hands(on_paper=True)) == ((OFFICER, OFFICER), (clerks, heads))
    assert move("decide", "open", "done", registered_by=clerks).hands(on_paper=True) == (clerks,)


def test_excluding_the_hand_of_a_move_that_does_not_exist_is_a_fault() -> None:
    excluding = move("decide", "open", "done", not_by=("acept",))
    assert faults(RECEIVE, excluding) == ["move decide excludes whoever did acept, which is no move"]


def test_what_has_no_words_and_a_path_through_no_state_are_faults() -> None:
    words = {name: Phrase(name, name) for name in ("new", "open", "done", "decide")}
    flow = Workflow(
        "new", frozenset({"done"}), (move("accept", "new", "open", asks=("paper",)), DECIDE), (), ("gone",), words
    )
    assert flow.faults() == ["accept has no words", "paper has no words", "the path has gone, which is no state"]


def test_a_move_is_found_from_its_states_only() -> None:
    flow = Workflow("new", frozenset({"done"}), (RECEIVE, ASK, DECIDE))
    assert flow.move("open", "decide") is DECIDE
    with pytest.raises(NotAllowed) as refusal:
        flow.move("new", "decide")
    assert (refusal.value.state, refusal.value.name) == ("new", "decide")


def test_the_moves_of_a_state_come_in_the_order_of_the_table() -> None:
    flow = Workflow("new", frozenset({"done"}), (RECEIVE, ASK, DECIDE))
    assert flow.moves_from("open") == (ASK, DECIDE)
    assert flow.states == {"new", "open", "done"}
