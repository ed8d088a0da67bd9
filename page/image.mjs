// Makes the memory of a Python that has imported all of roletrust: `node image.mjs PYODIDE PYTHON IMAGE`.

import fs from "node:fs";
import path from "node:path";
import zlib from "node:zlib";

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
gc.collect()
`);
fs.writeFileSync(image, zlib.gzipSync(python.makeMemorySnapshot(), { level: 9 }));
