"""What is heard in a call: the right thing, with the exact words, and not what was denied, asked or only polite."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from comity.ai.offline import engine
from comity.ai.offline.transcript import read
from comity.ai.schemas import CallSignals, Signal
from tests.growth import assert_linear

NOW = datetime(2026, 11, 20)


def heard(text: str) -> tuple[str, CallSignals]:
    transcript = read(text)
    return transcript.text, engine.extract(engine.prepare(transcript, NOW))


def says(words: str, *, us: str = "Good morning, thank you for taking the time.") -> set[str]:
    """What is heard in one sentence of the customer."""
    _, found = heard(f"Sales Rep: {us}\nCustomer: {words}")
    return {f"{s.kind}.{s.value}" for s in found.signals if s.evidence.side == "customer" and s.kind != "sentiment"}


@pytest.mark.parametrize(
    ("words", "signal"),
    [
        ("The budget has been approved.", "budget.approved"),
        ("We could spend up to $80,000 on this.", "budget.stated"),
        ("We don't have the budget for that.", "budget.none"),
        ("Our budget is pretty tight this year.", "budget.tight"),
        ("How much does it cost?", "budget.price_asked"),
        ("We need it up and running by March.", "timeline.stated"),
        ("We'd want to start as soon as possible.", "timeline.urgent"),
        ("There's no rush on our side.", "timeline.no_rush"),
        ("I make the decisions here.", "authority.decides"),
        ("I'd need to run it by my boss.", "authority.needs_others"),
        ("We're struggling with our reporting.", "need.pain"),
        ("We need something that integrates with our email.", "need.requirement"),
        ("That sounds really helpful.", "need.interest"),
        ("We don't need another tool.", "need.no_need"),
        ("We're also talking to two other vendors.", "competitor.considering"),
        ("We decided to go with another provider.", "competitor.preferred"),
        ("It's too expensive for us.", "objection.price"),
        ("I'm a bit skeptical about that.", "objection.trust"),
        ("My main concern is security.", "objection.concern"),
        ("We don't have the time to learn a new system.", "objection.effort"),
        ("Let's go ahead and sign the contract.", "commitment.yes"),
        ("I'll send you the documents tomorrow.", "commitment.will_act"),
        ("We've decided not to move forward.", "commitment.refused"),
        ("I need to think about it.", "risk.stalling"),
        ("There is a hiring freeze at the moment.", "risk.organisation"),
        ("I'm really disappointed with the service.", "risk.unhappy"),
        ("Could we schedule a demo for next week?", "next_step.meeting"),
    ],
)
def test_plain_statements(words: str, signal: str) -> None:
    assert signal in says(words)


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("It's not too expensive at all.", "objection.price"),
        ("No problem, take your time.", "need.pain"),
        ("I don't have any concerns.", "objection.concern"),
        ("We're not struggling with anything.", "need.pain"),
        ("The budget has not been approved.", "budget.approved"),
        ("I'm not skeptical about it.", "objection.trust"),
        ("How are you today? I'm doing well.", "timeline.stated"),
        ("I don't want to lose my data.", "need.no_need"),
        ("We can't afford much downtime.", "budget.none"),
        ("Often we don't get the help we need.", "need.no_need"),
        ("I've been looking at some winter jackets.", "timeline.stated"),
        ("I'll see you on Thursday.", "risk.stalling"),
    ],
)
def test_what_was_denied_or_only_polite(words: str, wrong: str) -> None:
    assert wrong not in says(words)


def test_our_own_words_weigh_differently() -> None:
    _, found = heard(
        "Sales Rep: Do you have a budget? It's too expensive elsewhere. We need your trust.\nCustomer: Hm."
    )
    assert {s.kind for s in found.signals} <= {"sentiment"}
    _, found = heard("Sales Rep: I'll send you the proposal tomorrow.\nCustomer: Thanks.")
    assert ("commitment", "we_promise") in {(s.kind, s.value) for s in found.signals}


def test_if_takes_from_the_certainty() -> None:
    sure = _one("We'd like to move forward. Let's go ahead.", "commitment.yes")
    supposed = _one("If the price were right, let's go ahead.", "commitment.yes")
    assert supposed.confidence < sure.confidence


def _one(words: str, name: str) -> Signal:
    _, found = heard(f"Sales Rep: Hello.\nCustomer: {words}")
    return next(s for s in found.signals if f"{s.kind}.{s.value}" == name)


def test_every_span_is_exact() -> None:
    text, found = heard(
        "Sales Rep: Hi Claire, this is Remy from Aurelle.\n"
        "Customer: We’re struggling with reporting — it takes hours. Our budget is €40,000, but it's too expensive.\n"
        "Sales Rep: I'll send you a proposal by Friday. Could we schedule a demo next Tuesday at 10 AM?\n"
        "Customer: Yes, that works. We use Salesforce today. My CFO, Anna Berg, must approve."
    )
    assert found.signals and found.action_items and found.people
    for each in [*found.signals, *found.action_items, *found.people]:
        assert text[each.evidence.start : each.evidence.end] == each.evidence.quote
    budget = next(s for s in found.signals if (s.kind, s.value) == ("budget", "stated"))
    assert (budget.amount_low, budget.currency) == (40000, "EUR")
    assert any(s.kind == "competitor" and s.detail == "Salesforce" for s in found.signals)
    assert {"Anna Berg", "Remy"} <= {p.name for p in found.people}


def test_action_items_say_who_what_and_by_when() -> None:
    _, found = heard(
        "Sales Rep: I'll send you the revised proposal by Friday. Can you share the contract with your legal team?\n"
        "Customer: Sure, I'll forward it today.\n"
        "Sales Rep: Let me ask you something: can you tell me more about your team?\n"
        "Customer: We are ten people. No, I won't send the numbers."
    )
    items = [(i.text, i.owner, i.due) for i in found.action_items]
    assert items[0] == ("Send the revised proposal by Friday", "Sales Rep", date(2026, 11, 27))
    assert ("Share the contract with your legal team", "Customer", date(2026, 11, 20)) in items
    assert not any("tell me" in text.lower() or "numbers" in text for text, _, _ in items)


def test_the_brief_stands_in_the_words() -> None:
    transcript = read(
        "Sales Rep: How can I help?\nCustomer: We're struggling with manual invoices, it takes hours every week.\n"
        "Sales Rep: We can automate that. Would Tuesday at 10 AM work for a demo?\nCustomer: Tuesday works for me. "
        "Does it integrate with SAP?\nSales Rep: Good question, I'll have to check and get back to you."
    )
    reading = engine.prepare(transcript, NOW)
    brief = engine.summarise(reading, engine.extract(reading))
    for part in (brief.summary, brief.needs, brief.decisions, brief.questions):
        assert part
        for point in part:
            assert transcript.text[point.evidence.start : point.evidence.end] == point.evidence.quote
    assert brief.questions[0].text == "Does it integrate with SAP?"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "de",
            "Wir suchen etwas. Das Budget ist freigegeben, aber zu teuer. Das muss ich mit meinem Chef abstimmen.",
        ),
        (
            "fr",
            "Nous cherchons mieux. Le budget est validé mais c'est trop cher. Je dois en parler avec mon directeur.",
        ),
        ("es", "Necesitamos algo. El presupuesto está aprobado pero es demasiado caro. Tengo que hablar con mi jefe."),
        ("pt", "Precisamos de algo. O orçamento está aprovado mas é muito caro. Preciso falar com meu chefe disso."),
    ],
)
def test_other_languages_are_heard_too(language: str, words: str) -> None:
    _, found = heard(f"Rep: .\nCustomer: {words}")
    assert found.language == language
    kinds = {f"{s.kind}.{s.value}" for s in found.signals}
    assert {"need.requirement", "budget.approved", "objection.price", "authority.needs_others"} <= kinds


def test_without_speakers_something_is_heard_and_the_lack_is_named() -> None:
    _, found = heard("They said the budget is approved. It is too expensive for us. We need to think about it all.")
    assert "speakers" in found.missing
    assert any(s.kind == "objection" for s in found.signals)


def test_the_same_words_give_the_same_answer() -> None:
    text = "Sales Rep: Hi.\nCustomer: We need a CRM by May. Budget is $10k. I'll check with my boss."
    assert heard(text)[1] == heard(text)[1]


def test_twice_the_words_take_twice_the_time() -> None:
    piece = (
        "Sales Rep: I'll send you the proposal by Friday, and we could schedule a demo next Tuesday at 10 AM.\n"
        "Customer: We're struggling with our current system and the budget of $50,000 is approved, but I'm not sure.\n"
    )
    assert_linear(lambda words: heard(piece * (words // 38)), 1_500)
