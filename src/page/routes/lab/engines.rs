//! Which engine a run gets: what the visitor wants, what the browser has, and a measurement where both are there.

use super::choice::Choice;
use super::state::Lab;
use crate::engine::{Compared, DeviceKind};
use crate::experiment::{Role, Spec};
use crate::page::adapter::{Availability, devices};
use crate::page::engine::bench_stage;
use crate::page::limit::pause;
use crate::page::property::property;
use crate::page::storage::{Origin, StoredRun};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How long the settings are left alone before anything is measured, in milliseconds.
const ALONE: i32 = 2_500;

impl Lab {
    /// Takes the visitor's choice of engine.
    pub(super) fn choose(self, choice: Choice) {
        self.choice.set(choice);
        if choice != Choice::Just(DeviceKind::WebGpu) {
            return;
        }
        spawn_local(async move {
            let found = devices().await;
            let usable = found.iter().any(|d| d.device == DeviceKind::WebGpu.name() && d.available);
            self.found.set(found);
            if !usable && self.choice.get_untracked() == Choice::Just(DeviceKind::WebGpu) {
                self.choice.set(Choice::Auto);
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

    /// Compares both engines on the experiment that is set, whenever it has been left alone for a while: the visitor reads then.
    pub(super) fn compare_while_read(self) {
        let asked = StoredValue::new(0_u32);
        Effect::new(move |_| {
            let spec = of_speed(&self.spec.get());
            asked.update_value(|count| *count += 1);
            let own = asked.get_value();
            let is_idle = self.run.is_idle();
            if !is_idle || self.choice.get() != Choice::Auto || !spec.on_graphics() || saves_data() {
                return;
            }
            spawn_local(async move {
                pause(ALONE).await;
                // None where the visitor has left the lab.
                if asked.try_get_value() == Some(own) {
                    self.compare(spec).await;
                }
            });
        });
    }

    async fn compare(self, spec: Spec) {
        let is_known = |all: &Vec<(Spec, Result<Compared, String>)>| all.iter().any(|(other, _)| *other == spec);
        if !self.run.is_idle_now() || self.compared.with_untracked(is_known) {
            return;
        }
        // The browser is asked once: where it has no adapter, Chromium says so on the console each time.
        if self.found.with_untracked(Vec::is_empty) {
            self.found.set(devices().await);
        }
        let is_real = |d: &Availability| d.device == DeviceKind::WebGpu.name() && d.available && !d.fallback;
        if !self.found.with_untracked(|found| found.iter().any(is_real)) {
            return;
        }
        let measured = async {
            let cpu = bench_stage(DeviceKind::Cpu, spec.clone()).await?;
            Ok(Compared { cpu, webgpu: bench_stage(DeviceKind::WebGpu, spec.clone()).await? })
        };
        let measured = measured.await;
        // Beside a run neither has its own speed.
        if self.run.is_idle_now() {
            self.compared.update(|all| all.push((spec, measured)));
        }
    }

    /// What came out of comparing both engines on an experiment, if it is known.
    pub(super) fn comparison(self, spec: &Spec) -> Option<Result<Compared, String>> {
        let own = of_speed(spec);
        self.compared.with(|all| all.iter().find(|(other, _)| *other == own).map(|(_, measured)| measured.clone()))
    }

    /// The engine that is taken for an experiment as long as the visitor leaves it to the page: the sender's where a link brought what came out
    /// there, otherwise the faster one as far as that is known. Nobody waits for a measurement.
    pub(super) async fn automatic(self, spec: &Spec) -> DeviceKind {
        let is_sent = |run: &&StoredRun| run.origin == Origin::Sender && run.record.spec == *spec;
        let device = |run: &StoredRun| run.record.stages.first().map(|stage| stage.device.clone());
        let sent = self.runs.with_untracked(|runs| runs.iter().rev().find(is_sent).and_then(device));
        let graphics = DeviceKind::WebGpu.name();
        match (sent, untrack(|| self.comparison(spec))) {
            (Some(device), _) if device.starts_with(graphics) && self.webgpu_is_there().await => DeviceKind::WebGpu,
            (None, Some(Ok(compared))) => compared.chosen(),
            _ => DeviceKind::Cpu,
        }
    }
}

/// An experiment with fixed values in every setting that has no say in how long a step of pretraining takes.
fn of_speed(spec: &Spec) -> Spec {
    spec.cache_key_parts(Role::Pretrain).0.with_seed(1)
}

/// Whether the browser was told to load no more than it must.
fn saves_data() -> bool {
    property(&property(&window().navigator(), "connection"), "saveData").is_truthy()
}
