"""Kinds of meeting, of training and of item; what kind an item is, is read from its words until somebody says it."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from bureau.people.roles import CASEWORKERS, Role


class Gathering(models.TextChoices):
    """会议类型"""

    PARTY_GROUP = "party_group", _("party group meeting")
    BUREAU = "bureau", _("meeting of the bureau")
    THEORY = "theory", _("theory study group")
    TOPIC = "topic", _("study of one topic")
    LEGAL = "legal", _("meeting on law-based government")
    LEADING_GROUP = "leading_group", _("leading group on law-based government")


class Form(models.TextChoices):
    """培训形式"""

    TRAINING = "training", _("training course")
    LECTURE = "lecture", _("lecture")
    COURT = "court", _("attending a court hearing")
    EXAM = "exam", _("examination")


class Item(models.TextChoices):
    """来源: what was conveyed."""

    SPEECH = "speech", _("important speech")
    INSTRUCTION = "instruction", _("important instruction")
    LAW = "law", _("law or regulation")
    PAPER = "paper", _("other paper")


WRITERS = CASEWORKERS | {Role.LEADER}  # of the intake section, and leaders
# What the annual report counts.
COUNTED = frozenset({Item.SPEECH, Item.INSTRUCTION})
# In this order: an instruction in a speech is an instruction, a speech about a law is a speech.
SIGNS: Mapping[Item, tuple[str, ...]] = {
    Item.INSTRUCTION: ("指示", "批示", "回信", "贺信"),
    Item.SPEECH: ("讲话", "致辞", "演讲"),
    Item.LAW: ("法》", "条例", "规定》", "办法》", "宪法", "民法典"),
}


def guessed(title: str) -> Item:
    return next((item for item, signs in SIGNS.items() if any(sign in title for sign in signs)), Item.PAPER)
