//! `window.unwrapLab`, as a course page or a notebook would use it.

use crate::chrome::{Visitor, visit};
use crate::sharing::bring_in;
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
fn programs_compiled_and_learned_run_by_the_interface_and_their_models_go_out_and_come_back() {
    visit(Visitor::default(), "#/compiled", async |page| {
        page.until("the view is there", 20, "return !!document.getElementById('source')").await;
        let mut count = 0;
        for spec in [
            "{setup: 'compiled', program: 'counter', rates: [0.001], steps: 20, revive_steps: 10, held_out: 64}",
            "{setup: 'learned', program: 'counter', size: 'micro', fine_tune_rates: [0.001], pretrain_steps: 20, fine_tune_steps: 10, \
              revive_steps: 10, held_out: 64, instruments: 'none'}",
        ] {
            // The bytes of the fine-tuned model, as numbers.
            let run = format!(
                "(async () => {{
                   const record = await unwrapLab.run({spec}, {{checkpoints: true}});
                   const own = record.checkpoints.find((checkpoint) => checkpoint.stage.fine_tune);
                   return {{fingerprint: record.fingerprint, stages: record.stages.length, models: record.checkpoints.length, bytes: [...own.bytes]}};
                 }})()"
            );
            let answer = page.promise(&run).await;
            assert!(answer["error"].is_null(), "{spec}: {answer}");
            assert_eq!(answer["models"], answer["stages"], "{spec}");
            assert_eq!(answer["fingerprint"].as_str().map(str::len), Some(16), "{spec}");
            let bytes: Vec<u8> = serde_json::from_value(answer["bytes"].clone()).unwrap();
            bring_in(page, "model.safetensors", &bytes).await;
            page.until("it is looked at", 20, "return !!document.getElementById('take-in')").await;
            page.press("take-in").await;
            count += 1;
            let taken = format!("return document.querySelectorAll('#runs > li').length === {count}");
            page.until("the model is taken with its history", 20, &taken).await;
        }
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
