"""Lists that are menus, runs of links and tables that are data: taken out by their shape alone."""

from __future__ import annotations

from etl.clean.block import Block, Container
from etl.clean.elements import HEADINGS

_MENU = 4  # items from which a list of links is a menu
_MENU_ITEM = 45  # characters of the longest item
_RUN = 6  # links one after another from which none of them is text
_LINKED = 0.9  # share of a block from which it is a link and nothing else
_RUN_LINK = 200  # characters of the longest link of a run
_RUN_LABEL = 30  # characters of a block between two links of a run: a section's name, a time, a count
_TABLE_PROSE = 0.3  # share of prose from which a table is there for the layout
_ENDS = ".!?:…"
_TEASER = 80  # characters from which a link is running text
_WHOLE = 0.95  # share of a block from which it is a link as a whole; white space is not counted
_SENTENCE_ENDS = ".!?…"


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


def mark_link_runs(blocks: list[Block]) -> None:
    """Take out links that follow one another with nothing but short labels between them: teasers, menus, tags.

    They are a quarter of the blocks of a page, and nothing else need be asked of them. The model learns from them all
    the same (`labels.py`): what it knows of links serves where they are fewer.
    """
    run: list[Block] = []
    links = last = 0
    for block in [*blocks, None]:
        if block is not None and _is_link(block):
            run.append(block)
            links, last = links + 1, len(run)
        elif block is not None and run and _may_be_label(block):
            run.append(block)
        else:
            if links >= _RUN:
                for inner in run[:last]:
                    inner.rule = inner.rule or "markup-link-run"
            run, links, last = [], 0, 0


def _is_link(block: Block) -> bool:
    size = len(block.text)
    return block.rule is None and size <= _RUN_LINK and block.links >= _LINKED * size and block.tag != "h1"


def _may_be_label(block: Block) -> bool:
    if block.rule is not None:
        return True
    return len(block.text) <= _RUN_LABEL and block.text[-1] not in _ENDS and block.tag != "h1"


def is_linked_text(block: Block) -> bool:
    """Whether a block is running text and a link from its first word to its last: the teaser of another article."""
    size = len(block.text)
    return (
        block.rule is None
        and size >= _TEASER
        and block.links >= _WHOLE * size
        and block.text[-1] in _SENTENCE_ENDS
        and block.tag not in HEADINGS
    )


def in_data_table(block: Block) -> bool:
    """Whether a block is a cell of a table of data; tables that only lay a page out hold prose."""
    container = block.container
    for _ in range(4):
        if container is None:
            return False
        if container.tag == "table":
            return container.prose < _TABLE_PROSE * container.size
        container = container.parent
    return False
