"""Who is us and who is the customer: by known names, by what the label says, and by how each one talks."""

from __future__ import annotations

import re
from collections import defaultdict

from comity.ai.offline.text import fold
from comity.ai.offline.transcript.model import Side, Transcript

US_LABEL = re.compile(
    r"\b(?:sales|rep|representative|agent|seller|advisor|adviser|consultant|account (?:executive|manager)|ae|sdr|bdr|csm|support|host|me|us"
    r"|verkäufer\w*|vertrieb|berater\w*|vendedor\w*|comercial|commercial|vendeur|conseiller|system|assistant|our team)\b"
)
CUSTOMER_LABEL = re.compile(
    r"\b(?:customer|client|prospect|buyer|lead|caller|guest|user|contact|kund\w+|interessent\w*|cliente|client\w*|acheteur|patient|tenant)\b"
)
US_TALK = re.compile(
    r"\b(?:our (?:product|products|platform|pricing|team can|customers|clients|plans?|solution|service|services|software|collection|app)"
    r"|we (?:offer|specialize|provide|have helped|work with|recommend|can offer)|i(?:'ll| will| can) (?:send|email|set (?:that|it|this) up|schedule|book|share|walk you)"
    r"|(?:calling|reaching out) (?:from|because|about|regarding)|thank you for (?:taking|your (?:interest|time)|considering|reaching)|how can i (?:help|assist)"
    r"|what(?:'s| is) your budget|tell me (?:a bit )?more about your|does that (?:sound|make sense|help)|would you (?:like|be interested|be open)"
    r"|my name is \w+(?:,)? (?:and )?i(?:'m| am) (?:a |the |your |calling)|feel free to|anything else i can"
    r"|unser(?:e|er|em|en)? (?:produkt|plattform|lösung|software|angebot)|wir bieten|ich (?:schicke|sende) (?:ihnen|dir)"
    r"|notre (?:solution|produit|offre|plateforme)|nous proposons|nuestr[oa] (?:solución|producto|plataforma)|ofrecemos|noss[oa] (?:solução|produto|plataforma)|oferecemos)\b"
)
CUSTOMER_TALK = re.compile(
    r"\b(?:our (?:budget|current (?:vendor|system|provider|tool|process)|boss|board|cfo|procurement|legal team)|my (?:budget|boss|husband|wife|concern)"
    r"|we(?:'re| are) (?:looking|currently using|evaluating|using|struggling|comparing)|i(?:'m| am) (?:looking|interested|worried|concerned|not sure|skeptical|hesitant)"
    r"|how much (?:does|is|would|do)|what(?:'s| is| are) (?:the|your) (?:price|pricing|cost|costs|fees?)|do you (?:offer|have|support|integrate)|too expensive|i need|we need|i've been (?:looking|thinking)"
    r"|send me|can you send|i'd like to (?:know|see|think)|unser budget|wir brauchen|was kostet|zu teuer|notre budget|combien|nous avons besoin|nuestro presupuesto|cuánto cuesta|necesitamos|nosso orçamento|quanto custa|precisamos)\b"
)


def with_sides(transcript: Transcript, us: tuple[str, ...] = (), customers: tuple[str, ...] = ()) -> Transcript:
    """Set every speaker's side; speakers nobody can place stay unknown."""
    names = transcript.speakers
    sides: dict[str, Side] = {name: _by_label(name, us, customers) for name in names}
    unknown = [name for name in names if sides[name] == "unknown"]
    if unknown:
        _by_talk(transcript, sides, unknown)
    if len(names) == 2:
        _complement(names, sides)
    return transcript.with_sides(sides)


def _by_label(name: str, us: tuple[str, ...], customers: tuple[str, ...]) -> Side:
    plain = fold(name)
    if any(_same_person(plain, fold(known)) for known in us):
        return "us"
    if any(_same_person(plain, fold(known)) for known in customers):
        return "customer"
    if CUSTOMER_LABEL.search(plain):
        return "customer"
    return "us" if US_LABEL.search(plain) else "unknown"


def _same_person(label: str, known: str) -> bool:
    """`Ann` and `Ann Smith`, `Smith, Ann` are one person; `Ann Smith` and `Ann Jones` are two."""
    left, right = set(re.findall(r"\w+", label)), set(re.findall(r"\w+", known))
    return bool(left and right) and (left <= right or right <= left)


def _by_talk(transcript: Transcript, sides: dict[str, Side], unknown: list[str]) -> None:
    score: dict[str, int] = defaultdict(int)
    for turn in transcript.turns[:400]:
        if turn.speaker in unknown:
            words = fold(transcript.said(turn))
            score[turn.speaker] += len(US_TALK.findall(words)) - len(CUSTOMER_TALK.findall(words))
    for name in unknown:
        if abs(score[name]) >= 2:
            sides[name] = "us" if score[name] > 0 else "customer"
    if len(unknown) == 2 and all(sides[name] == "unknown" for name in unknown) and score[unknown[0]] != score[unknown[1]]:
        first, second = sorted(unknown, key=lambda name: score[name])
        sides[first], sides[second] = "customer", "us"


def _complement(names: list[str], sides: dict[str, Side]) -> None:
    known = [name for name in names if sides[name] != "unknown"]
    if len(known) == 1:
        other = names[0] if names[1] == known[0] else names[1]
        sides[other] = "customer" if sides[known[0]] == "us" else "us"
