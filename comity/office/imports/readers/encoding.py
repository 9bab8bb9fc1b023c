"""Which encoding a text file is in: by its mark, by being valid UTF-8 throughout, else by what its letters say."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from comity.office.imports.readers.layout import refuse
from comity.web.i18n import gettext as _

CHUNK = 1024 * 1024
_SAMPLE = 128 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_EASTERN = ["cp932", "euc_jp", "gb18030", "big5", "euc_kr", "cp949"]
_OTHER_SCRIPTS = ["cp1251", "koi8_r", "iso8859_5", "cp866", "cp1253", "cp1255", "cp1256", "cp874", "tis_620"]
_LATIN = {  # the letters above ASCII that are common where each encoding is used
    "cp1252": "äöüßÄÖÜéèêëàâçîïôùûñáíóúåøæœÅØÆÉÈÀÇÑãõ’‘“”–—€£§°«»®™½",
    "cp1250": "ąćęłńóśźżĄĆĘŁŃŚŹŻčďěňřšťůžČĎĚŘŠŤŮŽýáéíúőűŐŰăâîșțľĺŕđĐ„”–",
    "cp1254": "ğşıİĞŞçöüÇÖÜâî",
    "cp1257": "āēīūčšžģķļņĀĒĪŪČŠŽąęėįųĄĘĖĮŲõäöü",
    "mac_roman": "äöüßéèêëàâçîïôùûñáíóúåøæœÄÖÜÉ’‘“”–—",
    "cp850": "äöüßéèêëàâçîïôùûñáíóúåøæÄÖÜÉ",
}
LABELS = {  # what a person may choose from
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": _("Windows-1252 (Western Europe)"),
    "cp1250": _("Windows-1250 (Central Europe)"),
    "cp1251": _("Windows-1251 (Cyrillic)"),
    "cp1253": _("Windows-1253 (Greek)"),
    "cp1254": _("Windows-1254 (Turkish)"),
    "cp1255": _("Windows-1255 (Hebrew)"),
    "cp1256": _("Windows-1256 (Arabic)"),
    "cp1257": _("Windows-1257 (Baltic)"),
    "mac_roman": _("Macintosh"),
    "cp850": _("DOS (Western Europe)"),
    "koi8_r": _("KOI8-R (Cyrillic)"),
    "cp932": _("Shift-JIS (Japanese)"),
    "euc_jp": _("EUC-JP (Japanese)"),
    "gb18030": _("GB 18030 (Chinese)"),
    "big5": _("Big5 (Chinese)"),
    "euc_kr": _("EUC-KR (Korean)"),
}
_INSIDE_A_WORD = re.compile(r"(?<=[^\W\d_])[^\x00-\x7f]|[^\x00-\x7f](?=[^\W\d_])")
_SHOUTING = re.compile(r"[a-zà-ÿ][A-ZÀ-ÞŁŚŹŻĄĆĘŃČĎĚŇŘŠŤŮŽ]")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding, whether stray bytes are to be mended, the lines seen, and what to tell the person."""

    name: str
    lines: int
    mend: bool = False
    note: str = ""


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """A decoding error handler: bytes that are not of the encoding are read as Windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


MEND = "comity_windows"
codecs.register_error(MEND, _as_windows)


def find(path: Path, chosen: str | None = None) -> Encoding:
    """Reads the whole file once, a piece at a time; refuses what is no text."""
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    if chosen:
        return _as_told(path, chosen)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return _strict(path, name)
    wide = _without_mark(head)
    if wide:
        return _strict(path, wide)
    if len(_CONTROL.findall(head)) > max(4, len(head) // 50):
        raise refuse("file_binary", _("This is a binary file, not a table of rows."))
    return _utf8_or_older(path)


def _as_told(path: Path, name: str) -> Encoding:
    try:
        codecs.lookup(name)
    except LookupError:
        raise refuse("file_encoding", _("Comity does not know the encoding {name}.").format(name=name)) from None
    return _strict(path, name)


def _strict(path: Path, name: str) -> Encoding:
    decoder = codecs.getincrementaldecoder(name)("strict")
    lines, offset = 0, 0
    try:
        for piece in _pieces(path):
            lines += decoder.decode(piece).count("\n")
            offset += len(piece)
        decoder.decode(b"", True)
    except UnicodeError as error:
        offset += max(0, getattr(error, "start", 0))
        sentence = _("This file is not in the encoding {name}: it breaks near byte {offset:,}.")
        said = sentence.format(name=label(name), offset=offset)
        raise refuse("file_encoding", said, _("Choose another encoding, or save the file as UTF-8.")) from None
    return Encoding(name, lines)


def _without_mark(head: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of Western text is zero."""
    sample = head[: len(head) // 2 * 2][:4096]
    if len(sample) < 8:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > half * 0.6 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.6 and odd < half * 0.1:
        return "utf-16-be"
    return None


def _utf8_or_older(path: Path) -> Encoding:
    """Valid UTF-8 throughout; or UTF-8 with a few stray bytes; or an older encoding."""
    lines = strays = beyond = offset = first = 0

    def stray(error: UnicodeError) -> tuple[str, int]:
        nonlocal strays, first
        assert isinstance(error, UnicodeDecodeError)
        first = first if strays else offset
        strays += 1
        return "", error.end

    codecs.register_error("comity_count", stray)
    decoder = codecs.getincrementaldecoder("utf-8")("comity_count")
    for piece in _pieces(path):
        text = decoder.decode(piece)
        lines += max(piece.count(b"\n"), piece.count(b"\r") if b"\n" not in piece else 0)
        beyond += len(piece) - len(text)
        offset += len(piece)
        if strays > 5_000:
            break
    decoder.decode(b"", True)
    if not strays:
        return Encoding("utf-8", lines)
    if strays * 20 < beyond:
        note = _("{n} places were not UTF-8 and are read as Windows-1252.").format(n=strays)
        return Encoding("utf-8", lines, mend=True, note=note)
    name = guess(_telling(path, first))
    note = _("The letters look like {name}; choose another encoding if names look wrong.").format(name=label(name))
    return Encoding(name, lines or 1, mend=True, note=note)


def _telling(path: Path, piece: int) -> bytes:
    """The lines beyond ASCII of the piece in which the first stray byte stands."""
    with path.open("rb") as file:
        file.seek(piece)
        lines = file.read(CHUNK).splitlines()
    return b"\n".join(line for line in lines if not line.isascii())[:_SAMPLE]


def label(name: str) -> str:
    """The name of an encoding as people know it."""
    return str(LABELS.get(name, name.upper()))


def guess(sample: bytes) -> str:
    """The likeliest older encoding of bytes that are not UTF-8."""
    import charset_normalizer  # loaded where a file needs it

    high = [byte > 0x7F for byte in sample]
    count = sum(high)
    paired = sum(1 for i in range(1, len(high)) if high[i] and high[i - 1])
    if count and paired * 2 >= count:
        eastern = _best_eastern(sample)
        if eastern:
            return eastern
        found = charset_normalizer.from_bytes(sample, cp_isolation=_OTHER_SCRIPTS, threshold=0.5).best()
        if found is not None:
            return found.encoding
    return max(_LATIN, key=lambda name: _latin_score(sample, name))


def _best_eastern(sample: bytes) -> str | None:
    scored = [(score, name) for name in _EASTERN if (score := _eastern_score(sample, name)) > 0.8]
    return max(scored)[1] if scored else None


def _eastern_score(sample: bytes, name: str) -> float:
    """The share of letters beyond ASCII that people of that script use every day; 0 when it does not even decode."""
    text = sample.decode(name, "replace")
    beyond = [char for char in text if ord(char) > 0x7F]
    if not beyond or text.count("\ufffd") * 50 > len(beyond) + 50:
        return 0.0
    good = sum(_everyday(ord(char), name) for char in beyond)
    return good / len(beyond)


def _everyday(point: int, name: str) -> float:
    kana = 0x3041 <= point <= 0x30FF
    hangul = 0xAC00 <= point <= 0xD7A3
    if name in ("euc_kr", "cp949"):
        return 1.0 if hangul else 0.3
    if kana:
        return 1.0 if name in ("cp932", "euc_jp") else 0.2
    if 0x4E00 <= point <= 0x9FFF:
        # The common characters come first in the national sets; rare ones betray a wrong guess.
        return 0.97 if _is_common(chr(point), name) else 0.5
    return 0.9 if 0x3000 <= point <= 0x303F or 0xFF00 <= point <= 0xFF5E else 0.0


def _is_common(char: str, name: str) -> bool:
    try:
        if name in ("cp932", "euc_jp"):
            return char.encode("euc_jp")[0] < 0xD0
        if name == "big5":
            return char.encode("big5")[0] < 0xC7
        return char.encode("gb2312")[0] < 0xD8
    except UnicodeEncodeError:
        return False


def _latin_score(sample: bytes, name: str) -> float:
    text = sample.decode(name, "replace")
    common = _LATIN[name]
    score = 0.01 if name == "cp1252" else 0.0
    for char in text:
        if ord(char) > 0x7F:
            score += 1.0 if char in common else -1.0
    odd = sum(1 for match in _INSIDE_A_WORD.findall(text) if not match.isalpha() and match not in "’‘")
    return score - odd - 0.7 * len(_SHOUTING.findall(text))


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            yield piece
