"""Who has to be there in person: how many, and whether each is qualified. A move of the table names one of these.

An act of enforcement takes two officers, each with a certificate that is valid on its day (Penalty Law 42, 52, 55); a
verification on the spot takes two of the staff, without one (Licensing Law 34); whoever reviews penalties for the first
time has passed the national examination for the legal profession (Penalty Law 58).
"""

from dataclasses import dataclass
from enum import StrEnum

from bureau.law.articles import LICENSING_34, PENALTY_42, PENALTY_52, PENALTY_55, PENALTY_58, Article


class Proof(StrEnum):
    """By what each of them is qualified."""

    NONE = "none"
    CERTIFICATE = "certificate"  # 行政执法证
    LEGAL = "legal"  # 法律职业资格


@dataclass(frozen=True, slots=True)
class Crew:
    """So many persons, each qualified by `proof`, as the article asks."""

    persons: int
    proof: Proof
    article: Article


PENALTY = Crew(2, Proof.CERTIFICATE, PENALTY_42)
ON_THE_SPOT = Crew(2, Proof.CERTIFICATE, PENALTY_52)
INSPECTION = EVIDENCE = Crew(2, Proof.CERTIFICATE, PENALTY_55)
VERIFICATION = Crew(2, Proof.NONE, LICENSING_34)
LEGAL_REVIEW = Crew(1, Proof.LEGAL, PENALTY_58)
