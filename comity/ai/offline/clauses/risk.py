"""How much a clause can hurt whoever signs it, and the reason in one sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from comity.ai.offline.clauses.model import Kind, Risk

REASONS: dict[str, str] = {
    "": "",
    "renews_itself": "It renews by itself unless somebody gives notice.",
    "long_notice": "The notice to stop the renewal must be given three months ahead or more.",
    "long_renewal": "It renews for two years or more at a time.",
    "perpetual": "It runs without an end.",
    "consent_needed": "It cannot be passed on without the other side's consent.",
    "free_assignment": "The other side may pass it on without asking.",
    "control_ends": "A change of ownership can end it or needs consent.",
    "one_side_ends": "It can be ended at any time without a reason.",
    "no_ceiling": "Liability has no ceiling here.",
    "capped": "What can be claimed is limited.",
    "excludes_damages": "Indirect damages such as lost profit cannot be claimed.",
    "short_claims": "Claims must be brought within a short time.",
    "pays_fixed": "A fixed sum is owed when it is broken or ended.",
    "indemnifies": "One side pays for claims of third parties.",
    "as_is": "Nothing is promised about the goods or services.",
    "minimum": "A least amount must be bought or delivered, whatever is needed.",
    "overage": "More is charged, or consent needed, above a volume.",
    "price_may_rise": "Prices can be raised while it runs.",
    "price_held": "Prices are limited while it runs.",
    "best_terms": "The best terms given to anybody must be given here too.",
    "bound_to_one": "It binds somebody to one side only.",
    "no_competing": "It forbids competing.",
    "no_soliciting": "It forbids approaching customers or employees.",
    "refusal": "Somebody must be asked first before a sale or licence.",
    "rights_given_up": "Rights in what is created pass to the other side.",
    "licence_for_ever": "A licence is given that cannot be taken back.",
    "may_inspect": "Books or premises may be inspected.",
    "may_not_contest": "It forbids going against the other side's rights.",
    "long_payment": "Payment may take sixty days or more.",
    "interest": "Late payment costs interest or a fee.",
    "share": "A share of sales or profit is owed.",
    "after_end": "Duties go on after it has ended.",
    "must_insure": "Insurance must be held and shown.",
    "personal_data": "Personal data is handled.",
    "foreign_court": "Disputes go to a court or arbitrator named here.",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """Where the words match, the level and the reason."""

    level: Risk
    reason: str
    pattern: re.Pattern[str] | None = None


def _rule(level: Risk, reason: str, pattern: str = "") -> Rule:
    return Rule(level, reason, re.compile(pattern) if pattern else None)


MUTUAL = (
    r"(?:either|neither|each|both|any) part(?:y|ies)|keine partei|jede partei|beide parteien|chacune? des parties"
    r"|cualquiera de las partes|qualquer das partes"
)
LONG = (
    r"(?:\b(?:9\d|1[0-9]\d|[2-9]\d\d)\b|ninety|one hundred|neunzig).{0,8}?(?:days?|tagen?|jours|d[ií]as|dias)"
    r"|(?:\b(?:[3-9]|1[0-9])\b|three|four|six|nine|twelve|drei|sechs|zwölf|trois|six|tres|seis|três)"
    r"\W{0,6}(?:\w+\W{0,3})?(?:months?|monat|mois|meses)"
)
YEARS = (
    r"(?:\b(?:[2-9]|1\d)\b|two|three|five|ten|zwei|drei|fünf|deux|trois|dos|tres|dois|três)"
    r"\W{0,6}(?:\w+\W{0,3})?(?:year|jahr|ans\b|années|años|anos)"
)

FREELY = (
    r"^(?!.{0,400}?\b(?:neither|no party|not assign|not be assigned|nicht abtreten)).*?(?:may|can"
    r"|shall be entitled to|darf) (?:freely )?(?:assign|transfer).{0,160}without"
)
DAMAGES = r"consequential|indire[ck]t|lost profits?|loss of profit|entgangen|mittelbar|lucro"
SIXTY = r"\b(?:60|75|90|120)\b|sixty|ninety|sechzig|neunzig|soixante|sesenta|sessenta"
RULES: dict[Kind, tuple[Rule, ...]] = {
    "renewal": (
        _rule("high", "long_renewal", YEARS),
        _rule("medium", "renews_itself", r"automatic|verlängert sich|tacite|tácit"),
        _rule("low", "renews_itself"),
    ),
    "renewal_notice": (_rule("high", "long_notice", LONG), _rule("medium", "renews_itself")),
    "expiration": (_rule("medium", "perpetual", r"perpet|indefinite|unbestimmte|indéterminée|indefinid|indeterminad"),),
    "assignment": (
        _rule("medium", "free_assignment", FREELY),
        _rule("low", "consent_needed"),
    ),
    "change_of_control": (_rule("medium", "control_ends"),),
    "termination_convenience": (_rule("low", "one_side_ends", MUTUAL), _rule("medium", "one_side_ends")),
    "liability_cap": (
        _rule("medium", "short_claims", r"(?:action|claim|suit|anspr)\w*.{0,160}(?:year|month|jahr|monat)"),
        _rule("low", "excludes_damages", rf"(?:{MUTUAL}).{{0,200}}(?:consequential|indirect|special|lost profit)"),
        _rule("medium", "excludes_damages", DAMAGES),
        _rule("medium", "capped"),
    ),
    "liability_uncapped": (_rule("high", "no_ceiling"),),
    "liquidated_damages": (_rule("high", "pays_fixed"),),
    "indemnity": (_rule("low", "indemnifies", MUTUAL), _rule("medium", "indemnifies")),
    "warranty": (_rule("medium", "as_is", r"as[- ]is|no (?:\w+ )?warrant|disclaim|unter ausschluss"),),
    "minimum_commitment": (_rule("high", "minimum"),),
    "volume_limit": (_rule("low", "overage"),),
    "price_change": (
        _rule(
            "low",
            "price_held",
            r"(?:not|no) .{0,60}(?:increase|exceed|more than|raise)|(?:höchstens|maximal|plafonn"
            r"|no superior|não superior)",
        ),
        _rule("medium", "price_may_rise"),
    ),
    "most_favoured": (_rule("high", "best_terms"),),
    "exclusivity": (_rule("high", "bound_to_one"),),
    "non_compete": (_rule("high", "no_competing"),),
    "no_solicit_customers": (_rule("medium", "no_soliciting"),),
    "no_solicit_employees": (_rule("low", "no_soliciting"),),
    "first_refusal": (_rule("medium", "refusal"),),
    "ip_ownership": (_rule("high", "rights_given_up"),),
    "ip_joint": (_rule("medium", "rights_given_up"),),
    "license_perpetual": (_rule("high", "licence_for_ever"),),
    "audit": (_rule("medium", "may_inspect"),),
    "covenant_not_to_sue": (_rule("medium", "may_not_contest"),),
    "payment": (_rule("medium", "long_payment", SIXTY), _rule("none", "")),
    "late_payment": (_rule("low", "interest"),),
    "revenue_share": (_rule("medium", "share"),),
    "post_termination": (_rule("low", "after_end"),),
    "insurance": (_rule("low", "must_insure"),),
    "data_protection": (_rule("medium", "personal_data"),),
    "dispute_resolution": (_rule("low", "foreign_court"),),
}


def of(kind: Kind, words: str) -> tuple[Risk, str]:
    """The level and the key of its reason for a clause of that kind in these folded words."""
    for rule in RULES.get(kind, ()):
        if rule.pattern is None or rule.pattern.search(words):
            return rule.level, rule.reason
    return "none", ""
