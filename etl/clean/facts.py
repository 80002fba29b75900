"""What one block says by itself: length, ends, kinds of words. No neighbour, no markup."""

from __future__ import annotations

import json
import re
from importlib import resources

import msgspec

from etl.clean.rules import LineRules

_WORD = re.compile(r"[^\W_]+")
_LENGTHS = (10, 20, 40, 80, 140, 260)
_MARKS = {
    "url": re.compile(r"https?://|www\.", re.IGNORECASE),
    "handle": re.compile(r"(?:^|[\s(])@\w{2,}"),
    "copyright": re.compile(r"©|\(c\) ", re.IGNORECASE),
    "bar": re.compile(r"[|•›»>→·]\s|\s/\s"),
    "year": re.compile(r"\b(?:19|20)\d\d\b"),
    "hour": re.compile(r"\b\d{1,2} ?[hH:] ?\d\d\b"),
    "euro": re.compile(r"\d ?[€$£]"),
    "colon": re.compile(r" ?: "),
    "bracket": re.compile(r"^[(\[].*[)\]]\.?$"),
    "hash": re.compile(r"#\w"),
    "emoji": re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]"),
    "you": re.compile(r"\b(?:vous|votre|vos|you|your|Sie|Ihre?n?)\b", re.IGNORECASE),
    "imperative": re.compile(r"^(?:\w+ez|découvrir|retrouver|voir|lire|suivre)(?:[ -]|$)", re.IGNORECASE),
    "footnote": re.compile(r"^(?:\(\d{1,2}\)|\[\d{1,3}\]|\d{1,2}[.)])\s"),
    "ellipsis": re.compile(r"(?:\.\.\.|…)$"),
    "dash": re.compile(r" [-–—] "),
}
# A finite verb, by the commonest forms and by endings that little else has; captions and headings often have none.
_VERB = re.compile(
    r"\b(?:a|ont|est|sont|était|étaient|avait|avaient|sera|seront|serait|fut|furent|eut|aura|auront|peut|peuvent|doit|doivent|"
    r"va|vont|fait|font|dit|disent|veut|veulent|vient|prend|met|reste|faut|semble|devient|permet|reçoit|voit|sait|"
    r"is|are|was|were|has|have|had|will|would|can|could|said|says|ist|sind|war|hat|haben|wird|kann|"
    r"è|sono|era|ha|hanno|es|son|fue|han|será|puede|[a-zà-ÿ]{3,}(?:aient|èrent|eront|eraient|erait|ait))\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?…][\"”»’')\]]*\s*$")


class Facts(msgspec.Struct, kw_only=True, frozen=True):
    """Of one block.

    Attributes:
        features: Names of what holds, the same for both shapes of input.
        size: Characters.
        common: Share of the words that are among a language's commonest, 0 to 1.
        sentence: It ends as a sentence does.
        verbless: No finite verb was seen in it.
        rules: Names of the rules that it matches.
        verdict: Name of the certain rule that it matches, if any.
        opens: That rule takes what follows it too.
        key: Its words, folded: equal for blocks that say the same.
    """

    features: list[str]
    size: int
    common: float
    sentence: bool
    verbless: bool
    rules: tuple[str, ...]
    verdict: str | None
    opens: bool
    key: str

    @property
    def prose(self) -> bool:
        """It reads as running text."""
        return self.size >= 80 and self.verdict is None and self.common >= 0.2


class Reader:
    """Makes `Facts`."""

    def __init__(self, rules: LineRules) -> None:
        lists = json.loads(resources.files("etl.clean").joinpath("rules/words.json").read_text("utf-8"))
        self._common = {code: frozenset(text.split()) for code, text in lists.items() if code != "about"}
        self.rules = rules

    def facts(self, text: str) -> Facts:
        """What a block says."""
        rules = self.rules.of(text)
        certain = next((rule for rule in rules if rule.verdict != "cue"), None)
        key = key_of(text)
        words = key.split(" ", 400)[:400] if key else []
        common = max((sum(w in known for w in words) for known in self._common.values()), default=0)
        share = common / len(words) if words else 0.0
        sentence = _SENTENCE_END.search(text[-6:]) is not None
        features = [f"length<{bucket(len(text), _LENGTHS)}", f"ends:{_end(text)}", f"starts:{_start(text)}"]
        features.append(f"common<{bucket(share, (0.1, 0.2, 0.3, 0.4, 0.5))}")
        features.append(f"length<{bucket(len(text), (40, 140))}&common<{bucket(share, (0.2, 0.35))}&{sentence}")
        features += [f"has:{name}" for name, mark in _MARKS.items() if mark.search(text[:600])]
        letters = [c for c in text[:300] if c.isalpha()]
        if letters:
            upper = sum(c.isupper() for c in letters) / len(letters)
            features.append(f"upper<{bucket(upper, (0.02, 0.08, 0.2, 0.6))}")
        digits = sum(c.isdigit() for c in text[:300]) / max(1, min(300, len(text)))
        features.append(f"digits<{bucket(digits, (0.01, 0.05, 0.2))}")
        features.append(f"words<{bucket(len(words), (2, 3, 5, 9, 16))}")
        if 0 < len(words) <= 4 and all(w[:1].isupper() for w in text.split() if w[:1].isalpha()):
            features.append("name")
        verbless = _VERB.search(text[:400]) is None
        if verbless:
            features.append(f"verbless&length<{bucket(len(text), (40, 80, 200))}&{sentence}")
        features += [f"rule:{rule.name}" for rule in rules]
        return Facts(
            features=features,
            size=len(text),
            common=share,
            sentence=sentence,
            verbless=verbless,
            rules=tuple(rule.name for rule in rules),
            verdict=certain.name if certain else None,
            opens=certain is not None and certain.verdict == "section",
            key=key,
        )


def key_of(text: str) -> str:
    """The words of a text in lower case, for comparison inside one page."""
    return " ".join(_WORD.findall(text.lower()))


def bucket(value: float, edges: tuple[float, ...]) -> str:
    """The first edge above the value, or `inf`."""
    return next((str(edge) for edge in edges if value < edge), "inf")


def _end(text: str) -> str:
    last = text.rstrip("\"”»’')] \u00a0")[-1:]
    quoted = text[-1:] in '"”»'
    if last in ".!?…":
        return ("." if last == "." else "?" if last in "?!" else "…") + ("q" if quoted else "")
    if last in ":;,":
        return last
    return "quote" if quoted else "digit" if last.isdigit() else "letter" if last.isalpha() else "sign"


def _start(text: str) -> str:
    first = text[:1]
    if first in '"“«':
        return "quote"
    if first in "-–—•*":
        return "dash"
    return "upper" if first.isupper() else "lower" if first.islower() else "digit" if first.isdigit() else "sign"
