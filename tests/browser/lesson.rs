//! The lesson, from its first step to its end, as a room sees it.

use crate::chrome::{Visitor, visit};
use crate::page::LabPage;
use std::time::{Duration, Instant};

/// Waits for `condition`, and says how long it took.
async fn waited(page: &LabPage, what: &str, condition: &str) -> Duration {
    let begin = Instant::now();
    page.until(what, 200, condition).await;
    println!("{what}: {:.1} s", begin.elapsed().as_secs_f64());
    begin.elapsed()
}

/// That the element `id` says something.
fn says(id: &str) -> String {
    format!("return (document.getElementById({id:?})?.innerText ?? '').length > 10")
}

async fn next(page: &LabPage) {
    page.script("document.querySelector('.step.current .next').click()").await;
}

#[test]
#[ignore = "needs the built page and a browser"]
fn the_lesson_goes_from_the_skill_to_its_end_and_no_step_makes_the_room_wait() {
    visit(Visitor::default(), "#/lesson", async |page| {
        let begin = Instant::now();
        let asked = "document.getElementById('ask-it').click();
            return /model says/.test(document.getElementById('lesson-answer').innerText)";
        page.until("the model is there", 20, asked).await;
        let answer = page.text_of("document.getElementById('lesson-answer').innerText").await;
        let numbers: Vec<u32> = answer.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok()).collect();
        assert_eq!(numbers[0], numbers[1], "the pretrained model is wrong: {answer}");
        page.picture("lesson-meet").await;
        next(page).await;
        page.press("show-learning").await;
        let learned = "return /After 700 steps/.test(document.querySelector('.step.current').innerText)";
        let mut longest = waited(page, "the curve of learning is shown", learned).await;
        next(page).await;
        page.press("fine-tune").await;
        longest = longest.max(waited(page, "it is fine-tuned", &says("tuned-says")).await);
        println!("{}", page.text_of("document.getElementById('tuned-says').innerText").await);
        next(page).await;
        page.press("guess-deleted").await;
        next(page).await;
        for (id, what) in [("prune", "it is pruned"), ("probe", "it is probed"), ("revive", "it is revived")] {
            page.press(&format!("do-{id}")).await;
            let ready = match id {
                "revive" => {
                    "return /The verdict/.test(document.getElementById('revive-says')?.innerText ?? '')".to_owned()
                }
                _ => says(&format!("{id}-says")),
            };
            longest = longest.max(waited(page, what, &ready).await);
            println!("{}", page.text_of(&format!("document.getElementById('{id}-says').innerText")).await);
            if id == "prune" {
                let read =
                    "return !!document.querySelector('.step.current #lens td[data-whom=pruned] [data-by=probe]')";
                longest = longest.max(waited(page, "the lens is there", read).await);
                println!("{}", page.text_of("document.querySelector('.step.current #lens-says').innerText").await);
                let answer = "document.querySelector('#lens tbody tr:last-child td[data-whom=pruned] [data-by=head]')";
                let taken = page.text_of(&format!("{answer}.dataset.answer")).await;
                page.set("lesson-k", "0").await;
                let other = format!("return {answer}?.dataset.answer !== '{taken}'");
                page.until("with all neurons back the answer is another", 10, &other).await;
            }
            page.picture(&format!("lesson-{id}")).await;
            next(page).await;
        }
        let revived = page.text_of("document.getElementById('revive-says').textContent").await;
        assert!(revived.contains("wrapped"), "{revived}");
        page.press("do-destroy").await;
        longest = longest.max(
            waited(
                page,
                "the destructive rate is through",
                "return /The verdict/.test(document.getElementById('destroy-says')?.innerText ?? '')",
            )
            .await,
        );
        let destroyed = page.text_of("document.getElementById('destroy-says').innerText").await;
        println!("{destroyed}");
        assert!(destroyed.contains("deleted"), "{destroyed}");
        page.picture("lesson-destroy").await;
        next(page).await;
        let outcome = page.text_of("document.getElementById('lesson-outcome').innerText").await;
        println!("{outcome}");
        assert!(
            outcome.contains("wrapped") && outcome.contains("deleted") && outcome.contains("otherwise"),
            "{outcome}"
        );
        println!(
            "the whole lesson, with nothing read: {:.1} s; longest wait {:.1} s",
            begin.elapsed().as_secs_f64(),
            longest.as_secs_f64()
        );
        page.picture("lesson-end").await;
        for index in 0..3 {
            let link = format!("document.querySelectorAll('#lesson-questions a')[{index}].getAttribute('href')");
            let hash = page.text_of(&link).await;
            page.open(&hash).await;
            assert_eq!(page.notices().await, "", "{hash}");
            page.open("#/lesson").await;
        }
        assert_eq!(page.console().await, Vec::<String>::new());
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn a_state_of_the_lesson_opens_in_the_lab_and_goes_on_there() {
    visit(Visitor::default(), "#/lesson", async |page| {
        let there = "return /\\d/.test(document.querySelector('#lesson-learning .drawing')?.textContent ?? '')";
        page.until("the figure is there", 20, there).await;
        tokio::time::sleep(Duration::from_secs(1)).await;
        page.script("document.querySelector('[data-step=learned] .to-lab').click()").await;
        page.until("the lab is on show", 5, "return !!document.getElementById('start')").await;
        let rows = page.outcome().await;
        assert!(rows[0][2].contains("→ 100.0 %") || rows[0][2].contains("→ 9"), "{rows:?}");
        page.script("document.querySelector('#runs .go-on').click()").await;
        page.until("it goes on", 30, "return !!document.getElementById('pause')").await;
        page.until_finished(120).await;
        assert_eq!(page.fingerprint().await.len(), 16);
    });
}
