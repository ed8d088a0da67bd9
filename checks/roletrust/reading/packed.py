"""Files of text, and those that are packed by gzip, as AWS Config delivers its snapshots and histories.

https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy.html
"""

from __future__ import annotations

import gzip
import io
import zlib
from typing import TextIO

from roletrust.engine.policy.document import PolicyError

PACKED = ".gz"
UNREADABLE = (PolicyError, OSError, ValueError, RecursionError, EOFError, zlib.error)  # what reading such a file raises


def opened(path: str) -> TextIO:
    """The text of the file at `path`.  Raises OSError; reading it raises what is UNREADABLE."""
    if path.endswith(PACKED):
        return io.TextIOWrapper(gzip.open(path), encoding="utf-8-sig")
    return open(path, encoding="utf-8-sig")


def how_far(file: TextIO) -> int:
    """How many bytes of what `opened` gave have been read, packed as they are."""
    inner = getattr(file, "buffer", None)
    found: int = getattr(inner, "fileobj", inner).tell()  # type: ignore[union-attr]
    return found


def unpacked(data: bytes, path: str, most: int) -> bytes:
    """What `data`, which is all of the file at `path`, holds.  Raises what is UNREADABLE; ValueError beyond `most`."""
    if not path.endswith(PACKED):
        return data
    found = gzip.GzipFile(fileobj=io.BytesIO(data)).read(most + 1)
    if len(found) > most:
        raise ValueError(f"the file has more than {most} bytes")
    return found
