"""Write `mappings/kibana/*.ndjson` from the views: `python -m etl.kibana.design`."""

from __future__ import annotations

import msgspec

from etl import records
from etl.kibana.design.objects import files
from etl.kibana.objects import folder


def lines(objects: list[dict[str, object]]) -> bytes:
    """A file of saved objects as it is kept: one a line, keys in one order, so that a change shows as a change."""
    return b"".join(msgspec.json.encode(each, order="sorted") + b"\n" for each in objects)


def main() -> None:
    """Write every file whole; files of views that are no more are removed."""
    made = {f"{name}.ndjson": lines(objects) for name, objects in files().items()}
    folder().mkdir(parents=True, exist_ok=True)
    for old in folder().glob("*.ndjson"):
        if old.name not in made:
            old.unlink()
    for name, body in made.items():
        with records.atomic(folder() / name) as out:
            out.write(body)


if __name__ == "__main__":
    main()
