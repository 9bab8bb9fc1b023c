"""Coaching in words: objections, tempers, who judged and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from comity.ai.offline.transcript import Transcript
from comity.comms import marked, talk_words
from comity.comms.marked import MarkedTurn
from comity.web.i18n import gettext as _
from comity.web.marks import Mark

clock, measure, measures, objection = marked.clock, talk_words.measure, talk_words.measures, talk_words.objection
TEMPERS = (("friendly", _("Friendly")), ("busy", _("Short of time")), ("tough", _("Hard to please")))
LANGUAGES = (("en", "English"), ("de", "Deutsch"))
SOURCES: Mapping[str, str] = {"call": _("Call"), "roleplay": _("Practice"), "import": _("Brought along")}


def engine(row: Mapping[str, Any]) -> str:
    """Who judged."""
    if not row["engine"]:
        return ""
    return str(_("By rules")) if row["engine"] == "offline" else row["model"] or row["engine"]


def said(score: Mapping[str, Any]) -> str:
    """Why a score is what it is: a model's sentence, or the engine's reason in words."""
    return str(score["why"] or talk_words.reason(score["reason"], score["facts"]))


def lit(transcript: Transcript, scores: Sequence[Mapping[str, Any]]) -> list[MarkedTurn]:
    """A transcript with the evidence of every score lit."""
    marks = [Mark(one["start"], one["end"], score["name"]) for score in scores for one in score["evidence"]]
    return marked.turns(transcript.text, [turn.to_json() for turn in transcript.turns], marks)
