"""Sentences once heard as something else: good news denied by its own words, rivals, other days, offers."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from comity.ai.offline import engine
from comity.ai.offline.transcript import read
from comity.ai.schemas import CallSignals

NOW = datetime(2026, 11, 18)


def call(customer: str, us: str = "Good morning, thank you for taking the time.") -> CallSignals:
    return engine.extract(engine.prepare(read(f"Sales Rep: {us}\nCustomer: {customer}"), NOW))


def says(customer: str, us: str = "Good morning, thank you for taking the time.") -> set[str]:
    found = call(customer, us).signals
    return {f"{s.kind}.{s.value}" for s in found if s.evidence.side == "customer" and s.kind != "sentiment"}


@pytest.mark.parametrize(
    ("words", "right", "wrong"),
    [
        ("The budget hasn't been approved yet.", "budget.pending", "budget.approved"),
        ("Look, we've decided to go with Pipedrive.", "competitor.preferred", "commitment.yes"),
        ("We've signed with Salesforce last week.", "competitor.preferred", "commitment.yes"),
        ("We've decided to go with you.", "commitment.yes", "competitor.preferred"),
        ("Okay, we're in.", "commitment.yes", "risk.stalling"),
        ("We lost two deals in October because nobody followed up.", "need.pain", "risk.unhappy"),
        ("I can only sign up to five thousand myself.", "authority.needs_others", "commitment.will_act"),
        ("It'd be our CFO, Anke Vogt.", "authority.needs_others", "authority.decides"),
        ("Our IT guy, Raj, is worried about the migration.", "objection.concern", "need.pain"),
        ("We'd need single sign on and you don't have that.", "objection.missing_feature", "commitment.yes"),
        ("HubSpot, since 2019.", "competitor.named", "timeline.stated"),
        ("Salesforce quoted us 31 thousand.", "competitor.named", "commitment.yes"),
        ("If you can do 10% less, we'll sign today.", "objection.price", "competitor.preferred"),
        ("I should tell you that I am not the one who decides here.", "authority.needs_others", "authority.decides"),
        ("My brother will have an opinion, but the decision is mine.", "authority.decides", "authority.needs_others"),
        ("They tell me they could do it for ten per cent less.", "competitor.considering", "commitment.yes"),
        ("1,710,000 euros is approved.", "budget.approved", "budget.none"),
        ("That is within what we planned.", "budget.stated", "budget.none"),
        ("You have my word.", "commitment.yes", "risk.stalling"),
        ("It's quite overwhelming.", "need.pain", "objection.price"),
        ("We're hoping to buy within the next 3 to 6 months.", "timeline.stated", "timeline.no_rush"),
    ],
)
def test_english_calls(words: str, right: str, wrong: str) -> None:
    heard = says(words)
    assert right in heard and wrong not in heard


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("Chaotic, but we're in.", "commitment.yes"),
        ("Please take me off your mailing list.", "need.pain"),
        ("We lost two deals in October.", "timeline.stated"),
        ("I'm in Paris next week.", "timeline.stated"),
        ("I'll be on vacation until the 5th of January.", "timeline.stated"),
        ("Sure, I'll ask Jonas to pull one by Friday.", "timeline.stated"),
        ("Does it integrate with HubSpot?", "competitor.named"),
        ("My boss is upset.", "risk.unhappy"),
        ("My wife will like that more than the boat.", "authority.needs_others"),
        ("The family office may leave the board in spring.", "timeline.stated"),
        ("Could you send me the final figures by Friday?", "timeline.stated"),
        ("Only to Bluewater Brokers, and they never called back.", "risk.unhappy"),
        ("Let me close the door and we can talk properly.", "next_step.meeting"),
        ("Let's have another call on Monday.", "competitor.named"),
        ("I'll sign the reservation as soon as it arrives.", "objection.concern"),
        ("I'm not interested in the explanation, I'm interested in the number.", "need.no_need"),
        ("Then we would have to decide by the end of December.", "risk.stalling"),
        ("The last house ate money in the winter.", "timeline.stated"),
        ("The board will have an opinion, but the decision is mine.", "authority.needs_others"),
        ("I want stabilisers my wife will not complain about.", "authority.needs_others"),
        ("We had a terrible onboarding with our last vendor.", "competitor.in_use"),
    ],
)
def test_what_was_not_said(words: str, wrong: str) -> None:
    assert wrong not in says(words)


@pytest.mark.parametrize(
    ("words", "right", "wrong"),
    [
        ("Das Budget ist noch nicht freigegeben.", "budget.pending", "budget.approved"),
        ("Das Budget ist freigegeben.", "budget.approved", "budget.pending"),
        ("Dienstag passt leider nicht, vielleicht geht Mittwoch.", "next_step.meeting", "commitment.agreed"),
        ("Das entscheidet unser Vorstand am 12. März.", "authority.needs_others", "authority.decides"),
        ("Ehrlich gesagt finde ich 45.000 Euro im Jahr ziemlich viel.", "objection.price", "budget.approved"),
        ("Wir schauen uns auch noch Salesforce an.", "competitor.considering", "competitor.preferred"),
        ("Wir haben uns für HubSpot entschieden.", "competitor.preferred", "commitment.yes"),
        ("Kein Interesse haben wir an einem Dreijahresvertrag.", "objection.terms", "commitment.refused"),
        ("Wir haben kein Interesse an Ihrem Produkt.", "commitment.refused", "objection.terms"),
        (
            "Man hat uns vor zwei Wochen eine Antwort versprochen, das ist zu teuer.",
            "objection.price",
            "timeline.stated",
        ),
        ("Die Stiftung muss auch zustimmen, wir machen das gemeinsam.", "authority.needs_others", "commitment.yes"),
        ("Ja, die Entscheidung liegt bei mir.", "authority.decides", "authority.needs_others"),
        ("Wir möchten bis Ende Januar unterschreiben.", "timeline.stated", "commitment.yes"),
    ],
)
def test_german_calls(words: str, right: str, wrong: str) -> None:
    heard = says(words, "Wie sieht es denn bei Ihnen mit dem Budget und der Entscheidung aus?")
    assert right in heard and wrong not in heard


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("We need to be live before the summer sale starts on June 15.", date(2027, 6, 15)),
        ("We'd like to start in March.", date(2027, 3, 31)),
        ("We want to begin next month.", date(2026, 12, 31)),
        ("We plan to go live by the end of March.", date(2027, 3, 31)),
    ],
)
def test_the_day_that_was_meant(words: str, due: date) -> None:
    assert {s.due for s in call(words).signals if s.kind == "timeline"} == {due}


@pytest.mark.parametrize(
    "words",
    [
        "Bonjour, je vous remercie. Notre budget n'est pas encore validé par la direction.",
        "Buenos días, gracias por su tiempo. El presupuesto todavía no está aprobado.",
        "Bom dia, obrigado pelo seu tempo. O orçamento ainda não foi aprovado.",
    ],
)
def test_a_budget_that_waits_for_its_yes_in_other_languages(words: str) -> None:
    heard = engine.extract(engine.prepare(read(f"Ana: {words}"), NOW)).signals
    values = {s.value for s in heard if s.kind == "budget"}
    assert values == {"pending"}


def test_an_offer_is_a_promise_once_it_is_taken() -> None:
    taken = call("Yes, please.", "Can I send you the proposal by Friday?").action_items
    assert [(item.side, item.due) for item in taken] == [("us", date(2026, 11, 20))]
    assert "proposal" in taken[0].text and not taken[0].text.startswith("Can I")
    assert call("No, not yet.", "Shall I book a demo for next Tuesday?").action_items == []


def test_what_is_asked_of_the_customer_in_plain_words_is_theirs_to_do() -> None:
    items = call("Sure, I'll ask Jonas to pull one.", "Could you get me a sample export by Friday?").action_items
    assert (items[0].side, items[0].due) == ("customer", date(2026, 11, 20))
    assert "sample export" in items[0].text


@pytest.mark.parametrize(
    ("us", "due"),
    [
        ("I'll send you the contract by Wednesday.", date(2026, 11, 25)),  # said on a Wednesday
        ("I'll send you the contract on Wednesday afternoon.", date(2026, 11, 25)),
        ("I'll send you the contract today.", date(2026, 11, 18)),
        ("Let me send you three sales from this year.", None),
        ("I have the full report and will send it by Friday.", date(2026, 11, 20)),
        ("You will have it this afternoon.", date(2026, 11, 18)),
        ("I'll check the berth in August and get back to you by Monday.", date(2026, 11, 23)),
    ],
)
def test_what_we_promise_is_due_when_it_was_meant(us: str, due: date | None) -> None:
    items = call("Good, thank you.", us).action_items
    assert [(item.side, item.due) for item in items] == [("us", due)]


@pytest.mark.parametrize(
    ("us", "customer"),
    [
        ("Bis wann möchten Sie das geregelt haben?", "Ich glaube, wir machen das."),
        ("Guten Tag, spreche ich mit Manuel?", "Ja, das bin ich, guten Tag."),
        ("Darf ich fragen, an welchen Rahmen Sie gedacht haben?", "Das ist noch offen."),
        ("Bonjour, je parle bien à Nathalie ?", "Oui, c'est moi, bonjour."),
    ],
)
def test_manners_and_agreement_are_nothing_to_do(us: str, customer: str) -> None:
    assert call(customer, us).action_items == []


def test_two_meetings_of_one_word() -> None:
    assert "competitor.named" in says("We use monday.com for the projects.")
    assert "objection.concern" in says("We have some reservations about the contract.")
    assert "next_step.meeting" in says("We meet on Thursday at eleven.")
