"""Lists that are menus and tables that are data: taken out by their shape alone."""

from __future__ import annotations

from etl.clean.block import Block, Container

_MENU = 4  # items from which a list of links is a menu
_MENU_ITEM = 45  # characters of the longest item
_TABLE_PROSE = 0.3  # share of prose from which a table is there for the layout


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
