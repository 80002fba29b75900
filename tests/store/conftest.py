"""What the tests of this folder share."""

from tests.store.s3 import s3_bucket, s3_server

__all__ = ["s3_bucket", "s3_server"]
