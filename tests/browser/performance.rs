//! `./lab measure`: the figures of `docs/performance.md`, measured in a real browser beside the native program and, where it is
//! installed, PyTorch. Nothing is asserted of a time; without `UNWRAP_MEASURE` this does nothing.

use crate::chrome::{Visitor, visit};
use crate::page::LabPage;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use unwrap_lab::chart::{Axis, Figure, Palette, Scale, Series, Size};
use unwrap_lab::model::ModelSize;
use unwrap_lab::setups::grammar::{GrammarSpec, Preset};

const ROUNDS: usize = 3;
/// Workload, steps that count, steps before them: a browser compiles the engine a second time, thoroughly, while the first hundred
/// steps or so run. Every program takes as many.
const WORKLOADS: [(&str, u32, u32); 3] = [("tiny", 100, 100), ("small", 15, 30), ("paper", 6, 8)];

/// What each measurement gave, round by round, under its name.
#[derive(Default)]
struct Figures(BTreeMap<String, Vec<f64>>);

impl Figures {
    fn add(&mut self, name: impl Into<String>, value: f64) {
        self.0.entry(name.into()).or_default().push(value);
    }

    fn median(&self, name: &str) -> Option<f64> {
        let mut sorted = self.0.get(name)?.clone();
        sorted.sort_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied()
    }

    fn shown(&self, name: &str) -> String {
        self.median(name).map_or_else(|| "not measured".to_owned(), |v| format!("{v:.1}"))
    }

    fn ratio(&self, a: &str, b: &str) -> String {
        match (self.median(a), self.median(b)) {
            (Some(a), Some(b)) => format!("{:.2}", a / b),
            _ => "not measured".to_owned(),
        }
    }
}

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")
}

#[test]
#[ignore = "needs the built page and a browser"]
fn measure() {
    if std::env::var_os("UNWRAP_MEASURE").is_none() {
        return;
    }
    let mut figures = Figures::default();
    let mut plots = Vec::new();
    visit(Visitor::default(), "#/bench", async |page| {
        for _ in 0..ROUNDS {
            for (workload, steps, warm_up) in WORKLOADS {
                natively(&mut figures, workload, [steps, warm_up]);
                let result = page.promise(&format!("unwrapLab.bench('cpu', '{workload}', {steps}, {warm_up})")).await;
                figures.add(format!("{workload} browser"), number(&result["ms_per_step"]));
                let two = format!("unwrapLab.bench('cpu', '{workload}', {steps}, {warm_up}, {{workers: 2}})");
                figures.add(format!("{workload} two"), number(&page.promise(&two).await["ms_per_step"]));
            }
        }
        starts(page, &mut figures).await;
        memory(page, &mut figures).await;
        experiments(page, &mut figures).await;
        plots = lines(page).await;
    });
    visit(Visitor { webgpu: true, ..Visitor::default() }, "#/bench", async |page| {
        for _ in 0..ROUNDS {
            for workload in ["micro", "tiny"] {
                let result = page.promise(&format!("unwrapLab.bench('webgpu', '{workload}', 8, 3)")).await;
                figures.add(format!("{workload} webgpu"), number(&result["ms_per_step"]));
            }
        }
    });
    write(&figures, &plots);
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

/// The native program, and PyTorch where `UNWRAP_PYTHON` has it.
fn natively(figures: &mut Figures, workload: &str, [steps, warm_up]: [u32; 2]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_unwrap"));
    command.args(["bench", workload, "--csv", "--steps", &steps.to_string(), "--warm-up", &warm_up.to_string()]);
    if let Ok(python) = std::env::var("UNWRAP_PYTHON") {
        command.args(["--against", "pytorch", "--python", &python]);
    }
    let output = command.output().expect("the native program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut table = csv::Reader::from_reader(output.stdout.as_slice());
    for row in table.records().map(|row| row.expect("a row")) {
        let engine = if row[1].starts_with("PyTorch") { "pytorch" } else { "native" };
        figures.add(format!("{workload} {engine}"), row[2].parse().expect("milliseconds"));
    }
}

/// From making a worker to its being ready, files in the cache, and the page's work for one frame of a live chart.
async fn starts(page: &LabPage, figures: &mut Figures) {
    let start = "(async () => {
        const begin = performance.now();
        const worker = new Worker('./worker_cpu_loader.js?v=measure', {type: 'module'});
        await new Promise((ready) => { worker.onmessage = ready; });
        const end = performance.now();
        worker.terminate();
        return end - begin;
    })()";
    for _ in 0..=ROUNDS {
        let ms = number(&page.promise(start).await);
        figures.add("engine start", ms);
    }
    let frames = page.promise("unwrapLab.frames(200)").await;
    for frame in frames.as_array().expect("frames").iter().skip(20) {
        figures.add("frame", number(frame));
    }
}

