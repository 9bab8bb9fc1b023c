"""The Jinja2 environment: where templates lie, what they may use, and the `ui` macros."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import BaseLoader, Environment, FileSystemBytecodeCache, StrictUndefined, TemplateNotFound
from markupsafe import Markup, escape

from comity.web import assets, drawing, formats, i18n

HERE: Final = Path(__file__).parent / "templates"
HOUSE: Final = Path(__file__).parent.parent
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


@dataclass(slots=True)
class Ui:
    """All macros of templates/ui by name, so that no template has to import them: `{{ ui.button(...) }}`."""

    env: Environment
    homes: dict[str, str]

    def __getattr__(self, name: str) -> Any:
        home = self.homes.get(name) or macro_homes().get(name)
        if home is None:
            raise AttributeError(f"there is no ui macro called {name!r}")
        return getattr(self.env.get_template(home).module, name)


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
    env.filters.update(formats.FILTERS | drawing.FILTERS)
    env.globals.update(
        _=said,
        ngettext=counted,
        ui=Ui(env, macro_homes()),
        asset=assets.url,
        modules=assets.modules,
        icons=assets.icons,
        languages=i18n.languages,
        reader=i18n.reader,
    )
    return env
