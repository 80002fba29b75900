"""What the names and roles of elements say: which hold blocks, which are never text, which are taken out whole."""

from __future__ import annotations

BLOCK_TAGS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "video",
        "audio",
    ]
)
"""A new block begins with them."""
SILENT = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "iframe",
        "object",
        "embed",
        "canvas",
        "math",
        "map",
        "area",
        "head",
        "link",
        "meta",
        "datalist",
        "picture",
        "source",
        "track",
        "param",
        "rp",
        "rt",
        "frameset",
        "frame",
        "applet",
    ]
)
"""Never text of the page: taken out with everything inside and not on record."""
CERTAIN = {
    "nav": "markup-navigation",
    "select": "markup-form",
    "button": "markup-form",
    "textarea": "markup-form",
    "dialog": "markup-dialog",
    "menu": "markup-navigation",
    "figcaption": "markup-caption",
}
"""Taken out whole, one block each, by the markup alone."""
ROLES = {
    "navigation": "markup-navigation",
    "menu": "markup-navigation",
    "menubar": "markup-navigation",
    "search": "markup-form",
    "dialog": "markup-dialog",
    "alertdialog": "markup-dialog",
    "contentinfo": "markup-footer",
    "banner": "markup-navigation",
}
"""The same by the role that an element has."""
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
PARTS = frozenset({"article", "main", "section", "blockquote"})
"""They may have a foot of their own."""