async fn memory(page: &LabPage, figures: &mut Figures) {
    let heap = "(async () => performance.memory.usedJSHeapSize)()";
    figures.add("page before", number(&page.promise(heap).await) / 1e6);
    let result = page.promise("unwrapLab.bench('cpu', 'micro', 20000, 1000)").await;
    figures.add("worker first", number(&result["memory"][0]) / 1e6);
    figures.add("worker last", number(&result["memory"][1]) / 1e6);
    figures.add("page after", number(&page.promise(heap).await) / 1e6);
}

/// The default experiment without instruments, with its three rates and with one.
async fn experiments(page: &LabPage, figures: &mut Figures) {
    for _ in 0..ROUNDS {
        for (name, rates) in [("three rates", "[0.001, 0.0003, 0.0001]"), ("one rate", "[0.001]")] {
            let spec = format!("{{instruments: 'none', fine_tune_rates: {rates}}}");
            let record = page.promise(&format!("unwrapLab.run({spec})")).await;
            figures.add(name, number(&record["wall_seconds"]));
            let after = |role: &str| -> f64 {
                let stages = record["stages"].as_array().expect("stages");
                stages.iter().filter(|s| s["role"].get(role).is_some()).map(|s| number(&s["seconds"])).sum()
            };
            figures.add(format!("{name}, one after the other"), after("fine_tune") + after("revive"));
        }
    }
}

/// Milliseconds a step against tokens and against parameters.
async fn lines(page: &LabPage) -> Vec<(&'static str, Figure)> {
    let mut by_tokens = Vec::new();
    let mut by_parameters = Vec::new();
    for batch in [16_u32, 32, 64, 128, 192, 256] {
        let spec = GrammarSpec { batch, ..Preset::Quick.spec() };
        let context = spec.layout().expect("a layout").context();
        by_tokens.push((f64::from(batch) * context as f64, step(page, "mini", batch).await));
    }
    for size in [ModelSize::Micro, ModelSize::Mini, ModelSize::Tiny, ModelSize::Small] {
        let spec = GrammarSpec { size, ..Preset::Quick.spec() };
        let count = spec.model().expect("a model").parameter_count() as f64;
        by_parameters.push((count, step(page, size.name(), 64).await));
    }
    let plot = |label: &str, points: Vec<(f64, f64)>| Figure {
        title: format!("A training step in the browser against {label}"),
        x: Axis::fitted(label, None, Scale::Linear, points.iter().map(|p| p.0).chain([0.0])),
        y: Axis::fitted("time of a step", Some("ms"), Scale::Linear, points.iter().map(|p| p.1).chain([0.0])),
        series: vec![Series { name: "measured".to_owned(), points, slot: 0, n: None }],
        ..Figure::default()
    };
    vec![
        ("tokens", plot("tokens in a batch (mini)", by_tokens)),
        ("parameters", plot("parameters (batch of 64)", by_parameters)),
    ]
}

