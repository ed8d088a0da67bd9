"""The text of a template, read by Checkov's own parser, and nothing but the text."""

from __future__ import annotations

import json
from typing import Any

from checkov.cloudformation.parser.cfn_yaml import ContentType, MarkedLoader, multi_constructor
from checkov.common.parsers.node import ListNode
from yaml import SequenceNode, YAMLError
from yaml.constructor import SafeConstructor

from roletrust.dialects.cloudformation.loops import has_loops, unrolled
from roletrust.engine.document import PolicyError

LONGEST = 4_000_000
LONGEST_REASON = 200


class Loader(MarkedLoader):
    """Checkov's, but that it opens no file that an element of a list names, and that an empty value is one."""

    def __init__(self, text: str) -> None:
        super().__init__(text, "", ContentType.TFPLAN)  # CFN has Checkov's own loader refuse null from then on
        self.add_multi_constructor("!", multi_constructor)
        self.add_constructor("tag:yaml.org,2002:seq", Loader.construct_sequence_of_text)  # type: ignore[type-var]
        self.add_constructor("tag:yaml.org,2002:null", SafeConstructor.construct_yaml_null)  # type: ignore[type-var]

    def construct_sequence_of_text(self, node: SequenceNode) -> ListNode:
        (found,) = SafeConstructor.construct_yaml_seq(self, node)
        return ListNode(found, node.start_mark, node.end_mark)


def parsed(text: str) -> Any:
    """What is written in `text`, with marks.  Raises PolicyError."""
    if len(text) > LONGEST:
        raise PolicyError(f"the template is longer than {LONGEST} characters")
    try:
        if "\t" in text and text.lstrip().startswith("{"):
            return with_loops_unrolled(json.loads(text))  # which no YAML is
        return with_loops_unrolled(Loader(text).get_single_data())
    except (YAMLError, ValueError, TypeError, RecursionError) as error:
        raise PolicyError(f"the template cannot be read: {' '.join(str(error).split())[:LONGEST_REASON]}") from None


def with_loops_unrolled(data: Any) -> Any:
    """`data`; a template with what its loops make in their place.  Raises PolicyError."""
    return unrolled(data) if has_loops(data) else data
