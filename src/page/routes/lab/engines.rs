//! Which engine a run gets: what the visitor wants, what the browser has, and a measurement where both are there.

use super::choice::Choice;
use super::state::Lab;
use crate::engine::{DeviceKind, Workload};
use crate::experiment::Role;
use crate::page::adapter::devices;
use crate::page::engine::bench;
use leptos::prelude::*;
use leptos::task::spawn_local;

impl Lab {
    /// Takes the visitor's choice of engine. Only now is the browser asked for a graphics adapter: Chromium complains on
    /// the console where there is none, and most visitors never need to know.
    pub(super) fn choose(self, choice: Choice) {
        self.choice.set(choice);
        if choice == Choice::Just(DeviceKind::Cpu) {
            return;
        }
        spawn_local(async move {
            let found = devices().await;
            let usable = found.iter().any(|d| d.device == DeviceKind::WebGpu.name() && d.available);
            self.found.set(found);
            if !usable && self.choice.get_untracked() == Choice::Just(DeviceKind::WebGpu) {
                self.choice.set(Choice::Just(DeviceKind::Cpu));
            }
        });
    }

    /// Whether WebGPU can be used; says why not.
    pub(super) async fn webgpu_is_there(self) -> bool {
        let found = devices().await;
        let gpu = found.iter().find(|d| d.device == DeviceKind::WebGpu.name());
        let reason = gpu.and_then(|d| d.reason.clone());
        let usable = gpu.is_some_and(|d| d.available);
        self.found.set(found);
        if !usable {
            self.notice(format!("{} The run uses the CPU engine.", reason.unwrap_or_default()));
        }
        usable
    }

    /// Measures a few steps on both engines and names the faster. A software adapter is not asked.
    pub(super) async fn faster(self) -> DeviceKind {
        let usable =
            devices().await.iter().any(|d| d.device == DeviceKind::WebGpu.name() && d.available && !d.fallback);
        if !usable {
            self.notice("There is no graphics adapter to compare with: the run uses the CPU engine.".to_owned());
            return DeviceKind::Cpu;
        }
        let role = Role::FineTune { rate: 0 };
        let width = self.spec.with_untracked(|s| s.architecture(role).map_or(0, |a| a.config().width));
        let workload = match width {
            0..=64 => Workload::Tiny,
            65..=128 => Workload::Small,
            _ => Workload::Paper,
        };
        let cpu = bench(DeviceKind::Cpu, workload, 3, 1, 1).await;
        let gpu = bench(DeviceKind::WebGpu, workload, 3, 2, 1).await;
        match (cpu, gpu) {
            (Ok(cpu), Ok(gpu)) => {
                let kind = if gpu.ms_per_step < cpu.ms_per_step { DeviceKind::WebGpu } else { DeviceKind::Cpu };
                self.notice(format!(
                    "Measured on the workload “{}”: CPU {:.0} ms a step, WebGPU {:.0} ms. The run uses {}.",
                    workload.name(),
                    cpu.ms_per_step,
                    gpu.ms_per_step,
                    kind.name()
                ));
                kind
            }
            (_, Err(message)) => {
                self.notice(format!("WebGPU could not be measured ({message}): the run uses the CPU engine."));
                DeviceKind::Cpu
            }
            (Err(_), Ok(_)) => DeviceKind::WebGpu,
        }
    }
}
