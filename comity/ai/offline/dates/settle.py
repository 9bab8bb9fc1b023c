"""What a word is here: `de` of or from, `a` to or at, `morgen` morning or tomorrow, `may`, `sun` and bare numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from comity.ai.offline.dates.lex import Tok
from comity.ai.offline.words import Words

ARTICLES = frozenset({"ein", "eine", "einen", "einem", "einer", "un", "une", "una", "um", "uma"})
"""Ones that are only articles: `am 4. Dezember ein Angebot`."""
AT = frozenset({"à", "al", "ao"})
"""Words that mean `to` within a stretch and `at` before a time."""
TOWARDS = frozenset({"a", "à", "al", "au", "ao", "aos"})
OF_OR_FROM = frozenset({"de", "del", "do", "da", "das", "dos", "du", "des"})
HOURS = frozenset({"às", "as", "ás", "a las", "a la"})
TOMORROW_OR_MORNING = frozenset({"morgen", "mañana"})
LINKED = frozenset("NOXTMWmwYxDPUhqHjGr.K")
"""What a stretch can begin with, so that `a` after it is `to`."""
BEFORE_YEAR = frozenset("iofbtaBFMOEQescdqHX,-(/ynUN.G")
NEAR_WEEKDAY = frozenset("NOTMRDXniofyP@,-(adBFt6")
FOLLOWS = frozenset(
    re.findall(
        r"\S+",
        "est edt pst pdt cst cdt mst mdt et pt ct mt gmt utc bst cet cest ist sharp please tops latest pls thanks bitte"
        " instead s'il por favor pünktlich if when then or but by with as because since so per via max and und et y e",
    )
)
"""What may follow a bare hour or day that is one; a noun after it makes it a count."""
VERBS = frozenset({"start", "begin", "close", "end"})
WORD = re.compile(r"\s([^\W\d_]+)")


def settle(tokens: list[Tok], text: str, folded: str, words: Words) -> list[Tok]:
    """Each token with the category it has among these neighbours."""
    _ordinal_weekdays(tokens, folded, words)
    if words.language != "en":
        for at, tok in enumerate(tokens):
            if (role := _ROLES.get(tok.cat)) is not None:
                role(tokens, at, folded, words.language)
    else:
        _verbs(tokens, folded)
    for at, tok in enumerate(tokens):
        if tok.cat == "N" and at and tokens[at - 1].cat == "M" and folded[tok.start : tok.end] in ARTICLES:
            tok.cat = "_"
        elif tok.cat in "NO":
            _count(tokens, at, text, folded, words)
        elif tok.cat == "Y":
            _year(tokens, at)
        elif tok.cat == "m":
            tok.cat = "M" if _is_month(tokens, at, text) else "_"
        elif tok.cat == "w":
            tok.cat = "W" if _is_weekday(tokens, at, text) else "_"
            if tok.cat == "W" and _right(tokens, at) == "." and _right(tokens, at, 2) in "NxXr":
                tokens[at + 1].cat = ","
    return tokens


def _verbs(tokens: list[Tok], folded: str) -> None:
    """`we want to start in March`, `we can begin next month`: what one does, not the edge of a stretch."""
    for at, tok in enumerate(tokens):
        if tok.cat not in "se" or _right(tokens, at) == "o":
            continue
        said = folded[tok.start : tok.end]
        if said in VERBS and (said == "begin" or _right(tokens, at) in "in@6"):
            tok.cat = "_"
            if _left(tokens, at) == "t" and folded[tokens[at - 1].start : tokens[at - 1].end] == "to":
                tokens[at - 1].cat = "_"


def _left(tokens: list[Tok], at: int) -> str:
    return tokens[at - 1].cat if at else "_"


def _right(tokens: list[Tok], at: int, by: int = 1) -> str:
    return tokens[at + by].cat if at + by < len(tokens) else ","


def _ordinal_weekdays(tokens: list[Tok], folded: str, words: Words) -> None:
    """`segunda semana` is the second week: a weekday's name that is also an ordinal, before a unit."""
    also = words.extra.get("ordinal_weekdays", {})
    for tok, following in pairwise(tokens) if also else ():
        if tok.cat == "W" and following.cat in "UW" and (number := also.get(folded[tok.start : tok.end])):
            tok.cat, tok.val = "O", number


def _of_or_from(tokens: list[Tok], at: int, folded: str, language: str) -> None:
    """`de 9 a 17` and `du 3 au 7` are stretches, `3 de mayo` and `du mois` are not."""
    tok = tokens[at]
    if language == "de" or folded[tok.start : tok.end] not in OF_OR_FROM:
        return
    ahead = tokens[at + 1 : at + 8]
    stop = next((n for n, each in enumerate(ahead) if each.cat == "_"), len(ahead))
    opens = any(each.cat == "t" or folded[each.start : each.end] in HOURS for each in ahead[1:stop])
    left = _left(tokens, at)
    inside = left in "NOMUXPYTescEQKjqG" or (left == "W" and _right(tokens, at) not in "NTr@d")
    tok.cat, tok.val = ("f", 1) if opens and not inside else ("o", 1)


def _to_or_at(tokens: list[Tok], at: int, folded: str, language: str) -> None:
    """`lundi à midi`, `a finales de mayo`, `au printemps`: no stretch ends here."""
    tok = tokens[at]
    said = folded[tok.start : tok.end]
    if language == "de" or said not in TOWARDS:
        return
    if said in AT and _names_a_time(tokens, at):
        tok.cat = "@"
    elif not at or tokens[at - 1].cat not in LINKED:
        tok.cat, tok.val = ("@" if _right(tokens, at) in "TN" else "n"), 1


