"""How something was said: negated, asked, supposed, or only polite."""

from __future__ import annotations

from dataclasses import dataclass

from comity.ai.offline import cue


@dataclass(frozen=True, slots=True)
class Stance:
    """The manner of one statement."""

    negated: bool = False
    asked: bool = False
    supposed: bool = False
    hedged: bool = False

    @property
    def factor(self) -> float:
        """What it takes from the confidence."""
        factor = 0.7 if self.supposed else 1.0
        factor *= 0.8 if self.hedged else 1.0
        return factor * (0.85 if self.asked else 1.0)


def read(sentence: str, start: int, *, asked: bool, language: str) -> Stance:
    """The stance of what starts at `start` in this folded sentence."""
    ways = cue.patterns("manner")
    before = sentence[:start]
    breaks = [match.end() for match in ways["clause"].finditer(before)]
    clause = before[breaks[-1] :] if breaks else before
    negation = ways.get(f"negation_{language}", ways["negation_en"])
    return Stance(
        bool(negation.search(clause)),
        asked,
        bool(ways["supposed"].search(clause) or ways["opens_supposed"].search(sentence)),
        bool(ways["hedged"].search(sentence)),
    )


def denied(sentence: str, start: int, end: int, *, named: str, language: str) -> bool:
    """Whether good news is denied by its own words: `ist noch nicht freigegeben`, or after them: `passt leider nicht`.

    A denial that the pattern itself names (`can't live without`) is part of what it says.
    """
    ways = cue.patterns("manner")
    if any(match.group() not in named for match in ways["denied_within"].finditer(sentence, start, end)):
        return True
    after = ways.get(f"denied_after_{language}")
    rest = ways["clause"].split(sentence[end:], maxsplit=1)[0]
    return bool(after and after.search(rest))


def polite(sentence: str) -> list[tuple[int, int]]:
    """Stretches that are manners, not meaning."""
    return [match.span() for match in cue.patterns("manner")["polite"].finditer(sentence)]
