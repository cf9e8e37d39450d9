//! A file of the visitor's own: dropped, looked at, learnt from, taken out as a zip and brought back, without its text.

use crate::chrome::{Visitor, visit};
use crate::page::LabPage;
use crate::sharing::{CAUGHT, bring_in, caught};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use unwrap_lab::setups::corpus::file::{synthetic_json_lines, synthetic_text};

/// Short enough for a test, long enough for a loss to fall.
const SHORT: &str = "#/stories?v=1&setup=story-file&size=mini&context=64&vocabulary=1000&batch=8&pretrain_steps=60&fine_tune_steps=10\
                     &fine_tune_rates=0.0004&revive_steps=10&control_steps=10&held_out=16";

/// Drops a file where stories are taken.
async fn drop_stories(page: &LabPage, name: &str, bytes: &[u8]) {
    let text = BASE64_STANDARD.encode(bytes);
    page.script(&format!(
        "const bytes = Uint8Array.from(atob({text:?}), (c) => c.charCodeAt(0));
         const data = new DataTransfer();
         data.items.add(new File([bytes], {name:?}));
         document.getElementById('story-drop').dispatchEvent(
             new DragEvent('drop', {{dataTransfer: data, bubbles: true, cancelable: true}}));"
    ))
    .await;
}

async fn until_looked_at(page: &LabPage) {
    page.until("the file is looked at", 60, "return !!document.getElementById('story-preview')").await;
}

#[test]
#[ignore = "needs the built page and a browser"]
fn a_file_of_two_thousand_records_is_dropped_trains_and_comes_back_from_a_zip_that_asks_for_it() {
    let made = synthetic_text(21, 2000, true).expect("a file");
    let (mut zip, mut fingerprint) = (Vec::new(), String::new());
    visit(Visitor::default(), SHORT, async |page| {
        page.script(CAUGHT).await;
        drop_stories(page, "tales.txt", &made.bytes).await;
        until_looked_at(page).await;
        let facts = page.text_of("document.getElementById('story-facts').innerText").await;
        assert!(facts.contains("2000 of") && facts.contains("that the file ends in the middle of"), "{facts}");
        assert!(facts.contains("parameters") && facts.contains("for each worker"), "{facts}");
        page.picture("own-stories").await;
        page.press("train-stories").await;
        page.until("it runs", 30, "return !!document.getElementById('pause')").await;
        // A quick machine may end a stage before it was ever asked where it is.
        tokio::time::sleep(std::time::Duration::from_secs(2)).await;
        page.open("#/stories?v=1").await;
        page.until("it is offered", 20, "return /left unfinished/.test(document.getElementById('notices').innerText)")
            .await;
        page.script("[...document.querySelectorAll('#notices button')].find((b) => b.innerText === 'Go on').click()")
            .await;
        page.until("it goes on", 60, "return !!document.getElementById('pause')").await;
        page.until_finished(240).await;
        fingerprint = page.fingerprint().await;
        assert_eq!(fingerprint.len(), 16);
        let rows = page.outcome().await;
        let (first, last) = rows[0][2].split_once('→').expect("where pretraining began and ended");
        let loss = |text: &str| text.trim().parse::<f64>().expect("a loss");
        assert!(loss(last) + 1.0 < loss(first), "{rows:?}");
        page.script(CAUGHT).await;
        page.press("take-all").await;
        zip = caught(page, "unwrap-lab-runs.zip").await;
        assert_eq!(page.console().await, Vec::<String>::new());
    });
    let story = made.stories[0].as_bytes();
    assert!(!zip.windows(story.len()).any(|window| window == story));
    visit(Visitor::default(), "#/stories?v=1", async |page| {
        bring_in(page, "unwrap-lab-runs.zip", &zip).await;
        page.until("it is looked at", 20, "return !!document.getElementById('take-in')").await;
        page.press("take-in").await;
        let on_show = format!("return document.getElementById('fingerprint')?.innerText === {fingerprint:?}");
        page.until("it is on show", 20, &on_show).await;
        page.until("the file is asked for", 20, "return !!document.getElementById('file-missing')").await;
        page.press("start").await;
        page.until(
            "it is refused",
            20,
            "return /not in this browser/.test(document.getElementById('notices').innerText)",
        )
        .await;
        drop_stories(page, "other-name.txt", &made.bytes).await;
        until_looked_at(page).await;
        assert_eq!(page.text_of("document.getElementById('file-missing')").await, "");
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn json_lines_are_read_too_and_a_file_that_is_something_else_is_refused_in_a_sentence() {
    let made = synthetic_json_lines(22, 400, false).expect("a file");
    visit(Visitor::default(), "#/stories?v=1", async |page| {
        page.until("there is a place for files", 20, "return !!document.getElementById('story-drop')").await;
        drop_stories(page, "table.csv", b"step,loss\n1,2.5\n").await;
        page.until("it is refused", 30, "return !!document.getElementById('story-file-refused')").await;
        let refused = page.text_of("document.getElementById('story-file-refused').innerText").await;
        assert!(refused.contains("“table.csv” was not taken: there is no story in it"), "{refused}");
        drop_stories(page, "tales.jsonl", &made.bytes).await;
        until_looked_at(page).await;
        let facts = page.text_of("document.getElementById('story-facts').innerText").await;
        assert!(facts.contains("JSON lines") && facts.contains("none are shown"), "{facts}");
        assert!(page.text_of("location.hash").await.contains("setup=story-file"));
        assert_eq!(page.notices().await, "");
    });
}
