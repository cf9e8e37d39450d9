//! Two workers for one stage: a core that nobody works on computes half of each large step, and changes no number.

use crate::chrome::{Visitor, visit};
use crate::page::LabPage;
use crate::workers::{visit_with_script, watch};
use serde_json::Value;

/// Large enough for shares, and with times in which one stage alone is under way.
const LARGE: &str = "{size: 'tiny', batch: 64, pretrain_steps: 12, fine_tune_rates: [0.001], fine_tune_steps: 4, \
                     revive_steps: 2, objective: 'every-token', instruments: 'none'}";

/// Tells of the workers that a worker starts, and ends them in mid-training where it was given `ended`.
const TELLS_OF_SECOND: &str = "const channel = new BroadcastChannel('seconds');
    const Second = globalThis.Worker;
    globalThis.Worker = class extends Second {
        constructor(...a) {
            super(...a);
            channel.postMessage(0);
            if (given === 'ended') this.addEventListener('message', () => setTimeout(() => {
                this.terminate();
                this.dispatchEvent(new ErrorEvent('error', {message: 'ended by the test'}));
            }, 30), {once: true});
        }
    };";

/// Counts what [`TELLS_OF_SECOND`] tells.
const COUNTS: &str = "window.seconds = 0;
    new BroadcastChannel('seconds').onmessage = () => { window.seconds += 1; };";

/// The Record of [`LARGE`], the notices on the way, and how many second workers there were.
async fn record(page: &LabPage) -> (Value, Vec<String>, u64) {
    page.script("window.seconds = 0; window.notices = [];").await;
    let record = page
        .promise(&format!(
            "unwrapLab.run({LARGE}, {{onEvent: (e) => {{ if (e.type === 'notice') window.notices.push(e.message); }}}})"
        ))
        .await;
    assert!(record["fingerprint"].is_string(), "{record}");
    let notices = serde_json::from_value(page.script("return window.notices;").await).expect("notices");
    (record, notices, page.script("return window.seconds;").await.as_u64().expect("a count"))
}

#[test]
#[ignore = "needs the built page and a browser"]
fn a_spare_core_computes_half_of_each_large_step_and_changes_no_number() {
    visit_with_script("told", Visitor::default(), "#/run?v=1&preset=quick", TELLS_OF_SECOND, async |page| {
        let alone = "Object.defineProperty(navigator, 'hardwareConcurrency', {value: 1, configurable: true});";
        page.script(COUNTS).await;
        watch(page, "").await;
        page.script(alone).await;
        let (alone, notices, seconds) = record(page).await;
        assert_eq!((notices.len(), seconds), (0, 0), "one core has none to spare");
        page.script("Object.defineProperty(navigator, 'hardwareConcurrency', {value: 4});").await;
        let (shared, notices, seconds) = record(page).await;
        assert_eq!(notices, Vec::<String>::new());
        assert!(seconds >= 1, "no second worker was started");
        assert_eq!(shared["fingerprint"], alone["fingerprint"]);
        let points =
            |r: &Value| r["stages"].as_array().expect("stages").iter().map(|s| s["points"].clone()).collect::<Vec<_>>();
        assert_eq!(points(&shared), points(&alone));
        println!("{seconds} second workers; {} s alone, {} s shared", alone["wall_seconds"], shared["wall_seconds"]);
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn a_second_worker_that_is_ended_is_told_of_and_changes_no_number() {
    visit_with_script("ended", Visitor::default(), "#/run?v=1&preset=quick", TELLS_OF_SECOND, async |page| {
        let (undisturbed, _, _) = record(page).await;
        page.script(COUNTS).await;
        watch(page, "ended").await;
        page.script("Object.defineProperty(navigator, 'hardwareConcurrency', {value: 4});").await;
        let (record, notices, seconds) = record(page).await;
        assert!(seconds >= 1, "no second worker was started");
        assert!(notices.iter().any(|n| n.contains("ended by the test")), "{notices:?}");
        assert_eq!(record["fingerprint"], undisturbed["fingerprint"]);
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn two_workers_take_the_same_steps_as_one() {
    visit(Visitor::default(), "#/bench", async |page| {
        let one = page.promise("unwrapLab.bench('cpu', 'tiny', 4, 1)").await;
        let two = page.promise("unwrapLab.bench('cpu', 'tiny', 4, 1, {workers: 2})").await;
        assert_eq!(one["losses"].as_array().map(Vec::len), Some(5), "{one}");
        assert_eq!(one["losses"], two["losses"]);
        for (call, part) in [
            ("unwrapLab.bench('cpu', 'tiny', 1, 0, {workers: 3})", "workers takes 1"),
            ("unwrapLab.bench('cpu', 'tiny', 1, 0, {workers: 0})", "workers takes a whole number"),
            ("unwrapLab.bench('cpu', 'tiny', 1, 0, 2)", "options of bench"),
        ] {
            let error = page.promise(call).await["error"].as_str().unwrap_or_default().to_owned();
            assert!(error.contains(part), "{call}: {error}");
        }
    });
}
