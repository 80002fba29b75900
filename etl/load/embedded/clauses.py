"""A reader's line as a tantivy query; its twin for Elasticsearch is `etl.load.elastic.clauses`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import tantivy

from etl.archive import Query
from etl.load import compounds
from etl.load import query as weights
from etl.load.analysis import Analyzer, Token
from etl.load.document import window
from etl.load.embedded.fulltext import FORMS, days
from etl.load.query import EXACT_FIELDS, STEMMED_FIELDS, Reading

MUST, SHOULD, MUST_NOT = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot
_Clause = tuple[tantivy.Occur, tantivy.Query]


class Clauses:
    """Builds queries against one version's index."""

    def __init__(self, schema: tantivy.Schema, analyzers: Mapping[str, Analyzer], searcher: tantivy.Searcher) -> None:
        self._schema = schema
        self._analyzers = analyzers
        self._searcher = searcher

    def build(self, reading: Reading, query: Query, *, partly: bool = False) -> tantivy.Query:
        """The whole query: what ranks, what filters, what excludes; `partly`: one of the words will do."""
        clauses: list[_Clause] = [(MUST, tantivy.Query.const_score_query(one, 0.0)) for one in self._filters(query)]
        if reading.words:
            words = [(SHOULD, self._word(word)) for word in reading.words]
            enough = tantivy.Query.boolean_query(words, minimum_number_should_match=reading.needed)
            if partly:
                clauses.append((MUST, tantivy.Query.boolean_query(words, minimum_number_should_match=1)))
                clauses.append((SHOULD, tantivy.Query.const_score_query(enough, weights.ENOUGH)))
            else:
                clauses.append((MUST, enough))
            clauses += [(SHOULD, self._boosted(self._exactly(word), weights.AS_WRITTEN)) for word in reading.words]
            if len(reading.words) > 1:
                together = self._phrase(" ".join(reading.words), slop=weights.TOGETHER_SLOP)
                clauses.append((SHOULD, self._boosted(together, weights.TOGETHER)))
        for phrase in reading.phrases:
            clauses.append((MUST, self._phrase(phrase)))
            if weights.has_accents(phrase):
                clauses.append((SHOULD, self._boosted(self._phrase(phrase, form="_accented"), weights.WITH_ACCENTS)))
        clauses += [(MUST_NOT, self._stemmed(word)) for word in reading.without_words]
        clauses += [(MUST_NOT, self._phrase(phrase)) for phrase in reading.without_phrases]
        if all(occur == MUST_NOT for occur, _ in clauses):
            clauses.append((MUST, tantivy.Query.const_score_query(tantivy.Query.all_query(), 0.0)))
        return tantivy.Query.boolean_query(clauses)

    def _filters(self, query: Query) -> list[tantivy.Query]:
        wanted = {"source": query.source, "people": query.person, "organizations": query.organization}
        wanted |= {"places": query.place, "story_id": query.story}
        filters = [self._term(name, value) for name, value in wanted.items() if value is not None]
        return filters + self.between(*window(query.since, query.until))

    def between(self, since: str | None, until: str | None) -> list[tantivy.Query]:
        """Articles that may have been published inside a window of days (both ends inclusive, none: open)."""
        ranges = []
        if since:
            ranges.append(self._range("last_day", lower=days(since)))
        if until:
            ranges.append(self._range("first_day", upper=days(until)))
        return ranges

    def _range(self, field: str, lower: int | None = None, upper: int | None = None) -> tantivy.Query:
        kind = tantivy.FieldType.Integer
        return tantivy.Query.range_query(self._schema, field, kind, lower_bound=lower, upper_bound=upper)

    def _word(self, word: str) -> tantivy.Query:
        """A word in any inflection; one that no article has, with a slip of the keyboard or in two."""
        stemmed = self._stemmed(word)
        slips = weights.slips(word)
        if not slips or self._searcher.search(stemmed, limit=1).hits:
            return stemmed
        slip = self._fields(
            EXACT_FIELDS,
            "_exact",
            "french_exact_search",
            word,
            lambda field, tokens: self._all(
                tantivy.Query.fuzzy_term_query(self._schema, field, token.term, slips) for token in tokens
            ),
        )
        in_two = (self._phrase(two) for two in compounds.parted(word, anywhere=True))
        return self._best([self._boosted(slip, weights.FUZZY), *in_two])

    def _stemmed(self, word: str) -> tantivy.Query:
        """A word in any inflection; a compound however it is written."""
        ways = [self._inflected(word), *(self._phrase(two) for two in compounds.parted(word))]
        one = compounds.joined(word)
        return self._best(ways if one is None else [*ways, self._inflected(one)])

    def _inflected(self, word: str) -> tantivy.Query:
        return self._fields(STEMMED_FIELDS, "", "french_stemmed_search", word, self._terms)

    def _exactly(self, word: str) -> tantivy.Query:
        form = "_accented" if weights.has_accents(word) else "_exact"
        return self._fields(EXACT_FIELDS, form, FORMS[form], word, self._terms)

    def _terms(self, field: str, tokens: Sequence[Token]) -> tantivy.Query:
        return self._all(self._term(field, token.term) for token in tokens)

    def _phrase(self, phrase: str, form: str = "_exact", slop: int = 0) -> tantivy.Query:
        def in_order(field: str, tokens: Sequence[Token]) -> tantivy.Query:
            if len(tokens) == 1:
                return self._term(field, tokens[0].term)
            words: list[str | tuple[int, str]] = [(token.position, token.term) for token in tokens]
            return tantivy.Query.phrase_query(self._schema, field, words, slop)

        return self._fields(EXACT_FIELDS, form, FORMS[form], phrase, in_order)

    def _fields(
        self,
        boosts: Mapping[str, float],
        suffix: str,
        analyzer: str,
        text: str,
        make: Callable[[str, Sequence[Token]], tantivy.Query],
    ) -> tantivy.Query:
        tokens = list(self._analyzers[analyzer].tokens(text))
        if not tokens:
            return tantivy.Query.empty_query()
        made = [self._boosted(make(f"{field}{suffix}", tokens), boost) for field, boost in boosts.items()]
        return tantivy.Query.disjunction_max_query(made, weights.TIE_BREAKER)

    def _term(self, field: str, value: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, field, value)

    @staticmethod
    def _boosted(query: tantivy.Query, boost: float) -> tantivy.Query:
        return tantivy.Query.boost_query(query, boost)

    @staticmethod
    def _best(ways: list[tantivy.Query]) -> tantivy.Query:
        return ways[0] if len(ways) == 1 else tantivy.Query.disjunction_max_query(ways, 0.0)

    @staticmethod
    def _all(queries: Iterable[tantivy.Query]) -> tantivy.Query:
        made = list(queries)
        return made[0] if len(made) == 1 else tantivy.Query.boolean_query([(MUST, one) for one in made])
