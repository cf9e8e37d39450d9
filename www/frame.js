// Answers the page around this frame: only the one whose origin stands in this page's address as ?frame=, and with what scripts of that page could
// compute themselves. What this browser keeps is not told.

const calls = ["devices", "run", "bench", "check", "link"];

/** Listens for as long as the page is open. `started` gives the version when the page is alive. */
export function answer(unwrapLab, started, asked) {
  const origin = URL.canParse(asked) ? new URL(asked).origin : "null";
  if (parent === window || origin === "null" || origin !== asked) {
    console.info(`nobody is answered: ${asked} is no origin, or this page stands in no frame`);
    return;
  }
  const tell = (message) => parent.postMessage({ unwrapLab: 1, ...message }, origin);
  const running = new Map();
  addEventListener("message", async ({ source, origin: from, data }) => {
    if (source !== parent || from !== origin || data?.unwrapLab !== 1) return;
    const { id, call } = data;
    let given = Array.isArray(data.given) ? data.given : [];
    if (call === "cancel") return running.get(id)?.abort();
    try {
      if (!calls.includes(call)) throw new Error(`“${call}” is nothing that can be asked; there are ${calls.join(", ")} and cancel`);
      if (call === "run") {
        running.set(id, new AbortController());
        const onEvent = (event) => tell({ id, event });
        given = [given[0], { ...given[1], onEvent, signal: running.get(id).signal }];
      }
      tell({ id, value: await unwrapLab[call](...given) });
    } catch (error) {
      tell({ id, error: String(error?.message ?? error) });
    } finally {
      running.delete(id);
    }
  });
  started.then(
    (version) => tell({ version }),
    (error) => tell({ failed: error.message }),
  );
}
