"""What kinds of clauses, risks and their reasons are called."""

from __future__ import annotations

from typing import Final

from comity.web.i18n import gettext as _

KINDS: Final[dict[str, str]] = {
    "document_name": _("Title"),
    "party": _("Party"),
    "agreement_date": _("Date of signing"),
    "effective_date": _("Beginning"),
    "expiration": _("End"),
    "renewal": _("Renewal"),
    "renewal_notice": _("Notice before renewal"),
    "governing_law": _("Governing law"),
    "dispute_resolution": _("Disputes"),
    "assignment": _("Assignment"),
    "change_of_control": _("Change of control"),
    "termination_convenience": _("Ending without a reason"),
    "termination_cause": _("Ending for a reason"),
    "post_termination": _("After the end"),
    "liability_cap": _("Limit of liability"),
    "liability_uncapped": _("Unlimited liability"),
    "liquidated_damages": _("Fixed damages"),
    "indemnity": _("Indemnity"),
    "warranty": _("Warranty"),
    "warranty_duration": _("Length of warranty"),
    "insurance": _("Insurance"),
    "payment": _("Payment"),
    "late_payment": _("Late payment"),
    "price_change": _("Change of prices"),
    "minimum_commitment": _("Least amount"),
    "volume_limit": _("Limit of volume"),
    "revenue_share": _("Share of revenue"),
    "most_favoured": _("Best terms for the customer"),
    "exclusivity": _("Exclusivity"),
    "non_compete": _("Not competing"),
    "no_solicit_customers": _("Not approaching customers"),
    "no_solicit_employees": _("Not approaching employees"),
    "restriction_exception": _("Exception to a restriction"),
    "non_disparagement": _("Not speaking ill"),
    "first_refusal": _("First refusal"),
    "license": _("Licence"),
    "license_non_transferable": _("Licence that cannot be passed on"),
    "license_perpetual": _("Licence for ever"),
    "license_affiliates": _("Licence for affiliates"),
    "license_unlimited": _("Unlimited licence"),
    "ip_ownership": _("Ownership of what is created"),
    "ip_joint": _("Joint ownership"),
    "covenant_not_to_sue": _("Not contesting"),
    "source_escrow": _("Source code in escrow"),
    "audit": _("Inspection of books"),
    "confidentiality": _("Confidentiality"),
    "data_protection": _("Data protection"),
    "service_level": _("Service level"),
    "force_majeure": _("Force majeure"),
    "third_parties": _("Third parties"),
    "amendment": _("Amendment"),
    "entire_agreement": _("Entire agreement"),
    "duty": _("Duty"),
    "effective": _("Begins"),
    "expiry": _("Ends"),
    "notice": _("Last day to stop the renewal"),
}
ABOUT: Final = ("document_name", "party", "agreement_date", "effective_date")
"""Kinds that say what the contract is rather than what it demands."""
DATES: Final = ("duty", "effective", "expiry", "notice")
RISKS: Final = {"high": _("High risk"), "medium": _("Medium risk"), "low": _("Low risk"), "none": _("No risk")}
RISK_TONES: Final = {"high": "danger", "medium": "warning", "low": "outline", "none": "outline"}
STATUSES: Final = (
    ("draft", _("Draft")),
    ("sent", _("Sent for signature")),
    ("signed", _("Signed")),
    ("declined", _("Declined")),
    ("void", _("Withdrawn")),
)
STATUS_TONES: Final = {"draft": "outline", "sent": "accent", "signed": "good", "declined": "danger", "void": "warning"}
STEPS: Final = {
    "extract": _("Words"),
    "clauses": _("Clauses"),
    "obligations": _("Duties"),
    "risk": _("Risk"),
    "notify": _("Notify"),
}
REASONS: Final[dict[str, str]] = {
    "renews_itself": _("It renews by itself unless somebody gives notice."),
    "long_notice": _("The notice to stop the renewal must be given three months ahead or more."),
    "long_renewal": _("It renews for two years or more at a time."),
    "perpetual": _("It runs without an end."),
    "consent_needed": _("It cannot be passed on without the other side's consent."),
    "free_assignment": _("The other side may pass it on without asking."),
    "control_ends": _("A change of ownership can end it or needs consent."),
    "one_side_ends": _("It can be ended at any time without a reason."),
    "no_ceiling": _("Liability has no ceiling here."),
    "capped": _("What can be claimed is limited."),
    "excludes_damages": _("Indirect damages such as lost profit cannot be claimed."),
    "short_claims": _("Claims must be brought within a short time."),
    "pays_fixed": _("A fixed sum is owed when it is broken or ended."),
    "indemnifies": _("One side pays for claims of third parties."),
    "as_is": _("Nothing is promised about the goods or services."),
    "minimum": _("A least amount must be bought or delivered, whatever is needed."),
    "overage": _("More is charged, or consent needed, above a volume."),
    "price_may_rise": _("Prices can be raised while it runs."),
    "price_held": _("Prices are limited while it runs."),
    "best_terms": _("The best terms given to anybody must be given here too."),
    "bound_to_one": _("It binds somebody to one side only."),
    "no_competing": _("It forbids competing."),
    "no_soliciting": _("It forbids approaching customers or employees."),
    "refusal": _("Somebody must be asked first before a sale or licence."),
    "rights_given_up": _("Rights in what is created pass to the other side."),
    "licence_for_ever": _("A licence is given that cannot be taken back."),
    "may_inspect": _("Books or premises may be inspected."),
    "may_not_contest": _("It forbids going against the other side's rights."),
    "long_payment": _("Payment may take sixty days or more."),
    "interest": _("Late payment costs interest or a fee."),
    "share": _("A share of sales or profit is owed."),
    "after_end": _("Duties go on after it has ended."),
    "must_insure": _("Insurance must be held and shown."),
    "personal_data": _("Personal data is handled."),
    "foreign_court": _("Disputes go to a court or arbitrator named here."),
}


def reason(said: str) -> str:
    """Why a clause is a risk: a rule's reason in the reader's language, or a model's own words."""
    return str(REASONS.get(said, said))


def engine(name: str | None, model: str | None) -> str:
    """Who read it."""
    return str(_("Read by rules")) if name in (None, "offline") else model or str(name)
