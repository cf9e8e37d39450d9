//! `unwrap bench`: milliseconds a step on this machine, alone or beside PyTorch.

use crate::terminal::{CommandResult, print};
use serde::Deserialize;
use serde_json::json;
use std::error::Error;
use std::process::Command;
use std::rc::Rc;
use unwrap_lab::engine::{Bench, BenchResult, DeviceKind, GradientThread, Workload, open};

/// The same training in PyTorch.
const PYTORCH: &str = include_str!("pytorch.py");

/// What to measure and how.
pub(crate) struct Options {
    /// Names of workloads; all but the smallest when there are none.
    pub(crate) workloads: Vec<String>,
    /// Steps that count, and steps before them that do not.
    pub(crate) steps: u32,
    pub(crate) warm_up: u32,
    /// Threads that share each step: 1 or 2.
    pub(crate) threads: u32,
    /// The Python whose PyTorch is measured too; none to leave it out.
    pub(crate) python: Option<String>,
    /// How often each is measured, in turn.
    pub(crate) rounds: u32,
    /// Comma-separated values instead of a table.
    pub(crate) csv: bool,
}

/// What PyTorch's program prints.
#[derive(Deserialize)]
struct PyTorch {
    version: String,
    attention: String,
    times: Vec<f64>,
    losses: Vec<f64>,
}

/// One engine's rounds on one workload.
struct Measured {
    engine: String,
    /// Mean milliseconds a step, a number for each round.
    ms: Vec<f64>,
    /// The first and the last loss.
    losses: (f64, f64),
}

impl Measured {
    /// The middle round; of an even number the upper one.
    fn median(&self) -> f64 {
        let mut sorted = self.ms.clone();
        sorted.sort_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
    }
}

/// Measures and prints.
pub(crate) fn bench(options: &Options) -> CommandResult {
    let workloads: Vec<Workload> = if options.workloads.is_empty() {
        vec![Workload::Tiny, Workload::Small, Workload::Paper]
    } else {
        options.workloads.iter().filter_map(|n| Workload::from_name(n)).collect()
    };
    print(if options.csv {
        "workload,engine,ms_per_step,gflops,first_loss,last_loss"
    } else {
        "workload  engine                              ms/step  GFLOP/s  first loss  last loss"
    });
    for workload in workloads {
        let mut ours = Measured { engine: "unwrap".to_owned(), ms: Vec::new(), losses: (f64::NAN, f64::NAN) };
        let mut theirs = Measured { engine: String::new(), ms: Vec::new(), losses: (f64::NAN, f64::NAN) };
        for _ in 0..options.rounds {
            let result = measure(workload, options)?;
            let end = |loss: Option<&f32>| loss.map_or(f64::NAN, |l| f64::from(*l));
            ours.engine = format!("unwrap, {}", result.device);
            ours.ms.push(result.ms_per_step);
            ours.losses = (end(result.losses.first()), end(result.losses.last()));
            if let Some(python) = &options.python {
                let result = pytorch(python, workload, options)?;
                theirs.engine = format!("PyTorch {}, attention {}", result.version, result.attention);
                theirs.ms.push(result.times.iter().sum::<f64>() / result.times.len().max(1) as f64);
                let end = |loss: Option<&f64>| loss.copied().unwrap_or(f64::NAN);
                theirs.losses = (end(result.losses.first()), end(result.losses.last()));
            }
        }
        for measured in [&ours, &theirs].into_iter().filter(|m| !m.ms.is_empty()) {
            print(&line(workload, measured, options.csv));
        }
        if !theirs.ms.is_empty() && !options.csv {
            print(&format!("{:8}  ratio {:.2}", workload.name(), ours.median() / theirs.median()));
        }
    }
    Ok(())
}

fn line(workload: Workload, measured: &Measured, csv: bool) -> String {
    let (name, ms, (first, last)) = (workload.name(), measured.median(), measured.losses);
    let gflops = workload.flops() / ms / 1e6;
    if csv {
        format!("{name},{:?},{ms:.3},{gflops:.2},{first:.4},{last:.4}", measured.engine)
    } else {
        format!("{name:8}  {:34} {ms:8.2} {gflops:8.2} {first:11.4} {last:10.4}", measured.engine)
    }
}

fn measure(workload: Workload, options: &Options) -> Result<BenchResult, Box<dyn Error>> {
    let opened = pollster::block_on(open(DeviceKind::Cpu))?;
    let mut bench = Bench::new(workload, options.steps, options.warm_up, &opened.device, &opened.name);
    if options.threads > 1 {
        bench = bench.with_gradient_worker(Rc::new(GradientThread::start()?));
    }
    loop {
        if let Some(result) = pollster::block_on(bench.step())? {
            return Ok(result);
        }
    }
}

fn pytorch(python: &str, workload: Workload, options: &Options) -> Result<PyTorch, Box<dyn Error>> {
    let config = workload.config();
    let ask = json!({
        "vocabulary": config.vocabulary, "context": config.context, "width": config.width, "blocks": config.blocks,
        "heads": config.heads, "batch": workload.batch_size(), "steps": options.steps, "warm_up": options.warm_up,
        "threads": 1,
    });
    let output = Command::new(python)
        .args(["-c", PYTORCH, &ask.to_string()])
        .output()
        .map_err(|e| format!("{python} does not start: {e}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let last = said.lines().last().unwrap_or("it said nothing").to_owned();
        return Err(format!("PyTorch could not be measured with {python}: {last}").into());
    }
    let said = String::from_utf8_lossy(&output.stdout);
    Ok(serde_json::from_str(said.trim()).map_err(|e| format!("{python} answered what is no measurement: {e}"))?)
}
