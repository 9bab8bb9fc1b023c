"""The agent that drafts a demo for one prospect; each field rests on what they said or what is known."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, Field

from comity.ai.agent import Agent, Checked
from comity.ai.evidence import locate
from comity.packs.sales import call_words
from comity.packs.sales.personas.drawer import Known, Proof, Source, all_sources
from comity.web import i18n
from comity.web.i18n import gettext as _

Key = Literal["headline", "message", "section_1", "section_2", "section_3", "products", "figures", "closing"]
MOST: Final = 3


class Drafted(BaseModel):
    """A field's draft with the words it rests on."""

    key: Key
    value: str = Field(min_length=1, max_length=5000)
    evidence: list[Proof]


class Draft(BaseModel):
    """A demo, drafted."""

    fields: list[Drafted] = []


def _told(known: Known) -> str:
    lines = [f"The prospect: {known.name}.", ""]
    lines += [f"[{n}] {source.label}: {source.text}" for n, source in enumerate(all_sources(known))]
    return "\n".join(lines)


def _offline(known: Known) -> Draft:
    """By rules: what they want in their own words, and the figures that are known."""
    with i18n.speaking(known.language):
        return _by_rules(known)


def _by_rules(known: Known) -> Draft:
    numbered = list(enumerate(known.sources))
    said_of = [(n, one) for n, one in numbered if one.kind in ("need", "objection")]
    wishes = sorted(said_of, key=lambda each: each[1].kind != "need")[:MOST]
    facts = [(n, one) for n, one in numbered if one.table == "leads" and one.kind in ("amount", "budget", "close")]
    titles = [(n, one) for n, one in numbered if one.kind == "title"]
    found = []
    if titles:
        said = str(_("{what}, for {name}")).format(what=titles[0][1].text, name=known.name)
        found.append(_drafted("headline", said, titles[:1]))
    if wishes:
        number, first = wishes[0]
        said = str(_("You told us: “{words}” Here is how we would go about it.")).format(words=first.text)
        found.append(_drafted("message", said, [(number, first)]))
    keys: tuple[Key, ...] = ("section_1", "section_2", "section_3")
    for key, (number, one) in zip(keys, wishes, strict=False):
        title = str(call_words.value_of(one.kind, one.value)) or one.label
        found.append(_drafted(key, f"{title}\n“{one.text}”", [(number, one)]))
    if facts:
        found.append(_drafted("figures", "\n".join(f"{one.label} | {one.text}" for _n, one in facts), facts))
    steps = [(n, one) for n, one in numbered if one.kind == "next"]
    if steps:
        found.append(_drafted("closing", steps[0][1].text, steps[:1]))
    return Draft(fields=found)


def _drafted(key: Key, value: str, rests: list[tuple[int, Source]]) -> Drafted:
    proofs = [Proof(source=number, quote=one.text[:1000]) for number, one in rests]
    return Drafted(key=key, value=value[:5000], evidence=proofs)


def _check(known: Known, answer: Draft) -> Checked[Draft]:
    sources = all_sources(known)
    kept: dict[str, Drafted] = {}
    for field in answer.fields:
        proofs = [
            one for one in field.evidence
            if 0 <= one.source < len(sources) and one.quote.strip()
            and (one.quote in sources[one.source].text or locate(sources[one.source].text, one.quote))
        ]  # fmt: skip
        if proofs and field.key not in kept:
            kept[field.key] = field.model_copy(update={"evidence": proofs})
    return Checked(Draft(fields=list(kept.values())), len(kept), len(answer.fields) - len(kept), 0.6 if kept else None)


DRAFTER: Agent[Known, Draft] = Agent(
    name="demo_draft",
    output=Draft,
    prompt=Path(__file__).with_suffix(".md"),
    ask=_told,
    offline=_offline,
    check=_check,
    complexity="balanced",
)
