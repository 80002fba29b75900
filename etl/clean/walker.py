"""One pass over a tree: elements to blocks, each with the element that holds it."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from etl.clean.block import TEXT_CUES, Block, Container
from etl.clean.cues import ClassCues
from etl.clean.deadline import NEVER, Deadline
from etl.clean.elements import BLOCK_TAGS, CERTAIN, PARTS, ROLES, SILENT
from etl.clean.repair import squeeze

# libxml2 gives up silently at some 2,000 open elements; no page made for readers comes near half of that.
MAX_DEPTH = 1000

_BREAK = "\x0b"  # a `br` in the buffer; no page has the character, `prune` sees to that
_ELEMENTS = 1000  # walked between two looks at the clock
_LONG_SUBTREE = 1500  # a pruned element with so much text between links may be the article after all
_LONG_CONTROL = 300  # characters from which a button is one that nobody closed, with the page inside
_HIDING = frozenset({"hidden", "aria-hidden", "style"})
_TELLING = _HIDING | {"class", "id", "itemprop"}  # attributes of which anything is asked
_CLASS_ALONE = ["class"]
_OF_INLINE = frozenset({"class", "rel", "itemprop"})  # the same of elements inside a block
_BLANK = " \n\t\r"
# In a third of the time that a walk by `itertext` takes.
_TEXTS = etree.XPath(".//text()", smart_strings=False)
_LINK_TEXTS = etree.XPath(".//a//text()", smart_strings=False)
_NO_CUES: frozenset[str] = frozenset()
_NO_STYLE = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE)


class TooDeep(ValueError):
    """More elements open inside one another than any page needs."""


class Walker:
    """One pass over a tree; the buffer holds the text of the block that is open.

    `authors` are the elements whose attributes call them so, but for those in menus, forms and the foot of the page.
    """

    def __init__(self, cues: ClassCues, deadline: Deadline = NEVER) -> None:
        self.cues = cues
        self.deadline = deadline
        self.blocks: list[Block] = []
        self.authors: list[Any] = []
        self.parts: list[str] = []
        self.links = 0
        self.cued = _NO_CUES
        self.open_links = 0
        self.stack = [Container(tag="", parent=None, cues=_NO_CUES, depth=0)]

    def walk(self, root: Any) -> list[Block]:
        """The blocks below an element.

        Raises:
            TooDeep: elements nested beyond `MAX_DEPTH`.
            TooSlow: the time is over.
        """
        body = root.find("body")
        walker = etree.iterwalk(root if body is None else body, events=("start", "end"))
        for count, (event, element) in enumerate(walker):
            if count % _ELEMENTS == 0:
                self.deadline.check()
            if event == "end":
                tag = element.tag
                if tag in BLOCK_TAGS:
                    self._end(tag)
                elif tag == "a":
                    self.open_links = max(0, self.open_links - 1)
                text = element.tail
            elif self._start(element):
                text = element.text
            else:
                walker.skip_subtree()
                continue
            if text and (self.parts or not text.isspace()):
                self.parts.append(text)
                if self.open_links:
                    self.links += len(text.strip())
        self._flush(self.stack[-1])
        return self.blocks

    def _start(self, element: Any) -> bool:
        """Open an element; false if what is inside is not to be walked."""
        tag = element.tag
        if tag in SILENT or not isinstance(tag, str):
            return False
        if tag in BLOCK_TAGS:
            if self.parts or self.cued:
                self._flush(self.stack[-1])
            named = element.keys()
            container = self._container(element, tag, named, self.stack[-1])
            if container.depth > MAX_DEPTH:
                raise TooDeep(f"more than {MAX_DEPTH} elements are open inside one another")
            self.stack.append(container)
            rule = CERTAIN.get(tag) or (ROLES.get(element.get("role")) if "role" in named else None)
            if tag == "footer" and not any(around.tag in PARTS for around in self.stack):
                rule = "markup-footer"
            return rule is None or not self._take(element, container, rule)
        return self._inline(element, tag)

    def _inline(self, element: Any, tag: str) -> bool:
        """Open an element inside a block; false if what is inside is not to be walked."""
        if tag == "br":
            self.parts.append(_BREAK)
        elif tag in CERTAIN and len(words := squeeze(" ".join(element.itertext()))) <= _LONG_CONTROL:
            self.parts.append(" ")
            if words:
                self.blocks.append(Block(text=words, tag=tag, container=self.stack[-1], rule=CERTAIN[tag]))
            return False
        elif tag == "a":
            self.open_links += 1
        # Most have nothing but an address, or nothing at all: to ask for the names is cheaper than for each value.
        if _OF_INLINE.isdisjoint(element.keys()):
            return True
        if names := element.get("class"):
            self.cued |= self.cues.of(names)
        if (names and "author" in names) or "author" in (element.get("rel"), element.get("itemprop")):
            self.authors.append(element)
        return True

    def _end(self, tag: str) -> None:
        if self.stack[-1].tag == tag and len(self.stack) > 1:
            container = self.stack.pop()
            if self.parts or self.cued:
                self._flush(container)

    def _container(self, element: Any, tag: str, named: list[str], parent: Container) -> Container:
        cues = _NO_CUES
        if not _TELLING.isdisjoint(named):
            names = element.get("class") or ""
            if named != _CLASS_ALONE:
                names = " ".join(filter(None, (names, element.get("id"), element.get("itemprop"))))
            if names:
                if "author" in names:
                    self.authors.append(element)
                cues = self.cues.of(names)
            if not _HIDING.isdisjoint(named) and _is_hidden(element):
                cues |= {"hidden"}
        container = Container(tag=tag, parent=parent, cues=cues, depth=parent.depth + 1, comments=parent.comments)
        if "comments" in cues and TEXT_CUES.isdisjoint(cues):
            container.comments = container
        return container

    def _take(self, element: Any, container: Container, rule: str) -> bool:
        """One block of a whole element; not when it holds so much prose that it may be the article."""
        # Most pieces are the white space of the markup: without it there is little left to squeeze.
        text = squeeze(" ".join([words for piece in _TEXTS(element) if (words := piece.strip(_BLANK))]))
        linked = sum(map(len, _LINK_TEXTS(element)))
        if len(text) - linked > _LONG_SUBTREE and rule != "markup-caption":
            return False
        if text:
            self.blocks.append(Block(text=text, tag=element.tag, container=container, links=linked, rule=rule))
        return True

    def _flush(self, container: Container) -> None:
        parts, links, inline = self.parts, self.links, self.cued
        self.parts, self.links, self.cued = [], 0, _NO_CUES
        raw = "".join(parts)
        if _BREAK not in raw:
            if text := squeeze(raw):
                self.blocks.append(Block(text=text, tag=container.tag, container=container, cues=inline, links=links))
            return
        paragraphs: list[list[str]] = [[]]
        for line in raw.split(_BREAK):
            if words := squeeze(line):
                paragraphs[-1].append(words)
            elif paragraphs[-1]:
                paragraphs.append([])
        texts = ["\n".join(lines) for lines in paragraphs if lines]
        total = sum(map(len, texts)) or 1
        for text in texts:
            share = links * len(text) // total
            self.blocks.append(Block(text=text, tag=container.tag, container=container, cues=inline, links=share))


def _is_hidden(element: Any) -> bool:
    """Whether its own attributes say that nobody sees an element."""
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    style = element.get("style")
    return bool(style and _NO_STYLE.search(style))
