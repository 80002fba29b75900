"""What a page is, when it is not simply an article."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from etl.article import Kind
from etl.clean.block import Block
from etl.clean.facts import Facts
from etl.clean.metadata.collect import Metadata
from etl.clean.read import Reading
from etl.clean.verdict import BlockVerdict
from etl.normalise import fold

_ERROR = re.compile(
    r"^(?:erreur )?(?:404|403|410|500|502|503)\b|page (?:introuvable|non trouvee|not found|inexistante)|not found|"
    r"acces (?:refuse|interdit)|access denied|forbidden|just a moment|verification (?:de votre navigateur|humaine)|"
    r"are you (?:a )?(?:human|robot)|service (?:indisponible|unavailable)|site en maintenance|bad gateway"
)
_LIVE_TITLE = re.compile(
    r"^(?:en )?direct\b|\ben direct\b|^live\b|\blive ?(?:blog|updates?|ticker)\b"
    r"|minute par minute|suivez (?:le|la) .{0,40}en direct"
)
_LIVE_PATH = re.compile(r"/(?:live|en-direct|direct|liveblog|live-updates)(?:/|-|$)")
_VIDEO_PATH = re.compile(r"/(?:videos?|replay|emissions?/videos?|watch)(?:/|-|$)")
_SECTION_PATH = re.compile(
    r"/(?:tags?|rubriques?|categor(?:y|ie)s?|themes?|dossiers?|topics?|auteurs?|authors?|archives?|page/\d+)(?:/|$)"
)
_STAMP = re.compile(r"^(?:à )?\d{1,2} ?[h:] ?\d{2}\b")
_LISTS = frozenset({"CollectionPage", "SearchResultsPage", "ItemList", "ProfilePage"})
_WALL = re.compile(
    r"(?:article|contenu|suite|acces|lecture).{0,40}reserve|il (?:vous )?reste [\d.,]+ ?%"
    r"|pour lire la suite|lire la suite de|"
    r"abonnez-vous pour (?:lire|continuer|acceder|debloquer)|subscribers? only"
    r"|to continue reading|article payant|contenu payant"
)
_BROKEN = re.compile(r"(?:…|\.\.\.|\[…\]|[^.!?»”\")\]])\s*$")  # an end that is no end of a sentence
_PARAGRAPH = 60  # characters of a block that may break off; a shorter one at the end is a name or a note
_BEHIND = 12  # blocks behind the text in which a line still speaks of it
_ARTICLE_PROSE = 700  # characters of kept text from which a page is an article unless it says otherwise
_VIDEO_PROSE = 600
_STUB_PROSE = 2500
_LIVE_STAMPS = 6
_TEASERS = 12


def kind_of(data: Metadata, reading: Reading, facts: list[Facts], verdicts: list[BlockVerdict]) -> tuple[Kind, bool]:
    """The kind of the page, and whether its text is only partly there."""
    kept = [v for v in verdicts if v.kept]
    prose = sum(len(v.text) for v in kept if facts[v.position].prose)
    title = fold(data.title or "")
    path = urlsplit(data.url).path if data.url else ""
    if prose < _ARTICLE_PROSE and (_ERROR.search(title) or (not reading.html and prose == 0 and _error_text(verdicts))):
        return Kind.ERROR, False
    if is_live(data, reading.blocks):
        return Kind.LIVE, False
    walled = _walled(data, verdicts)
    if reading.html:
        if prose < _VIDEO_PROSE and not walled and (_VIDEO_PATH.search(path) or _only_video(data)):
            return Kind.VIDEO, False
        listing = _listing(data, path, reading, facts, prose)
        if listing is not None:
            return listing, False
    if walled and prose < _STUB_PROSE:
        return Kind.STUB, True
    if not kept:
        return Kind.OTHER, False
    return Kind.ARTICLE, walled


def _error_text(verdicts: list[BlockVerdict]) -> bool:
    return len(verdicts) < 30 and any(_ERROR.search(fold(v.text[:80])) for v in verdicts[:5])


def is_live(data: Metadata, blocks: list[Block]) -> bool:
    """Whether a page says that it is a live report, and its blocks bear the times of one."""
    if "LiveBlogPosting" in data.types:
        return True
    path = urlsplit(data.url).path if data.url else ""
    if _LIVE_TITLE.search(fold(data.title or "")) is None and _LIVE_PATH.search(path) is None:
        return False
    return sum(_STAMP.match(block.text) is not None for block in blocks) >= _LIVE_STAMPS


def _only_video(data: Metadata) -> bool:
    articles = {name for name in data.types if name.endswith(("Article", "BlogPosting", "Posting"))}
    return "VideoObject" in data.types and not articles


def _listing(data: Metadata, path: str, reading: Reading, facts: list[Facts], prose: int) -> Kind | None:
    """A front page or a section page: many linked headlines and hardly a text of its own."""
    articles = {name for name in data.types if name.endswith(("Article", "BlogPosting"))}
    stated = reading.tags.meta.get("og:type", "").lower() if reading.tags else ""
    teasers = sum(
        1
        for block, fact in zip(reading.blocks, facts, strict=True)
        if block.rule in (None, "markup-link-run") and 25 <= fact.size <= 300 and block.links > 0.7 * fact.size
    )
    says_article = bool(articles) or stated == "article" or data.published_at is not None
    if data.url is not None and path.strip("/") == "" and not articles and teasers >= _TEASERS:
        return Kind.HOME
    if says_article:
        return None
    if teasers < _TEASERS or prose > teasers * 120:
        return None
    if data.types & _LISTS or stated == "website" or _SECTION_PATH.search(path) or prose < _ARTICLE_PROSE:
        return Kind.HOME if data.url is not None and path.strip("/") == "" else Kind.SECTION
    return None


def _walled(data: Metadata, verdicts: list[BlockVerdict]) -> bool:
    """Whether a wall ends the text: a line that says so stands right behind it, or before a text that breaks off.

    The badge of an article for subscribers stands above it all the same when they are shown all of it.
    """
    if data.free is True:
        return False
    walls = [v.position for v in verdicts if _says_wall(v)]
    last = max((v.position for v in verdicts if v.kept), default=-1)
    if data.free is False or last < 0:
        return bool(walls)
    texts = [v.becomes or v.text for v in verdicts if v.kept and len(v.text) >= _PARAGRAPH]
    broken = bool(texts) and _BROKEN.search(texts[-1]) is not None
    return any(last <= at <= last + _BEHIND or (broken and at < last) for at in walls)


def _says_wall(verdict: BlockVerdict) -> bool:
    """Whether what was taken out of a block, or glued to its end, speaks of a wall."""
    if verdict.rule != "subscription" and verdict.becomes is None:
        return False
    kept = verdict.becomes or ""
    return _WALL.search(fold(verdict.text)) is not None and _WALL.search(fold(kept)) is None
