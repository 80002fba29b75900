"""The indices as Kibana sees them, with what their fields mean: Discover shows it beside each field."""

from __future__ import annotations

from etl.kibana.design.parts import ARTICLES, REJECTS, RUNS, DataView

OF_ARTICLES = {
    "dated": "When it was published; where nothing says that, when it was fetched.",
    "published_at": "When it was published; a date known only to the month stands at its first day.",
    "people": "People named in the text, each under one name in the whole archive.",
    "organizations": "Organizations named in the text, each under one name in the whole archive.",
    "places": "Places named in the text, each under one name in the whole archive.",
    "spellings": "Every known spelling of who and what is named, so that a search for any of them finds the article.",
    "kind": "What the page is: article, stub (only partly there), live, video, section, home, error, other.",
    "story_id": "Articles on the same event share it, whatever their words.",
    "duplicate_of": "For a copy: the id of the article that is kept. Empty for every other article.",
    "duplicate_kind": "exact: the same words; near: almost the same.",
    "similarity": "For a copy: how much of it is the same, from 0 to 1.",
    "words": "Words kept.",
    "removed_words": "Words that the cleaning took out.",
    "removed.rule": "The rules that took something out of the page.",
    "removed.text": "What was taken out, as the page had it.",
    "cleaner": "Fingerprint of the rules and weights that cleaned the page.",
}
OF_RUNS = {
    "type": "What the document counts: run, stage, removal, arrival, refusal.",
    "count": "How many: records of a stage, blocks of a removal, articles of an arrival, pages of a refusal.",
    "seconds": "How long the run or the stage took.",
    "hour": "The hour in which the pages of an arrival were fetched.",
    "unchanged": "Pages that the archive holds as they are; they were skipped.",
    "articles": "Articles of the run; of a removal: articles from which the rule took something.",
}
OF_REJECTS = {
    "reason": "The cause in one word, to count by.",
    "error": "What was wrong with what, and what to do.",
    "stage": "Where on its way the page was refused.",
}

DATA_VIEWS = (
    DataView(
        id=ARTICLES, name="Revue: articles", title="articles", time="dated", links=("url",), explained=OF_ARTICLES
    ),
    DataView(id=RUNS, name="Revue: runs", title="runs-*", time="started_at", explained=OF_RUNS),
    DataView(id=REJECTS, name="Revue: rejects", title="rejects-*", time="at", explained=OF_REJECTS),
)
