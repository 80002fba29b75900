"""Who is named: recognition, resolution inside a document, linking across documents, quotes.

`Recogniser` finds names (it loads a model), `Linker` gives them their ids and names for ever (it loads none),
`KnownEntities` is what the archive and the desk know already.
"""

from etl.enrich.known import KnownEntities
from etl.enrich.linker import Linker
from etl.enrich.recogniser import Recogniser

__all__ = ["KnownEntities", "Linker", "Recogniser"]
