//! The story: a stranger presses Start, and the skill is learnt, fine-tuned away and brought back.

use crate::chrome::{Visitor, visit};
use crate::instruments;
use crate::page::LabPage;
use std::time::{Duration, Instant};

fn percent(text: &str) -> f64 {
    text.trim().trim_end_matches('%').trim().parse().unwrap_or_else(|_| panic!("{text:?} is no percentage"))
}

/// The end of `12.5 % → 100.0 %`.
fn end(cell: &str) -> f64 {
    percent(cell.split('→').nth(1).expect(cell))
}

/// Steps until the skill was back; more than any when it never was.
fn steps(cell: &str) -> u32 {
    cell.parse().unwrap_or(u32::MAX)
}

async fn check_findings(page: &LabPage) {
    let outcome = page.outcome().await;
    let rows = |start: &str| -> Vec<&Vec<String>> { outcome.iter().filter(|r| r[0].starts_with(start)).collect() };
    println!("{outcome:#?}");
    assert!(end(&rows("pretraining")[0][2]) > 95.0, "pretraining did not learn the skill");
    let tuned = rows("fine-tuning at");
    assert_eq!(tuned.len(), 3);
    for row in tuned {
        assert!(end(&row[2]) < 20.0, "{row:?}");
        assert!(percent(&row[3]) > 90.0, "{row:?}");
    }
    let controls = [steps(&rows("teaching the control")[0][5]), steps(&rows("teaching from random")[0][5])];
    let revived = rows("reFT");
    assert_eq!(revived.len(), 3);
    for row in revived {
        assert!(steps(&row[5]) < *controls.iter().min().unwrap(), "{row:?} against {controls:?}");
        assert!(end(&row[2]) > 90.0, "{row:?}");
    }
}

#[test]
#[ignore = "needs the built page and a browser"]
fn a_stranger_presses_start_and_sees_the_skill_vanish_and_revive_and_the_shared_link_repeats_it_to_the_digit() {
    visit(Visitor::default(), "#/run?v=1&preset=quick", async |page| {
        page.script(
            "window.tasks = []; new PerformanceObserver((list) => tasks.push(...list.getEntries().map((e) => e.duration))).observe({type: 'longtask'});",
        )
        .await;
        let begin = Instant::now();
        page.press("start").await;
        let marks = "document.querySelectorAll('#learning svg circle').length";
        page.until("the learning curve moves", 30, &format!("return {marks} > 3")).await;
        let share = "parseFloat(document.getElementById('progress-now').innerText)";
        page.until("a tenth is done", 60, &format!("return {share} >= 10")).await;
        let (said, at) = (page.text_of("document.getElementById('progress-now').innerText").await, begin.elapsed());
        let revived = "[...document.querySelectorAll('#outcome tbody tr')].slice(-5).every((row) => row.lastElementChild.innerText)";
        page.until("every model is trained", 240, &format!("return {revived}")).await;
        println!("from Start to the last revival curve: {:.1} s", begin.elapsed().as_secs_f64());
        page.until_finished(240).await;
        println!(
            "after {:.1} s it said “{said}”; {:.1} s were left",
            at.as_secs_f64(),
            (begin.elapsed() - at).as_secs_f64()
        );
        println!("main-thread tasks above 50 ms: {}", page.script("return tasks").await);
        page.picture("story").await;
        check_findings(page).await;
        instruments::check(page).await;
        let fingerprint = page.fingerprint().await;
        assert_eq!(fingerprint.len(), 16);
        let link = page.promise("window.unwrapLab.link({preset: 'quick'})").await;
        let link = link.as_str().unwrap();
        page.client.goto("about:blank").await.unwrap();
        page.client.goto(link).await.unwrap();
        page.until("the page is alive", 20, "return !!document.getElementById('start')").await;
        page.press("start").await;
        page.until_finished(240).await;
        assert_eq!(page.fingerprint().await, fingerprint);
        assert_eq!(page.console().await, Vec::<String>::new());
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn pause_stops_the_steps_at_once_and_the_run_can_go_on_step_by_step_or_be_cancelled() {
    visit(Visitor::default(), "#/run?v=1&preset=quick", async |page| {
        let now = "Number(document.getElementById('progress-now').dataset.steps)";
        page.press("start").await;
        page.until("steps are taken", 30, &format!("return {now} > 20")).await;
        page.press("pause").await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        let stopped = page.text_of(now).await;
        tokio::time::sleep(Duration::from_millis(1500)).await;
        assert_eq!(page.text_of(now).await, stopped, "steps went on after a pause");
        page.press("step").await;
        let two_more = stopped.parse::<u32>().unwrap() + 2;
        page.until("each worker takes one step", 5, &format!("return {now} === {two_more}")).await;
        page.press("resume").await;
        page.until("steps go on", 10, &format!("return {now} > {two_more} + 10")).await;
        page.press("cancel").await;
        page.until("the run is gone", 2, "return !!document.getElementById('start')").await;
        assert!(page.notices().await.contains("cancelled"));
        assert_eq!(page.text_of("document.querySelectorAll('#runs > li').length").await, "1");
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn changing_a_setting_keeps_finished_runs_and_an_impossible_value_is_refused_in_words() {
    visit(Visitor::default(), "#/run?v=1&preset=micro", async |page| {
        page.press("start").await;
        page.until_finished(60).await;
        let first = page.fingerprint().await;
        page.set("seed", "5").await;
        page.set("pretrain_steps", "0").await;
        let refused = page.text_of("document.querySelector('.controls .refused')?.innerText").await;
        assert!(refused.contains("whole number from 1 to 200000"), "{refused}");
        assert_eq!(page.fingerprint().await, first);
        page.press("start").await;
        page.until_finished(60).await;
        assert_ne!(page.fingerprint().await, first);
        assert_eq!(page.text_of("document.querySelectorAll('#runs > li').length").await, "2");
        page.script("document.querySelector('[data-run=\"1\"] button').click()").await;
        page.until(
            "the first run is on show",
            5,
            &format!("return document.getElementById('fingerprint').innerText === {first:?}"),
        )
        .await;
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn the_experiment_that_a_visitor_meets_first_has_three_fates_of_the_skill() {
    visit(Visitor::default(), "#/run?v=1&preset=fates", async |page| {
        page.press("start").await;
        page.until_finished(600).await;
        for (rate, fate) in [("3e-2", "deleted"), ("3e-4", "wrapped"), ("3e-6", "kept")] {
            assert_eq!(page.verdict(&format!("at {rate}")).await, fate, "{rate}");
        }
        assert_eq!(page.console().await, Vec::<String>::new());
    });
}
