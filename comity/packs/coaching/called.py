"""What the room's tables, work and facts are called, for those who read what happened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from comity.web.i18n import gettext as _

WORDS: Final[Mapping[str, str]] = {
    "rubrics": _("Rubric"),
    "rubric_criteria": _("Criterion of the rubric"),
    "call_analyses": _("Judged call"),
    "analysis_scores": _("Score of a judged call"),
    "roleplays": _("Practice talk"),
    "roleplay_turns": _("Turn of a practice talk"),
    "roleplay_personas": _("Practice partner"),
    "coaching.judge": _("Judge a call"),
    "coaching.judge_understood": _("Judge a call once it is understood"),
    "coaching.call_judged": _("A call was judged"),
}
