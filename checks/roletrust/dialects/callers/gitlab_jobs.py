"""A pipeline of GitLab CI as GitLab runs it: `include`, `extends`, `!reference` and `parallel: matrix` filled in.

Source: GitLab Docs, "CI/CD YAML syntax reference": `include:local` (paths from the repository's root, `*` and `**`;
what includes comes over what is included, mappings merged), `extends` (mappings merged, anything else replaced; up to
eleven levels), `inherit`, `parallel:matrix`, `rules:variables`, `spec:inputs`, `artifacts:reports:dotenv`; "Optimize
GitLab CI/CD configuration files": `!reference` (up to ten levels), which is filled in before `extends`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from roletrust.dialects.callers.reuse import (
    DEEPEST,
    MOST_FILES,
    NOT_KNOWN,
    Expanded,
    Filling,
    Repository,
    combinations,
    merged,
    names_in,
    opened,
    set_in,
    with_these,
    without,
)
from roletrust.dialects.callers.written import Reference, Written, entries, items, within
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.policy.document import Source

INPUT = re.compile(r"\$\[\[\s*inputs\.([\w-]+)\s*\]\]")
ASSIGNED = re.compile(r"\b([A-Za-z_]\w*)=")
GLOBAL = frozenset({"default", "variables", "include", "stages", "workflow", "image", "services", "cache", "spec",
                    "before_script", "after_script"})  # fmt: skip
NOT_FOUND = Reference(())


def expanded(pipeline: Tree, file: str, repository: Repository) -> Expanded:
    """The pipeline as it is run.  Raises nothing."""
    reading = Reading(file, repository)
    whole = reading.with_includes(pipeline, 0)
    if not isinstance(whole, Map):
        return NOT_KNOWN
    whole = reading.dereferenced(whole, whole, 0)
    jobs: dict[str, Tree] = {}
    templates: dict[str, Tree] = {}
    around = {key: value for key, value in whole.items() if key in GLOBAL}
    around["variables"] = with_rules(whole.get("variables"), within(whole, "workflow", "rules"), file)
    for name, job in whole.items():
        if name not in GLOBAL and isinstance(job, Map):
            found = reading.job(job, whole)
            if name.startswith("."):
                templates[name] = found
            else:
                jobs.update(parallel(name, found))
    runs, rest = Map({**around, **jobs}, source=whole.source), Map({**around, **templates}, source=whole.source)
    if reading.filling.is_spent:
        return NOT_KNOWN
    reports = [job for job in jobs.values() if within(job, "artifacts", "reports", "dotenv")]
    return Expanded(runs, rest, reading.sites, reading.brought_in, frozenset(set_in(reports, ASSIGNED.findall)))


class Reading:
    def __init__(self, file: str, repository: Repository) -> None:
        self.file, self.repository = file, repository
        self.sites: dict[str, Source] = {}
        self.brought_in: dict[str, str] = {}  # of what is included, by the file as findings call it
        self.left = MOST_FILES
        self.unread = 0  # entries of `include` whose files are not, or not all, at hand
        self.filling = Filling(INPUT)

    # --- include

    def with_includes(self, tree: Tree, depth: int, site: Source | None = None) -> Tree:
        """`tree` over all that it includes.  `site`: where the scanned file begins to lead here."""
        if not isinstance(tree, Map):
            return None
        found: Tree = Map()
        for entry in listed(tree.get("include")):
            at = site or (entry.source if isinstance(entry, Map) else Source(self.file, entry.line, entry.line + 1))
            for path in (self.paths(entry) if depth < DEEPEST else []) or [""]:
                found = merged(found, self.brought(path, entry, depth, at, {**tree, **found}))
        return merged(found, without(tree, "include"))

    def brought(self, path: str, entry: Tree, depth: int, site: Source, here: Mapping[str, Tree]) -> Tree:
        """What an entry of `include` brings in from the file at `path`, which is '' where it is not at hand.

        `here`: what it comes over, or under.  Of a file that `rules` may leave out it is what that makes unknown, and
        of one that is not at hand, variables around the jobs: those of jobs are each file's own.
        """
        if path and within(entry, "rules") is None:
            unread, found = self.unread, self.included(path, entry, depth, site)
            if self.unread == unread:
                return found
        elif path:
            apart = Reading(self.file, self.repository)
            apart.left, apart.filling.left = self.left, self.filling.left
            found = perhaps(apart.included(path, entry, depth, site), here, self.file)
            self.left, self.filling.left = apart.left, apart.filling.left
            if not apart.unread:
                return found
            self.unread += 1
        else:
            self.unread, found = self.unread + 1, Map()
        return merged(Map({"variables": Map(opened(names_in(here.get("variables")), self.file))}), found)

    def paths(self, entry: Tree) -> list[str]:
        """The files of this repository that an entry of `include` names."""
        path = within(entry, "local") if isinstance(entry, Map) else entry
        if not isinstance(path, Written) or "://" in path or "$" in path:
            return []
        path = path.lstrip("/")
        return self.repository.matching(path) if "*" in path else [str(path)]

    def included(self, path: str, entry: Tree, depth: int, site: Source) -> Tree:
        self.left -= 1
        documents = self.repository.documents(path) if self.left >= 0 else []
        if not documents:
            self.unread += 1
            return Map()
        content = documents[-1]
        if isinstance(content, Map):
            self.sites.setdefault(content.source.file, site)
            self.brought_in.setdefault(content.source.file, path)
        spec = within(documents[0], "spec", "inputs") if len(documents) > 1 else None
        defaults = {name: within(each, "default") for name, each in entries(spec)}
        given = dict(entries(within(entry, "inputs")))
        known = {name: value for name, value in {**defaults, **given}.items() if value is not None}
        return self.with_includes(self.filling.filled(content, known), depth + 1, site)

    # --- extends and !reference

    def dereferenced(self, tree: Tree, whole: Map, depth: int) -> Tree:
        """`tree` with what its references stand for; those that are not found, or lead on and on, stay."""
        self.filling.left -= 1
        if self.filling.left < 0:
            return NOT_FOUND
        if isinstance(tree, Reference):
            found = within(whole, *tree.keys) if tree.keys and depth < DEEPEST else None
            return NOT_FOUND if found is None else self.dereferenced(found, whole, depth + 1)
        if isinstance(tree, Map):
            inside = {key: self.dereferenced(value, whole, depth) for key, value in tree.items()}
            return Map(inside, source=tree.source, repeated=tree.repeated)
        return [self.dereferenced(each, whole, depth) for each in tree] if isinstance(tree, list) else tree

    def job(self, job: Map, whole: Map) -> Map:
        """A job with all it extends, and what it does not inherit."""
        found, known = self.extended(job, whole, 0)
        variables = with_rules(found.get("variables"), found.get("rules"), self.file)
        kept = [name for key in ("secrets", "id_tokens") for name in names_in(found.get(key))]  # variables, outside
        variables = merged(variables or Map(), Map(opened(kept, self.file))) if kept else variables
        inherited = within(found, "inherit", "variables")
        hidden = not known or inherited is not None
        taken = [str(each) for each in items(inherited)] if known else []
        if hidden and inherited != "true":
            around = [name for name in names_in(whole.get("variables")) if name not in taken]
            variables = merged(Map(opened(around, self.file)), variables or Map())
        more: dict[str, Tree] = {"variables": variables}
        if "before_script" not in found and not known:
            more["before_script"] = [NOT_FOUND]
        defaults = within(found, "inherit", "default")
        if "before_script" not in found and defaults not in (None, "true") and "before_script" not in items(defaults):
            more["before_script"] = []
        return with_these(found, more)

    def extended(self, job: Map, whole: Map, depth: int) -> tuple[Map, bool]:
        """`job` over what it extends, and whether all of that is known."""
        found, known = Map(), True
        for name in listed(job.get("extends")):
            base = whole.get(str(name))
            self.filling.left -= 1
            if not isinstance(base, Map) or depth >= DEEPEST or self.filling.left < 0:
                known = False
                continue
            under, all_known = self.extended(base, whole, depth + 1)
            found, known = merged(found, under), known and all_known
        return merged(found, without(job, "extends")), known


def listed(tree: Tree) -> list[Tree]:
    """One or many, as many."""
    return [each for each in (tree if isinstance(tree, list) else [tree]) if isinstance(each, (Map, Written))]


def perhaps(over: Tree, here: Mapping[str, Tree], file: str) -> Map:
    """What is not known of a pipeline where `over` may come over it: what that sets, in the jobs `here` too."""
    found: dict[str, Tree] = {"variables": Map(opened(names_in(within(over, "variables")), file))}
    if within(over, "before_script") or within(over, "default", "before_script"):
        found["default"] = Map({"before_script": [NOT_FOUND]})
    for name, job in entries(over):
        if name not in GLOBAL and isinstance(job, Map) and isinstance(here.get(name), Map):
            replaced = {key: [NOT_FOUND] for key in ("script", "before_script", "after_script") if key in job}
            found[name] = Map({"variables": Map(opened(names_in(job.get("variables")), file)), **replaced})
    return Map(found)


def with_rules(variables: Tree, rules: Tree, file: str) -> Tree:
    """`variables`, those left open that a rule may set to something else."""
    names = [name for rule in items(rules) for name in names_in(within(rule, "variables"))]
    return merged(variables if isinstance(variables, Map) else Map(), Map(opened(names, file))) if names else variables


def parallel(name: str, job: Map) -> Iterator[tuple[str, Map]]:
    """The jobs that `parallel: matrix` makes of one, each under GitLab's name for it; the job itself without."""
    matrix = within(job, "parallel", "matrix")
    if matrix is None:
        yield name, job
        return
    for axes in items(matrix):
        names = list(names_in(axes))
        every = combinations(dict(entries(axes)))
        for each in [opened(names, job.source.file)] if every is None else every:
            title = f"{name}: [{', '.join(str(value) for value in each.values())}]" if every else name
            own = job.get("variables")
            yield title, with_these(job, {"variables": merged(own or Map(), Map(each))})
