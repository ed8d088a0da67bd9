// roletrust's Python in a thread of its own: a question comes in as JSON, and its reply goes out as JSON.

import { FILES, RUNTIME } from "./manifest.js";
import { loadPyodide } from "./pyodide/pyodide.mjs";

const FOLDER = "/given";
const fetched = self.fetch.bind(self);
const BIG = Object.keys(FILES).filter((name) => /\.(wasm|zip|gz|asm\.js)$/.test(name));
const TOTAL = BIG.reduce((sum, name) => sum + FILES[name], 0);
let read = 0;

/** `fetch`, telling how much has come: what is read is passed on as it comes. */
async function counted(url, options) {
  const answer = await fetched(url, options);
  const name = String(url.url ?? url).split("/").pop();
  if (!answer.body) return answer;
  if (name.endsWith(".wasm")) {
    read += FILES[`pyodide/${name}`]; // as the browser has it, so that it finds what it compiled before
    postMessage({ loading: name, read, total: TOTAL });
    return answer;
  }
  const counting = new TransformStream({
    transform(chunk, on) {
      read += chunk.byteLength;
      postMessage({ loading: name, read, total: TOTAL });
      on.enqueue(chunk);
    },
  });
  return new Response(answer.body.pipeThrough(counting), { status: answer.status, headers: answer.headers });
}

async function image() {
  const answer = await counted(new URL("./python.image.gz", import.meta.url));
  const unpacked = answer.body.pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(unpacked).arrayBuffer());
}

async function start() {
  self.fetch = counted;
  const python = await loadPyodide({
    indexURL: new URL("./pyodide/", import.meta.url).href,
    lockFileContents: { info: RUNTIME, packages: {} }, // none is ever loaded
    _loadSnapshot: image(), // which comes beside the rest
  });
  for (const way of ["fetch", "XMLHttpRequest", "WebSocket", "EventSource", "WebTransport", "importScripts", "Worker"]) {
    delete self[way];
    self[way] = undefined; // what is loaded needs none of them any more
  }
  python.FS.mkdirTree(FOLDER);
  python.FS.chdir(FOLDER);
  return python.globals.get("reply");
}

const ready = start();
ready.then(
  () => postMessage({ ready: true }),
  (error) => postMessage({ broken: String(error?.message ?? error) }),
);

onmessage = async ({ data: { id, question } }) => {
  const reply = await ready;
  const began = performance.now();
  try {
    postMessage({ id, reply: reply(question, FOLDER), took: performance.now() - began });
  } catch (error) {
    postMessage({ id, died: String(error?.message ?? error) }); // of a stack that is full, say: Python is gone then
  }
};
