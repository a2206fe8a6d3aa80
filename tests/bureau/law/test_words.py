"""Explanations in both languages, written by hand and read by a person; and every sentence there is."""

from datetime import date, datetime

import pytest

from bureau.law.articles import LICENSING_32, LICENSING_42, Article, Phrase
from bureau.law.licensing import DECISION, DEFECT_NOTICE
from bureau.law.limits import Binding, Extra, Ground, Post, Stop, TimeLimit, Unit, set_day
from bureau.law.reckoning import reckon
from bureau.law.words import SENTENCES, length, say, spans
from bureau.law.workdays import Workdays
from projects.rules import VERIFICATION, evaluation

ACCEPTED = Phrase("受理日", "the day of acceptance")
PENALTY_85 = Article("《行政处罚法》第八十五条", "Administrative Penalty Law art. 85")
INSTRUCTION = Article("领导批示", "a leader's instruction")
HOTLINE = Article("平台派单要求", "the platform's order")
HEARING = Stop(date(2025, 3, 10), date(2025, 3, 20), Ground.HEARING, "听证告知书1号")
BREACH = Stop(date(2025, 3, 10), date(2025, 3, 14), Ground.TESTING)
EXTENDED = Extra(10, date(2024, 2, 9), "张三", Post.RESPONSIBLE, "延期告知书2号")

