"""What no parser needs to see: scripts, styles, drawings and comments, cut out of the markup before it is parsed.

They are most of a page's bytes. The scan looks at each character a bounded number of times, whatever the markup.
"""

from __future__ import annotations

import re

_OPEN = re.compile(r"<!--|<(script|style|svg|noscript|template|iframe)(?=[\s/>])", re.IGNORECASE)
_CLOSE = {
    name: re.compile(rf"</{name}[^>]{{0,50}}>", re.IGNORECASE)
    for name in ("script", "style", "svg", "noscript", "template", "iframe")
}
_NULLS = str.maketrans({"\x00": "", "\x0b": " "})
_MAX_STRUCTURED = 500_000


def prune(html: str) -> tuple[str, list[str]]:
    """The markup without what is never text, and the JSON-LD scripts in it."""
    if "\x00" in html or "\x0b" in html:
        html = html.translate(_NULLS)
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
            stopped = _CLOSE[name].search(html, opened + 1) if opened >= 0 else None
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
    return "".join(kept), structured
