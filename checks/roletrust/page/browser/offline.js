// Keeps the page's own files, and nothing else, so that it works with the network cut.

importScripts("manifest-of-files.js"); // FILES, by name, and VERSION

const CACHE = `roletrust-${VERSION}`;
const HERE = new URL("./", self.location.href);

self.addEventListener("install", (event) => {
  const names = ["./", ...Object.keys(FILES)];
  const kept = caches.open(CACHE).then((cache) =>
    cache.addAll(names.map((name) => new Request(new URL(name, HERE), { cache: "no-cache" }))),
  );
  event.waitUntil(kept.then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = caches.keys().then((keys) =>
    Promise.all(keys.filter((key) => key.startsWith("roletrust-") && key !== CACHE).map((key) => caches.delete(key))),
  );
  event.waitUntil(old.then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || !url.href.startsWith(HERE.href)) {
    event.respondWith(Response.error()); // nothing here asks anybody else, or sends anything
    return;
  }
  url.search = url.hash = "";
  event.respondWith(caches.open(CACHE).then(async (cache) => (await cache.match(url.href)) ?? fetch(event.request)));
});
