"""Speaking the reader's language: gettext catalogues, and which language and timezone this request has."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError

FOLDER: Final = Path(__file__).parent / "locale"
SOURCE: Final = "en"


@dataclass(frozen=True, slots=True)
class Reader:
    """How the person reading likes words, numbers and times."""

    language: str = SOURCE
    timezone: str = "UTC"
    region: str = ""
    """Whose way of writing numbers and dates it is, where the language has several: GB."""

    @classmethod
    def of(cls, tag: str | None, timezone: str | None) -> "Reader":
        """Whoever reads this language, as en or en-GB, at this hour."""
        language, _dash, region = (tag or SOURCE).partition("-")
        return cls(language, timezone or "UTC", region)

    @property
    def tag(self) -> str:
        """The language with its region."""
        return f"{self.language}-{self.region}" if self.region else self.language

    @property
    def locale(self) -> Locale:
        """The Babel locale of the language."""
        return locale_of(self.tag)

    @property
    def zone(self) -> ZoneInfo:
        """The timezone, UTC when its name is unknown."""
        return _zone(self.timezone)


_DEFAULT: Final = Reader()
_reader: ContextVar[Reader] = ContextVar("reader", default=_DEFAULT)


def reader() -> Reader:
    """Whoever this request or job speaks to."""
    return _reader.get()


def use(language: str | None, timezone: str | None = None) -> Reader:
    """Speak to this reader from here on in the present task; called once per request."""
    chosen = Reader.of(language, timezone)
    _reader.set(chosen)
    return chosen


@contextmanager
def speaking(language: str, timezone: str = "UTC") -> Iterator[None]:
    """Speak to another reader for a while: mails and documents in the recipient's language."""
    token = _reader.set(Reader.of(language, timezone))
    try:
        yield
    finally:
        _reader.reset(token)


class Message(str):
    """English text that turns into the reader's language when it is shown, so it may be made at import time."""

    __slots__ = ()

    def __str__(self) -> str:
        return translate(str.__str__(self))

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __mod__(self, values: Any) -> str:
        filled: str = str(self) % values
        return filled

    def format(self, *args: Any, **kwargs: Any) -> str:
        """The translation with its blanks filled."""
        return str(self).format(*args, **kwargs)


Words: TypeAlias = str | Callable[[], str]
"""What is said in a language that is not known yet: a text of ours, or what says it once it is."""


def gettext(message: str) -> Message:
    """Mark and translate a text; the translation is looked up when it is shown."""
    return Message(message)


def why(error: BaseException) -> str:
    """What went wrong, in the reader's language where it is a sentence of ours."""
    return str(gettext(str(error)))


def everywhere(words: Words) -> dict[str, str]:
    """The same in every language we speak, by its code: for whoever reads it later, in theirs."""
    found = {}
    for language in languages():
        with speaking(language, reader().timezone):
            found[language] = str(words() if callable(words) else words)
    return found


def ngettext(singular: str, plural: str, n: int) -> str:
    """The right form for a number, in the reader's language; `%(n)s` is left to the caller."""
    return _catalogue(reader().language).ngettext(singular, plural, n)


def translate(message: str) -> str:
    """The message in the reader's language, now."""
    return _translated(_reader.get().language, message) if message else ""


@lru_cache(maxsize=20_000)
def _translated(language: str, message: str) -> str:
    """Pages say the same few hundred things over and over."""
    return _catalogue(language).gettext(str.__str__(message))


def negotiate(accept_language: str, *, default: str = SOURCE) -> str:
    """The best language we speak for an Accept-Language header."""
    wanted: list[tuple[float, str]] = []
    for part in accept_language.split(","):
        tag, _, params = part.strip().partition(";")
        try:
            quality = float(params.partition("q=")[2] or 1)
        except ValueError:
            continue
        wanted.append((-quality, tag.lower()))
    for _quality, tag in sorted(wanted, key=lambda pair: pair[0]):
        if tag.partition("-")[0] in languages():
            return tag.partition("-")[0]
    return default


@cache
def languages() -> dict[str, str]:
    """Every language we speak, by code, in its own name."""
    found = [SOURCE, *sorted(folder.name for folder in FOLDER.iterdir() if (folder / "LC_MESSAGES").is_dir())]
    return {code: (Locale.parse(code).get_display_name(code) or code).capitalize() for code in found}


@cache
def _catalogue(language: str) -> NullTranslations:
    source = FOLDER / language.partition("-")[0] / "LC_MESSAGES" / "comity.po"
    if not source.exists():
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with source.open("rb") as po:
        write_mo(compiled, read_po(po, locale=language.partition("-")[0]))
    compiled.seek(0)
    return GNUTranslations(compiled)


@cache
def locale_of(tag: str) -> Locale:
    """How this language is written there; as anywhere where nothing is known of the place."""
    for known in (tag.replace("-", "_"), tag.partition("-")[0], SOURCE):
        try:
            return Locale.parse(known)
        except (ValueError, UnknownLocaleError):
            continue
    raise AssertionError("unreachable")


@cache
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")
