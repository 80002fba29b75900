"""Where two blocks of a page were run together without a space, and one of them is furniture by a rule for lines."""

from __future__ import annotations

import re

from etl.clean.inline import Glue
from etl.clean.rules import LineRules

_REACH = 300
"""Characters of what is taken off an end of a paragraph, at most."""
_REST = 80
"""Characters of the paragraph that must be left."""
_LEAST = 12
"""Characters of what is taken off: less is a number, a mark or a part of a name."""
_SHORT = 120
"""Characters of a byline or a date that runs on after the last sentence, at most."""
_CUES = frozenset({"byline", "date-line"})
_SEAM = re.compile("[a-zà-ÿ0-9.!?»”…)][A-ZÀ-Ý«“\U0001f300-\U0001faff]")
_AFTER = re.compile("(?<=[.!?»”…)])(?=[A-ZÀ-Ý\U0001f300-\U0001faff])")
_BEFORE = re.compile("(?<=[a-zà-ÿ0-9.!?»”…)])(?=[A-ZÀ-Ý«“][a-zà-ÿ'’ ]|[A-ZÀ-Ý] )")
_ENDS = '.!?»”"…)'
# Names with a capital inside.
_NAMES = re.compile(r"(?:You|Linked|Whats|Tik|i|Pay|Mc|Mac|Face|Snap|Deep|Le|La|De|Du)$")


class Seams:
    """Cuts lines at such places."""

    def __init__(self, rules: LineRules) -> None:
        self._rules = rules

    def cut(self, text: str) -> tuple[str, list[Glue]]:
        """The line without what was run into it, and what that was."""
        taken: list[Glue] = []
        if len(text) < _REST or _SEAM.search(text) is None:
            return text, taken
        for seam in _AFTER.finditer(text, max(_REST, len(text) - _REACH)):
            if (rule := self._furniture(tail := text[seam.start() :], last=True)) is not None:
                text, taken = text[: seam.start()].rstrip(), [Glue(text=tail, rule=rule)]
                break
        for seam in reversed(list(_BEFORE.finditer(text, 1, min(len(text), _REACH)))):
            head, rest = text[: seam.start()], text[seam.start() :]
            if len(rest) < _REST or rest[-1] not in _ENDS or _NAMES.search(head):
                continue
            rule = self._furniture(head.rstrip(), last=False)
            if rule is not None and self._furniture(rest, last=False) is None:
                return rest, [Glue(text=head.rstrip(), rule=rule), *taken]
        return text, taken

    def _furniture(self, piece: str, *, last: bool) -> str | None:
        """The rule that takes a piece as a line of its own."""
        if len(piece) < _LEAST:
            return None
        for rule in self._rules.of(piece):
            if rule.verdict != "cue" or (last and rule.name in _CUES and len(piece) <= _SHORT):
                return rule.name
        return None
