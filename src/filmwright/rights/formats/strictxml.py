"""XML without its traps: no document type, no entities, nothing fetched, no depth; every element with its line."""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, indent, register_namespace, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from filmwright.errors import FilmwrightError
from filmwright.rights.formats import source as _source

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class Document:
    """An XML text that was read: its root, and the line (from 1) of each element."""

    def __init__(self, source: str, root: Element, lines: dict[Element, int]) -> None:
        """Keep what ``read`` found."""
        self.source, self.root, self._lines = source, root, lines

    def error(self, what: str, element: Element, do: str = "mend the file") -> FilmwrightError:
        """An error at the line of an element."""
        return FilmwrightError(what, _source.at(self.source, self._lines.get(element)), do)


class _Builder(TreeBuilder):
    """A tree that notes lines and refuses depth; ``line`` is set once the parser is there."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source, self.depth = source, 0
        self.lines: dict[Element, int] = {}
        self.expat: Any = None

    def start(self, tag: Any, attrs: Any) -> Element:
        self.depth += 1
        line = self.expat.CurrentLineNumber if self.expat is not None else None
        if self.depth > _source.MAX_DEPTH:
            where = _source.at(self.source, line)
            raise FilmwrightError(f"nested deeper than {_source.MAX_DEPTH}", where, "mend the file")
        _source.check_parts(len(self.lines), "elements", self.source)
        element = super().start(tag, attrs)
        if line is not None:
            self.lines[element] = line
        return element

    def end(self, tag: Any) -> Element:
        self.depth -= 1
        return super().end(tag)


def read(data: bytes, source: str = "") -> Document:
    """Parse one XML document in UTF-8.

    Raises:
        FilmwrightError: if it is too large, no UTF-8, no XML, nested too deep, or has a document type or an entity.
    """
    text = _source.text(data, source)
    builder = _Builder(source)
    parser: Any = DefusedXMLParser(target=builder, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    builder.expat = parser.parser
    try:
        parser.feed(text)
        root = parser.close()
    except ParseError as error:
        where = _source.at(source, error.position[0])
        raise FilmwrightError(f"not readable as XML: {str(error).split(':')[0]}", where, "mend the file") from error
    except DefusedXmlException as error:
        where = _source.at(source, parser.parser.CurrentLineNumber)
        what = "a document type or entity is not allowed in XML from elsewhere"
        raise FilmwrightError(what, where, "take it out, and write out what it stands for") from error
    except ValueError as error:
        raise FilmwrightError(f"not readable as XML: {error}", source, "mend the file") from error
    return Document(source, root, builder.lines)


def write(root: Element, prefixes: dict[str, str]) -> bytes:
    """An element as a document: indented, UTF-8, with these prefixes ({prefix: namespace})."""
    for prefix, namespace in prefixes.items():
        register_namespace(prefix, namespace)
    indent(root)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode").encode() + b"\n"


def clean(text: str) -> str:
    """Text in one line, without the few characters that XML cannot hold."""
    return " ".join(_ILLEGAL.sub("\ufffd", text).split())


def to_json(element: Element) -> dict[str, Any]:
    """An element as JSON, for keeping: tag, attributes, text, children, and the text between these."""
    made: dict[str, Any] = {"tag": element.tag}
    if element.attrib:
        made["attributes"] = dict(sorted(element.attrib.items()))
    if (element.text or "").strip():
        made["text"] = (element.text or "").strip()
    if len(element):
        made["children"] = [_inner(child) for child in element]
    return made


def _inner(element: Element) -> dict[str, Any]:
    """An element inside another, with the text that follows it there."""
    tail = (element.tail or "").strip()
    return {**to_json(element), **({"tail": tail} if tail else {})}


def from_json(kept: Any) -> Element | None:
    """The element that ``to_json`` kept; None if this is nothing of the kind."""
    if not isinstance(kept, dict) or not set(kept) <= {"tag", "attributes", "text", "children", "tail"}:
        return None
    tag, attributes, text, tail = (kept.get(key, "") for key in ("tag", "attributes", "text", "tail"))
    attributes = attributes or {}
    if not _is_name(tag) or not isinstance(attributes, dict) or not (_is_text(text) and _is_text(tail)):
        return None
    if any(not _is_name(key) or not _is_text(value) for key, value in attributes.items()):
        return None
    made = Element(str(tag), attributes)
    made.text, made.tail = text or None, tail or None
    children = kept.get("children", [])
    for child in children if isinstance(children, list) else [None]:
        inner = from_json(child)
        if inner is None:
            return None
        made.append(inner)
    return made


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and not _ILLEGAL.search(value)


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"(\{[^{}<>&\"\s]+\})?[A-Za-z_][\w.-]*", value) is not None
