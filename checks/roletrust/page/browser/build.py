"""Builds the page into one folder of plain files: `make page`.

What it is made of: the sources beside this file; packages of npm's, each held to its digest by npm itself
(packages.txt); the wheel of roletrust, without what only a terminal and Checkov need; the pure Python of PyYAML.
Everything is made below build/, which is in no commit.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.metadata
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
BUILD = HERE.parents[3] / "build"
PAGE = BUILD / "page"
PACKAGES = BUILD / "page-packages"
PYTHON = BUILD / "page-python"
SOURCES = ("index.html", "page.css", "icon.svg", "from-file.js", "offline.js")
IN_THE_PAGE = (  # of the wheel: what questions.py stands on
    *("__init__.py", "engine", "dialects", "rules", "telling", "reading", "diagnosis", "fixing", "replying", "page"),
)
PYODIDE = ("pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm")
SPECIFIER = re.compile(  # of a package, not of a path
    r"""(^(?:import|export)\b[^"'();]*?\bfrom\s*|^import\s*)(["'])((?:@[\w-]+/)?[\w-]+)\2""", re.MULTILINE
)
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; connect-src 'self'; "
    "style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
)


def main(wheel: Path) -> None:
    packages()
    python_tree(wheel)
    shutil.rmtree(PAGE, ignore_errors=True)
    (PAGE / "pyodide").mkdir(parents=True)
    for name in PYODIDE:
        shutil.copy(PACKAGES / "node_modules" / "pyodide" / name, PAGE / "pyodide" / name)
    library()
    made = [HERE / "image.mjs", PACKAGES / "node_modules" / "pyodide", PYTHON, PAGE / "python.image.gz"]
    subprocess.run(["node", *map(str, made)], check=True)  # noqa: S603, S607  # node, on the path
    scripts()
    vendored = sorted((PAGE / "vendor").iterdir())
    preloads = "\n".join(f'<link rel="modulepreload" href="vendor/{each.name}">' for each in vendored)
    for name in SOURCES:
        text = (HERE / name).read_text(encoding="utf-8").replace("@CSP@", POLICY).replace("@PRELOADS@", preloads)
        (PAGE / name).write_text(text, encoding="utf-8")
    (PAGE / "_headers").write_text(f"/*\n  Content-Security-Policy: {POLICY}\n", encoding="utf-8")
    manifests()
    told()


def packages() -> None:
    """What packages.txt lists, in PACKAGES; installed anew where the list has changed."""
    listed = (HERE / "packages.txt").read_text(encoding="utf-8")
    stamp = PACKAGES / "installed"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == listed:
        return
    shutil.rmtree(PACKAGES, ignore_errors=True)
    PACKAGES.mkdir(parents=True)
    pinned = [line.split() for line in listed.splitlines()]
    wanted = {name: version for name, version, _ in pinned}
    head = {"name": "roletrust-page", "version": "0.0.0"}
    lock = {
        **head,
        "lockfileVersion": 3,
        "packages": {
            "": {**head, "dependencies": wanted},
            **{f"node_modules/{name}": {"version": version, "integrity": sum_} for name, version, sum_ in pinned},
        },
    }
    (PACKAGES / "package.json").write_text(json.dumps({**head, "dependencies": wanted}), encoding="utf-8")
    (PACKAGES / "package-lock.json").write_text(json.dumps(lock), encoding="utf-8")
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    subprocess.run(command, cwd=PACKAGES, check=True)  # noqa: S603  # npm, by its arguments alone
    stamp.write_text(listed, encoding="utf-8")


def python_tree(wheel: Path) -> None:
    """The modules that the page has: of the wheel, and of PyYAML."""
    shutil.rmtree(PYTHON, ignore_errors=True)
    with zipfile.ZipFile(wheel) as packed:
        for name in packed.namelist():
            package, _, rest = name.partition("/")
            if package == "roletrust" and rest.partition("/")[0] in IN_THE_PAGE:
                packed.extract(name, PYTHON)
    for file in importlib.metadata.files("PyYAML") or ():
        if file.parts[0] == "yaml" and file.suffix == ".py" and file.name != "cyaml.py":
            target = PYTHON / file
            target.parent.mkdir(exist_ok=True)
            shutil.copy(str(file.locate()), target)