/// Milliseconds a step of the default experiment's pretraining with another model or batch.
async fn step(page: &LabPage, model: &str, batch: u32) -> f64 {
    let spec = format!(
        "{{instruments: 'none', size: '{model}', batch: {batch}, pretrain_steps: 80, fine_tune_rates: [0.001], fine_tune_steps: 1, revive_steps: 1}}"
    );
    let record = page.promise(&format!("unwrapLab.run({spec})")).await;
    let stage = &record["stages"][0];
    1e3 * number(&stage["seconds"]) / number(&stage["steps"])
}

/// Puts tables and plots into `docs/performance.md`, between its two marks.
fn write(figures: &Figures, plots: &[(&'static str, Figure)]) {
    let mut text = String::new();
    let _ = writeln!(
        text,
        "| workload | PyTorch, one thread | native, one thread | / PyTorch | browser, one worker | / PyTorch | two workers | / PyTorch |"
    );
    let _ = writeln!(text, "| --- | --- | --- | --- | --- | --- | --- | --- |");
    for (workload, ..) in WORKLOADS {
        let name = |engine: &str| format!("{workload} {engine}");
        let [pytorch, native, browser, two] = ["pytorch", "native", "browser", "two"].map(name);
        let cells = [
            figures.shown(&pytorch),
            figures.shown(&native),
            figures.ratio(&native, &pytorch),
            figures.shown(&browser),
            figures.ratio(&browser, &pytorch),
            figures.shown(&two),
            figures.ratio(&two, &pytorch),
        ];
        let _ = writeln!(text, "| {workload} | {} |", cells.join(" | "));
    }
    let _ = writeln!(
        text,
        "\nMilliseconds a training step, after {} steps (tiny, small, paper) that do not count; the median of {ROUNDS} rounds, engine after engine.\n",
        WORKLOADS.map(|(.., warm_up)| warm_up.to_string()).join(", ")
    );
    let _ = writeln!(text, "| what | seen |\n| --- | --- |");
    let mut row = |what: &str, seen: String| {
        let _ = writeln!(text, "| {what} | {seen} |");
    };
    row("Default experiment without instruments, three rates (s)", figures.shown("three rates"));
    row("The same with one rate (s)", figures.shown("one rate"));
    row("Three rates / one rate", figures.ratio("three rates", "one rate"));
    row("CPU engine, from making the worker to ready, cached (ms)", figures.shown("engine start"));
    row("One frame of a live chart, six series growing to 500 points (ms)", figures.shown("frame"));
    row("Worker's memory after 1,000 steps of micro (MB)", figures.shown("worker first"));
    row("Worker's memory after 21,000 (MB)", figures.shown("worker last"));
    row(
        "Page's heap before and after them (MB)",
        format!("{}, {}", figures.shown("page before"), figures.shown("page after")),
    );
    row(
        "WebGPU on Chromium's software adapter, micro and tiny (ms a step)",
        format!("{}, {}", figures.shown("micro webgpu"), figures.shown("tiny webgpu")),
    );
    let folder = docs().join("performance");
    std::fs::create_dir_all(&folder).expect("a folder");
    for (name, figure) in plots {
        let svg = figure.svg_with_legend(Size::LAPTOP, Palette::Light).expect("a figure");
        std::fs::write(folder.join(format!("{name}.svg")), svg).expect("written");
        let _ = writeln!(text, "\n![{}](performance/{name}.svg)", figure.title);
    }
    let _ = writeln!(
        text,
        "\nBoth are the time of a stage over its steps, with its measurements of accuracy: what does not grow with the batch is theirs."
    );
    let path = docs().join("performance.md");
    let old = std::fs::read_to_string(&path).expect("docs/performance.md");
    let (before, rest) = old.split_once("<!-- measured -->").expect("the first mark");
    let (_, after) = rest.split_once("<!-- end -->").expect("the second mark");
    std::fs::write(&path, format!("{before}<!-- measured -->\n\n{text}\n<!-- end -->{after}")).expect("written");
    println!("{text}");
}
