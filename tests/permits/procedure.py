"""The legal events of a permit: two lines each, since the gate does the rest."""

from datetime import date

from bureau.casework.events import Extension, Suspension
from bureau.casework.gate import act
from bureau.casework.paper import OnPaper
from bureau.law.limits import Ground, Post
from tests.permits.models import ItemPermit, Permit


@act
def accept(permit: Permit, *, on: date) -> None:
    permit.accepted_on = on


@act
def tell_defects(permit: Permit, *, on: date, paper: str) -> None:
    permit.grounds = paper


@act
def query_credit(permit: Permit, *, on: date) -> None:
    permit.credit_queried_on = on


@act
def stop(permit: Permit, *, on: date, paper: str) -> None:
    facts = {"docket": permit.docket, "ground": Ground.HEARING, "first_on": on, "paper": paper}
    Suspension.objects.record(permit.hand, **facts)


@act
def resume(permit: Permit, *, on: date) -> None:
    running = Suspension.objects.in_force().get(docket=permit.docket, last_on=None)
    running.last_on, running.hand = on, permit.hand
    running.save()


@act
def extend(permit: Permit, *, on: date, amount: int, on_paper: OnPaper | None = None) -> None:
    approver = on_paper.decided_by if on_paper else permit.hand.actor_name
    facts = {"docket": permit.docket, "duty": "decision", "amount": amount, "granted_on": on, "paper": "延期告知书"}
    Extension.objects.record(permit.hand, approver=approver, post=Post.HEAD, **facts)


@act
def propose(permit: Permit, *, on: date) -> None:
    permit.grounds = "proposed"


@act
def grant(permit: Permit, *, on: date) -> None:
    permit.decided_on = on


@act
def grant_together(permit: Permit, *, on: date, paper: str, phone: str) -> None:
    permit.decided_on, permit.grounds = on, paper


@act
def publish(permit: Permit, *, on: date) -> None:
    permit.grounds = "published"


@act
def refuse(permit: Permit, *, on: date) -> None:
    permit.decided_on = on


@act
def withdraw(permit: Permit, *, on: date) -> None:
    permit.grounds = "withdrawn"


@act
def take_on(permit: ItemPermit, *, on: date) -> None:
    permit.docket.opened_on = min(permit.docket.opened_on, on)


@act
def allow(permit: ItemPermit, *, on: date) -> None:
    permit.docket.title = f"{permit.docket.title} {on:%Y}"
