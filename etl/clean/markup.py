"""HTML to blocks: everything that a reader could see, in page order, each block with the evidence of its markup."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from lxml import etree

from etl.clean.block import Block, Container
from etl.clean.cues import ClassCues
from etl.clean.prune import prune
from etl.clean.repair import squeeze

# libxml2 gives up silently at some 2,000 open elements; no page made for readers comes near half of that.
MAX_DEPTH = 1000

_BLOCK_TAGS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol option p pre section summary table tbody td "
    "tfoot th thead tr ul video audio".split()
)
# Never text of the page: taken out with everything inside and not on record.
_SILENT = frozenset(
    "script style noscript template svg iframe object embed canvas math map area head link meta datalist picture source "
    "track param rp rt frameset frame applet".split()
)
# Taken out whole, one block each, by the markup alone.
_CERTAIN = {
    "nav": "markup-navigation",
    "select": "markup-form",
    "button": "markup-form",
    "textarea": "markup-form",
    "dialog": "markup-dialog",
    "menu": "markup-navigation",
    "figcaption": "markup-caption",
}
_ROLES = {
    "navigation": "markup-navigation",
    "menu": "markup-navigation",
    "menubar": "markup-navigation",
    "search": "markup-form",
    "dialog": "markup-dialog",
    "alertdialog": "markup-dialog",
    "contentinfo": "markup-footer",
    "banner": "markup-navigation",
}
_BREAK = "\x0b"  # a `br` in the buffer; no page has the character, `prune` sees to that
_MENU = 4  # items from which a list of links is a menu
_MENU_ITEM = 45  # characters of the longest item
_PROSE = 80  # characters from which a block without many links counts as prose
_LONG_SUBTREE = 1500  # a pruned element with so much text between links may be the article after all
_LONG_CONTROL = 300  # characters from which a button is one that nobody closed, with the page inside
_NO_STYLE = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE)


class Markup(msgspec.Struct, kw_only=True):
    """A parsed page.

    Attributes:
        blocks: In page order.
        root: The tree, for the metadata.
        structured: The JSON-LD scripts, as written.
    """

    blocks: list[Block]
    root: Any
    structured: list[str]


class TooDeep(ValueError):
    """More elements open inside one another than any page needs."""


def parse(html: str, cues: ClassCues) -> Markup:
    """Blocks of a page.

    Raises:
        TooDeep: elements nested beyond `MAX_DEPTH`.
    """
    light, structured = prune(html)
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(light.encode("utf-8", "replace") or b"<html/>", parser)
    if root is None:
        return Markup(blocks=[], root=etree.Element("html"), structured=structured)
    return Markup(blocks=fold_links(_Walker(cues).walk(root)), root=root, structured=structured)


def fold_links(blocks: list[Block]) -> list[Block]:
    """Make one block, taken out by the markup alone, of every list of short items that are links and nothing else."""
    folded: list[Block] = []
    run: list[Block] = []
    for block in [*blocks, None]:
        if block is not None and _is_menu_item(block) and (not run or _list_of(run[0]) is _list_of(block)):
            run.append(block)
            continue
        folded += [_menu(run)] if len(run) >= _MENU else run
        run = [block] if block is not None and _is_menu_item(block) else []
        if block is not None and not run:
            folded.append(block)
    return folded


def _is_menu_item(block: Block) -> bool:
    return (
        block.rule is None
        and len(block.text) <= _MENU_ITEM
        and block.links >= len(block.text)
        and block.container is not None
    )


def _list_of(block: Block) -> Container | None:
    """The element whose children the items are: `ul` around `li`, whatever else is around the links."""
    container = block.container
    while container is not None and container.tag not in ("ul", "ol"):
        container = container.parent
    return container or (block.container.parent if block.container is not None else None)


def _menu(run: list[Block]) -> Block:
    text = " · ".join(block.text for block in run)
    return Block(text=text, tag=run[0].tag, container=run[0].container, links=len(text), rule="markup-link-list")


class _Walker:
    """One pass over a tree; the buffer holds the text of the block that is open."""

    def __init__(self, cues: ClassCues) -> None:
        self.cues = cues
        self.blocks: list[Block] = []
        self.parts: list[str] = []
        self.links = 0
        self.inline: frozenset[str] = frozenset()
        self.open_links = 0

    def walk(self, root: Any) -> list[Block]:
        stack = [Container(tag="", parent=None, cues=frozenset(), depth=0)]
        body = root.find("body")
        walker = etree.iterwalk(root if body is None else body, events=("start", "end"))
        for event, element in walker:
            tag = element.tag
            if event == "end":
                if tag in _BLOCK_TAGS and stack[-1].tag == tag and len(stack) > 1:
                    self._flush(stack[-1])
                    stack.pop()
                elif tag == "a":
                    self.open_links = max(0, self.open_links - 1)
                if element.tail:
                    self._text(element.tail)
                continue
            if tag in _SILENT or not isinstance(tag, str):
                walker.skip_subtree()
                continue
            if tag in _BLOCK_TAGS:
                self._flush(stack[-1])
                container = self._container(element, tag, stack[-1])
                if container.depth > MAX_DEPTH:
                    raise TooDeep(f"more than {MAX_DEPTH} elements are open inside one another")
                stack.append(container)
                if (rule := self._certain(element, tag)) is not None and self._take(element, container, rule):
                    walker.skip_subtree()
                    continue
            elif tag == "br":
                self.parts.append(_BREAK)
                continue
            elif tag in _CERTAIN and len(words := squeeze(" ".join(element.itertext()))) <= _LONG_CONTROL:
                self.parts.append(" ")
                walker.skip_subtree()
                if words:
                    self.blocks.append(Block(text=words, tag=tag, container=stack[-1], rule=_CERTAIN[tag]))
                continue
            else:
                if tag == "a":
                    self.open_links += 1
                name = element.get("class")
                if name:
                    self.inline |= self.cues.of(name)
            if element.text:
                self._text(element.text)
        self._flush(stack[-1])
        return self.blocks

    def _container(self, element: Any, tag: str, parent: Container) -> Container:
        names = " ".join(filter(None, (element.get("class"), element.get("id"), element.get("itemprop"))))
        cues = self.cues.of(names) if names else frozenset()
        if element.get("hidden") is not None or element.get("aria-hidden") == "true":
            cues |= {"hidden"}
        elif (style := element.get("style")) and _NO_STYLE.search(style):
            cues |= {"hidden"}
        return Container(tag=tag, parent=parent, cues=cues, depth=parent.depth + 1)

    def _certain(self, element: Any, tag: str) -> str | None:
        return _CERTAIN.get(tag) or _ROLES.get(element.get("role") or "")

    def _take(self, element: Any, container: Container, rule: str) -> bool:
        """One block of a whole element; not when it holds so much prose that it may be the article."""
        text = squeeze(" ".join(element.itertext()))
        linked = sum(len("".join(a.itertext())) for a in element.iter("a"))
        if len(text) - linked > _LONG_SUBTREE and rule != "markup-caption":
            return False
        if text:
            self.blocks.append(Block(text=text, tag=element.tag, container=container, links=linked, rule=rule))
        return True

    def _text(self, text: str) -> None:
        self.parts.append(text)
        if self.open_links:
            self.links += len(text.strip())

    def _flush(self, container: Container) -> None:
        if not self.parts:
            return
        raw = "".join(self.parts)
        links, inline = self.links, self.inline
        self.parts, self.links, self.inline = [], 0, frozenset()
        lines = raw.split(_BREAK)
        paragraphs: list[list[str]] = [[]]
        for line in lines:
            if words := squeeze(line):
                paragraphs[-1].append(words)
            elif paragraphs[-1]:
                paragraphs.append([])
        texts = ["\n".join(lines) for lines in paragraphs if lines]
        total = sum(map(len, texts)) or 1
        for text in texts:
            share = links * len(text) // total
            self.blocks.append(Block(text=text, tag=container.tag, container=container, cues=inline, links=share))


def weigh(blocks: list[Block]) -> None:
    """Give each container the prose, the links and the characters that it holds."""
    for block in blocks:
        size = len(block.text)
        prose = size if is_prose(block) else 0
        container = block.container
        if container is not None:
            container.own_prose += prose
            if container.parent is not None:
                container.parent.own_prose += prose
        while container is not None:
            container.size += size
            container.links += block.links
            container.prose += prose
            container = container.parent


def is_prose(block: Block) -> bool:
    """Whether a block reads as running text: long, few links, nothing that the markup already took out."""
    return block.rule is None and len(block.text) >= _PROSE and block.links < 0.4 * len(block.text)
