"""The files of the scanned tree: which of them may be read, and their text."""

from __future__ import annotations

import os

from roletrust.dialects.file_bytes import file_bytes
from roletrust.engine.policy.document import PolicyError

LARGEST_FILE = 16 * 1024 * 1024


def unlinked(root: str, path: str) -> bool:
    """Whether `path`, seen from the directory `root`, is a file that no symbolic link on the way leads to."""
    common = os.path.commonpath([os.path.abspath(root), os.path.abspath(path)])
    place = os.path.join(os.path.realpath(common), os.path.relpath(os.path.abspath(path), common))
    return os.path.realpath(path) == place and os.path.isfile(path)


def read_text(path: str) -> str:
    """The file's text with Unix line ends, without a byte order mark.  Raises PolicyError if it cannot be read.

    Terraform reads UTF-8 alone, in which no text has a zero byte, and one of UTF-16 has many.
    """
    try:
        if os.path.getsize(path) > LARGEST_FILE:
            raise PolicyError(f"`{path}` is larger than {LARGEST_FILE} bytes")
        data = file_bytes(path)
    except (OSError, ValueError) as error:
        raise PolicyError(f"`{path}` cannot be read: {error}") from error
    if b"\0" in data:
        raise PolicyError("it is no text in UTF-8: it has a zero byte")
    return data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
