"""What each kind of clause is called in plain English."""

from __future__ import annotations

from comity.ai.offline.clauses.model import Kind

NAMES: dict[Kind, str] = {
    "document_name": "Name of the contract", "party": "Party", "agreement_date": "Date of the contract",
    "effective_date": "Takes effect", "expiration": "Term and end", "renewal": "Renewal",
    "renewal_notice": "Notice against renewal", "governing_law": "Governing law",
    "dispute_resolution": "Court or arbitration", "assignment": "Assignment", "change_of_control": "Change of control",
    "termination_convenience": "Ending it without a reason", "termination_cause": "Ending it for a reason",
    "post_termination": "Duties after the end", "liability_cap": "Limit of liability",
    "liability_uncapped": "Liability without limit", "liquidated_damages": "Agreed damages", "indemnity": "Indemnity",
    "warranty": "Warranty", "warranty_duration": "Length of the warranty", "insurance": "Insurance",
    "payment": "Payment", "late_payment": "Late payment", "price_change": "Change of prices",
    "minimum_commitment": "Least quantity", "volume_limit": "Limit of volume", "revenue_share": "Share of revenue",
    "most_favoured": "Best terms for all", "exclusivity": "Exclusivity", "non_compete": "No competing",
    "no_solicit_customers": "No approaching customers", "no_solicit_employees": "No hiring away",
    "restriction_exception": "Exception to a restriction", "non_disparagement": "No ill words",
    "first_refusal": "Right of first refusal", "license": "Licence",
    "license_non_transferable": "Licence not to be passed on",
    "license_perpetual": "Licence for ever", "license_affiliates": "Licence for affiliates",
    "license_unlimited": "Licence without limit", "ip_ownership": "Ownership of what is created",
    "ip_joint": "Shared ownership", "covenant_not_to_sue": "Promise not to sue",
    "source_escrow": "Source code in escrow",
    "audit": "Audit", "confidentiality": "Confidentiality", "data_protection": "Data protection",
    "service_level": "Service level", "force_majeure": "Force majeure", "third_parties": "Third parties",
    "amendment": "Changes in writing", "entire_agreement": "Entire agreement",
}  # fmt: skip
