"""Contracts for tests, made here: PDF by hand, Word by its library."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

TERM = (
    "1. Term. This Agreement shall commence on the Effective Date and shall expire on January 14, 2028. It shall"
    " automatically renew for"
    " successive periods of one (1) year unless either party gives written notice of non-renewal at least ninety (90)"
    " days before the end of the current term."
)
HEAD = (
    'This Services Agreement is made on January 15, 2027 (the "Effective Date") between Maison Aurelle SAS'
    ' ("Supplier") and Fontaine Holdings Ltd ("Customer").'
)
LAW = "5. Governing Law. This Agreement shall be governed by and construed in accordance with the laws of New York."
AGREEMENT = (
    "SERVICES AGREEMENT",
    HEAD,
    TERM,
    "2. Payment. Customer shall pay each invoice within thirty (30) days of receipt.",
    "3. Reports. Supplier shall deliver the first report to Customer by March 1, 2027.",
    "4. Exclusivity. During the term Customer shall purchase all of its requirements exclusively from Supplier.",
    LAW,
    "6. Confidentiality. Each party shall keep the confidential information of the other party secret.",
)


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF of these paragraphs."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for page in pages:
        lines = [line for paragraph in page for line in [*_wrapped(paragraph), ""]]
        drawn = " ".join(f"({_escaped(line)}) Tj T*" for line in lines)
        stream = f"BT /F1 10 Tf 12 TL 50 780 Td {drawn} ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        kids.append(len(objects) + 1)
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {len(objects)} 0 R >>"
        )
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(f'{n} 0 R' for n in kids)}] /Count {len(kids)} >>"
    return _written(objects)


def _written(objects: Sequence[str]) -> bytes:
    body, places = "%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    count = len(objects) + 1
    return (
        f"{body}xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<< /Size {count} /Root 1 0 R >>\n"
        f"startxref\n{len(body)}\n%%EOF"
    ).encode("latin-1")


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _wrapped(text: str, width: int = 95) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def locked(data: bytes) -> bytes:
    """The same behind a password."""
    from pypdf import PdfWriter

    writer = PdfWriter(BytesIO(data))
    writer.encrypt("secret")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def docx(paragraphs: Sequence[str]) -> bytes:
    """A Word file of these paragraphs."""
    from docx import Document

    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    out = BytesIO()
    document.save(out)
    return out.getvalue()
