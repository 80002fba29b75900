"""What no parser needs to see: scripts, styles, drawings and comments, cut out of the markup before it is parsed.

They are most of a page's bytes. The scan looks at each character a bounded number of times, whatever the markup.
"""

from __future__ import annotations

import re

# The first letter is asked for by itself: of most tags nothing else is looked at.
_OPEN = re.compile(r"<(?=[!sntiSNTI])(?:!--|((?i:script|style|svg|noscript|template|iframe))(?=[\s/>]))")
_CLOSE = {
    name: re.compile(rf"</{name}[^>]{{0,50}}>", re.IGNORECASE)
    for name in ("script", "style", "svg", "noscript", "template", "iframe")
}
_NULLS = str.maketrans({"\x00": "", "\x0b": " "})
_MAX_STRUCTURED = 500_000


def prune(html: str) -> tuple[str, list[str]]:
    """The markup without what is never text, and the JSON-LD scripts in it."""
    kept: list[str] = []
    structured: list[str] = []
    unclosed: set[str] = set()
    at = 0
    while (found := _OPEN.search(html, at)) is not None:
        kept.append(html[at : found.start()])
        name = (found.group(1) or "!--").lower()
        if name in unclosed:
            end = found.end()
            kept.append(html[found.start() : end])
        elif name == "!--":
            stop = html.find("-->", found.start() + 2)
            if stop < 0:
                unclosed.add(name)
                end = found.end()  # a comment that is never closed: the mark goes, what follows stays
            else:
                end = stop + 3
        else:
            opened = html.find(">", found.end())
            stopped = closed(html, name, opened + 1) if opened >= 0 else None
            if stopped is None:
                unclosed.add(name)
                end = found.end()
                kept.append(html[found.start() : end])
            else:
                if name == "script" and "ld+json" in html[found.start() : opened + 1]:
                    structured.append(html[opened + 1 : stopped.start()][:_MAX_STRUCTURED])
                kept.append(" ")
                end = stopped.end()
        at = end
    kept.append(html[at:])
    return _without_nulls("".join(kept)), list(map(_without_nulls, structured))


def _without_nulls(text: str) -> str:
    return text.translate(_NULLS) if "\x00" in text or "\x0b" in text else text


def closed(html: str, name: str, at: int) -> re.Match[str] | None:
    """The first end tag of a name. Scripts hold next to no others, and `find` passes over them many times as fast."""
    close = _CLOSE[name]
    while (at := html.find("</", at)) >= 0:
        if found := close.match(html, at):
            return found
        at += 2
    return None
