//! A run that is disturbed at random moments: whatever is done to it, it ends with the fingerprint of an undisturbed one.
//! `UNWRAP_FAULTS` says how many faults (6 where it is not set), `UNWRAP_FAULTS_SEED` which.

use crate::chrome::{Visitor, visit};
use crate::page::LabPage;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::time::Duration;

const RUN: &str = "#/run?v=1&preset=quick&pretrain_steps=900&fine_tune_rates=0.001,0.0001&fine_tune_steps=60&revive_steps=60&instruments=none";
/// Faults that one run has to bear.
const A_RUN: u32 = 3;

/// Has every worker at hand, to be ended as the browser would end it.
const WORKERS: &str = "if (!window.workers) {
    window.workers = [];
    const Original = window.Worker;
    window.Worker = class extends Original { constructor(...a) { super(...a); window.workers.push(this); } };
}";

/// Ends every worker as for lack of memory.
const KILL: &str = "for (const worker of window.workers.splice(0)) {
    worker.terminate();
    worker.dispatchEvent(new ErrorEvent('error', {message: 'out of memory'}));
}";

/// Lets the next second's transactions be given up after they were written.
const ABORT: &str = "const put = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = function (...given) {
    const asked = put.apply(this, given);
    asked.addEventListener('success', () => { try { this.transaction.abort(); } catch {} });
    return asked;
};
setTimeout(() => { IDBObjectStore.prototype.put = put; }, 1000);";

/// Flips a bit in the middle of everything that is kept of stages.
const FLIP: &str = "new Promise((done, fail) => {
    const open = indexedDB.open('unwrap-lab-runs /');
    open.onerror = () => fail(open.error);
    open.onsuccess = () => {
        const transaction = open.result.transaction(['models', 'halfway'], 'readwrite');
        for (const name of ['models', 'halfway']) {
            const store = transaction.objectStore(name);
            store.openCursor().onsuccess = (event) => {
                const cursor = event.target.result;
                if (!cursor) return;
                cursor.value[cursor.value.length >> 1] ^= 4;
                cursor.update(cursor.value);
                cursor.continue();
            };
        }
        transaction.oncomplete = () => { open.result.close(); done('flipped'); };
        transaction.onabort = () => fail(transaction.error);
    };
})";

async fn reload(page: &LabPage) {
    page.open(RUN).await;
    page.script(WORKERS).await;
    page.until("the runs are there", 20, "return !!document.querySelector('#runs > li')").await;
    // The newest is the first of the list; it may have ended.
    page.script("document.querySelector('#runs > li .go-on')?.click()").await;
}

async fn disturb(page: &LabPage, fault: u32) -> &'static str {
    match fault {
        0 => {
            page.script(KILL).await;
            "its workers ended"
        }
        1 => {
            reload(page).await;
            "a reload"
        }
        2 => {
            page.script(ABORT).await;
            "writing given up"
        }
        _ => {
            // The page is left first: what it still writes would cover the damage.
            page.client.goto(&format!("{}#/bench", page.address)).await.expect("the benchmark");
            page.client.refresh().await.expect("the page anew");
            page.until("the page is alive", 20, "return !!window.unwrapLab?.version").await;
            assert_eq!(page.promise(FLIP).await, "flipped");
            reload(page).await;
            "a bit flipped in all that was kept, and a reload"
        }
    }
}

#[test]
#[ignore = "needs the built page and a browser"]
fn a_run_disturbed_at_random_moments_ends_with_the_fingerprint_of_an_undisturbed_one() {
    let number = |name: &str, otherwise: u32| {
        std::env::var(name).map_or(otherwise, |text| text.parse().expect("a number in the environment"))
    };
    let (faults, seed) = (number("UNWRAP_FAULTS", 6), number("UNWRAP_FAULTS_SEED", 1));
    let mut random = ChaCha8Rng::seed_from_u64(u64::from(seed));
    visit(Visitor::default(), RUN, async |page| {
        page.script(WORKERS).await;
        page.press("start").await;
        page.until_finished(120).await;
        let undisturbed = page.fingerprint().await;
        for run in 0..faults.div_ceil(A_RUN) {
            page.open(RUN).await;
            page.script(WORKERS).await;
            page.press("start").await;
            let mut done = Vec::new();
            for at in 0..A_RUN.min(faults - run * A_RUN) {
                tokio::time::sleep(Duration::from_millis(random.random_range(50..2_500))).await;
                // Each kind of fault stands in its turn, at a random moment.
                done.push(disturb(page, (run * A_RUN + at) % 4).await);
            }
            page.until_finished(180).await;
            page.script("document.querySelector('#runs > li button').click()").await;
            page.until("its outcome is on show", 20, "return !!document.getElementById('fingerprint')").await;
            let found = page.fingerprint().await;
            println!("run {run}: {} → {found}", done.join(", "));
            assert_eq!(found, undisturbed, "after {done:?}");
        }
    });
}
