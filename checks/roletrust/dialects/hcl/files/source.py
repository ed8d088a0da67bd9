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


UTF_16 = (b"\xff\xfe", b"\xfe\xff")  # the byte order marks


def read_text(path: str) -> str:
    """The file's text with Unix line ends, without a byte order mark.  Raises PolicyError if it cannot be read.

    Terraform reads UTF-8 alone.  UTF-16 is known by its mark, or by the zero byte of its first letter; further on one
    may stand, in a comment or a text.
    """
    try:
        if os.path.getsize(path) > LARGEST_FILE:
            raise PolicyError(f"`{path}` is larger than {LARGEST_FILE} bytes")
        data = file_bytes(path)
    except (OSError, ValueError) as error:
        raise PolicyError(f"`{path}` cannot be read: {error}") from error
    if data.startswith(UTF_16) or b"\0" in data[:2]:
        raise PolicyError("it is text in UTF-16, of which Terraform reads none: save it in UTF-8")
    return data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
