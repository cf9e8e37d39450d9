//! The lesson on stories, from what a twist is to what became of it.

use crate::chrome::{Visitor, visit};
use crate::page::LabPage;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Waits for `condition`, and says how long it took.
async fn waited(page: &LabPage, what: &str, condition: &str) -> Duration {
    let begin = Instant::now();
    page.until(what, 200, condition).await;
    println!("{what}: {:.1} s", begin.elapsed().as_secs_f64());
    begin.elapsed()
}

/// That the element `id` says something, and what it says.
async fn says(page: &LabPage, what: &str, id: &str) -> String {
    let there = format!("return (document.getElementById({id:?})?.innerText ?? '').length > 10");
    waited(page, what, &there).await;
    let said = page.text_of(&format!("document.getElementById({id:?}).innerText")).await;
    println!("{said}");
    said
}

async fn next(page: &LabPage) {
    page.script("document.querySelector('.step.current .next').click()").await;
}

/// The stories on show in the current step: whose they are, and whether they have a twist.
async fn stories(page: &LabPage) -> Vec<(String, bool)> {
    let found = page
        .script(
            "return [...document.querySelectorAll('.step.current .story-page')].map((one) =>
                [one.dataset.model, one.dataset.twist === 'true'])",
        )
        .await;
    serde_json::from_value(found).expect("stories")
}

/// Presses `id` so many times, waits for the stories each time, and counts the twists of each model.
async fn told(page: &LabPage, id: &str, models: usize, times: usize) -> Vec<u32> {
    let mut twists = vec![0_u32; models];
    for time in 1..=times {
        page.press(id).await;
        let tally = format!(
            "return document.querySelectorAll('.step.current .story-page').length === {models}
                && document.getElementById('{id}-tally').innerText.endsWith(' of {time}')"
        );
        page.until("the stories are there", 60, &tally).await;
        for (count, (_, twist)) in twists.iter_mut().zip(stories(page).await) {
            *count += u32::from(twist);
        }
    }
    println!("{id}: twists {twists:?} of {times}");
    twists
}

#[test]
#[ignore = "needs the built page and a browser"]
fn the_lesson_on_stories_goes_from_a_twist_to_what_became_of_it_in_under_two_minutes_of_computing() {
    visit(Visitor::default(), "#/stories", async |page| {
        page.script("document.getElementById('to-stories-lesson').click()").await;
        page.until("the lesson is on show", 10, "return !!document.getElementById('tell-story')?.offsetParent").await;
        // The shipped models may still be on their way, and the page then asks for patience.
        let written = "return !!document.querySelector('.step.current .story-page')";
        for _ in 0..10 {
            page.press("tell-story").await;
            tokio::time::sleep(Duration::from_secs(3)).await;
            if page.script(written).await == json!(true) {
                break;
            }
        }
        assert_eq!(page.script(written).await, json!(true), "the model does not write");
        page.until("a twist is underlined", 10, "return !!document.querySelector('.step.current .story .twist')").await;
        let made_of = page.text_of("document.querySelector('.step.current .made-of').innerText").await;
        assert!(made_of.contains("turns out to be"), "{made_of}");
        page.picture("stories-lesson-twist").await;
        next(page).await;

        page.press("loses-none").await;
        let begin = Instant::now();
        page.press("stories-fine-tune").await;
        let tuned = says(page, "it is fine-tuned", "stories-tuned-says").await;
        assert!(tuned.contains("You guessed otherwise"), "{tuned}");
        let told_both = told(page, "tell-both", 2, 4).await;
        assert!(told_both[0] >= 3 && told_both[1] == 0, "{told_both:?}");
        page.picture("stories-lesson-tuned").await;
        next(page).await;

        let started = told(page, "start-for-both", 2, 6).await;
        assert!(started[0] >= 3 && started[1] == 0, "{started:?}");
        let said = says(page, "what was started is told", "started-says").await;
        assert!(said.contains("without any training"), "{said}");
        page.picture("stories-lesson-started").await;
        next(page).await;

        page.press("soon-tens").await;
        page.press("teach-both").await;
        let taught = says(page, "all are taught", "taught-says").await;
        println!("computed for {:.1} s", begin.elapsed().as_secs_f64());
        assert!(begin.elapsed() < Duration::from_secs(120), "two minutes are over");
        assert!(taught.contains("You guessed it") && taught.contains("The control: not within 100 steps"), "{taught}");
        let again = told(page, "tell-taught", 2, 4).await;
        assert!(again[0] >= 3 && again[1] <= 1, "{again:?}");
        page.picture("stories-lesson-taught").await;
        next(page).await;

        let outcome = page.text_of("document.getElementById('stories-lesson-outcome').innerText").await;
        println!("{outcome}");
        assert!(outcome.contains("wrapped, not deleted"), "{outcome}");
        let rows = page.script("return document.querySelectorAll('#stories-fate tbody tr').length").await;
        assert_eq!(rows, json!(3));
        page.picture("stories-lesson-says").await;

        page.press("open-stories").await;
        page.until("stories are on show", 10, "return !!document.getElementById('another-prompt')?.offsetParent").await;
        let five = "return document.querySelectorAll('.stories .story-page').length === 5";
        page.until("the lesson's five models write there", 60, five).await;
        for index in 0..3 {
            page.open("#/stories-lesson").await;
            let link = format!("document.querySelectorAll('#stories-questions a')[{index}].getAttribute('href')");
            let hash = page.text_of(&link).await;
            page.open(&hash).await;
            assert_eq!(page.notices().await, "", "{hash}");
        }
        assert_eq!(page.console().await, Vec::<String>::new());
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn the_exhibits_on_stories_open_as_sweeps_with_the_papers_table_beside_them() {
    visit(Visitor::default(), "#/gallery", async |page| {
        for (key, cells) in [("table-1", 7), ("stories-revival", 0), ("stories-loss", 0)] {
            page.open("#/gallery").await;
            let link = format!("document.querySelector('[data-exhibit={key}] a').getAttribute('href')");
            let hash = page.text_of(&link).await;
            page.open(&hash).await;
            assert_eq!(page.notices().await, "", "{hash}");
            let beside = format!("return document.getElementById('beside')?.dataset.exhibit === '{key}'");
            page.until("the exhibit is on show", 10, &beside).await;
            let rows = page.script("return document.querySelectorAll('#table-1 tbody tr').length").await;
            assert_eq!(rows, json!(cells), "{key}");
            let Value::String(words) = page.script("return document.getElementById('beside').innerText").await else {
                panic!("no words")
            };
            assert!(words.contains("renames nothing"), "{words}");
            if key == "table-1" {
                assert!(words.contains("iteration 270") && words.contains("82 (no share of 16)"), "{words}");
            }
        }
        assert_eq!(page.console().await, Vec::<String>::new());
    });
}
