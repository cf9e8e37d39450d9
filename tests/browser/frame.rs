//! The module that other pages and notebooks use: the page in a frame of another origin, which is answered if the address says so.

use crate::chrome::{Visitor, visit};
use crate::page::LabPage;
use crate::site::Site;
use serde_json::json;

/// A page of another origin that opens the module of this one.
const NOTEBOOK: &str = r#"<!doctype html><meta charset="utf-8"><title>A notebook</title>
<script type="module">
  const page = decodeURIComponent(location.hash.slice(1));
  window.module = await import(`${page}unwrap-lab.js`);
  // What is heard of a frame that is asked by hand.
  window.frameOf = (query) => new Promise((done) => {
    const frame = document.createElement("iframe"), heard = [];
    addEventListener("message", ({ source, data }) => source === frame.contentWindow && heard.push(data));
    frame.onload = () => done({ frame, heard });
    frame.src = `${page}${query}`;
    document.body.append(frame);
  });
  document.title = "ready";
</script>"#;

/// Opens a page of another origin beside the page that it uses.
fn notebook(test: impl AsyncFnOnce(&LabPage)) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("notebook.html"), NOTEBOOK).expect("a notebook");
    let other = Site::serve_folder(folder.path());
    visit(Visitor::default(), "#/run?v=1&preset=micro", async |page| {
        let encoded: String = url::form_urlencoded::byte_serialize(page.address.as_bytes()).collect();
        page.client.goto("about:blank").await.expect("a blank page");
        page.client.goto(&format!("{}notebook.html#{encoded}", other.address)).await.expect("the notebook");
        page.until("the module is there", 20, "return document.title === 'ready'").await;
        test(page).await;
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn a_page_of_another_origin_trains_by_the_module_hears_what_happens_cancels_and_closes() {
    notebook(async |page| {
        let done = page
            .promise(
                "(async () => {
                    const lab = window.lab = await module.open();
                    const seen = new Set();
                    const record = await lab.run({preset: 'micro', seed: 3}, {onEvent: (e) => seen.add(e.type), checkpoints: true});
                    const again = await lab.run({preset: 'micro', seed: 3});
                    return {version: lab.version, seen: [...seen], fingerprint: record.fingerprint, same: again.fingerprint === record.fingerprint,
                        bytes: record.checkpoints[0].bytes instanceof Uint8Array, link: await lab.link({preset: 'micro', seed: 3}),
                        devices: (await lab.devices()).map((d) => d.device)};
                })()",
            )
            .await;
        assert!(done["error"].is_null(), "{done}");
        assert_eq!(done["version"], env!("CARGO_PKG_VERSION"));
        assert_eq!((&done["same"], &done["bytes"]), (&json!(true), &json!(true)));
        assert_eq!(done["devices"], json!(["cpu", "webgpu"]));
        for kind in ["ready", "measured", "finished", "done"] {
            assert!(done["seen"].as_array().expect("a list").contains(&json!(kind)), "{kind}: {done}");
        }
        let link = done["link"].as_str().expect("a link");
        assert!(link.starts_with(&page.address) && !link.contains("frame="), "{link}");

        let refused = page.promise("lab.run({seed: -1})").await;
        assert!(refused["error"].as_str().is_some_and(|e| e.contains("seed")), "{refused}");
        let cancelled = page
            .promise(
                "(async () => {
                    const end = new AbortController();
                    return lab.run({preset: 'quick', pretrain_steps: 100000}, {signal: end.signal, onEvent: (e) => e.type === 'progress' && end.abort()});
                })()",
            )
            .await;
        assert_eq!(cancelled["error"], "the run was cancelled");
        let closed = page
            .promise("(async () => { const run = lab.run({preset: 'quick', pretrain_steps: 100000}); setTimeout(() => lab.close(), 500); return run; })()")
            .await;
        assert_eq!(closed["error"], "the frame was closed");
        assert_eq!(page.script("return document.querySelectorAll('iframe').length").await, json!(0));
        page.console().await;
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn a_frame_answers_only_the_origin_that_its_address_names_and_tells_nothing_of_the_visitors_files() {
    notebook(async |page| {
        let heard = page
            .promise(
                "(async () => {
                    const told = [];
                    for (const query of ['', '?frame=https://elsewhere.example', '?frame=null', `?frame=${origin}/`]) {
                        const { frame, heard } = await frameOf(query);
                        for (let i = 0; i < 4; i += 1) {
                            await new Promise((next) => setTimeout(next, 500));
                            frame.contentWindow.postMessage({unwrapLab: 1, id: 1, call: 'devices', given: []}, '*');
                        }
                        told.push(heard.length);
                        frame.remove();
                    }
                    return told;
                })()",
            )
            .await;
        assert_eq!(heard, json!([0, 0, 0, 0]));
        let asked = page
            .promise(
                "(async () => {
                    const { frame, heard } = await frameOf(`?frame=${origin}`);
                    const until = async (what) => { while (!heard.some(what)) await new Promise((next) => setTimeout(next, 50)); return heard.find(what); };
                    await until((m) => m.version);
                    const ask = (id, call, given) => {
                        frame.contentWindow.postMessage({unwrapLab: 1, id, call, given}, '*');
                        return until((m) => m.id === id && ('error' in m || 'value' in m));
                    };
                    const table = {setup: 'table', table: 'a'.repeat(32) + ':500.405.12.9.14.1.30.80:own.csv'};
                    return [await ask(1, 'frames', [3]), await ask(2, 'run', [table]), await ask(3, 'run', [{preset: 'micro', nonsense: 1}]), await ask(4, 'constructor', [])];
                })()",
            )
            .await;
        let errors: Vec<&str> = (0..4).map(|i| asked[i]["error"].as_str().unwrap_or("none")).collect();
        assert!(errors[0].contains("nothing that can be asked"), "{asked}");
        assert!(errors[1].contains("own.csv"), "{asked}");
        assert!(errors[2].contains("nonsense"), "{asked}");
        assert!(errors[3].contains("nothing that can be asked"), "{asked}");
        page.console().await;
    });
}
