//! `window.unwrapLab`, as a course page or a notebook would use it.

use crate::chrome::{Visitor, visit};
use serde_json::json;

#[test]
#[ignore = "needs the built page and a browser"]
fn the_interface_runs_an_experiment_and_reports_what_happens() {
    visit(Visitor::default(), "#/run?v=1&preset=quick", async |page| {
        assert_eq!(page.text_of("unwrapLab.version").await, env!("CARGO_PKG_VERSION"));
        let devices = page.promise("unwrapLab.devices()").await;
        assert_eq!(devices[0]["device"], "cpu");
        assert_eq!(devices[0]["available"], true);
        assert_eq!(devices[1]["available"], false);
        assert!(devices[1]["reason"].as_str().unwrap().contains("no graphics adapter"), "{devices}");
        // Chromium itself complains when it is asked for an adapter it does not have.
        assert!(page.console().await.iter().all(|line| line.contains("No available adapters")));
        let record = page
            .promise(
                "(async () => { window.seen = []; return unwrapLab.run({preset: 'micro', seed: 3}, {device: 'cpu', onEvent: (e) => seen.push(e.type)}) })()",
            )
            .await;
        assert_eq!(record["spec"]["seed"], 3);
        assert_eq!(record["stages"].as_array().unwrap().len(), 6);
        for stage in record["stages"].as_array().unwrap() {
            assert_eq!(stage["points"][0]["step"], 0);
            assert_eq!(stage["device"], "cpu");
        }
        for kind in ["ready", "progress", "measured", "finished", "done"] {
            assert_eq!(page.script(&format!("return seen.includes({kind:?})")).await, json!(true), "{kind}");
        }
        let again = page.promise("unwrapLab.run({preset: 'micro', seed: 3})").await;
        assert_eq!(again["fingerprint"], record["fingerprint"]);
        assert_eq!(again["stages"][0]["points"], record["stages"][0]["points"]);
        let other = page.promise("unwrapLab.run({preset: 'micro', seed: 4})").await;
        assert_ne!(other["fingerprint"], record["fingerprint"]);
        assert_eq!(page.console().await, Vec::<String>::new());
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn bad_arguments_reject_with_the_sentence_a_visitor_would_see() {
    visit(Visitor::default(), "#/run?v=1&preset=quick", async |page| {
        for (call, part) in [
            ("unwrapLab.run({seed: -1})", "whole number from 0"),
            ("unwrapLab.run({sed: 1})", "no setting called “sed”"),
            ("unwrapLab.run([])", "this is a list"),
            ("unwrapLab.run('quick')", "this is a text"),
            ("unwrapLab.run({fine_tune_rates: [NaN]})", "learning rates"),
            ("unwrapLab.run({}, {device: 'tpu'})", "“tpu” is no device"),
            ("unwrapLab.run({}, {onEvent: 3})", "onEvent is a function"),
            ("unwrapLab.run({}, {device: 'webgpu'})", "WebGPU"),
            ("unwrapLab.bench('cpu', 'huge', 1, 0)", "no workload"),
            ("unwrapLab.bench('cpu', 'tiny', 0, 0)", "steps takes a whole number"),
            ("unwrapLab.bench('cpu', 'tiny', 1.5, 0)", "steps takes a whole number"),
            ("(async () => unwrapLab.link({seed: 'x'}))()", "whole number"),
        ] {
            let answer = page.promise(call).await;
            let error = answer["error"].as_str().unwrap_or_else(|| panic!("{call} gave {answer}"));
            assert!(error.contains(part), "{call}: {error}");
        }
        let link = page.promise("unwrapLab.link({seed: 9})").await;
        let link = link.as_str().expect("an address");
        assert!(link.ends_with("#/run?v=1&preset=quick&seed=9"), "{link}");
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn the_benchmark_reports_steps_that_learn() {
    visit(Visitor::default(), "#/run?v=1&preset=quick", async |page| {
        let result = page.promise("unwrapLab.bench('cpu', 'tiny', 20, 3)").await;
        println!("tiny on the CPU engine in the browser: {:.1} ms a step", result["ms_per_step"].as_f64().unwrap());
        for (workload, steps) in [("small", 5), ("paper", 2)] {
            let result = page.promise(&format!("unwrapLab.bench('cpu', '{workload}', {steps}, 1)")).await;
            println!(
                "{workload} on the CPU engine in the browser: {:.1} ms a step",
                result["ms_per_step"].as_f64().unwrap()
            );
        }
        let loss = |key: &str| result[key].as_f64().unwrap();
        assert!((loss("loss_first") - 48_f64.ln()).abs() < 0.1, "{result}");
        assert!(loss("loss_last") < loss("loss_first"), "{result}");
        assert_eq!(result["device"], "cpu");
        page.open("#/bench").await;
        page.until("the benchmark is offered", 5, "return !!document.getElementById('bench-cpu')").await;
    });
}
