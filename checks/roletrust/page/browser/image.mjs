// Makes the memory of a Python that has imported all of roletrust: `node image.mjs PYODIDE PYTHON IMAGE`.

import fs from "node:fs";
import path from "node:path";
import zlib from "node:zlib";

import { EXAMPLES } from "./examples.mjs";

const [pyodide, tree, image] = process.argv.slice(2);
const { loadPyodide } = await import(path.resolve(pyodide, "pyodide.mjs"));
const python = await loadPyodide({ indexURL: path.resolve(pyodide), _makeSnapshot: true });

for (const name of fs.readdirSync(tree, { recursive: true })) {
  const from = path.join(tree, name);
  const to = path.posix.join("/lib/roletrust", name.split(path.sep).join("/"));
  if (fs.statSync(from).isDirectory()) python.FS.mkdirTree(to);
  else {
    python.FS.mkdirTree(path.posix.dirname(to));
    python.FS.writeFile(to, new Uint8Array(fs.readFileSync(from)));
  }
}
// Every module, since none of these files is there when the image is loaded.
python.runPython(`
import gc, importlib, linecache, os, sys
sys.path.insert(0, "/lib/roletrust")
sys.dont_write_bytecode = True
for folder, _, files in os.walk("/lib/roletrust"):
    for file in files:
        name = os.path.relpath(os.path.join(folder, file), "/lib/roletrust").removesuffix(".py").replace("/", ".")
        importlib.import_module(name.removesuffix(".__init__"))
import _strptime, encodings.idna, encodings.utf_16, traceback
from roletrust.page.questions import reply
sys.path.remove("/lib/roletrust")
linecache.clearcache()
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
python.runPython("import shutil; shutil.rmtree('/given'); gc.collect()");
fs.writeFileSync(image, zlib.gzipSync(python.makeMemorySnapshot(), { level: 9 }));
