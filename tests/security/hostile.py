"""Pages written by somebody who means harm, and what they try."""

from __future__ import annotations

import gzip
import json
from html import escape
from pathlib import Path

from hypothesis import strategies as st

MARKUP = "\"'></title></textarea></script><script>parent.pwned=1</script><img src=x onerror=alert(1)>{{7*7}}{%raw%}"
STEERING = "\x1b]0;pwned\x07\x1b[2K\x1b[31m\u202e\u2066\x9b31m\r\n2026-11-22T00:00:00Z [info] forged=yes\u2028"
EVIL = f"{MARKUP}{STEERING}"

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20).map(lambda tail: f"{EVIL}{tail}")
"""Strings that break out of attributes, elements, templates, log lines and terminals."""

PROSE = (
    "Le conseil municipal de Montbrison a voté mardi soir la réfection du marché couvert, fermé depuis deux hivers.",
    "Les travaux, estimés à 3,4 millions d’euros, commenceront en mars et dureront quatorze mois, selon le maire.",
    "« Nous avons attendu assez longtemps », a déclaré l’adjointe au commerce, Sabine Courtial, à l’issue du vote.",
    "L’opposition, qui demandait un second devis, s’est abstenue ; les commerçants installés sous la halle seront relogés.",
)


def _inside_script(value: object) -> str:
    return json.dumps(value).replace("</", "<\\/")


def page(lure: str, title: str = "La halle de Montbrison sera rénovée") -> str:
    """A page whose every address leads to `lure`, and which hides markup in its words and metadata."""
    told = _inside_script(
        {
            "@context": f"{lure}/context.jsonld",
            "@type": "NewsArticle",
            "headline": f"{title} {MARKUP}",
            "author": {"@type": "Person", "name": f"Rédaction {MARKUP}"},
            "url": "javascript:alert(document.cookie)",
        }
    )
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in PROSE)
    return (
        f'<?xml version="1.0"?><!DOCTYPE html SYSTEM "{lure}/dtd.dtd" [<!ENTITY xxe SYSTEM "{lure}/entity">'
        f'<!ENTITY passwd SYSTEM "file:///etc/passwd">]>'
        f'<html lang="fr" xmlns:xi="http://www.w3.org/2001/XInclude"><head><base href="{lure}/">'
        f'<meta http-equiv="refresh" content="0;url={lure}/refresh"><link rel="stylesheet" href="{lure}/style.css">'
        f'<link rel="canonical" href="{lure}/../../etc/passwd"><script src="{lure}/script.js"></script>'
        f'<script type="application/ld+json">{told}</script>'
        f'<meta property="og:title" content="{escape(title + MARKUP)}"><title>{escape(title + MARKUP)}</title></head>'
        f"<body onload=\"fetch('{lure}/onload')\"><article><h1>{escape(title)}</h1><p>&xxe;&passwd;</p>{body}"
        f"<p>{escape(PROSE[0] + EVIL)}</p>"
        f'<xi:include href="{lure}/include" parse="text"/><img src="{lure}/image.png" srcset="{lure}/image2.png 2x">'
        f'<iframe src="{lure}/frame"></iframe><object data="{lure}/object"></object><video src="{lure}/video"></video>'
        f"<p>Lire aussi : {escape(EVIL)}</p></article></body></html>"
    )


def feed(lure: str, *, entity: bool) -> str:
    """A feed with an external document type, external style sheet and XInclude; with an entity of its own, if asked."""
    declared = f'[<!ENTITY xxe SYSTEM "{lure}/feed-entity">]' if entity else ""
    return (
        f'<?xml version="1.0"?><?xml-stylesheet href="{lure}/feed.xsl"?><!DOCTYPE rss SYSTEM "{lure}/feed.dtd" {declared}>'
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:xi="http://www.w3.org/2001/XInclude"><channel><title>Le Forez</title>'
        f'<xi:include href="{lure}/feed-include"/><item><title>{"&xxe;" if entity else "Halle"}</title>'
        f'<link>{lure}/item</link><enclosure url="{lure}/sound.mp3" type="audio/mpeg" length="1"/>'
        f"<content:encoded><![CDATA[{''.join(f'<p>{paragraph}</p>' for paragraph in PROSE)}]]></content:encoded>"
        "</item></channel></rss>"
    )


def fill(inbox: Path, lure: str) -> Path:
    """An inbox of every kind of file that is read."""
    inbox.mkdir(parents=True)
    (inbox / "page.html").write_text(page(lure), encoding="utf-8", errors="replace")
    (inbox / f"nom\n[error] forgé {MARKUP.replace('/', '_')[:60]}.html").write_text(
        page(lure, "Un nom"), encoding="utf-8"
    )
    (inbox / "packed.html.gz").write_bytes(gzip.compress(page(lure, "Une halle en travaux").encode()))
    (inbox / "feed.rss").write_text(feed(lure, entity=False), encoding="utf-8")
    (inbox / "entities.rss").write_text(feed(lure, entity=True), encoding="utf-8")
    (inbox / "binaire\n[error] forged.html").write_bytes(b"%PDF-1.7\x00\x01\x02")
    record = {
        "id": "../../../../etc/cron.d/revue",
        "url": f"{lure}/../../../../etc/passwd",
        "source": "../../etc",
        "title": EVIL,
        "text": "\n\n".join((*PROSE, EVIL)),
        **{f"champ_{number}": {"profond": [EVIL]} for number in range(300)},
    }
    (inbox / "dump.jsonl").write_text(json.dumps(record) + "\n", encoding="utf-8")
    (inbox / "lien.html").symlink_to("/etc/passwd")
    return inbox
