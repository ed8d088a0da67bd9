"""Steps of `aws-actions/configure-aws-credentials` in a workflow of GitHub's, and scripts in its `run` steps.

Source: aws-actions/configure-aws-credentials v6, `action.yml`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import yaml

from roletrust.diagnosis.forms import in_shell
from roletrust.diagnosis.forms.given import AUDIENCE, DURATION, EXTERNAL_ID, SESSION_NAME, SKIP_TAGS, Given, Setting
from roletrust.dialects.callers.github_actions import calls as calls_of
from roletrust.dialects.callers.github_credentials import ACTION
from roletrust.engine.policy.document import PolicyError
from roletrust.engine.roles.calls import Call
from roletrust.reading.yaml_nodes import child, mappings_at, tree, written
from roletrust.reading.yaml_written import leaf

NAMES = {
    EXTERNAL_ID: "role-external-id",
    DURATION: "role-duration-seconds",
    SESSION_NAME: "role-session-name",
    SKIP_TAGS: "role-skip-session-tagging",
    AUDIENCE: "audience",
}
BY_NAME = {spelt: name for name, spelt in NAMES.items()}
ROLE = "role-to-assume"


def calls(text: str, file: str) -> Iterator[Given]:
    """The calls of the workflow `text`, from top to bottom.  Raises nothing: what is no YAML has none."""
    try:
        documents = list(yaml.compose_all(text, Loader=yaml.SafeLoader))
        made = [(node, list(calls_of(tree(node, file, leaf), file))) for node in documents]
    except (ValueError, RecursionError, yaml.YAMLError, PolicyError):
        return
    for node, found in made:
        for call in found:
            yield from in_step(call, text, file, node)
    yield from in_shell.calls(text, file)


def in_step(call: Call, text: str, file: str, document: yaml.Node) -> Iterator[Given]:
    """The call of a step of the action; none of a `run` step."""
    for step in mappings_at(document, call.source.first):
        inputs = child(step, "with")
        if not written(child(step, "uses")).lower().startswith(ACTION) or not isinstance(inputs, yaml.MappingNode):
            continue
        settings: dict[str, Setting] = {}
        at, indent = inputs.start_mark.index, " " * inputs.start_mark.column
        for key, value in inputs.value:
            begin = text.rfind("\n", 0, key.start_mark.index) + 1
            finish = text.find("\n", value.end_mark.index) + 1 or len(text)
            if key.value.lower() == ROLE:
                at = finish
            elif key.value.lower() in BY_NAME:
                span = value.start_mark.index, value.end_mark.index
                settings[BY_NAME[key.value.lower()]] = Setting(written(value), *span, begin, finish)

        def inserted(name: str, value: str, indent: str = indent, at: int = at) -> str:
            return f"{'' if text[:at].endswith(chr(10)) else chr(10)}{indent}{name}: {value}\n"

        yield Given(call, text, file, "workflow", settings, NAMES, at, inserted, quoted)
        return


def quoted(name: str, value: str) -> str:
    return value if name in (DURATION, SKIP_TAGS, AUDIENCE) else json.dumps(value, ensure_ascii=False)
