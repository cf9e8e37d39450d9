// Unwrap Lab's engine for other pages and notebooks. The page itself is opened in a frame and answers this page's origin and no other; docs/guide.md
// has the messages, unwrap-lab.d.ts the types.

/** Opens the page and gives what a script may ask of it. `container`: an element to show the page in; without one it is not seen. */
export async function open({ address = new URL("./", import.meta.url), container, seconds = 60 } = {}) {
  if (origin === "null") {
    throw new Error("This page has no origin (a file, or a frame whose sandbox lacks allow-same-origin), so that nobody can tell whom to answer.");
  }
  const url = new URL(address, location.href);
  url.searchParams.set("frame", origin);
  const frame = document.createElement("iframe");
  frame.title = "Unwrap Lab";
  frame.style = container ? "width: 100%; height: 100%; border: 0" : "position: absolute; width: 1px; height: 1px; border: 0; opacity: 0";
  if (!container) frame.setAttribute("aria-hidden", "true");
  frame.tabIndex = container ? 0 : -1;
  frame.src = url.href;

  const asked = new Map();
  let number = 0;
  let welcome;
  const started = new Promise((done, fail) => (welcome = { done, fail }));
  const hear = ({ source, origin: from, data }) => {
    if (source !== frame.contentWindow || from !== url.origin || data?.unwrapLab !== 1) return;
    if ("version" in data) return welcome.done(data.version);
    if ("failed" in data) return welcome.fail(new Error(data.failed));
    const own = asked.get(data.id);
    if ("event" in data) return own?.onEvent?.(data.event);
    asked.delete(data.id);
    if ("error" in data) own?.fail(new Error(data.error));
    else own?.done(data.value);
  };
  addEventListener("message", hear);
  const tell = (message) => frame.contentWindow?.postMessage({ unwrapLab: 1, ...message }, url.origin);
  const close = (why = "the frame was closed") => {
    removeEventListener("message", hear);
    frame.remove();
    for (const { fail } of asked.values()) fail(new Error(why));
    asked.clear();
  };
  const ask = (call, given, onEvent) => {
    const id = (number += 1);
    const answer = new Promise((done, fail) => asked.set(id, { done, fail, onEvent }));
    tell({ id, call, given });
    return { id, answer };
  };

  (container ?? document.body).append(frame);
  const late = setTimeout(() => welcome.fail(new Error(`${url.origin} did not answer within ${seconds} seconds.`)), 1000 * seconds);
  let version;
  try {
    version = await started;
  } catch (error) {
    close();
    throw error;
  } finally {
    clearTimeout(late);
  }

  const simple = (call) => (...given) => ask(call, given).answer;
  return {
    version,
    frame,
    devices: simple("devices"),
    bench: simple("bench"),
    check: simple("check"),
    link: simple("link"),
    run(spec, { onEvent, signal, ...options } = {}) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      const { id, answer } = ask("run", [spec, options], onEvent);
      const cancel = () => tell({ id, call: "cancel" });
      signal?.addEventListener("abort", cancel);
      return answer.finally(() => signal?.removeEventListener("abort", cancel));
    },
    close: () => close(),
  };
}
