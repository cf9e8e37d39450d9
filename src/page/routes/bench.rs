//! The benchmark's view: milliseconds a step of each workload on each engine that this browser has.

use crate::engine::{BenchResult, DeviceKind, Workload, WritingSpeed};
use crate::experiment::Route;
use crate::model::{Checked, TOLERANCE};
use crate::page::adapter::devices;
use crate::page::engine::{bench, bench_writing, check};
use crate::page::store::Store;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Steps that count, and steps before them.
fn effort(workload: Workload) -> (u32, u32) {
    match workload {
        Workload::Micro | Workload::Tiny => (20, 3),
        Workload::Small => (8, 2),
        Workload::Paper => (2, 1),
    }
}

/// An engine and how many of its workers share each step.
type EngineSetup = (DeviceKind, u32);

fn setup_name((kind, workers): EngineSetup) -> String {
    if workers == 1 { kind.name().to_owned() } else { format!("{}, two workers", kind.name()) }
}

/// What a check found, in words.
fn sentence(kind: DeviceKind, found: Result<Vec<Checked>, String>) -> String {
    let found = match found {
        Ok(found) => found,
        Err(message) => return format!("{}: {message}", kind.name()),
    };
    let name = kind.name();
    let worst = found.iter().max_by(|a, b| a.worst().total_cmp(&b.worst()));
    let farthest = worst.map(|c| format!("{:.1e} ({})", c.worst(), c.what)).unwrap_or_default();
    let wrong: Vec<&str> = found.iter().filter(|c| !c.is_right()).map(|c| c.what.as_str()).collect();
    if wrong.is_empty() {
        format!("{name}: all {} operations are right; the farthest is {farthest}.", found.len())
    } else {
        let list = wrong.join("; ");
        format!(
            "{name}: {} of {} operations are wrong on this machine, so its results cannot be trusted: {list}. The farthest is {farthest}.",
            wrong.len(),
            found.len()
        )
    }
}

/// Rounds of writing that count.
const WRITING_ROUNDS: u32 = 5;

/// How fast an engine writes, in words.
fn written(kind: DeviceKind, found: Result<Vec<WritingSpeed>, String>) -> Vec<String> {
    let name = kind.name();
    let sentence = |own: WritingSpeed| {
        let (stories, plural) = (own.stories, if own.stories == 1 { "story" } else { "stories side by side" });
        format!(
            "{name}, {stories} {plural}: {:.0} words a second with the cache, {:.0} in whole passes: {:.1} times as many.",
            own.cached,
            own.whole,
            own.ratio()
        )
    };
    match found {
        Ok(found) => found.into_iter().map(sentence).collect(),
        Err(message) => vec![format!("{name}: {message}")],
    }
}

/// Whether measuring WebGPU makes sense: a software adapter would take minutes a step. Says why not.
async fn can_measure_webgpu(store: Store) -> bool {
    let found = devices().await;
    let gpu = found.iter().find(|d| d.device == DeviceKind::WebGpu.name()).cloned();
    let reason = match gpu {
        Some(d) if d.available && !d.fallback => return true,
        Some(d) if d.available => "WebGPU here is a software adapter, minutes a step on these workloads.".to_owned(),
        other => other.and_then(|d| d.reason).unwrap_or_default(),
    };
    store.say(format!("{reason} WebGPU was not measured."));
    false
}

