"""The verbs of saying as patterns, built from `data/speech.toml`."""

from __future__ import annotations

import re
from functools import cache

from etl.enrich.spans import table

_PRESENT = ("e", "ent", "ait", "aient", "era", "eront", "erait", "eraient", "èrent", "a")
_AUXILIARY = r"(?:a|ont|avait|avaient|aura|aurait|auraient|ait|est|s'est|se sont|s'était)"
_CLITIC = r"(?:ne |n'|se |s'|me |m'|nous |vous |lui |leur |l'|la |le |les |y |en |nous a |m'a )"

SOURCE_START = re.compile(
    r"(?:^\s*|[,;(–—]\s*|\bcar\s+|\bmais\s+|\bet\s+)"
    r"(?P<word>selon|d'après|pour|à en croire|si l'on en croit|si on en croit|de l'avis de|aux yeux de)\s+",
    re.IGNORECASE,
)
"""Words that name who says it without a verb, where a clause begins."""


def _either(words: list[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(set(words), key=lambda w: (-len(w), w)))


@cache
def finite() -> str:
    """Pattern of a verb of saying in a simple tense."""
    stems = [stem + end for stem in table("speech")["regular"]["stems"] for end in _PRESENT]
    softened = [s for stem in stems for s in _spelled(stem)]
    return f"(?:{_either(softened + table('speech')['irregular']['finite'])})"


@cache
def participle() -> str:
    """Pattern of its past participle."""
    stems = [stem + end for stem in table("speech")["regular"]["stems"] for end in ("é", "ée", "és", "ées")]
    others = [word + end for word in table("speech")["irregular"]["participles"] for end in ("", "e", "s", "es")]
    return f"(?:{_either(stems + others)})"


def _spelled(form: str) -> list[str]:
    """`annoncait` is spelled `annonçait`, `exigait` `exigeait`; double consonants of `rappelle`, `rejette`."""
    out = [form]
    for soft, hard in (("ca", "ça"), ("ga", "gea")):
        for end in ("ait", "aient", "a"):
            if form.endswith(soft[0] + end):
                out = [form[: -len(end) - 1] + hard[:-1] + end]
    return out


@cache
def between() -> str:
    """Pattern of what may stand inside or after the verb: adverbs and days, any number."""
    return rf"(?:(?:{_either(table('speech')['between']['words'])})(?!\w),? ?)*"


@cache
def said() -> re.Pattern[str]:
    """`déclare`, `a ensuite déclaré`, `l'a affirmé`: a verb of saying after its subject."""
    text = rf"(?<![\w'-]){_CLITIC}?(?:{_AUXILIARY} {between()}{participle()}|{finite()})(?![\w-])"
    return re.compile(text)


@cache
def said_inverted() -> re.Pattern[str]:
    """`a déclaré`, `déclare`, `a-t-il ajouté`, `assurent-elles`: a verb of saying before its subject.

    A group whose name begins with `pronoun` holds the pronoun that is joined to it.
    """
    joined = r"-(?:t-)?(?P<pronoun{n}>ils|elles|il|elle|on|je|nous)"
    text = (
        rf"(?<![\w'-])(?:{_CLITIC})?(?:"
        rf"(?:a|ont|avait|avaient|aurait|s'est|se sont)(?:{joined.format(n=1)})? {between()}{participle()}"
        rf"|(?:fait|font){joined.format(n=3)} (?:valoir|savoir|remarquer|observer)"
        rf"|{finite()}(?:{joined.format(n=2)})?)(?![\w-])"
    )
    return re.compile(text)


def may_be_source(rest: str) -> bool:
    """False where what follows `selon` or `pour` names nobody: « pour l'instant »."""
    return not rest.lower().startswith(tuple(table("speech")["never"]["words"]))
