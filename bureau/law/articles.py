"""The articles of general law that this floor applies. What an app alone applies stands in its own rules.py."""

from typing import NamedTuple


class Phrase(NamedTuple):
    """The same words in both languages of the screen."""

    zh: str
    en: str


class Article(Phrase):
    """One article as it is cited on screen and on paper."""


CIVIL_CODE_201 = Article("《民法典》第二百零一条第一款", "Civil Code art. 201(1)")
CIVIL_CODE_201_2 = Article("《民法典》第二百零一条第二款", "Civil Code art. 201(2)")
CIVIL_CODE_202 = Article("《民法典》第二百零二条", "Civil Code art. 202")
CIVIL_CODE_203 = Article("《民法典》第二百零三条", "Civil Code art. 203")
WORKING_HOURS_7 = Article(
    "《国务院关于职工工作时间的规定》第七条", "State Council Rules on Working Hours (Order 174) art. 7"
)
# The Licensing Law counts its "days" as working days in article 82 alone, so that each limit cites it too.
LICENSING_32 = Article(
    "《行政许可法》第三十二条第一款第四项、第八十二条", "Administrative Licensing Law arts. 32(1)(4) and 82"
)
LICENSING_42 = Article("《行政许可法》第四十二条第一款、第八十二条", "Administrative Licensing Law arts. 42(1) and 82")
LICENSING_45 = Article("《行政许可法》第四十五条", "Administrative Licensing Law art. 45")
LICENSING_34 = Article("《行政许可法》第三十四条第三款", "Administrative Licensing Law art. 34(3)")
PENALTY_42 = Article("《行政处罚法》第四十二条第一款", "Administrative Penalty Law art. 42(1)")
PENALTY_52 = Article(
    "《行政处罚法》第四十二条第一款、第五十二条第一款", "Administrative Penalty Law arts. 42(1) and 52(1)"
)
PENALTY_55 = Article(
    "《行政处罚法》第四十二条第一款、第五十五条第一款", "Administrative Penalty Law arts. 42(1) and 55(1)"
)
PENALTY_58 = Article("《行政处罚法》第五十八条第二款", "Administrative Penalty Law art. 58(2)")