CASES = {
    "a limit within one working week": (
        (date(2024, 6, 3), TimeLimit(3, Unit.WORKDAY, PENALTY_85)),
        {},
        """法定时限为3个工作日，依据《行政处罚法》第八十五条。
自2024年6月3日（周一）起算，当日不计入（《民法典》第二百零一条第一款）。
到期日为2024年6月6日（周四），当日办结属按期办结。""",
        """Statutory limit: 3 working days, under Administrative Penalty Law art. 85.
It starts with Mon 3 Jun 2024; that day is not counted (Civil Code art. 201(1)).
Due on Thu 6 Jun 2024; finishing on that day is in time.""",
    ),
    "a day that was set": (
        (date(2024, 6, 7), set_day(date(2024, 6, 30), INSTRUCTION)),
        {},
        """内部时限：领导批示定为2024年6月30日（周日）。
到期日为2024年6月30日（周日），当日办结属按期办结。""",
        """Internal limit: Sun 30 Jun 2024 was set by a leader's instruction.
Due on Sun 30 Jun 2024; finishing on that day is in time.""",
    ),
    "a holiday in the middle": (
        (date(2024, 6, 7), DEFECT_NOTICE),
        {"event": Phrase("收件日", "the day of receipt"), "paper": "收件回执3号"},
        """法定时限为5个工作日，依据《行政许可法》第三十二条第一款第四项、第八十二条。
自收件日2024年6月7日（周五）（收件回执3号）起算，当日不计入（《民法典》第二百零一条第一款）。
周休息日不计入：2024年6月8日至9日、6月15日至16日（《国务院关于职工工作时间的规定》第七条）。
端午节放假调休，不计入：2024年6月10日（国办发明电〔2023〕7号）。
到期日为2024年6月17日（周一），当日办结属按期办结。""",
        """Statutory limit: 5 working days, under Administrative Licensing Law arts. 32(1)(4) and 82.
It starts with the day of receipt, Fri 7 Jun 2024 (收件回执3号); that day is not counted (Civil Code art. 201(1)).
Weekends are not counted: 8–9 Jun 2024, 15–16 Jun 2024 (State Council Rules on Working Hours (Order 174) art. 7).
Dragon Boat Festival leave is not counted: 10 Jun 2024 (国办发明电〔2023〕7号).
Due on Mon 17 Jun 2024; finishing on that day is in time.""",
    ),
    "a working weekend": (
        (date(2024, 2, 2), TimeLimit(2, Unit.WORKDAY, PENALTY_85)),
        {},
        """法定时限为2个工作日，依据《行政处罚法》第八十五条。
自2024年2月2日（周五）起算，当日不计入（《民法典》第二百零一条第一款）。
周休息日不计入：2024年2月3日（《国务院关于职工工作时间的规定》第七条）。
因调休上班，计入：2024年2月4日（国办发明电〔2023〕7号）。
到期日为2024年2月5日（周一），当日办结属按期办结。""",
        """Statutory limit: 2 working days, under Administrative Penalty Law art. 85.
It starts with Fri 2 Feb 2024; that day is not counted (Civil Code art. 201(1)).
Weekends are not counted: 3 Feb 2024 (State Council Rules on Working Hours (Order 174) art. 7).
Worked to make up for a leave, counted: 4 Feb 2024 (国办发明电〔2023〕7号).
Due on Mon 5 Feb 2024; finishing on that day is in time.""",
    ),
    "an extension over the Spring Festival": (
        (date(2024, 1, 15), DECISION, [], [EXTENDED]),
        {"event": ACCEPTED},
        """法定时限为20个工作日，依据《行政许可法》第四十二条第一款、第八十二条。
自受理日2024年1月15日（周一）起算，当日不计入（《民法典》第二百零一条第一款）。
2024年2月9日（周五）经本行政机关负责人张三批准延长10个工作日（延期告知书2号），依据《行政许可法》第四十二条第一款、第八十二条。
周休息日不计入：2024年1月20日至21日、1月27日至28日、2月3日、2月24日至25日（《国务院关于职工工作时间的规定》第七条）。
因调休上班，计入：2024年2月4日（国办发明电〔2023〕7号）。
春节放假调休，不计入：2024年2月10日至17日（国办发明电〔2023〕7号）。
因调休上班，计入：2024年2月18日（国办发明电〔2023〕7号）。
到期日为2024年2月29日（周四），当日办结属按期办结。""",
        """Statutory limit: 20 working days, under Administrative Licensing Law arts. 42(1) and 82.
It starts with the day of acceptance, Mon 15 Jan 2024; that day is not counted (Civil Code art. 201(1)).
Extended by 10 working days on Fri 9 Feb 2024 by 张三, responsible official of the authority (延期告知书2号), \
under Administrative Licensing Law arts. 42(1) and 82.
Weekends are not counted: 20–21 Jan 2024, 27–28 Jan 2024, 3 Feb 2024, 24–25 Feb 2024 \
(State Council Rules on Working Hours (Order 174) art. 7).
Worked to make up for a leave, counted: 4 Feb 2024 (国办发明电〔2023〕7号).
Spring Festival leave is not counted: 10–17 Feb 2024 (国办发明电〔2023〕7号).
Worked to make up for a leave, counted: 18 Feb 2024 (国办发明电〔2023〕7号).
Due on Thu 29 Feb 2024; finishing on that day is in time.""",
    ),
    "a stop with its notice": (
        (date(2025, 3, 7), TimeLimit(5, Unit.WORKDAY, LICENSING_42, stopped_by=frozenset({Ground.HEARING})), [HEARING]),
        {},
        """法定时限为5个工作日，依据《行政许可法》第四十二条第一款、第八十二条。
自2025年3月7日（周五）起算，当日不计入（《民法典》第二百零一条第一款）。
2025年3月10日（周一）至2025年3月20日（周四）为听证时间，不计入期限（《行政许可法》第四十五条）（听证告知书1号）。
周休息日不计入：2025年3月8日至9日、3月22日至23日（《国务院关于职工工作时间的规定》第七条）。
到期日为2025年3月27日（周四），当日办结属按期办结。""",
        """Statutory limit: 5 working days, under Administrative Licensing Law arts. 42(1) and 82.
It starts with Fri 7 Mar 2025; that day is not counted (Civil Code art. 201(1)).
Mon 10 Mar 2025 to Thu 20 Mar 2025 is time for hearing and is not counted \
(Administrative Licensing Law art. 45) (听证告知书1号).
Weekends are not counted: 8–9 Mar 2025, 22–23 Mar 2025 (State Council Rules on Working Hours (Order 174) art. 7).
Due on Thu 27 Mar 2025; finishing on that day is in time.""",
    ),
    "a stop without its notice": (
        (date(2025, 3, 10), TimeLimit(3, Unit.WORKDAY, LICENSING_42, stopped_by=frozenset(Ground)), [BREACH]),
        {},
        """法定时限为3个工作日，依据《行政许可法》第四十二条第一款、第八十二条。
自2025年3月10日（周一）起算，当日不计入（《民法典》第二百零一条第一款）。
2025年3月10日（周一）起的检测未将所需时间书面告知申请人（《行政许可法》第四十五条），法定期限不予扣除。
到期日为2025年3月13日（周四），当日办结属按期办结。""",
        """Statutory limit: 3 working days, under Administrative Licensing Law arts. 42(1) and 82.
It starts with Mon 10 Mar 2025; that day is not counted (Civil Code art. 201(1)).
The applicant was not told in writing how long the testing from Mon 10 Mar 2025 takes \
(Administrative Licensing Law art. 45): the statutory limit is not stopped.
Due on Thu 13 Mar 2025; finishing on that day is in time.""",
    ),
    "an open stop": (
        (date(2025, 3, 3), DECISION, [Stop(date(2025, 3, 10), None, Ground.HEARING, "听证告知书1号")]),
        {},
        """法定时限为20个工作日，依据《行政许可法》第四十二条第一款、第八十二条。
自2025年3月3日（周一）起算，当日不计入（《民法典》第二百零一条第一款）。
自2025年3月10日（周一）起进行听证，尚未结束，所需时间不计入期限（《行政许可法》第四十五条）（听证告知书1号）。
期限已停止计算，恢复计算后方能确定到期日。""",
        """Statutory limit: 20 working days, under Administrative Licensing Law arts. 42(1) and 82.
It starts with Mon 3 Mar 2025; that day is not counted (Civil Code art. 201(1)).
Time for hearing since Mon 10 Mar 2025, not yet ended, is not counted \
(Administrative Licensing Law art. 45) (听证告知书1号).
The clock is stopped; there is no due day until it resumes.""",
    ),
    "an evaluation past its cap": (
        (date(2024, 3, 1), VERIFICATION, [evaluation(date(2024, 3, 4), None, "评估告知书5号")]),
        {},
        """法定时限为20个工作日，依据《企业投资项目核准和备案管理条例》第十条。
自2024年3月1日（周五）起算，当日不计入（《民法典》第二百零一条第一款）。
自2024年3月4日（周一）起进行委托评估，不计入期限的时间以30个工作日为限，至2024年4月15日（周一）止，其后继续计算\
（《企业投资项目核准和备案管理条例》第九条第三款、第十条）（评估告知书5号）。
周休息日不计入：2024年3月2日至3日、4月20日至21日、4月27日、5月12日（《国务院关于职工工作时间的规定》第七条）。
因调休上班，计入：2024年4月28日（国办发明电〔2023〕7号）。
劳动节放假调休，不计入：2024年5月1日至5日（国办发明电〔2023〕7号）。
因调休上班，计入：2024年5月11日（国办发明电〔2023〕7号）。
到期日为2024年5月14日（周二），当日办结属按期办结。""",
        """Statutory limit: 20 working days, under Order 673 art. 10.
It starts with Fri 1 Mar 2024; that day is not counted (Civil Code art. 201(1)).
Time for commissioned evaluation from Mon 4 Mar 2024 is not counted for at most 30 working days, \
to Mon 15 Apr 2024 (Order 673 arts. 9(3) and 10) (评估告知书5号).
Weekends are not counted: 2–3 Mar 2024, 20–21 Apr 2024, 27 Apr 2024, 12 May 2024 \
(State Council Rules on Working Hours (Order 174) art. 7).
Worked to make up for a leave, counted: 28 Apr 2024 (国办发明电〔2023〕7号).
Labour Day leave is not counted: 1–5 May 2024 (国办发明电〔2023〕7号).
Worked to make up for a leave, counted: 11 May 2024 (国办发明电〔2023〕7号).
Due on Tue 14 May 2024; finishing on that day is in time.""",
    ),
    "sixty days that end on National Day": (
        (date(2024, 8, 3), TimeLimit(60, Unit.DAY, PENALTY_85)),
        {},
        """法定时限为60日，依据《行政处罚法》第八十五条。
自2024年8月3日（周六）起算，当日不计入（《民法典》第二百零一条第一款）。
自次日起算，期间届满之日（第60日）为2024年10月2日（周三）（《民法典》第二百零一条第一款）。
2024年10月2日（周三）为休息日（国庆节放假，国办发明电〔2023〕7号），以休假日结束后的第一个工作日\
2024年10月8日（周二）为最后一日（《民法典》第二百零三条）。
到期日为2024年10月8日（周二），当日办结属按期办结。""",
        """Statutory limit: 60 days, under Administrative Penalty Law art. 85.
It starts with Sat 3 Aug 2024; that day is not counted (Civil Code art. 201(1)).
Counted from the next day, the last of 60 days is Wed 2 Oct 2024 (Civil Code art. 201(1)).
Wed 2 Oct 2024 is a day of rest (National Day leave, 国办发明电〔2023〕7号), so the last day is the next working day, \
Tue 8 Oct 2024 (Civil Code art. 203).
Due on Tue 8 Oct 2024; finishing on that day is in time.""",
    ),
    "six months from the end of August": (
        (date(2023, 8, 31), TimeLimit(6, Unit.MONTH, PENALTY_85, Binding.PROMISED)),
        {},
        """承诺时限为6个月，依据《行政处罚法》第八十五条。
自2023年8月31日（周四）起算，当日不计入（《民法典》第二百零一条第一款）。
6个月届满的对应日为2024年2月29日（周四）（到期月没有对应日的，为月末日；《民法典》第二百零二条）。
到期日为2024年2月29日（周四），当日办结属按期办结。""",
        """Promised limit: 6 months, under Administrative Penalty Law art. 85.
It starts with Thu 31 Aug 2023; that day is not counted (Civil Code art. 201(1)).
The corresponding day after 6 months is Thu 29 Feb 2024 (or, where the month has none, its last day; \
Civil Code art. 202).
Due on Thu 29 Feb 2024; finishing on that day is in time.""",
    ),
    "two hours on a holiday": (
        (datetime(2024, 10, 1, 9, 30), TimeLimit(2, Unit.HOUR, HOTLINE, Binding.INTERNAL)),
        {"event": Phrase("派单", "dispatch")},
        """内部时限为2小时，依据平台派单要求。
自派单2024年10月1日（周二）09:30起连续计算，夜间和节假日不扣除（起点依《民法典》第二百零一条第二款）。
到期时刻为2024年10月1日（周二）11:30。""",
        """Internal limit: 2 hours, under the platform's order.
It starts at dispatch, Tue 1 Oct 2024 09:30 and runs on through nights and holidays \
(Civil Code art. 201(2) for the start).
Due at Tue 1 Oct 2024 11:30.""",
    ),
    "a second evaluation after the cap": (
        (
            date(2024, 3, 1),
            VERIFICATION,
            [
                evaluation(date(2024, 3, 4), date(2024, 4, 15), "评估告知书5号"),
                evaluation(date(2024, 4, 16), date(2024, 5, 10), "评估告知书6号"),
                Stop(date(2024, 5, 13), date(2024, 5, 13), Ground.EVALUATION),
            ],
        ),
        {},
        """法定时限为20个工作日，依据《企业投资项目核准和备案管理条例》第十条。
自2024年3月1日（周五）起算，当日不计入（《民法典》第二百零一条第一款）。
2024年3月4日（周一）至2024年4月15日（周一）为委托评估时间，不计入期限（《企业投资项目核准和备案管理条例》第九条第三款、\
第十条）（评估告知书5号）。
自2024年4月16日（周二）起的委托评估照常计入：不计入期限的30个工作日此前已经用完（《企业投资项目核准和备案管理条例》\
第九条第三款、第十条）（评估告知书6号）。
2024年5月13日（周一）起的委托评估没有书面告知，法定期限不予扣除。
周休息日不计入：2024年3月2日至3日、4月20日至21日、4月27日、5月12日（《国务院关于职工工作时间的规定》第七条）。
因调休上班，计入：2024年4月28日（国办发明电〔2023〕7号）。
劳动节放假调休，不计入：2024年5月1日至5日（国办发明电〔2023〕7号）。
因调休上班，计入：2024年5月11日（国办发明电〔2023〕7号）。
到期日为2024年5月14日（周二），当日办结属按期办结。""",
        """Statutory limit: 20 working days, under Order 673 art. 10.
It starts with Fri 1 Mar 2024; that day is not counted (Civil Code art. 201(1)).
Mon 4 Mar 2024 to Mon 15 Apr 2024 is time for commissioned evaluation and is not counted \
(Order 673 arts. 9(3) and 10) (评估告知书5号).
Time for commissioned evaluation from Tue 16 Apr 2024 is counted: its 30 working days were used up before \
(Order 673 arts. 9(3) and 10) (评估告知书6号).
There is no written notice of the commissioned evaluation from Mon 13 May 2024: the statutory limit is not stopped.
Weekends are not counted: 2–3 Mar 2024, 20–21 Apr 2024, 27 Apr 2024, 12 May 2024 \
(State Council Rules on Working Hours (Order 174) art. 7).
Worked to make up for a leave, counted: 28 Apr 2024 (国办发明电〔2023〕7号).
Labour Day leave is not counted: 1–5 May 2024 (国办发明电〔2023〕7号).
Worked to make up for a leave, counted: 11 May 2024 (国办发明电〔2023〕7号).
Due on Tue 14 May 2024; finishing on that day is in time.""",
    ),
    "an evaluation into a year that is not announced": (
        (date(2026, 12, 21), VERIFICATION, [evaluation(date(2026, 12, 22), None, "评估告知书7号")]),
        {},
        """法定时限为20个工作日，依据《企业投资项目核准和备案管理条例》第十条。
自2026年12月21日（周一）起算，当日不计入（《民法典》第二百零一条第一款）。
自2026年12月22日（周二）起进行委托评估，不计入期限的时间以30个工作日为限，其后继续计算\
（《企业投资项目核准和备案管理条例》第九条第三款、第十条）（评估告知书7号）。
2027年节假日安排尚未公布，到期日暂不能确定；最早可能为2027年2月12日（周五）。""",
        """Statutory limit: 20 working days, under Order 673 art. 10.
It starts with Mon 21 Dec 2026; that day is not counted (Civil Code art. 201(1)).
Time for commissioned evaluation from Tue 22 Dec 2026 is not counted for at most 30 working days \
(Order 673 arts. 9(3) and 10) (评估告知书7号).
The holidays of 2027 are not announced yet, so the due day cannot be fixed; \
it is Fri 12 Feb 2027 at the earliest.""",
    ),
    "a month that a stop moves onto a weekend, with another stop behind it": (
        (
            date(2024, 1, 15),
            TimeLimit(1, Unit.MONTH, PENALTY_85, stopped_by=frozenset(Ground)),
            [
                Stop(date(2024, 1, 20), date(2024, 1, 28), Ground.HEARING, "听证告知书1号"),
                Stop(date(2024, 2, 26), date(2024, 2, 27), Ground.TESTING, "检测告知书2号"),
            ],
        ),
        {},
        """法定时限为1个月，依据《行政处罚法》第八十五条。
自2024年1月15日（周一）起算，当日不计入（《民法典》第二百零一条第一款）。
2024年1月20日（周六）至2024年1月28日（周日）为听证时间，不计入期限（《行政许可法》第四十五条）（听证告知书1号）。
2024年2月26日（周一）至2024年2月27日（周二）为检测时间，不计入期限（《行政许可法》第四十五条）（检测告知书2号）。
1个月届满的对应日为2024年2月15日（周四）（到期月没有对应日的，为月末日；《民法典》第二百零二条）。
扣除停止计算的时间后，期间的最后一日为2024年2月24日（周六）。
2024年2月24日（周六）为休息日（周休息日），其后又停止计算，以恢复后的第一个工作日2024年2月28日（周三）为最后一日\
（《民法典》第二百零三条）。
到期日为2024年2月28日（周三），当日办结属按期办结。""",
        """Statutory limit: 1 month, under Administrative Penalty Law art. 85.
It starts with Mon 15 Jan 2024; that day is not counted (Civil Code art. 201(1)).
Sat 20 Jan 2024 to Sun 28 Jan 2024 is time for hearing and is not counted \
(Administrative Licensing Law art. 45) (听证告知书1号).
Mon 26 Feb 2024 to Tue 27 Feb 2024 is time for testing and is not counted \
(Administrative Licensing Law art. 45) (检测告知书2号).
The corresponding day after 1 month is Thu 15 Feb 2024 (or, where the month has none, its last day; \
Civil Code art. 202).
With the days not counted, the last day is Sat 24 Feb 2024.
Sat 24 Feb 2024 is a day of rest (weekend) and a stop follows; the last day is the next working day after it, \
Wed 28 Feb 2024 (Civil Code art. 203).
Due on Wed 28 Feb 2024; finishing on that day is in time.""",
    ),
    "a year that is not announced": (
        (date(2026, 12, 25), TimeLimit(10, Unit.WORKDAY, PENALTY_85)),
        {},
        """法定时限为10个工作日，依据《行政处罚法》第八十五条。
自2026年12月25日（周五）起算，当日不计入（《民法典》第二百零一条第一款）。
周休息日不计入：2026年12月26日至27日（《国务院关于职工工作时间的规定》第七条）。
2027年节假日安排尚未公布，到期日暂不能确定；最早可能为2027年1月7日（周四）。""",
        """Statutory limit: 10 working days, under Administrative Penalty Law art. 85.
It starts with Fri 25 Dec 2026; that day is not counted (Civil Code art. 201(1)).
Weekends are not counted: 26–27 Dec 2026 (State Council Rules on Working Hours (Order 174) art. 7).
The holidays of 2027 are not announced yet, so the due day cannot be fixed; \
it is Thu 7 Jan 2027 at the earliest.""",
    ),
    "a due day that may still change": (
        (date(2026, 12, 25), TimeLimit(2, Unit.WORKDAY, LICENSING_32)),
        {},
        """法定时限为2个工作日，依据《行政许可法》第三十二条第一款第四项、第八十二条。
自2026年12月25日（周五）起算，当日不计入（《民法典》第二百零一条第一款）。
周休息日不计入：2026年12月26日至27日（《国务院关于职工工作时间的规定》第七条）。
到期日为2026年12月29日（周二），当日办结属按期办结。
2027年节假日安排公布后，本年末的工作日可能调整，届时重新计算到期日。""",
        """Statutory limit: 2 working days, under Administrative Licensing Law arts. 32(1)(4) and 82.
It starts with Fri 25 Dec 2026; that day is not counted (Civil Code art. 201(1)).
Weekends are not counted: 26–27 Dec 2026 (State Council Rules on Working Hours (Order 174) art. 7).
Due on Tue 29 Dec 2026; finishing on that day is in time.
The notice for 2027 may still change the last days of December; the due day would then be reckoned anew.""",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_an_explanation_reads_as_a_person_would_write_it(days: Workdays, name: str) -> None:
    facts, proof, chinese, english = CASES[name]
    steps = reckon(*facts, days=days, **proof).steps
    assert "\n".join(say(step, "zh") for step in steps) == chinese
    assert "\n".join(say(step, "en") for step in steps) == english


def test_every_sentence_is_told_by_one_of_the_explanations(days: Workdays) -> None:
    told = {step.code for facts, proof, *_ in CASES.values() for step in reckon(*facts, days=days, **proof).steps}
    assert told == set(SENTENCES)


def test_a_term_that_starts_in_an_unannounced_year_is_told_too(days: Workdays) -> None:
    found = reckon(date(2027, 1, 4), TimeLimit(5, Unit.WORKDAY, LICENSING_32), days=days)
    assert (found.state, found.earliest_on) == ("provisional", date(2027, 1, 9))
    assert [step.code for step in found.steps] == ["limit", "start", "provisional"]


def test_one_is_singular() -> None:
    assert (length(1, Unit.WORKDAY, "en"), length(2, Unit.WORKDAY, "en")) == ("1 working day", "2 working days")
    assert length(1, Unit.WORKDAY, "zh") == "1个工作日"


def test_runs_of_days_say_the_year_once_and_again_when_it_turns() -> None:
    days = [
        date(2024, 12, 30),
        date(2024, 12, 31),
        date(2025, 1, 1),
        date(2025, 1, 4),
        date(2025, 2, 28),
        date(2025, 3, 1),
    ]
    assert spans(days, "zh") == "2024年12月30日至2025年1月1日、1月4日、2月28日至3月1日"
    assert spans(days, "en") == "30 Dec 2024 to 1 Jan 2025, 4 Jan 2025, 28 Feb to 1 Mar 2025"


def test_a_joint_festival_is_named_in_full(days: Workdays) -> None:
    steps = reckon(date(2025, 9, 30), TimeLimit(1, Unit.WORKDAY, LICENSING_32), days=days).steps
    assert "国庆节、中秋节放假调休，不计入：2025年10月1日至8日" in "".join(say(step, "zh") for step in steps)
    assert "National Day and Mid-Autumn Festival leave" in "".join(say(step, "en") for step in steps)


def test_without_steps_a_reckoning_is_the_same_but_silent(days: Workdays) -> None:
    silent = reckon(date(2026, 12, 25), TimeLimit(2, Unit.WORKDAY, LICENSING_32), days=days, why=False)
    assert (silent.due_on, silent.remarks, silent.steps) == (date(2026, 12, 29), ("next_notice_may_change",), ())
    assert silent.calendar == days.version


def test_what_was_done_without_its_paper_is_named(days: Workdays) -> None:
    stops = frozenset({Ground.TESTING})
    limit = TimeLimit(3, Unit.WORKDAY, LICENSING_42, stopped_by=stops)
    assert reckon(date(2025, 3, 10), limit, [BREACH], days=days).irregular == (
        "stop_without_notice:testing:2025-03-10",
    )


def test_a_due_day_that_no_calendar_decides_bears_no_remark(days: Workdays) -> None:
    limit = TimeLimit(4, Unit.DAY, LICENSING_42, rolls=False)
    assert reckon(date(2026, 12, 26), limit, days=days).remarks == ()
