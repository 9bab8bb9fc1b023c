"""The demo's contracts: texts of its own as Word files, brought as anybody brings them and read as any other."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta
from html import escape
from pathlib import Path
from typing import Any, Final

from comity.core import sql
from comity.core.db import Tx
from comity.packs.sales.contracts import records, standards

q = sql.load(__file__)
_HERE: Final = Path(__file__).parent / "papers"
TITLES: Final = {
    "brokerage": "Exclusive brokerage agreement",
    "services": "Design and delivery agreement",
    "handover": "Dienstleistungsvertrag Pflege",
}
GERMAN_MONTHS: Final = (
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()  # noqa: SIM905
)
_TYPES: Final = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS: Final = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)
_SPACE: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


async def bring(tx: Tx, wordings: list[dict[str, str]], today: date) -> None:
    """The house's own wordings, and a contract of each kind with the deal it belongs to."""
    for one in wordings:
        await standards.put(tx, one["kind"], one["text"])
    for lead in await tx.rows(q.paper_leads):
        title = f"{TITLES[lead['paper']]}, {lead['title']}"[:200]
        words = _filled(lead, today)
        file = io.BytesIO(word_file(words.split("\n")))
        contract, _new = await records.bring(tx, f"{title}.docx", file, lead_id=lead["id"], title=title)
        if lead["paper"] == "services":
            await records.set_status(tx, contract, "sent")
        else:
            await records.set_status(tx, contract, "signed", at=lead["closed_at"])


def _filled(lead: dict[str, Any], today: date) -> str:
    """A text with its blanks filled: who signs, for what and how much, from when to when."""
    paper = lead["paper"]
    begins = (lead["closed_at"].date() if lead["closed_at"] else today) + timedelta(days=10)
    years = 2 if paper == "handover" else 1
    # what is nearly over is what must be looked at: the first contract ends soon, its notice is due
    begins = today - timedelta(days=285) if paper == "brokerage" else begins
    ends = begins + timedelta(days=365 * years - 1)
    written = _german if paper == "handover" else _english
    known = {
        "party": lead["company"] or lead["contact"], "subject": lead["title"],
        "amount": f"{lead['currency']} {lead['amount']:,.0f}", "signed": written(begins - timedelta(days=3)),
        "begins": written(begins), "ends": written(ends),
    }  # fmt: skip
    return (_HERE / f"{paper}.txt").read_text().format(**known)


def _english(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def _german(day: date) -> str:
    return f"{day.day}. {GERMAN_MONTHS[day.month - 1]} {day.year}"


def word_file(lines: list[str]) -> bytes:
    """A Word file of these lines: the few parts such a file must have, and no library to write them."""
    paragraphs = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' for line in lines if line.strip()
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELATIONS)
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{_SPACE}"><w:body>{paragraphs}</w:body></w:document>'
        )
    return made.getvalue()
