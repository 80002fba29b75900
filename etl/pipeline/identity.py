"""Which page speaks for an article, where several claim the same address.

Two pages of one night may name the same canonical URL, and a page may name the URL of an article that is in the
archive already. One of them counts: the page that is already the article's own, else the one fetched last, else the
one with the greater digest. That does not depend on the order in which they came.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from etl.archive import ArticleIndex
from etl.article import Article, PageRef, Record, Reject, Stage
from etl.normalise import stable_id

# Article ids asked of the archive at a time: bounds the size of a request, not the result.
LOOKUP = 500


@dataclass(frozen=True, slots=True)
class Claim:
    """One page's claim to an article id."""

    article: str
    key: str
    digest: str
    fetched_at: str
    content_hash: str
    path: str

    @property
    def rank(self) -> tuple[str, str]:
        return (self.fetched_at, self.digest)

    def says_as(self, other: Claim) -> bool:
        """Whether both pages have the same words, so that one of them is no loss."""
        return self.content_hash == other.content_hash


def claim_of(article: Article) -> Claim:
    return Claim(
        article=article.id,
        key=article.key or article.id,
        digest=article.digest or "",
        fetched_at=article.fetched_at or "",
        content_hash=article.content_hash or "",
        path=article.path or article.id,
    )


@dataclass
class Verdict:
    """Who counts. `winners` maps an article id to the key of its page; `losers` pairs a losing claim with its winner;
    `replaced` lists ids of archived articles that are gone because their page now has another address."""

    winners: dict[str, str]
    losers: list[tuple[Claim, Claim]]
    overtaken: list[Claim]
    replaced: list[str]


def settle(claims: Iterable[Claim], index: ArticleIndex) -> Verdict:
    """Settle the claims of a night among themselves and against the archive."""
    best: dict[str, Claim] = {}
    losers: list[tuple[Claim, str]] = []
    for claim in claims:
        other = best.get(claim.article)
        if other is None:
            best[claim.article] = claim
            continue
        winner, loser = (claim, other) if claim.rank > other.rank else (other, claim)
        best[claim.article] = winner
        losers.append((loser, claim.article))
    verdict = Verdict(winners={}, losers=[], overtaken=[], replaced=[])
    for ids in chunks(list(best), LOOKUP):
        archived = index.get(ids)
        for article_id in ids:
            _against_archive(best, article_id, archived.get(article_id), verdict)
    own_page = {claim.key: claim for claim in best.values()}
    for keys in chunks(list(own_page), LOOKUP):
        for key, page in index.pages(keys).items():
            if page.id != own_page[key].article and page.id not in best:
                verdict.replaced.append(page.id)
    verdict.losers += [(loser, best[article_id]) for loser, article_id in losers]
    return verdict


def _against_archive(best: dict[str, Claim], article_id: str, archived: Article | None, verdict: Verdict) -> None:
    claim = best[article_id]
    if archived is not None:
        held = claim_of(archived)
        if held.key != claim.key:
            if held.rank >= claim.rank:
                best[article_id] = held
                verdict.losers.append((claim, held))
                return
            verdict.overtaken.append(held)
    verdict.winners[article_id] = claim.key


def reject_of(loser: Claim, winner: Claim, ref: PageRef | None) -> Reject | None:
    """On record where two pages of one address say different things; a page that says the same is no loss."""
    if loser.says_as(winner):
        return None
    return Reject(
        id=stable_id(loser.path, Stage.DEDUPE),
        path=loser.path,
        stage=Stage.DEDUPE,
        reason="same-address",
        error=(
            f"has the same address as {winner.path}, which was fetched later and has another text: "
            "that one is in the archive, this one is kept in the raw store"
        ),
        source=ref.source if ref else None,
        digest=loser.digest,
        ref=ref,
    )


def superseded_record(claim: Claim, winner: Claim | None = None) -> Record:
    """For the archive's collection `pages`: this page was read, another page of the same address counts.

    `repeats` where tonight's `winner` says the same, so that the page is no loss and no reject.
    """
    record = {"id": claim.key, "digest": claim.digest, "article": claim.article, "path": claim.path}
    return {**record, "repeats": True} if winner is not None and claim.says_as(winner) else record


def chunks(items: list[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
