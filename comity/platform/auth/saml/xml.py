"""XML of strangers: no entities, no document types, nothing fetched; and never read but where a signature says so."""

from __future__ import annotations

from typing import Any, Final

from comity.core.errors import Problem

PROTOCOL: Final = "{urn:oasis:names:tc:SAML:2.0:protocol}"
ASSERTION: Final = "{urn:oasis:names:tc:SAML:2.0:assertion}"
METADATA: Final = "{urn:oasis:names:tc:SAML:2.0:metadata}"
SIGNATURE: Final = "{http://www.w3.org/2000/09/xmldsig#}"
REDIRECT: Final = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
POST: Final = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
MOST: Final = 512 * 1024

Element = Any

BAD_XML = Problem("validation_failed", 400, "SAMLResponse is not a valid XML SAML assertion")


def parse(document: bytes) -> Element:
    """The document's root; a Problem when it is too large, no XML, or carries a document type, comments or the like."""
    from lxml import etree  # some megabytes that only single sign-on needs

    if len(document) > MOST:
        raise BAD_XML()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(document, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BAD_XML() from error
    if root.getroottree().docinfo.doctype:
        raise BAD_XML()
    return root


def plain(element: Element) -> Element:
    """The same element, refused where comments or instructions could split what is read of it."""
    if any(not isinstance(one.tag, str) for one in element.iter()):
        raise BAD_XML()
    return element


def text(element: Element | None) -> str:
    """What an element says."""
    return "".join(element.itertext()).strip() if element is not None else ""


def children(element: Element, tag: str) -> list[Element]:
    """The direct children of a name: nothing is ever looked for deeper than where it belongs."""
    return [one for one in element if one.tag == tag]


def child(element: Element, tag: str) -> Element | None:
    """The only child of a name; None when there is none or more than one."""
    found = children(element, tag)
    return found[0] if len(found) == 1 else None
