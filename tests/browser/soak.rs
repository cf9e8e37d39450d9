//! A page that trains for long takes no more memory than after its first minute. `UNWRAP_SOAK_SECONDS` says how long (60 where it is not
//! set; the ten minutes in docs/trust.md were made with 600).

use crate::chrome::{Visitor, visit};
use std::time::Duration;

/// Trains for longer than any soak lasts, and is measured, drawn and kept on the way.
const LONG: &str = "#/run?v=1&preset=quick&pretrain_steps=100000&fine_tune_steps=10&revive_steps=10&instruments=none";
/// Growth after the first part that counts as none, in megabytes: what a garbage collector leaves lying about.
const NONE: f64 = 40.0;

#[test]
#[ignore = "needs the built page and a browser"]
fn a_page_that_trains_for_long_takes_no_more_memory_than_after_the_first_minute() {
    let seconds: u64 =
        std::env::var("UNWRAP_SOAK_SECONDS").map_or(60, |text| text.parse().expect("a number of seconds"));
    visit(Visitor::default(), LONG, async |page| {
        page.press("start").await;
        page.until("it trains", 30, "return Number(document.getElementById('progress-now')?.dataset.steps) > 0").await;
        // A minute of ten, and as large a part of a shorter soak as lets the engine and the page settle.
        let first = (seconds / 10).max(seconds.min(40) / 2);
        tokio::time::sleep(Duration::from_secs(first)).await;
        let begin = page.memory();
        let mut most = begin;
        let mut told = vec![format!("{begin:.0}")];
        for _ in 0..10 {
            tokio::time::sleep(Duration::from_millis(100 * (seconds - first))).await;
            let now = page.memory();
            told.push(format!("{now:.0}"));
            most = most.max(now);
        }
        let steps = page.text_of("document.getElementById('progress-now').innerText").await;
        println!("MB of the page and its workers over {seconds} s: {}; {steps}", told.join(", "));
        assert!(page.memory() <= begin + NONE, "it grew from {begin:.0} to {most:.0} MB: {told:?}");
        page.press("cancel").await;
        assert_eq!(page.console().await, Vec::<String>::new());
    });
}
