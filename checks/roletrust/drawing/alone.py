"""A page that stands alone: its data, one script and one style are in it, and it asks nothing of a network."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any


def filled(template: str, style: str, script: str, data: Mapping[str, Any], **parts: str) -> str:
    """`template`, with `{style}`, `{script}`, `{hash}` of the script, `{data}` and the `parts` in their places.

    INVARIANT: `data` is no markup, whatever it says.  The template's policy lets no script run but the one of the hash:
    https://www.w3.org/TR/CSP3/#match-element-to-source-list
    """
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    said = json.dumps(data).replace("<", "\\u003c")
    parts |= {"hash": f"sha256-{digest}", "style": style, "data": said, "script": script}
    before, *others = template.split("{")
    return before + "".join(parts[name] + rest for name, _, rest in (each.partition("}") for each in others))
