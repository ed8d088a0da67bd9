"""Build the documentation site: `python docs/website.py [FOLDER]`, without one below build/.

The pages are those of docs/, with README.md in front.  Links to other files of the repository lead to its home.  Every
link and anchor within is checked: a broken one ends the build.  The configuration is made here, and not in a YAML file,
which Checkov would take for a check of its own (docs/architecture.md).
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "checks"))  # this clone, whatever is installed

from roletrust.command.reporting import HOME  # noqa: E402
from roletrust.rules.catalog import EVERY  # noqa: E402

DOCS = ROOT / "docs"
FRONT = "index.md"
LINK = re.compile(r"\]\((?!\w+:|#)([^)\s#]+)(#[^)\s]*)?\)")
Nav = list[dict[str, Any]]


def nav() -> Nav:
    """What the site leads to: titles, and the pages under them; at the end those that stand under none."""
    found = listed()
    others = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}.difference(pages(found))
    return [*found, *([{"More": sorted(others)}] if others else [])]


def listed() -> Nav:
    """The pages that have their place."""
    return [
        {
            "Start": [
                {"roletrust": FRONT},
                {"Five minutes to the first finding": "first-finding.md"},
                {"From the error to the repair": "incident.md"},
                {"Questions": "questions.md"},
            ]
        },
        {
            "Use": [
                {"The command": "command.md"},
                {"With Checkov": "using.md"},
                {"In the browser": "page.md"},
                {"Pipelines and editors": "pipelines.md"},
                {"In Rego": "opa.md"},
                {"A fleet of accounts": "fleet.md"},
                {"Terraform": "terraform.md"},
                {"Callers": "callers.md"},
                {"Roles that are handed to services": "handed.md"},
                {"All roles of a scan": "landscape.md"},
            ]
        },
        {"Rules": [{rule.name: f"rules/{rule.name}.md"} for rule in EVERY]},
        {"Causes of a refused call": "causes.md"},
        {
            "How sure it is": [
                {"Semantics": "semantics.md"},
                {"Assurance": "assurance.md"},
                {"Common trust policies": "idioms.md"},
                {"Comparison": "comparison.md"},
                {"Real histories": "histories.md"},
                {"Performance": "performance.md"},
            ]
        },
        {"How it is built": [{"Architecture": "architecture.md"}, {"Glossary": "GLOSSARY.md"}]},
    ]


def pages(found: Any) -> Iterator[str]:
    """The pages that `nav` names."""
    if isinstance(found, str):
        yield found
    for each in found.values() if isinstance(found, dict) else found if isinstance(found, list) else ():
        yield from pages(each)


def source(page: str) -> Path:
    """The file that a page of the site is made of."""
    return ROOT / "README.md" if page == FRONT else DOCS / page


def staged(page: str) -> str:
    """The text of a page, with links that lead where the site has what they are to."""
    file = source(page)
    known = {source(each).resolve(): each for each in pages(nav())}

    def link(found: re.Match[str]) -> str:
        target, anchor = (file.parent / found[1]).resolve(), found[2] or ""
        if target in known:
            return f"]({os.path.relpath(known[target], os.path.dirname(page) or os.curdir)}{anchor})"
        kind = "tree" if target.is_dir() else "blob"
        return f"]({HOME}/{kind}/main/{target.relative_to(ROOT)}{anchor})"

    return LINK.sub(link, file.read_text("utf-8"))


def build(folder: Path) -> None:
    """The site, in `folder`.  Raises mkdocs' Abort where a page has a link that leads nowhere, or is left out."""
    from mkdocs.commands.build import build as build_site  # noqa: PLC0415  # of the extra `site`
    from mkdocs.config import load_config  # noqa: PLC0415
    from pymdownx.slugs import slugify  # noqa: PLC0415
    from pymdownx.superfences import fence_code_format  # noqa: PLC0415

    drawing = {"name": "mermaid", "class": "mermaid", "format": fence_code_format}
    with TemporaryDirectory(prefix="roletrust-") as name:
        for page in pages(nav()):
            path = Path(name) / page
            path.parent.mkdir(exist_ok=True)
            path.write_text(staged(page), "utf-8")
        config = load_config(
            config_file=BytesIO(b"site_name: roletrust"),
            docs_dir=name,
            site_dir=str(folder),
            repo_url=HOME,
            strict=True,
            nav=nav(),
            theme={"name": "material", "font": False, "features": ["navigation.sections", "content.code.copy"]},
            plugins=["search"],
            markdown_extensions=[
                "admonition",
                {"toc": {"permalink": True, "slugify": slugify(case="lower")}},
                {"pymdownx.superfences": {"custom_fences": [drawing]}},
            ],
            validation={"omitted_files": "warn", "anchors": "warn", "unrecognized_links": "warn"},
        )
        build_site(config)


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "site")