#[component]
pub(super) fn BenchView() -> impl IntoView {
    let store = expect_context::<Store>();
    let results = RwSignal::new(Vec::<(EngineSetup, Workload, Result<BenchResult, String>)>::new());
    let busy = RwSignal::new(None::<String>);
    let waits = move || {
        let busy = store.trains(Route::Lab);
        if busy {
            store.say("A run is under way and would spoil the measurement; pause or cancel it first.".to_owned());
        }
        busy
    };
    let measure = move |setup: EngineSetup| {
        if waits() {
            return;
        }
        spawn_local(async move {
            let (kind, workers) = setup;
            if kind == DeviceKind::WebGpu && !can_measure_webgpu(store).await {
                return;
            }
            for workload in [Workload::Tiny, Workload::Small, Workload::Paper] {
                busy.set(Some(format!("Measuring {} on {}…", workload.name(), setup_name(setup))));
                let (steps, warm_up) = effort(workload);
                let result = bench(kind, workload, steps, warm_up, workers).await;
                results.update(|all| {
                    all.retain(|(c, w, _)| (*c, *w) != (setup, workload));
                    all.push((setup, workload, result));
                });
            }
            busy.set(None);
        });
    };
    let verdicts = RwSignal::new(Vec::<(DeviceKind, Result<Vec<Checked>, String>)>::new());
    let examine = move |kind: DeviceKind| {
        if waits() {
            return;
        }
        spawn_local(async move {
            if kind == DeviceKind::WebGpu && !can_measure_webgpu(store).await {
                return;
            }
            busy.set(Some(format!("Checking the operations of {}…", kind.name())));
            let found = check(kind, false).await;
            verdicts.update(|all| {
                all.retain(|(k, _)| *k != kind);
                all.push((kind, found));
            });
            busy.set(None);
        });
    };
    let speeds = RwSignal::new(Vec::<(DeviceKind, Result<Vec<WritingSpeed>, String>)>::new());
    let write = move |kind: DeviceKind| {
        if waits() {
            return;
        }
        spawn_local(async move {
            if kind == DeviceKind::WebGpu && !can_measure_webgpu(store).await {
                return;
            }
            busy.set(Some(format!("Measuring how fast {} writes…", kind.name())));
            let found = bench_writing(kind, WRITING_ROUNDS).await;
            speeds.update(|all| {
                all.retain(|(k, _)| *k != kind);
                all.push((kind, found));
            });
            busy.set(None);
        });
    };
    let blocked = move || busy.get().is_some();
    view! {
        <section class="bench" aria-label="Benchmark">
            <h2>"Speed of training on this machine"</h2>
            <p>
                "Three fixed workloads: every step draws a new random batch, the target of a position is the token before it, and "
                "the loss is the mean cross-entropy over all positions; AdamW at 1e-3. GFLOP/s is 6 · parameters · tokens / time. Two workers compute half of each batch each: an experiment does "
                "so with large models while a processor core has nothing else to do, and its results stay the same to the last bit."
            </p>
            <p class="buttons">
                <button type="button" id="bench-cpu" class="primary" disabled=blocked on:click=move |_| measure((DeviceKind::Cpu, 1))>
                    "Measure the CPU engine"
                </button>
                <button type="button" id="bench-two" disabled=blocked on:click=move |_| measure((DeviceKind::Cpu, 2))>
                    "Measure two workers"
                </button>
                <button type="button" id="bench-webgpu" disabled=blocked on:click=move |_| measure((DeviceKind::WebGpu, 1))>
                    "Measure WebGPU"
                </button>
            </p>
            <p role="status" aria-live="polite">{move || busy.get()}</p>
            <div class="scroll" tabindex="0" role="region" aria-label="Measured speeds">
                <table id="speeds">
                    <thead>
                        <tr>
                            <th scope="col">"workload"</th>
                            <th scope="col">"engine"</th>
                            <th scope="col">"parameters"</th>
                            <th scope="col">"ms a step"</th>
                            <th scope="col">"GFLOP/s"</th>
                            <th scope="col">"first and last loss (nats)"</th>
                        </tr>
                    </thead>
                    <tbody>
                        {move || {
                            results
                                .get()
                                .into_iter()
                                .map(|(setup, workload, result)| {
                                    let parameters = workload.config().parameter_count();
                                    let cells = match result {
                                        Ok(r) => {
                                            let loss = |l: Option<&f32>| l.map(|l| format!("{l:.4}")).unwrap_or_default();
                                            [
                                                format!("{:.1}", r.ms_per_step),
                                                format!("{:.2}", r.gflops),
                                                format!("{}, {}", loss(r.losses.first()), loss(r.losses.last())),
                                            ]
                                        }
                                        Err(message) => [message, String::new(), String::new()],
                                    };
                                    let cells = cells.into_iter().map(|c| view! { <td>{c}</td> }).collect_view();
                                    view! {
                                        <tr>
                                            <th scope="row">{workload.name()}</th>
                                            <td>{setup_name(setup)}</td>
                                            <td>{parameters}</td>
                                            {cells}
                                        </tr>
                                    }
                                })
                                .collect_view()
                        }}
                    </tbody>
                </table>
            </div>
            <h2>"Speed of writing"</h2>
            <p>
                "Stories are written word by word by the default model of the stories, each up to its longest: with a key-value cache, as "
                "everywhere on this page, and with a whole forward pass for each word."
            </p>
            <p class="buttons">
                <button type="button" id="write-cpu" disabled=blocked on:click=move |_| write(DeviceKind::Cpu)>
                    "Measure the CPU engine"
                </button>
                <button type="button" id="write-webgpu" disabled=blocked on:click=move |_| write(DeviceKind::WebGpu)>
                    "Measure WebGPU"
                </button>
            </p>
            <ul id="written" aria-live="polite">
                {move || {
                    let said = speeds.get().into_iter().flat_map(|(kind, found)| written(kind, found));
                    said.map(|sentence| view! { <li>{sentence}</li> }).collect_view()
                }}
            </ul>
            <h2>"Are the numbers right?"</h2>
            <p>
                "Every operation that a model is made of is run on random inputs and compared, its value and its gradients, with the "
                {format!("same operation written out in double precision. Right is a relative distance below {TOLERANCE:e}.")}
            </p>
            <p class="buttons">
                <button type="button" id="check-cpu" disabled=blocked on:click=move |_| examine(DeviceKind::Cpu)>
                    "Check the CPU engine"
                </button>
                <button type="button" id="check-webgpu" disabled=blocked on:click=move |_| examine(DeviceKind::WebGpu)>
                    "Check WebGPU"
                </button>
            </p>
            <ul id="checked" aria-live="polite">
                {move || {
                    verdicts.get().into_iter().map(|(kind, found)| view! { <li>{sentence(kind, found)}</li> }).collect_view()
                }}
            </ul>
        </section>
    }
}