def _names_a_time(tokens: list[Tok], at: int) -> bool:
    """`lundi à midi`, `amanhã à tarde`; not `de 10h à 11h`, `du 3 au 5`."""
    before = [tok.cat for tok in tokens[max(0, at - 4) : at]]
    return _right(tokens, at) in "TPNd" and not {"f", "b"} & set(before) and before[-1:] not in (["T"], ["h"])


def _hour_or_to(tokens: list[Tok], at: int, folded: str, language: str) -> None:
    """`das 9h às 17h`: the second `at` ends the stretch that the first word opened."""
    tok = tokens[at]
    before = [each.cat for each in tokens[max(0, at - 5) : at]]
    if folded[tok.start : tok.end] in HOURS and before[-1:] and before[-1] in "NTuh" and "f" in before:
        tok.cat, tok.val = "t", 1


def _article(tokens: list[Tok], at: int, folded: str, language: str) -> None:
    """`entre las 9 y las 11` are hours, `le 15` and `le quinze` a day."""
    tok = tokens[at]
    said = folded[tok.start : tok.end]
    if language == "es" and said in ("las", "la") and _right(tokens, at) in "NT":
        tok.cat = "@" if said == "las" or tokens[at + 1].val == 1 else tok.cat
    elif language == "fr" and said == "le":
        day = _right(tokens, at) in "NO" and _right(tokens, at, 2) in "_,.-t@()"
        tok.cat = "n" if day or _right(tokens, at) == "K" else tok.cat


def _quarter(tokens: list[Tok], at: int, folded: str, language: str) -> None:
    """`las tres y cuarto`, `às três e um quarto`: after a clock's hour."""
    tok = tokens[at]
    one = _left(tokens, at) == "N" and tokens[at - 1].val == 1
    link = _left(tokens, at - 1) if one else _left(tokens, at)
    if tok.val == 4 and folded[tok.start : tok.end] in ("cuarto", "quarto") and link in "az":
        tok.cat, tok.val = "%", 15
        if one:
            tokens[at - 1].cat = "3"


def _tomorrow_or_morning(tokens: list[Tok], at: int, folded: str, language: str) -> None:
    """`heute Morgen`, `am frühen Morgen`, `esta mañana`."""
    if folded[tokens[at].start : tokens[at].end] in TOMORROW_OR_MORNING and _left(tokens, at) in "DWRyEQd":
        tokens[at].cat, tokens[at].val = "P", "morning"


def _season_or_been(tokens: list[Tok], at: int, folded: str, language: str) -> None:
    """French `été` is summer only after an article, `cet` or `en`."""
    tok = tokens[at]
    if language == "fr" and tok.val == 6 and folded[max(0, tok.start - 1) : tok.start] != "'":
        tok.cat = "v" if _left(tokens, at) in "Ri" else "_"


Role = Callable[[list[Tok], int, str, str], None]
_ROLES: dict[str, Role] = {
    "o": _of_or_from, "f": _of_or_from, "t": _to_or_at, "@": _hour_or_to, "d": _article, "D": _tomorrow_or_morning,
    "v": _season_or_been, "O": _quarter,
}  # fmt: skip


def _count(tokens: list[Tok], at: int, text: str, folded: str, words: Words) -> None:
    """`at 5 Main Street`, `before 10 customers`, `the third thing`: a noun after it makes it a count."""
    tok, left = tokens[at], _left(tokens, at)
    if left not in "@nBFt~6d" or (left == "d" and tok.cat == "N") or _right(tokens, at) != "_":
        return
    if left == "d" and (at > 1 and tokens[at - 2].cat in "MWm,-t"):
        return
    match = WORD.match(folded, tok.end)
    if match and not _goes_on(match[1], text[match.start(1) : match.end(1)], words):
        tok.cat = "_"


def _goes_on(word: str, shown: str, words: Words) -> bool:
    """A little word, not a thing that is counted."""
    if word in FOLLOWS or word in words.extra.get("stop", "").split():
        return True
    return not (shown[0].isupper() or word.endswith("s") or words.language in ("fr", "es", "pt"))


def _year(tokens: list[Tok], at: int) -> None:
    tok, left = tokens[at], _left(tokens, at)
    if tok.spelled and left not in BEFORE_YEAR:
        tok.cat = "N"
    elif left not in BEFORE_YEAR and _right(tokens, at) == "_" and at:
        tok.cat = "_"


def _is_month(tokens: list[Tok], at: int, text: str) -> bool:
    """`may`, `march`, `mar` by their neighbours."""
    tok, left, right = tokens[at], _left(tokens, at), _right(tokens, at)
    upper = text[tok.start].isupper()
    if left in "OiofFEQescB/-" or (left == "t" and at > 1 and tokens[at - 2].cat in "MmYNOXG"):
        return True
    if right in "OY" or (right in "N/-" and upper) or (right == "N" and tokens[at + 1].start == tok.end):
        return True
    after = _right(tokens, at, 2)
    if upper and (
        (right in "ta-" and after in "Mm") or (right == "R" and after == "U") or (right == "o" and after == "R")
    ):
        return True
    return (left in "~RN" and upper) or (left == "N" and text[tokens[at - 1].start].isdigit())


def _is_weekday(tokens: list[Tok], at: int, text: str) -> bool:
    """`sun`, `sat`, `mi`, `so` by their neighbours."""
    left, right, after = _left(tokens, at), _right(tokens, at), _right(tokens, at, 2)
    upper = text[tokens[at].start].isupper()
    if (left in NEAR_WEEKDAY and (upper or left in "nRBFy")) or right in "NOTMDXxY":
        return True
    if left == "," and at > 1 and tokens[at - 2].cat == "W":
        return True
    return upper and ((right in ",." and after in "MNOXxT") or (right in "-t" and after in "Ww"))
