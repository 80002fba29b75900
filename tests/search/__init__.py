"""The judged set: what a French reader expects of a search, as numbers."""
