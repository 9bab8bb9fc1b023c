"""What agents were given and said, as people read it.  seed: B11"""

from __future__ import annotations

from comity.office import ai_shown


def test_a_question_is_told_without_its_marks() -> None:
    asked = "<material id=ab12>\nThe call was on Friday.\n</material id=ab12>"
    assert ai_shown.given({"question": asked}) == "The call was on Friday."
    long = ai_shown.given({"question": {"begins": "<material id=ab12>\nThe call", "chars": 2076, "sha256": "x"}})
    assert long.startswith("The call\n") and "2,076" in long
    assert ai_shown.given(None) == "" and ai_shown.given({"question": 5}) == ""


def test_an_answer_is_told_part_by_part_with_the_words_it_rests_on() -> None:
    proof = {"quote": "Our budget is 40,000.", "start": 3, "end": 24}
    said = ai_shown.said(
        {
            "method": "rules", "summary": "They buy.", "empty": [],
            "needs": [{"text": "A house", "evidence": proof, "confidence": 0.75}],
            "scores": [{"criterion": 0, "score": 80, "quote": "Why now?", "reason": "asks"}, "plain"],
        }
    )  # fmt: skip
    assert [part.name for part in said] == ["Summary", "Needs", "Scores"]
    assert said[0].value == "They buy."
    [need] = said[1].findings
    assert (need.lead, need.quote, need.confidence, list(need.rest)) == ("A house", proof["quote"], 0.75, [])
    first, second = said[2].findings
    assert first.lead == "Why now?" and first.quote == "" and ("Score", "80") in first.rest
    assert second.lead == "plain"
    assert ai_shown.said("not an object") == []
