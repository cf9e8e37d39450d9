//! Workers that are lost in every way a browser can lose them: the run ends all the same, with the identical Record.

use crate::chrome::{Visitor, visit};
use crate::page::LabPage;

/// Keeps every worker with the time at which it was last heard of.
const WATCHED: &str = "window.workers = [];
    const Original = window.Worker;
    window.Worker = class extends Original {
        constructor(...given) {
            super(...given);
            this.heard = 0;
            this.addEventListener('message', () => { this.heard = performance.now(); });
            window.workers.push(this);
        }
    };";
/// Ends the worker that was heard of last, as the browser would for lack of memory.
const END_THE_BUSY: &str = "const busy = window.workers.reduce((a, b) => (b.heard > a.heard ? b : a));
    window.workers = window.workers.filter((w) => w !== busy);
    busy.terminate();
    busy.dispatchEvent(new ErrorEvent('error', {message: 'out of memory'}));";
/// The same without a word.
const SILENCE_THE_BUSY: &str = "const busy = window.workers.reduce((a, b) => (b.heard > a.heard ? b : a));
    window.workers = window.workers.filter((w) => w !== busy);
    busy.terminate();";

/// The fingerprint of the experiment at `hash` with nothing in its way.
fn undisturbed(hash: &str) -> String {
    let mut print = String::new();
    visit(Visitor::default(), hash, async |page| {
        page.press("start").await;
        page.until_finished(500).await;
        print = page.fingerprint().await;
    });
    print
}

/// Waits until the stages under way have taken `least` steps together.
async fn until_steps(page: &LabPage, least: u64) {
    let steps = format!("return Number(document.getElementById('progress-now')?.dataset.steps) >= {least}");
    page.until(&format!("{least} steps are taken"), 300, &steps).await;
}

/// One long fine-tuning with nothing beside it: the other workers have nothing to do.
const ALONE: &str = "#/run?v=1&preset=quick&pretrain_steps=150&fine_tune_rates=0.001&fine_tune_steps=2500&revive_steps=30&instruments=none";

/// Does `loss` to the worker that trains alone: the run ends within `seconds`, with the Record of an undisturbed one.
fn ends_the_same_after(loss: &str, seconds: u64) {
    let expected = undisturbed(ALONE);
    visit(Visitor::default(), ALONE, async |page| {
        page.script(WATCHED).await;
        page.press("start").await;
        // No other stage has so many steps.
        until_steps(page, 700).await;
        page.script(loss).await;
        page.until_finished(seconds).await;
        assert_eq!(page.fingerprint().await, expected);
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn a_busy_worker_that_is_killed_while_the_others_are_idle_is_replaced_and_the_record_is_the_same() {
    ends_the_same_after(END_THE_BUSY, 500);
}

#[test]
#[ignore = "needs the built page and a browser"]
fn a_worker_that_falls_silent_is_let_go_after_two_minutes_and_the_record_is_the_same() {
    ends_the_same_after(SILENCE_THE_BUSY, 700);
}

#[test]
#[ignore = "needs the built page and a browser"]
fn a_long_run_that_gets_ahead_outlives_six_losses() {
    let long = "#/run?v=1&preset=quick&pretrain_steps=400&fine_tune_rates=0.003,0.001,0.0003,0.0001&fine_tune_steps=400\
                &revive_steps=400&instruments=none";
    let expected = undisturbed(long);
    visit(Visitor::default(), long, async |page| {
        page.script(WATCHED).await;
        page.press("start").await;
        for loss in 1..=6 {
            // Each of the twelve stages is some eight hundredths of the work: one is finished between two losses.
            let share =
                format!("return parseFloat(document.getElementById('progress-now').innerText) >= {}", 13 * loss);
            page.until(&format!("loss {loss} is due"), 300, &share).await;
            page.script(END_THE_BUSY).await;
        }
        page.until_finished(600).await;
        assert_eq!(page.fingerprint().await, expected);
    });
}
