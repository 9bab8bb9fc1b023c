"""The Jinja2 environment: where templates lie, what they may use, and the `ui` macros."""

import re
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from jinja2 import BaseLoader, Environment, FileSystemBytecodeCache, StrictUndefined, TemplateNotFound
from markupsafe import Markup, escape

from comity.web import assets, drawing, formats, given, i18n

HERE: Final = Path(__file__).parent / "templates"
HOUSE: Final = Path(__file__).parent.parent
_SMALL: Final = frozenset(
    ("icon", "icon_button", "button", "badge", "chip", "avatar", "person", "kbd", "dot", "health", "cell_options")
)
"""Macros drawn dozens of times a page with the same few arguments; what they draw depends on nothing else."""
_PLAIN: Final = frozenset((str, Markup, i18n.Message, int, float, bool, type(None)))
_MACRO: Final = re.compile(r"{%-?\s*macro\s+([a-z]\w*)\s*\(")


class Rooms(BaseLoader):
    """Finds `base.html` and `ui/…` here, and `<room>/<file>.html` in that room's pages folder."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Any]:
        """The text of a template, its file, and whether it is still the same."""
        path = self.find(template)
        if path is None:
            raise TemplateNotFound(template)
        stamp = path.stat().st_mtime_ns
        return path.read_text(), str(path), lambda: path.exists() and path.stat().st_mtime_ns == stamp

    def find(self, template: str) -> Path | None:
        """The file of a template name, None when there is none or the name tries to climb out."""
        room, _, file = template.partition("/")
        if ".." in template or template.startswith("/") or "\\" in template:
            return None
        places = [HERE / template]
        places += [folder / file for folder in room_folders().get(room, ())]
        return next((place for place in places if place.is_file()), None)

    def list_templates(self) -> list[str]:
        """Every template in the house."""
        found = [path.relative_to(HERE).as_posix() for path in HERE.rglob("*.html")]
        for room, folders in room_folders().items():
            found += [f"{room}/{path.relative_to(folder)}" for folder in folders for path in folder.rglob("*.html")]
        return sorted(found)


@cache
def room_folders() -> dict[str, tuple[Path, ...]]:
    """Each room's folders with templates: `sales` -> comity/packs/sales/pages."""
    found: dict[str, tuple[Path, ...]] = {}
    for pattern in ("*/pages", "packs/*/pages", "journeys/*/pages"):
        for folder in sorted(HOUSE.glob(pattern)):
            found[folder.parent.name] = (*found.get(folder.parent.name, ()), folder)
    for folder in sorted(HOUSE.glob("integrations/*")):
        if folder.is_dir():
            found[folder.name] = (*found.get(folder.name, ()), folder)
    return found


class Strict(StrictUndefined):
    """A name that does not exist is an error; `{{ x if y }}` without an else is simply nothing."""

    def __str__(self) -> str:  # type: ignore[override]
        return "" if self._is_else() else super().__str__()

    def __html__(self) -> str:
        return str(self)

    def __bool__(self) -> bool:  # type: ignore[override]
        return False if self._is_else() else super().__bool__()

    def _is_else(self) -> bool:
        return self._undefined_name is None and "inline if-expression" in (self._undefined_hint or "")


class Ui:
    """All macros of templates/ui by name, so that no template has to import them: `{{ ui.button(...) }}`."""

    def __init__(self, env: Environment, homes: dict[str, str]) -> None:
        self._env = env
        self._homes = homes

    def __getattr__(self, name: str) -> Any:
        home = self._homes.get(name) or macro_homes().get(name)
        if home is None:
            raise AttributeError(f"there is no ui macro called {name!r}")
        macro = getattr(self._env.get_template(home).module, name)
        if self._env.auto_reload:
            return macro
        found = remembering(macro) if name in _SMALL else macro
        setattr(self, name, found)
        return found


def remembering(macro: Callable[..., Any]) -> Callable[..., Any]:
    """A macro that draws the same for the same arguments and language, drawn once for each."""
    drawn = lru_cache(maxsize=2000, typed=True)(lambda _language, *args, **named: macro(*args, **named))

    def draw(*args: Any, **named: Any) -> Any:
        # types are compared too: a name and the same name as markup are equal, and drawn differently
        for value in (*args, *named.values()):
            if type(value) not in _PLAIN and not _fixed(value):
                return macro(*args, **named)
        return drawn(i18n.reader().tag, *args, **named)

    return draw


def _fixed(value: Any) -> bool:
    """Whether these are choices written down in the program: pairs that never change, in a tuple."""
    return type(value) is tuple and all(
        type(pair) is tuple and all(type(word) in (str, i18n.Message) for word in pair) for pair in value
    )


class Frame:
    """`{{ frame("shell/side.html", shell) }}`: a part of the frame around pages, drawn once for all that look alike."""

    def __init__(self, env: Environment) -> None:
        self._env = env
        self._kept = lru_cache(maxsize=400)(self._draw)

    def __call__(self, name: str, shell: Any) -> Markup:
        return self._draw(name, shell) if self._env.auto_reload or shell.toast else self._kept(name, shell.frame)

    def _draw(self, name: str, shell: Any) -> Markup:
        return Markup(self._env.get_template(name).render(shell=shell))


def macro_homes() -> dict[str, str]:
    """Which file each ui macro stands in."""
    return {
        name: path.relative_to(HERE).as_posix()
        for path in sorted((HERE / "ui").glob("*.html"))
        for name in _MACRO.findall(path.read_text())
    }


def said(message: str, /, **values: Any) -> Markup:
    """`_("…")` in a template. Escaped like anything else: some messages are names that people gave."""
    words = escape(i18n.translate(message))
    return words % values if values else words


def counted(singular: str, plural: str, n: int, /, **values: Any) -> Markup:
    """`ngettext("…", "…", n)` in a template; `%(num)s` is the number itself."""
    return escape(i18n.ngettext(singular, plural, n)) % {"num": n, **values}


@cache
def environment(cache_folder: Path | None = None, dev: bool = False) -> Environment:
    """The one environment of this process."""
    env = Environment(
        loader=Rooms(),
        autoescape=True,
        undefined=Strict,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"],
        auto_reload=dev,
        cache_size=800,
        bytecode_cache=FileSystemBytecodeCache(str(cache_folder)) if cache_folder else None,
    )
    env.filters.update(formats.FILTERS | drawing.FILTERS | {"given": given.said})
    env.globals.update(
        _=said,
        ngettext=counted,
        ui=Ui(env, macro_homes()),
        frame=Frame(env),
        asset=assets.url,
        modules=assets.modules,
        icons=assets.icons,
        languages=i18n.languages,
        reader=i18n.reader,
    )
    return env
