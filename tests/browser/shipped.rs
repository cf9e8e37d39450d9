//! The pretrained models that the page ships with: they are what the page itself trains, to the last bit, and fine-tuning from
//! them begins at once.
//!
//! `./lab checkpoints` makes them: this test then writes the files instead of comparing them.

use crate::chrome::{Visitor, visit};
use crate::page::LabPage;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde_json::Value;
use std::path::Path;
use std::time::{Duration, Instant};
use unwrap_lab::engine::{DeviceKind, Session, open};
use unwrap_lab::experiment::{Checkpoint, Spec, StageRecord};
use unwrap_lab::model::ModelSize;
use unwrap_lab::schedule::Run;
use unwrap_lab::setups::grammar::{GrammarSpec, Instruments, Preset};
use unwrap_lab::setups::{SHIPPED, Shipped};

/// Trains a preset's two pretrained models in the page, and as little as possible after them.
async fn pretrain(page: &LabPage, preset: Preset) -> Vec<Checkpoint> {
    let expression = format!(
        "unwrapLab.run({{preset: {:?}, fine_tune_rates: [0.001], fine_tune_steps: 1, revive_steps: 1, instruments: 'none'}}, {{checkpoints: true}})
            .then((record) => record.checkpoints.map(({{bytes}}) => btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ''))))",
        preset.name()
    );
    let files = page.promise(&expression).await;
    let Value::Array(files) = files else { panic!("{files}") };
    let read = |file: &Value| {
        let bytes = BASE64_STANDARD.decode(file.as_str().expect("base64")).expect("base64");
        Checkpoint::from_bytes(&bytes).expect("a checkpoint")
    };
    files.iter().map(read).collect()
}

#[test]
#[ignore = "needs the built page and a browser"]
fn shipped_models_are_what_the_page_trains_to_the_last_bit() {
    unwrap_lab::setups::install();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/checkpoints");
    let make = std::env::var_os("UNWRAP_MAKE_CHECKPOINTS").is_some();
    visit(Visitor::default(), "#/run?v=1&preset=quick", async |page| {
        let presets = if make { vec![Preset::Quick, Preset::Relevant, Preset::Clear] } else { vec![Preset::Quick] };
        for preset in presets {
            let trained = pretrain(page, preset).await;
            let own = Spec::from(preset.spec());
            let of_preset = |shipped: &&Shipped| (shipped.spec)() == own;
            for Shipped { role, file, .. } in SHIPPED.iter().filter(of_preset) {
                let mut own = trained.iter().find(|c| c.history.stage.role == *role).expect("both are trained").clone();
                // The history of the preset, not of the shortened run that made it.
                own.history.spec = preset.spec().into();
                if make {
                    std::fs::create_dir_all(&folder).expect("a folder");
                    std::fs::write(folder.join(file), own.to_bytes().expect("bytes")).expect("written");
                } else {
                    let bytes = std::fs::read(folder.join(file)).expect(file);
                    let shipped = Checkpoint::from_bytes(&bytes).expect(file);
                    assert!(shipped.weights == own.weights, "{file} holds other weights than the page trains");
                    assert_eq!(shipped.history.stage.points, own.history.stage.points, "{file}");
                    assert_eq!(shipped.history.spec, own.history.spec, "{file}");
                }
            }
        }
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn the_page_and_the_native_program_give_the_same_results_to_the_last_digit() {
    let spec = GrammarSpec { pretrain_steps: 40, fine_tune_steps: 20, revive_steps: 20, ..Preset::Micro.spec() };
    let spec = GrammarSpec { instruments: Instruments::None, size: ModelSize::Mini, batch: 32, ..spec };
    let mut session = Session::new(pollster::block_on(open(DeviceKind::Cpu)).unwrap());
    let mut run = Run::new(spec.clone()).unwrap();
    run.join(0, "cpu".to_owned());
    while !run.is_finished() {
        if let Some(command) = run.next(0) {
            assert_eq!(session.command(command), None);
        }
        for event in pollster::block_on(session.advance(Duration::from_secs(1))) {
            run.apply(0, &event);
        }
    }
    visit(Visitor::default(), "#/run?v=1&preset=quick", async |page| {
        let spec = serde_json::to_string(&spec).expect("JSON");
        let theirs = page.promise(&format!("unwrapLab.run({spec})")).await;
        assert_eq!(theirs["stages"][0]["device"], "cpu", "this browser multiplies and adds in one operation");
        let stages: Vec<StageRecord> = serde_json::from_value(theirs["stages"].clone()).expect("stages");
        for (a, b) in run.record().stages.iter().zip(&stages) {
            assert_eq!(a.points, b.points, "{:?}", a.role);
        }
        assert_eq!(run.record().fingerprint.as_deref(), theirs["fingerprint"].as_str());
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn skipping_pretraining_begins_at_once_and_gives_the_same_results() {
    let hash = "#/run?v=1&preset=quick&fine_tune_rates=0.001&fine_tune_steps=20&revive_steps=20&instruments=none";
    visit(Visitor::default(), hash, async |page| {
        let begin = Instant::now();
        page.press("start-shipped").await;
        let tuning = "document.querySelectorAll('#fine-tuning-0 svg circle').length";
        page.until("fine-tuning has begun", 30, &format!("return {tuning} > 0")).await;
        println!("fine-tuning from the shipped models was on show after {:?}", begin.elapsed());
        page.until_finished(60).await;
        let pretraining = page.outcome().await.into_iter().find(|row| row[0] == "pretraining").expect("its row");
        assert!(pretraining[6].contains("shipped"), "{pretraining:?}");
        let fingerprint = page.fingerprint().await;
        page.press("start").await;
        page.until_finished(120).await;
        assert_eq!(page.fingerprint().await, fingerprint);
        page.set("seed", "2").await;
        assert_eq!(page.text_of("document.getElementById('start-shipped')").await, "", "seed 2 is not shipped");
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn a_shipped_model_that_cannot_be_had_is_trained_instead_and_the_visitor_is_told() {
    let hash = "#/run?v=1&preset=quick&fine_tune_rates=0.001&fine_tune_steps=5&revive_steps=5&instruments=none";
    visit(Visitor::default(), hash, async |page| {
        page.script("window.fetch = () => Promise.resolve(new Response(new Uint8Array([1, 2, 3])))").await;
        page.press("start-shipped").await;
        page.until(
            "it is told",
            20,
            "return document.getElementById('notices').innerText.includes('pretrained here instead')",
        )
        .await;
        page.until_finished(120).await;
        let outcome = page.outcome().await;
        assert!(outcome.iter().all(|row| !row[6].contains("shipped")), "{outcome:?}");
        assert!(outcome.iter().any(|row| row[0] == "pretraining" && row[2].ends_with("100.0 %")), "{outcome:?}");
    });
}
