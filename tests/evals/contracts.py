"""Contract clauses against lawyers' labels (CUAD): the same words, the same kind."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from comity.ai.offline import clauses
from comity.ai.offline.clauses import Clause, Kind
from tests.evals.score import Score

KINDS: dict[str, Kind] = {
    "Document Name": "document_name", "Parties": "party", "Agreement Date": "agreement_date",
    "Effective Date": "effective_date", "Expiration Date": "expiration", "Renewal Term": "renewal",
    "Notice Period To Terminate Renewal": "renewal_notice", "Governing Law": "governing_law",
    "Most Favored Nation": "most_favoured", "Competitive Restriction Exception": "restriction_exception",
    "Non-Compete": "non_compete", "Exclusivity": "exclusivity", "No-Solicit Of Customers": "no_solicit_customers",
    "No-Solicit Of Employees": "no_solicit_employees", "Non-Disparagement": "non_disparagement",
    "Termination For Convenience": "termination_convenience", "Rofr/Rofo/Rofn": "first_refusal",
    "Change Of Control": "change_of_control", "Anti-Assignment": "assignment",
    "Revenue/Profit Sharing": "revenue_share", "Price Restrictions": "price_change",
    "Minimum Commitment": "minimum_commitment", "Volume Restriction": "volume_limit",
    "Ip Ownership Assignment": "ip_ownership", "Joint Ip Ownership": "ip_joint", "License Grant": "license",
    "Non-Transferable License": "license_non_transferable", "Irrevocable Or Perpetual License": "license_perpetual",
    "Source Code Escrow": "source_escrow", "Post-Termination Services": "post_termination", "Audit Rights": "audit",
    "Uncapped Liability": "liability_uncapped", "Cap On Liability": "liability_cap",
    "Liquidated Damages": "liquidated_damages", "Warranty Duration": "warranty_duration", "Insurance": "insurance",
    "Covenant Not To Sue": "covenant_not_to_sue", "Third Party Beneficiary": "third_parties",
}  # fmt: skip
COMMONEST = 12
OVERLAP = 0.5
Span = tuple[int, int]


def tasks(folder: Path) -> Iterator[Score]:
    """The twelve commonest kinds together, each of them, and the rest together."""
    here = folder / "contracts/cuad"
    if not (here / "labels.json").exists():
        return
    counts, scores = _counted(here)
    common = sorted(counts, key=lambda kind: -counts[kind])[:COMMONEST]
    note = "the words overlap by half or more; calibration on odd contracts"
    yield _together("clauses: 12 commonest", [scores[kind] for kind in common], note)
    yield _together(
        "clauses: the rest", [score for kind, score in scores.items() if kind not in common and counts[kind]], ""
    )
    for kind in common:
        yield scores[kind]


def _counted(here: Path) -> tuple[dict[str, int], dict[str, Score]]:
    counts: dict[str, int] = defaultdict(int)
    scores: dict[str, Score] = {kind: Score(f"clause {kind}", "cuad", language="en") for kind in KINDS.values()}
    for number, row in enumerate(json.loads((here / "labels.json").read_text("utf-8"))):
        text = (here / row["file"]).read_text("utf-8")
        found: dict[str, list[Clause]] = defaultdict(list)
        for clause in clauses.find(text, "en"):
            found[clause.kind].append(clause)
        for name, kind in KINDS.items():
            wanted = labelled(text, row["labels"].get(name, {}), names=kind == "party")
            counts[kind] += len(wanted)
            compare(scores[kind], text, wanted, found[kind], sure=bool(number % 2))
    return counts, scores


def labelled(text: str, label: dict[str, Any], *, names: bool) -> list[Span]:
    """Where the labelled words stand; the texts differ from the labels in blanks."""
    out: set[Span] = set()
    for clause in label.get("clauses", ()):
        for part in clause.split("<omitted>"):
            match = re.search(r"\s+".join(map(re.escape, part.split())), text) if part.split() else None
            if match:
                out.add(match.span())
    if names:
        first = {_bare(text[slice(*span)]): span for span in sorted(out, reverse=True)}
        return list(first.values())
    return sorted(out)


def _bare(name: str) -> str:
    return name.strip(" ,.\"'").lower()


def compare(score: Score, text: str, wanted: list[Span], found: list[Clause], *, sure: bool = True) -> None:
    """Counts one contract's clauses of one kind; `sure` also keeps how certain each was."""
    score.cases += 1
    if score.task == "clause party":
        spans = {_bare(clause.quote(text)): clause for clause in found}
        names = {_bare(text[slice(*span)]) for span in wanted}
        hits = set(spans) & names
        score.right += len(hits)
        score.missed += len(names) - len(hits)
        score.extra += len(spans) - len(hits)
        score.certain += [(clause.confidence, name in names) for name, clause in spans.items() if sure]
        return
    score.right += sum(any(_same(span, (c.start, c.end)) for c in found) for span in wanted)
    score.missed += sum(not any(_same(span, (c.start, c.end)) for c in found) for span in wanted)
    for clause in found:
        good = any(_same(span, (clause.start, clause.end)) for span in wanted)
        score.extra += not good
        if sure:
            score.certain.append((clause.confidence, good))


def _same(left: Span, right: Span) -> bool:
    shared = min(left[1], right[1]) - max(left[0], right[0])
    return shared / (max(left[1], right[1]) - min(left[0], right[0])) >= OVERLAP


def _together(task: str, scores: list[Score], note: str) -> Score:
    total = Score(task, "cuad", language="en", note=note)
    for score in scores:
        total.cases = max(total.cases, score.cases)
        total.right += score.right
        total.missed += score.missed
        total.extra += score.extra
        total.certain += score.certain
    return total
