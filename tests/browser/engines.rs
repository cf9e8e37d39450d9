//! Both engines: WebGPU on Chromium's software adapter agrees with the CPU, and the page goes on without it.

use crate::chrome::{Visitor, visit};
use crate::workers::{visit_with_script, watch};

const GPU: Visitor = Visitor { width: 1280, height: 800, dark: false, webgpu: true };

#[test]
#[ignore = "needs the built page and a browser"]
fn webgpu_and_cpu_agree_on_the_losses_of_the_same_weights_and_batches() {
    visit(GPU, "#/run?v=1&preset=quick", async |page| {
        let devices = page.promise("unwrapLab.devices()").await;
        assert_eq!(devices[1]["available"], true, "{devices}");
        assert_eq!(devices[1]["fallback"], true, "{devices}");
        let cpu = page.promise("unwrapLab.bench('cpu', 'micro', 10, 0)").await;
        let gpu = page.promise("unwrapLab.bench('webgpu', 'micro', 10, 0)").await;
        println!("micro, ms a step: CPU {}, WebGPU on the software adapter {}", cpu["ms_per_step"], gpu["ms_per_step"]);
        let losses = |v: &serde_json::Value| -> Vec<f64> {
            serde_json::from_value(v["losses"].clone()).unwrap_or_else(|e| panic!("{v}: {e}"))
        };
        let (cpu, gpu) = (losses(&cpu), losses(&gpu));
        assert_eq!(cpu.len(), 10);
        assert_eq!(gpu.len(), 10);
        for (a, b) in cpu.iter().zip(&gpu) {
            assert!((a - b).abs() / a < 1e-3, "CPU {cpu:?}, WebGPU {gpu:?}");
        }
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn an_experiment_runs_on_webgpu_to_its_end() {
    visit(GPU, "#/run?v=1&preset=quick", async |page| {
        let record = page
            .promise("unwrapLab.run({preset: 'micro', pretrain_steps: 2, fine_tune_steps: 1, revive_steps: 1}, {device: 'webgpu'})")
            .await;
        for stage in record["stages"].as_array().unwrap_or_else(|| panic!("{record}")) {
            assert_eq!(stage["device"], "webgpu");
        }
        let findings = record["findings"].as_array().expect("findings");
        assert!(findings.len() >= 10 && findings.iter().all(|f| f["device"] == "cpu"), "analyses are the CPU's");
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn without_an_adapter_the_page_says_so_and_works_on_the_cpu() {
    visit(Visitor::default(), "#/run?v=1&preset=micro", async |page| {
        page.set("device", "webgpu").await;
        page.until("the choice goes back", 10, "return document.getElementById('device').value === 'auto'").await;
        let about = page.text_of("document.getElementById('device-about').innerText").await;
        assert!(about.contains("no graphics adapter"), "{about}");
        page.press("start").await;
        page.until_finished(60).await;
        assert_eq!(page.fingerprint().await.len(), 16);
        let fetched = page
            .text_of("performance.getEntriesByType('resource').filter((r) => r.name.includes('webgpu')).length")
            .await;
        assert_eq!(fetched, "0", "WebGPU code was fetched without an adapter");
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn engines_are_compared_while_the_visitor_reads_and_the_figures_are_said_but_never_with_a_software_adapter() {
    let about = "document.getElementById('device-about').innerText";
    let measured = format!("return /takes .* ms on the CPU engine and .* ms on WebGPU/.test({about})");
    visit(GPU, "#/run?v=1&preset=micro", async |page| {
        page.until("the adapter is known", 20, &format!("return /software adapter/.test({about})")).await;
        tokio::time::sleep(std::time::Duration::from_secs(3)).await;
        assert_eq!(page.script(&measured).await, serde_json::json!(false), "a software adapter is not measured");
    });
    // The same adapter, called a real one: what a visitor with a graphics processor sees.
    visit(GPU, "#/gallery", async |page| {
        page.script("Object.defineProperty(GPUAdapterInfo.prototype, 'isFallbackAdapter', {get: () => false}); location.hash = '#/run?v=1&preset=micro'")
            .await;
        page.until("both are measured", 90, &measured).await;
        let said = page.text_of(about).await;
        println!("{said}");
        assert!(said.contains("the CPU engine trains it"), "{said}");
        page.press("start").await;
        page.until_finished(60).await;
        let table = page.text_of("document.getElementById('outcome').innerText").await;
        assert!(table.contains("cpu") && !table.contains("webgpu"), "{table}");
        page.set("device", "webgpu").await;
        assert_eq!(page.value("device").await, "webgpu", "switched by hand");
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn every_operation_of_both_engines_is_right_on_this_machine() {
    visit(GPU, "#/bench", async |page| {
        for (device, options) in [("cpu", "{plain: true}"), ("webgpu", "{}")] {
            let checked = page.promise(&format!("unwrapLab.check('{device}', {options})")).await;
            let checked = checked.as_array().unwrap_or_else(|| panic!("{device}: {checked}"));
            assert!(checked.len() > 50, "{device}: {} operations", checked.len());
            let mut worst = 0.0_f64;
            for case in checked {
                let both = if device == "cpu" { vec!["fused", "plain"] } else { vec!["fused"] };
                for form in both {
                    let apart = case[form].as_array().unwrap_or_else(|| panic!("{case}"));
                    assert!(apart.len() >= 2, "a value and a gradient at least: {case}");
                    let farthest = apart.iter().map(|v| v.as_f64().unwrap_or(f64::INFINITY)).fold(0.0, f64::max);
                    assert!(farthest < 1e-5, "{device}: {case}");
                    worst = worst.max(farthest);
                }
            }
            println!("{device}: {} operations, the farthest at {worst:.1e}", checked.len());
        }
        page.press("check-cpu").await;
        page.until("the page says so", 60, "return document.getElementById('checked').innerText.includes('are right')")
            .await;
        let refused = page.promise("unwrapLab.check('cpu', 1).catch((e) => e.message)").await;
        assert!(refused.as_str().is_some_and(|m| m.contains("options of check")), "{refused}");
    });
}

/// Tells of the compute dispatches that a worker makes, on a channel that the page adds up.
const TELLS_OF_DISPATCHES: &str = "const channel = new BroadcastChannel('dispatches');
    const pass = globalThis.GPUComputePassEncoder?.prototype;
    for (const name of ['dispatchWorkgroups', 'dispatchWorkgroupsIndirect']) {
        const original = pass?.[name];
        if (original) pass[name] = function (...a) { channel.postMessage(0); return original.apply(this, a); };
    }";

/// Adds up what [`TELLS_OF_DISPATCHES`] tells.
const COUNTS_DISPATCHES: &str = "window.dispatches = 0;
    new BroadcastChannel('dispatches').onmessage = () => { window.dispatches += 1; };";

#[test]
#[ignore = "needs the built page and a browser"]
fn a_step_of_tiny_on_webgpu_is_at_most_120_dispatches() {
    visit_with_script("dispatches", GPU, "#/bench", TELLS_OF_DISPATCHES, async |page| {
        page.script(COUNTS_DISPATCHES).await;
        watch(page, "").await;
        let mut counts = Vec::new();
        for steps in [2, 5] {
            page.script("window.dispatches = 0;").await;
            let result = page.promise(&format!("unwrapLab.bench('webgpu', 'tiny', {steps}, 0)")).await;
            assert!(result["ms_per_step"].is_number(), "{result}");
            counts.push(page.script("return window.dispatches;").await.as_f64().expect("a count"));
        }
        let each = (counts[1] - counts[0]) / 3.0;
        println!("{each} dispatches a step of tiny");
        assert!((20.0..=120.0).contains(&each), "{each} dispatches a step, {counts:?} in all");
    });
}

/// Destroys a worker's GPU device when it has used it for a while.
const DESTROYS_DEVICE: &str = "const request = globalThis.GPUAdapter?.prototype.requestDevice;
    if (request) GPUAdapter.prototype.requestDevice = async function (...a) {
        const device = await request.apply(this, a);
        setTimeout(() => device.destroy(), 6000);
        return device;
    };";

#[test]
#[ignore = "needs the built page and a browser"]
fn when_the_gpu_device_is_destroyed_the_run_goes_on_with_the_cpu_and_keeps_finished_stages() {
    let hash = "#/run?v=1&preset=micro&pretrain_steps=400";
    visit_with_script("destroyed", GPU, hash, DESTROYS_DEVICE, async |page| {
        watch(page, "").await;
        page.set("device", "webgpu").await;
        page.press("start").await;
        page.until(
            "the page tells of the loss",
            90,
            "return document.getElementById('notices').innerText.includes('goes on with the CPU')",
        )
        .await;
        println!("{}", page.notices().await);
        page.until_finished(120).await;
        let outcome = page.outcome().await;
        assert_eq!(outcome.len(), 6);
        for row in &outcome {
            assert!(row[6].contains(" s, "), "{row:?} is not finished");
        }
        assert!(outcome.iter().any(|row| row[6].ends_with("cpu")), "{outcome:?}");
    });
}
