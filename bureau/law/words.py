"""Every step of a reckoning as a sentence, in Chinese and in English."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any, Literal

from bureau.law.articles import Phrase
from bureau.law.limits import Binding, Ground, Post, Unit
from bureau.law.steps import Step

Language = Literal["zh", "en"]

UNITS: Mapping[Unit, Phrase] = {
    Unit.MINUTE: Phrase("分钟", "minute"),
    Unit.HOUR: Phrase("小时", "hour"),
    Unit.WORKDAY: Phrase("个工作日", "working day"),
    Unit.DAY: Phrase("日", "day"),
    Unit.MONTH: Phrase("个月", "month"),
    Unit.YEAR: Phrase("年", "year"),
}
BINDINGS: Mapping[Binding, Phrase] = {
    Binding.STATUTORY: Phrase("法定时限", "Statutory limit"),
    Binding.PROMISED: Phrase("承诺时限", "Promised limit"),
    Binding.INTERNAL: Phrase("内部时限", "Internal limit"),
}
GROUNDS: Mapping[Ground, Phrase] = {
    Ground.HEARING: Phrase("听证", "hearing"),
    Ground.TENDER: Phrase("招标", "tender"),
    Ground.AUCTION: Phrase("拍卖", "auction"),
    Ground.INSPECTION: Phrase("检验", "inspection"),
    Ground.TESTING: Phrase("检测", "testing"),
    Ground.QUARANTINE: Phrase("检疫", "quarantine"),
    Ground.APPRAISAL: Phrase("鉴定", "technical appraisal"),
    Ground.EXPERT_REVIEW: Phrase("专家评审", "expert review"),
    Ground.EVALUATION: Phrase("委托评估", "commissioned evaluation"),
}
POSTS: Mapping[Post, Phrase] = {
    Post.HEAD: Phrase("主要负责人", "head of the authority"),
    Post.RESPONSIBLE: Phrase("本机关负责人", "responsible person of the authority"),
    Post.GOVERNMENT_HEAD: Phrase("本级人民政府负责人", "head of the government"),
}
FESTIVALS: Mapping[str, str] = {
    "元旦": "New Year's Day",
    "春节": "Spring Festival",
    "清明节": "Tomb-Sweeping Day",
    "劳动节": "Labour Day",
    "端午节": "Dragon Boat Festival",
    "中秋节": "Mid-Autumn Festival",
    "国庆节": "National Day",
    "抗战胜利70周年纪念日": "70th anniversary of victory in the War of Resistance",
}
ENUMS: Mapping[type[Enum], Mapping[Any, Phrase]] = {Unit: UNITS, Binding: BINDINGS, Ground: GROUNDS, Post: POSTS}

SENTENCES: Mapping[str, Phrase] = {
    "limit": Phrase("{binding}为{length}，依据{article}。", "{binding}: {length}, under {article}."),
    "start": Phrase(
        "自{event}{on}{paper}起算，当日不计入（{article}）。",
        "It starts with {event}{on}{paper}; that day is not counted ({article}).",
    ),
    "moment": Phrase(
        "自{event}{on}{paper}起连续计算（{article}）。",
        "It runs without a break from {event}{on}{paper} ({article}).",
    ),
    "extension": Phrase(
        "{on}经{post}{approver}批准延长{length}{paper}，依据{article}。",
        "Extended by {length} on {on} by {approver}, {post}{paper}, under {article}.",
    ),
    "stop": Phrase(
        "{first}至{last}{ground}，不计入（{article}）{paper}。",
        "{first} to {last}, {ground}: not counted ({article}){paper}.",
    ),
    "stop_open": Phrase(
        "自{first}起{ground}，尚未结束，不计入（{article}）{paper}。",
        "From {first}, {ground}, still open: not counted ({article}){paper}.",
    ),
    "stop_capped": Phrase(
        "自{first}起{ground}，最多{cap}个工作日不计入，即至{last}止，其后恢复计算（{article}）{paper}。",
        "From {first}, {ground}: at most {cap} working days, through {last}, are not counted ({article}){paper}.",
    ),
    "stop_irregular": Phrase(
        "{first}起的{ground}没有书面告知申请人，法定时限照常计算（{article}）。",
        "The {ground} from {first} was not notified in writing: the statutory clock goes on ({article}).",
    ),
    "stopped": Phrase("正在停钟，恢复后方有到期日。", "The clock is stopped; there is no due day until it resumes."),
    "weekends": Phrase("周末不计：{days}（{article}）。", "Weekends are not counted: {days} ({article})."),
    "leave": Phrase("{name}放假不计：{span}（{notice}）。", "{name} leave is not counted: {span} ({notice})."),
    "makeup": Phrase("调休上班，计入：{span}（{notice}）。", "Working weekend, counted: {span} ({notice})."),
    "end": Phrase("期间的最后一日为第{length}，即{on}（{article}）。", "The last of {length} is {on} ({article})."),
    "corresponding": Phrase(
        "满{length}的对应日（没有对应日的为月末日）：{on}（{article}）。",
        "The corresponding day after {length} (or the end of the month) is {on} ({article}).",
    ),
    "roll": Phrase(
        "{rest}为{name}{notice}，顺延至其后第一个工作日{on}（{article}）。",
        "{rest} is {name}{notice}: the last day moves to the next working day, {on} ({article}).",
    ),
    "provisional": Phrase(
        "{year}年放假安排待国务院公布，尚无到期日；最早可能为{on}。",
        "The holidays of {year} are not announced yet, so there is no due day; it can be {on} at the earliest.",
    ),
    "due": Phrase("到期日为{on}，当日办结仍为按时。", "Due on {on}; done on that day is on time."),
    "due_at": Phrase("到期时刻为{at}。", "Due at {at}."),
    "may_change": Phrase(
        "{year}年放假安排公布后，年末几日可能调整，到期日随之重新计算。",
        "The notice for {year} may still change the last days of December; the due day would then be reckoned anew.",
    ),
}

WEEKDAYS = ("周一Mon", "周二Tue", "周三Wed", "周四Thu", "周五Fri", "周六Sat", "周日Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def say(step: Step, language: Language) -> str:
    """The step as one sentence. Raises KeyError for a step that has no words."""
    sentence = SENTENCES[step.code][language == "en"]
    return sentence.format_map(_facts(step.facts, language))


def _facts(facts: Mapping[str, object], language: Language) -> dict[str, str]:
    said = {name: _word(value, language) for name, value in facts.items()}
    if isinstance(unit := facts.get("unit"), Unit):
        said["length"] = length(int(said["amount"]), unit, language)
    if isinstance(first := facts.get("first"), date):
        last = facts.get("last")
        said["span"] = spans(_days(first, last if isinstance(last, date) else first), language)
    if "name" in facts:
        said["name"] = _festival(said["name"], language)
    if "rest" in facts:
        said["notice"] = _aside(said["notice"], language)
    if paper := said.get("paper"):
        said["paper"] = _aside(paper, language)
    if "event" in facts and said["event"] and language == "en":
        said["event"] += ", "
    return said


def _word(value: object, language: Language) -> str:
    if isinstance(value, Enum):
        value = ENUMS[type(value)][value]
    if isinstance(value, Phrase):
        return value[language == "en"]
    if isinstance(value, date):
        return _when(value, language)
    if isinstance(value, tuple):
        return spans(value, language)
    return "" if value is None else str(value)


def _aside(text: str, language: Language) -> str:
    if not text:
        return ""
    return f"（{text}）" if language == "zh" else f" ({text})"


def length(amount: int, unit: Unit, language: Language) -> str:
    """20个工作日, 20 working days."""
    if language == "zh":
        return f"{amount}{UNITS[unit][0]}"
    return f"{amount} {UNITS[unit][1]}{'' if amount == 1 else 's'}"


def _when(on: date, language: Language) -> str:
    weekday = WEEKDAYS[on.weekday()]
    clock = f" {on:%H:%M}" if isinstance(on, datetime) else ""
    if language == "zh":
        return f"{on.year}年{on.month}月{on.day}日（{weekday[:2]}）{clock}"
    return f"{weekday[2:]} {on.day} {MONTHS[on.month - 1]} {on.year}{clock}"


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=i) for i in range((last - first).days + 1)]


def spans(days: Iterable[date], language: Language) -> str:
    """Days as runs, the year said once: 2024年1月20日至21日、27日 is 20–21 Jan, 27 Jan 2024."""
    runs: list[tuple[date, date]] = []
    for on in sorted(days):
        if runs and on - runs[-1][1] == timedelta(days=1):
            runs[-1] = runs[-1][0], on
        else:
            runs.append((on, on))
    said, year = [], 0
    for first, last in runs:
        said.append(_run_zh(first, last, year) if language == "zh" else _run_en(first, last))
        year = last.year
    return ("、" if language == "zh" else ", ").join(said)


def _run_zh(first: date, last: date, year: int) -> str:
    start = f"{first.month}月{first.day}日" if first.year == year else f"{first.year}年{first.month}月{first.day}日"
    if first == last:
        return start
    if first.year != last.year:
        return f"{start}至{last.year}年{last.month}月{last.day}日"
    return f"{start}至{last.day}日" if first.month == last.month else f"{start}至{last.month}月{last.day}日"


def _run_en(first: date, last: date) -> str:
    end = f"{last.day} {MONTHS[last.month - 1]} {last.year}"
    if first == last:
        return end
    if first.year != last.year:
        return f"{first.day} {MONTHS[first.month - 1]} {first.year} to {end}"
    if first.month != last.month:
        return f"{first.day} {MONTHS[first.month - 1]} to {end}"
    return f"{first.day}–{end}"


def _festival(name: str, language: Language) -> str:
    if not name:
        return "周末" if language == "zh" else "a weekend day"
    if language == "zh":
        return name
    return " and ".join(FESTIVALS.get(part, part) for part in name.split("、"))
