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
    Unit.DATE: Phrase("指定日期", "set day"),
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
    Post.HEAD: Phrase("本机关主要负责人", "principal head of the authority"),
    Post.RESPONSIBLE: Phrase("本行政机关负责人", "responsible official of the authority"),
    Post.GOVERNMENT_HEAD: Phrase("本级人民政府负责人", "head of the people's government"),
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
    "set": Phrase("{binding}：{article}定为{on}。", "{binding}: {on} was set by {article}."),
    "start": Phrase(
        "自{event}{on}{paper}起算，当日不计入（{article}）。",
        "It starts with {event}{on}{paper}; that day is not counted ({article}).",
    ),
    "moment": Phrase(
        "自{event}{on}{paper}起连续计算，夜间和节假日不扣除（起点依{article}）。",
        "It starts at {event}{on}{paper} and runs on through nights and holidays ({article} for the start).",
    ),
    "extension": Phrase(
        "{on}经{post}{approver}批准延长{length}{paper}，依据{article}。",
        "Extended by {length} on {on} by {approver}, {post}{paper}, under {article}.",
    ),
    "stop": Phrase(
        "{first}至{last}为{ground}时间，不计入期限（{article}）{paper}。",
        "{first} to {last} is time for {ground} and is not counted ({article}){paper}.",
    ),
    "stop_open": Phrase(
        "自{first}起进行{ground}，尚未结束，所需时间不计入期限（{article}）{paper}。",
        "Time for {ground} since {first}, not yet ended, is not counted ({article}){paper}.",
    ),
    "stop_capped": Phrase(
        "自{first}起进行{ground}，不计入期限的时间以{cap}个工作日为限，至{last}止，其后继续计算（{article}）{paper}。",
        "Time for {ground} from {first} is not counted for at most {cap} working days, to {last} ({article}){paper}.",
    ),
    "stop_until_cap": Phrase(
        "自{first}起进行{ground}，不计入期限的时间以{cap}个工作日为限，其后继续计算（{article}）{paper}。",
        "Time for {ground} from {first} is not counted for at most {cap} working days ({article}){paper}.",
    ),
    "stop_used_up": Phrase(
        "自{first}起的{ground}照常计入：不计入期限的{cap}个工作日此前已经用完（{article}）{paper}。",
        "Time for {ground} from {first} is counted: its {cap} working days were used up before ({article}){paper}.",
    ),
    "stop_untold": Phrase(
        "{first}起的{ground}未将所需时间书面告知申请人（{article}），法定期限不予扣除。",
        "The applicant was not told in writing how long the {ground} from {first} takes ({article}): "
        "the statutory limit is not stopped.",
    ),
    "stop_without_paper": Phrase(
        "{first}起的{ground}没有书面告知，法定期限不予扣除。",
        "There is no written notice of the {ground} from {first}: the statutory limit is not stopped.",
    ),
    "stopped": Phrase(
        "期限已停止计算，恢复计算后方能确定到期日。", "The clock is stopped; there is no due day until it resumes."
    ),
    "weekends": Phrase("周休息日不计入：{days}（{article}）。", "Weekends are not counted: {days} ({article})."),
    "leave": Phrase("{name}放假调休，不计入：{span}（{notice}）。", "{name} leave is not counted: {span} ({notice})."),
    "makeup": Phrase(
        "因调休上班，计入：{span}（{notice}）。", "Worked to make up for a leave, counted: {span} ({notice})."
    ),
    "end": Phrase(
        "自次日起算，期间届满之日（第{length}）为{on}（{article}）。",
        "Counted from the next day, the last of {length} is {on} ({article}).",
    ),
    "corresponding": Phrase(
        "{length}届满的对应日为{on}（到期月没有对应日的，为月末日；{article}）。",
        "The corresponding day after {length} is {on} (or, where the month has none, its last day; {article}).",
    ),
    "moved": Phrase("扣除停止计算的时间后，期间的最后一日为{on}。", "With the days not counted, the last day is {on}."),
    "roll": Phrase(
        "{rest}为休息日（{name}{notice}），以休假日结束后的第一个工作日{on}为最后一日（{article}）。",
        "{rest} is a day of rest ({name}{notice}), so the last day is the next working day, {on} ({article}).",
    ),
    "roll_past_stop": Phrase(
        "{rest}为休息日（{name}{notice}），其后又停止计算，以恢复后的第一个工作日{on}为最后一日（{article}）。",
        "{rest} is a day of rest ({name}{notice}) and a stop follows; the last day is the next working day after it, "
        "{on} ({article}).",
    ),
    "provisional": Phrase(
        "{year}年节假日安排尚未公布，到期日暂不能确定；最早可能为{on}。",
        "The holidays of {year} are not announced yet, so the due day cannot be fixed; it is {on} at the earliest.",
    ),
    "due": Phrase("到期日为{on}，当日办结属按期办结。", "Due on {on}; finishing on that day is in time."),
    "due_at": Phrase("到期时刻为{at}。", "Due at {at}."),
    "may_change": Phrase(
        "{year}年节假日安排公布后，本年末的工作日可能调整，届时重新计算到期日。",
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
    if "rest" in facts and said["notice"]:
        said["name"] += "放假，" if language == "zh" else " leave, "
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
    """20个工作日, 20 working days; of a day that was set there is no number."""
    if unit is Unit.DATE:
        return UNITS[unit][language == "en"]
    if language == "zh":
        return f"{amount}{UNITS[unit][0]}"
    return f"{amount} {UNITS[unit][1]}{'' if amount == 1 else 's'}"


def _when(on: date, language: Language) -> str:
    weekday = WEEKDAYS[on.weekday()]
    clock = f"{on:%H:%M}" if isinstance(on, datetime) else ""
    if language == "zh":
        return f"{on.year}年{on.month}月{on.day}日（{weekday[:2]}）{clock}"
    return f"{weekday[2:]} {on.day} {MONTHS[on.month - 1]} {on.year} {clock}".rstrip()


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
        return "周休息日" if language == "zh" else "weekend"
    if language == "zh":
        return name
    return " and ".join(FESTIVALS.get(part, part) for part in name.split("、"))