def library() -> None:
    """Of Python's own library the encodings, which a text may name; what else is needed is in the image, imported."""
    name = "python_stdlib.zip"
    whole = zipfile.ZipFile(PACKAGES / "node_modules" / "pyodide" / name)
    with whole, zipfile.ZipFile(PAGE / "pyodide" / name, "w", zipfile.ZIP_DEFLATED) as kept:
        for each in whole.infolist():
            if each.filename.startswith("encodings/") and not each.is_dir():
                kept.writestr(each, whole.read(each), zipfile.ZIP_DEFLATED)


def scripts() -> None:
    """The page's scripts, and what they import of npm's packages, each under a path of its own."""
    own = [each for each in (*HERE.glob("*.js"), HERE / "examples.mjs") if each.name not in SOURCES]
    waiting = {name for path in own for name in copied(path, PAGE / path.name)}
    done: set[str] = set()
    while waiting:
        name = waiting.pop()
        done.add(name)
        waiting |= set(copied(entry(name), PAGE / place(name))) - done


def entry(name: str) -> Path:
    """The file that `import` gives of a package."""
    folder = PACKAGES / "node_modules" / name
    said = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    exports = said.get("exports", {})
    found: str = said.get("module") or exports.get("import") or exports["."]["import"]
    return folder / found


def place(name: str) -> str:
    return f"vendor/{name.removeprefix('@').replace('/', '-')}.js"


def copied(source: Path, target: Path) -> Iterator[str]:
    """Copies a script, its packages named by where they lie; which they are."""
    text = source.read_text(encoding="utf-8")
    up = "./" if target.parent == PAGE else "../"
    target.parent.mkdir(exist_ok=True)
    found = {each[3] for each in SPECIFIER.finditer(text)}
    text = SPECIFIER.sub(lambda each: f"{each[1]}{each[2]}{up}{place(each[3])}{each[2]}", text)
    target.write_text(re.sub(r"^//# sourceMappingURL=.*$", "", text, flags=re.MULTILINE), encoding="utf-8")
    yield from found


def manifests() -> None:
    """The names and sizes of all files, for the worker and for the service worker."""
    files = sorted(each for each in PAGE.rglob("*") if each.is_file() and each.name != "_headers")
    sizes = {each.relative_to(PAGE).as_posix(): each.stat().st_size for each in files}
    digest = hashlib.sha256(b"".join(each.read_bytes() for each in files)).hexdigest()[:16]
    lock = json.loads((PACKAGES / "node_modules" / "pyodide" / "pyodide-lock.json").read_text(encoding="utf-8"))
    said = "".join(
        f"export const {name} = {json.dumps(value, indent=1)};\n"
        for name, value in (("FILES", sizes), ("RUNTIME", lock["info"]))
    )
    (PAGE / "manifest.js").write_text(said, encoding="utf-8")
    kept = json.dumps({**dict.fromkeys(sizes, 1), "manifest.js": 1}, indent=1)
    text = f'const FILES = {kept};\nconst VERSION = "{digest}";\n'
    (PAGE / "manifest-of-files.js").write_text(text, encoding="utf-8")


def told() -> None:
    """How much it is, as it lies there and as hosts send it."""
    files = [each for each in PAGE.rglob("*") if each.is_file()]
    plain = sum(each.stat().st_size for each in files)
    packed = sum(len(gzip.compress(each.read_bytes())) for each in files)
    where = PAGE.relative_to(BUILD.parent)
    sys.stderr.write(f"{where}: {len(files)} files, {plain / 1e6:.1f} MB, {packed / 1e6:.1f} MB as gzip sends them\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
