"""Writes the `.env` that `docker compose up` needs: `make env`.

Every empty line of `.env.example` gets a secret of its own. The file is readable by its owner only; one that is there
is never written over, since the secrets in it open what the volumes hold.
"""

from __future__ import annotations

import base64
import os
import re
import secrets
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
EMPTY = re.compile(r"^([A-Z][A-Z0-9_]*)=$")


def main(arguments: list[str]) -> int:
    target = Path(arguments[0]) if arguments else REPOSITORY / ".env"
    text = filled((REPOSITORY / ".env.example").read_text(encoding="utf-8"))
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        print(f"{target} is there already and stays as it is.")
        return 0
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
    print(f"Wrote {target} with new secrets. Next: docker compose up")
    return 0


def filled(example: str) -> str:
    """The example with a secret in every line that has none."""
    return "".join(
        f"{match[1]}={secret(match[1])}\n" if (match := EMPTY.match(line.rstrip("\n"))) else line
        for line in example.splitlines(keepends=True)
    )


def secret(name: str) -> str:
    """A secret of 256 bits or more, of letters that no shell, URL or YAML file minds; a Fernet key where one is due."""
    if name.endswith("_FERNET_KEY"):
        return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    return secrets.token_hex(64 if name.endswith("_JWT_SECRET") else 32)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
