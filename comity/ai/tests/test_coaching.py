"""A talk in numbers and by the lines of a rubric, each with the words it rests on."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from comity.ai.offline import coaching, engine
from comity.ai.offline.coaching import Judgement
from comity.ai.offline.signals import Read
from comity.ai.offline.transcript import read
from tests.growth import assert_linear

NOW = datetime(2026, 11, 20)
GOOD = """Sales Rep: Good morning, this is Ines from Lumen Looms. Thank you for taking the time. Today I'd like to \
understand how you weave, and then see whether we fit.
Customer: Sure, that sounds fine.
Sales Rep: What is the biggest problem in your workshop today?
Customer: We lose a day every week because the looms stand still when a thread breaks, and nobody notices.
Sales Rep: It sounds like the silence is what costs you. How do you notice it today?
Customer: Somebody walks around. It is tiring and we miss half of the breaks.
Sales Rep: Who else is involved in the decision, and by when would you want this solved?
Customer: My partner and I decide. We would like it running by March.
Sales Rep: What budget do you have in mind?
Customer: About $20,000. Honestly, that already sounds too expensive for a sensor.
Sales Rep: I understand. Because it saves you a day a week, our customers have the money back in four \
months. Would it help to see the numbers of a workshop like yours?
Customer: Yes, that would help a lot, thank you.
Sales Rep: To recap: I'll send you the numbers tomorrow, and we meet again on Friday at ten.
Customer: Great, I look forward to that.
Sales Rep: Thank you for your time, have a good day.
"""
BAD = """Sales Rep: Um, so, you know, we basically sell sensors, and they are, um, like, really good. {long}
Customer: It's too expensive for us.
Sales Rep: Okay.
Customer: And we don't really trust it.
Sales Rep: Okay then.
""".format(long="They count threads and send a message to a phone whenever one of them breaks. " * 14)


def heard(text: str) -> Read:
    return engine.prepare(read(text), NOW)


def lines(text: str) -> dict[str, Judgement]:
    return coaching.every(heard(text))


def test_a_good_talk_is_measured() -> None:
    found = coaching.measure(heard(GOOD))
    assert (found.turns_us, found.turns_customer) == (8, 7)
    assert len(found.questions) == 5 and sum(mark.open for mark in found.questions) >= 3
    assert found.monologues == () and found.fillers == () and found.interruptions == ()
    assert found.next_step_due == date(2026, 11, 21)
    assert [(each.kind, each.answered) for each in found.objections] == [("price", True)]
    assert found.missing == ("times",)


def test_a_bad_talk_scores_below_a_good_one_on_every_line_that_tells() -> None:
    good, bad = lines(GOOD), lines(BAD)
    for key in (
        "open_questions",
        "monologues",
        "objections",
        "next_step",
        "clarity",
        "talk_share",
        "discovery",
        "agenda",
    ):
        left, right = good[key].score, bad[key].score
        assert left is not None and right is not None and left > right, key
    assert bad["objections"].values == {"answered": 0, "count": 2}


def test_every_line_rests_on_words_that_were_said() -> None:
    for text in (GOOD, BAD):
        whole = heard(text).transcript.text
        for key, told in lines(text).items():
            assert told.reason in coaching.REASONS and key == told.key
            assert coaching.REASONS[told.reason].format(**told.values)
            assert told.score is None or 0 <= told.score <= 1
            for evidence in told.evidence:
                assert whole[evidence.start : evidence.end] == evidence.quote


def test_talk_share_pace_and_interruptions_follow_the_clock() -> None:
    vtt = """WEBVTT

00:00:00.000 --> 00:00:30.000
<v Sales Rep>What do you use today, and how is it going for everybody in the team so far?

00:00:30.000 --> 00:01:30.000
<v Customer>We use paper. It is slow, and we would like to change that before the summer

00:01:28.000 --> 00:01:58.000
<v Sales Rep>And when would you like to start, and who else will decide about it?
"""
    found = coaching.measure(heard(vtt))
    assert found.talk_share == pytest.approx(0.5) and found.seconds == 118
    assert found.pace is not None and len(found.interruptions) == 1
    assert found.interruptions[0].evidence.quote.startswith("And when would")


def test_own_phrases_are_found_give_or_take_a_word() -> None:
    told = coaching.phrases(heard(GOOD), ["what is the biggest problem in your workshop", "our thirty day guarantee"])
    assert (told.score, told.values) == (0.5, {"count": 1, "wanted": 2})
    assert told.evidence[0].quote == "What is the biggest problem in your workshop today?"


def test_other_languages_are_coached_too() -> None:
    german = """Verkäufer: Guten Tag, mein Name ist Ines. Heute möchte ich mit Ihnen besprechen, was Sie brauchen.
Kunde: Gern.
Verkäufer: Was ist derzeit Ihre größte Herausforderung im Lager?
Kunde: Wir verlieren jede Woche einen Tag, weil niemand merkt, wenn etwas stillsteht. Das ist ärgerlich.
Verkäufer: Wer entscheidet noch mit, und bis wann soll es laufen?
Kunde: Der Geschäftsführer entscheidet. Bis März soll es laufen.
Verkäufer: Ich schicke Ihnen das Angebot morgen. Vielen Dank und einen schönen Tag.
"""
    found = lines(german)
    for key in ("opening", "agenda", "needs", "authority", "timeline", "closing"):
        assert (found[key].score or 0) > 0, key


@pytest.mark.parametrize(
    "text", ["hello", "Customer: Is anybody there?", "Sales Rep: " + "word " * 400, "a \u0000\ud7ff" * 30], ids=range(4)
)
def test_what_cannot_be_told_says_so(text: str) -> None:
    for told in lines(text).values():
        assert told.score is None or 0 <= told.score <= 1


def test_a_four_hour_call_takes_linear_time() -> None:
    turns = GOOD.strip().split("\n")

    assert_linear(lambda times: coaching.every(heard("\n".join(turns * times))), 20)
