"""One-shot: the bucket that the store lies in, where it is not there yet."""

from __future__ import annotations

import os

import fsspec


def main(store: str) -> None:
    filesystem, path = fsspec.core.url_to_fs(store)
    bucket = path.split("/", 1)[0]
    if filesystem.exists(bucket):
        print(f"bucket {bucket} is there")
        return
    filesystem.mkdir(bucket)
    print(f"bucket {bucket} made")


if __name__ == "__main__":
    main(os.environ["REVUE_STORE"])
