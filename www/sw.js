// Keeps one version of the page whole: every file comes from the version that is installed, and the page works without a network. A
// new version is fetched beside it and takes over when no tab shows the old one any more. `lab build` fills in the list.
const version = "VERSION_OF_FILES";
const files = LIST_OF_FILES;

// Other folders of this host may hold other copies of this page, or other pages: what is kept is named by the folder.
const folder = new URL("./", location.href);
const family = `unwrap-lab ${folder.pathname} `;
const name = family + version;

// What is fetched only when it is first used: the engines that few browsers run.
const later = (path) => path.startsWith("worker_webgpu") || path === "worker_cpu_bg.wasm";

const hex = (digest) => [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// What the page itself says that it starts.
const program = "VERSION_OF_PROGRAM";

// Whether a body is this version's. A host may add lines of its own to the page itself: then it is of the version whose program it starts.
async function isOwn(path, body) {
  if (hex(await crypto.subtle.digest("SHA-256", body)) === files[path]) return true;
  return path === "index.html" && new TextDecoder().decode(body).includes(`content="${program}"`);
}

// A file from the network as an answer of our own: one that was redirected is refused by browsers when it is given again. With it
// whether it is of this version: a host that is being updated may have others already.
async function fetched(path) {
  const answer = await fetch(path, { cache: "no-cache" });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  const body = await answer.arrayBuffer();
  const headers = { "content-type": answer.headers.get("content-type") ?? "application/octet-stream" };
  return { own: await isOwn(path, body), answer: new Response(body, { status: 200, headers }) };
}

addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(name);
      try {
        const now = Object.keys(files).filter((path) => !later(path));
        await Promise.all(
          now.map(async (path) => {
            const { own, answer } = await fetched(path);
            if (!own) throw new Error(`${path} is of another version of this page`);
            await cache.put(path, answer);
          }),
        );
      } catch (error) {
        // Half a version is of no use, and would take its room for ever.
        await caches.delete(name);
        throw error;
      }
    })(),
  );
});

// Versions before 0.6 named a cache by the version alone, whatever the folder: one is ours if all that it holds lies here.
async function isOurs(other) {
  if (other.startsWith(family)) return true;
  if (!/^[0-9a-f]{16}$/.test(other)) return false;
  const kept = await (await caches.open(other)).keys();
  return kept.length > 0 && kept.every((request) => own(request.url) !== undefined);
}

addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const other of await caches.keys()) if (other !== name && (await isOurs(other))) await caches.delete(other);
      await clients.claim();
    })(),
  );
});

// The path below this folder, without what follows it: the page adds its version to the addresses of workers.
function own(address) {
  const url = new URL(address);
  if (url.origin !== folder.origin || !url.pathname.startsWith(folder.pathname)) return undefined;
  return url.pathname.slice(folder.pathname.length) || "index.html";
}

addEventListener("fetch", (event) => {
  const path = own(event.request.url);
  if (event.request.method !== "GET" || !(path in files)) return;
  event.respondWith(
    (async () => {
      const cache = await caches.open(name);
      const kept = await cache.match(path);
      if (kept) return kept;
      // A file that is of another version by now is given as it is, and not kept: page and engine tell each other their versions.
      const { own, answer } = await fetched(path);
      if (own) await cache.put(path, answer.clone());
      return answer;
    })(),
  );
});
