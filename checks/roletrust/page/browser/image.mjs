// Makes the memory of a Python that has imported all of roletrust: `node image.mjs PYODIDE PYTHON IMAGE`.

import fs from "node:fs";
import path from "node:path";
import zlib from "node:zlib";

import { EXAMPLES } from "./examples.mjs";

const [pyodide, tree, image] = process.argv.slice(2);
const { loadPyodide } = await import(path.resolve(pyodide, "pyodide.mjs"));
const LIBRARY = "/lib/roletrust";

/** A Python with `files`, by name, in LIBRARY. */
async function withFiles(files, options) {
  const python = await loadPyodide({ indexURL: path.resolve(pyodide), ...options });
  for (const [name, data] of files) {
    const to = path.posix.join(LIBRARY, name);
    python.FS.mkdirTree(path.posix.dirname(to));
    python.FS.writeFile(to, data);
  }
  return python;
}

// Compiled in a Python of its own, without docstrings: neither they nor what a compiler leaves behind is in the image.
const sources = fs.readdirSync(tree, { recursive: true }).filter((name) => name.endsWith(".py"))
  .map((name) => [name.split(path.sep).join("/"), new Uint8Array(fs.readFileSync(path.join(tree, name)))]);
const compiler = await withFiles(sources);
compiler.runPython(`
import ast, pathlib
from importlib._bootstrap_external import _code_to_timestamp_pyc
wanted = set()  # of Python's library, also what is imported only when it is needed: then there is no library any more
for path in pathlib.Path("${LIBRARY}").rglob("*.py"):
    module = ast.parse(path.read_bytes())
    for node in ast.walk(module):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node, clean=False):
            node.body[0].value.value = ""
        elif isinstance(node, ast.Import):
            wanted |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            wanted.add(node.module)
    path.with_suffix(".pyc").write_bytes(_code_to_timestamp_pyc(compile(module, str(path), "exec", dont_inherit=True)))
`);
const wanted = compiler.runPython(`
import sys
",".join(sorted(each for each in wanted if each.partition(".")[0] in sys.stdlib_module_names))
`);
const compiled = sources.map(([name]) => [`${name}c`, compiler.FS.readFile(`${LIBRARY}/${name}c`)]);

// Every module, since none of these files is there when the image is loaded.
const python = await withFiles(compiled, { _makeSnapshot: true });
python.runPython(`
import gc, importlib, os, shutil, sys
sys.path.insert(0, "${LIBRARY}")
for folder, _, files in os.walk("${LIBRARY}"):
    for file in files:
        name = os.path.relpath(os.path.join(folder, file), "${LIBRARY}").removesuffix(".pyc").replace("/", ".")
        importlib.import_module(name.removesuffix(".__init__"))
for name in "_strptime,encodings.idna,encodings.utf_16,${wanted}".split(","):
    importlib.import_module(name)
from roletrust.page.questions import reply
sys.path.remove("${LIBRARY}")
`);

// The examples are asked, so that what Python works out once (tables, patterns) is in the image too.
python.FS.mkdirTree("/given");
python.FS.chdir("/given");
const reply = python.globals.get("reply");
for (const { ask, files, before = files, error = "", call = "" } of EXAMPLES) {
  for (const kind of ask === "who" ? ["who", "repair", "redact"] : [ask]) {
    const asked = { kind, files, before, after: files, error, call, texts: files };
    const { problem } = JSON.parse(reply(JSON.stringify(asked), "/given"));
    if (problem) throw new Error(problem);
  }
}
reply.destroy();
python.FS.chdir("/");
// What was freed is taken once more, as zeros: the image is packed, and nobody needs what stood there.
python.runPython(`
shutil.rmtree("/given")
gc.collect()
def wiped():
    last, taken = max(map(id, gc.get_objects())), []
    for size in [1 << power for power in range(20, 6, -1)] + [96, 80, 64, 48, 40, 32, 24]:
        taken.append(bytes(size - sys.getsizeof(b"")))
        while id(taken[-1]) < last:
            taken.append(bytes(size - sys.getsizeof(b"")))
wiped()
del wiped
gc.collect()
`);
fs.writeFileSync(image, zlib.gzipSync(python.makeMemorySnapshot(), { level: 9 }));
