// Keeps one version of the page whole: every file comes from the version that is installed, and the page works without a network. A
// new version is fetched beside it and takes over when no tab shows the old one any more. `lab build` fills in the list.
const version = "VERSION_OF_FILES";
const files = LIST_OF_FILES;

// What is fetched only when it is first used: the engines that few browsers run.
const later = (path) => path.startsWith("worker_webgpu") || path === "worker_cpu_bg.wasm";

const hex = (digest) => [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// A file of this version, or an error: a host that is being updated may have others already.
async function fetched(path) {
  const answer = await fetch(path, { cache: "no-cache" });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  const found = hex(await crypto.subtle.digest("SHA-256", await answer.clone().arrayBuffer()));
  if (found !== files[path]) throw new Error(`${path} is of another version of this page`);
  return answer;
}

addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(version);
      await Promise.all(
        Object.keys(files)
          .filter((path) => !later(path))
          .map(async (path) => cache.put(path, await fetched(path))),
      );
    })(),
  );
});

addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name !== version) await caches.delete(name);
      await clients.claim();
    })(),
  );
});

// The path below this folder, without what follows it: the page adds its version to the addresses of workers.
function own(address) {
  const url = new URL(address);
  const folder = new URL("./", location.href);
  if (url.origin !== folder.origin || !url.pathname.startsWith(folder.pathname)) return undefined;
  return url.pathname.slice(folder.pathname.length) || "index.html";
}

addEventListener("fetch", (event) => {
  const path = own(event.request.url);
  if (event.request.method !== "GET" || !(path in files)) return;
  event.respondWith(
    (async () => {
      const cache = await caches.open(version);
      const kept = await cache.match(path);
      if (kept) return kept;
      const answer = await fetched(path);
      await cache.put(path, answer.clone());
      return answer;
    })(),
  );
});
