//! `unwrap bench`: milliseconds a step on this machine.

use crate::{Outcome, print};
use unwrap_lab::engine::{Bench, DeviceKind, Workload, open};

/// Measures the named workloads, or all but the smallest.
pub(crate) fn bench(names: &[String], steps: u32, warm_up: u32) -> Outcome {
    let workloads: Vec<Workload> = if names.is_empty() {
        vec![Workload::Tiny, Workload::Small, Workload::Paper]
    } else {
        names.iter().filter_map(|n| Workload::named(n)).collect()
    };
    let opened = pollster::block_on(open(DeviceKind::Cpu))?;
    print("workload  ms/step  fastest  GFLOP/s  first loss  last loss");
    for workload in workloads {
        let mut bench = Bench::new(workload, steps, warm_up, &opened.device, &opened.name);
        let result = loop {
            if let Some(result) = pollster::block_on(bench.step())? {
                break result;
            }
        };
        let fastest = bench.fastest().unwrap_or_default().as_secs_f64() * 1e3;
        let (first, last) = (result.losses.first(), result.losses.last());
        print(&format!(
            "{:8} {:8.2} {fastest:8.2} {:8.2} {:11.4} {:10.4}",
            workload.name(),
            result.ms_per_step,
            result.gflops,
            first.copied().unwrap_or(f32::NAN),
            last.copied().unwrap_or(f32::NAN),
        ));
    }
    Ok(())
}
