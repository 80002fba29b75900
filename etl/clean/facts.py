"""What one block says by itself: length, ends, kinds of words. No neighbour, no markup."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from importlib import resources

import msgspec

from etl.clean.block import Block
from etl.clean.deadline import NEVER, Deadline
from etl.clean.rules import LineRules
from etl.clean.scale import Scale

_WORD = re.compile(r"[^\W_]+")
# Full stops of Latin, Devanagari, Chinese and Arabic script.
_SENTENCE_END = re.compile(r"[.!?…।。！？؟۔][\"”»’“')\]\s]*$")

_Match = Callable[[str], re.Match[str] | None]
# Marks looked for only where the character they need is there at all. Patterns begin with that character, and what
# comes before it is asked for afterwards: with a `\b` in front of it each place of a text is tried.
_WITH_DIGIT: dict[str, _Match] = {
    "has:year": re.compile(r"[12](?:(?<=\b1)9|(?<=\b2)0)\d\d\b").search,
    "has:hour": re.compile(r"\d(?<!\w\d)\d? ?[hH:] ?\d\d\b").search,
    "has:euro": re.compile(r"\d ?[€$£]").search,
    "has:footnote": re.compile(r"(?:\(\d{1,2}\)|\[\d{1,3}\]|\d{1,2}[.)])\s").match,
}
_WITH_SIGN: tuple[tuple[str, tuple[str, ...], _Match | None], ...] = (
    ("has:url", ("://", "www."), None),
    ("has:handle", ("@",), re.compile(r"(?:^|[\s(])@\w{2,}").search),
    ("has:copyright", ("©", "(c)", "(C)"), None),
    ("has:bar", (" ",), re.compile(r"[|•›»>→·/] (?:(?<!/ )|(?<= / ))").search),
    ("has:colon", (": ",), None),
    ("has:bracket", ("(", "["), re.compile(r"[(\[].*[)\]]\.?$").match),
    ("has:hash", ("#",), re.compile(r"#\w").search),
    ("has:dash", (" - ", " – ", " — "), None),
)
_IMPERATIVE = re.compile(r"(?:\w+ez|découvrir|retrouver|voir|lire|suivre)(?:[ -]|$)", re.IGNORECASE)
_FORMS: dict[str, str] = json.loads(resources.files("etl.clean").joinpath("rules/forms.json").read_text("utf-8"))
_YOU = frozenset(_FORMS["reader"].split())
# Counting by deleting: bytes.translate is the fastest count there is.
_LATIN = "".join(map(chr, range(256)))
_DIGIT_BYTES = b"0123456789"
_LETTER_BYTES = "".join(filter(str.isalpha, _LATIN)).encode("latin-1")
_UPPER_BYTES = "".join(filter(str.isupper, _LATIN)).encode("latin-1")
_EMOJI = re.compile("[\u2600-\U0010ffff]")

# A finite verb, by the commonest forms and by endings that little else has; captions and headings often have none.
_VERBS = frozenset(_FORMS["verbs"].split())
_VERB_ENDINGS = tuple(_FORMS["verb_endings"].split())

_LENGTH = Scale("length", 10, 20, 40, 80, 140, 260)
_COMMON = Scale("common", 0.1, 0.2, 0.3, 0.4, 0.5)
_ROUGH = Scale("length", 40, 140)
_ROUGH_COMMON = Scale("common", 0.2, 0.35)
_UPPER = Scale("upper", 0.02, 0.08, 0.2, 0.6)
_DIGITS = Scale("digits", 0.01, 0.05, 0.2)
_WORDS = Scale("words", 2, 3, 5, 9, 16)
_VERBLESS = Scale("verbless&length", 40, 80, 200)
_WINDOW = 600
_BLOCKS = 50  # read between two looks at the clock
_MAX_WORDS = 400
_SHORT = 120  # characters up to which a text may well come again
_GLANCE = 60  # characters of a longer block that the markup took out: enough to tell it from others
_REMEMBERED = 5000  # short texts of which it is known what they say
_PROSE = 80
_PROSE_COMMON = 0.2
_SURE_COMMON = 0.4  # no other language would know more
# A page in a language without a list: so many long blocks, and fewer than this share with listed words.
_LONG = 120
_LONG_BLOCKS = 2
_KNOWN = 0.3
_UNKNOWN_COMMON = 0.36  # what running text has on average
_SENTENCE_WORDS = 8


class Facts(msgspec.Struct, kw_only=True, frozen=True, gc=False):
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
        key: Its words in lower case: equal for blocks that say the same.
        prose: It reads as running text.
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
    prose: bool


class Reader:
    """Makes `Facts`."""

    def __init__(self, rules: LineRules) -> None:
        lists = json.loads(resources.files("etl.clean").joinpath("rules/words.json").read_text("utf-8"))
        listed = [text.split() for code, text in lists.items() if code != "about"]
        self._languages = len(listed)
        self._common: dict[str, tuple[int, ...]] = {}
        for number, found in enumerate(listed):
            for word in set(found):
                self._common[word] = (*self._common.get(word, ()), number)
        self._read: dict[tuple[str, bool], Facts] = {}
        self.rules = rules

    def page(self, blocks: list[Block], deadline: Deadline = NEVER) -> list[Facts]:
        """What the blocks of a page say.

        Where hardly a long block has words of a language that is listed, the words are no evidence.

        Raises:
            TooSlow: the time is over.
        """
        found = []
        for count, block in enumerate(blocks):
            if count % _BLOCKS == 0:
                deadline.check()
            found.append(self._decided(block) if block.rule else self.facts(block.text))
        long = [fact for fact in found if fact.size >= _LONG and fact.sentence]
        if len(long) >= _LONG_BLOCKS and sum(fact.common >= _PROSE_COMMON for fact in long) < _KNOWN * len(long):
            return [self._decided(block) if block.rule else self.facts(block.text, known=False) for block in blocks]
        return found

    def _decided(self, block: Block) -> Facts:
        """Of a block that the markup alone took out: what its neighbours need."""
        return Facts(
            features=[],
            size=len(block.text),
            common=0.0,
            sentence=False,
            verbless=True,
            rules=(),
            verdict=block.rule,
            opens=False,
            key=key_of(block.text if len(block.text) <= _SHORT else block.text[:_GLANCE]),
            prose=False,
        )

    def facts(self, text: str, *, known: bool = True) -> Facts:
        """What a block says; `known` unless its language is one without a list of words.

        Short texts are remembered: the pages of a source, and often one page, say the same many times.
        """
        if len(text) > _SHORT:
            return self._facts(text, known)
        found = self._read.get((text, known))
        if found is None:
            if len(self._read) >= _REMEMBERED:
                self._read.clear()
            found = self._read[text, known] = self._facts(text, known)
        return found

    def _facts(self, text: str, known: bool) -> Facts:
        rules = self.rules.of(text)
        certain = next((rule for rule in rules if rule.verdict != "cue"), None)
        words = _words_of(text)
        key = " ".join(words)
        del words[_MAX_WORDS:]
        share = self._share(words)
        if not known and len(words) >= _SENTENCE_WORDS:
            share = max(share, _UNKNOWN_COMMON)
        sentence = _SENTENCE_END.search(text[-6:]) is not None
        size = len(text)
        verbless = _VERBS.isdisjoint(words) and not any(len(w) > 5 and w.endswith(_VERB_ENDINGS) for w in words)
        features = [_LENGTH(size), f"ends:{_end(text)}", f"starts:{_start(text)}", _COMMON(share), _WORDS(len(words))]
        features.append(f"{_ROUGH(size)}&{_ROUGH_COMMON(share)}&{sentence}")
        features += _marks(text[:_WINDOW], words)
        if 0 < len(words) <= 4 and all(w[:1].isupper() for w in text.split() if w[:1].isalpha()):
            features.append("name")
        if verbless:
            features.append(f"{_VERBLESS(size)}&{sentence}")
        features += [f"rule:{rule.name}" for rule in rules]
        return Facts(
            features=features,
            size=size,
            common=share,
            sentence=sentence,
            verbless=verbless,
            rules=tuple(rule.name for rule in rules),
            verdict=certain.name if certain else None,
            opens=certain is not None and certain.verdict == "section",
            key=key,
            prose=size >= _PROSE and certain is None and share >= _PROSE_COMMON,
        )

    def _share(self, words: list[str]) -> float:
        """Share of the words that are common in the language that knows most of them."""
        counts = [0] * self._languages
        for word in words:
            if word in self._common:
                for number in self._common[word]:
                    counts[number] += 1
        enough = _SURE_COMMON * len(words)
        best = next((count for count in counts if count >= enough), None) or max(counts)
        return best / len(words) if words else 0.0


def key_of(text: str) -> str:
    """The words of a text in lower case, for comparison inside one page."""
    return " ".join(_words_of(text))


def _words_of(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _marks(text: str, words: list[str]) -> list[str]:
    sample = text[:300].encode("latin-1", "replace")
    digits = (len(sample) - len(sample.translate(None, _DIGIT_BYTES))) / max(1, len(sample))
    found = [_DIGITS(digits)]
    if digits:
        found += [name for name, matches in _WITH_DIGIT.items() if matches(text)]
    for name, signs, matches in _WITH_SIGN:
        for sign in signs:
            if sign in text:
                if matches is None or matches(text):
                    found.append(name)
                break
    if letters := len(sample) - len(sample.translate(None, _LETTER_BYTES)):
        found.append(_UPPER((len(sample) - len(sample.translate(None, _UPPER_BYTES))) / letters))
    if not text.isascii() and _EMOJI.search(text):
        found.append("has:emoji")
    if not _YOU.isdisjoint(words):
        found.append("has:you")
    if _IMPERATIVE.match(text):
        found.append("has:imperative")
    if text.endswith(("...", "…")):
        found.append("has:ellipsis")
    return found


def _end(text: str) -> str:
    last = text.rstrip("\"”»’')] \u00a0")[-1:]
    quoted = text[-1:] in '"”»'
    if last in ".!?…।。！？؟۔":
        return ("." if last in ".।。۔" else "?" if last in "?!！？؟" else "…") + ("q" if quoted else "")
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
