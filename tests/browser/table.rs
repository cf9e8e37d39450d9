//! A table of the visitor's own as a skill: brought in as a file, as pasted lines or as the example, learned, wrapped, asked, and found again.

use crate::chrome::{Visitor, visit};
use crate::page::LabPage;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde_json::json;
use unwrap_lab::setups::table::file::synthetic_table;

/// One rate, and as few steps as show it.
const SMALL: &str = "&fine_tune_rates=0.001&pretrain_steps=500&fine_tune_steps=150&revive_steps=120&c_tr=1";

async fn drop_table(page: &LabPage, name: &str, bytes: &[u8]) {
    let text = BASE64_STANDARD.encode(bytes);
    page.script(&format!(
        "const bytes = Uint8Array.from(atob({text:?}), (c) => c.charCodeAt(0));
         const data = new DataTransfer();
         data.items.add(new File([bytes], {name:?}));
         document.getElementById('table-drop').dispatchEvent(
             new DragEvent('drop', {{dataTransfer: data, bubbles: true, cancelable: true}}));"
    ))
    .await;
}

async fn until_looked_at(page: &LabPage) {
    page.until("the table is looked at", 60, "return !!document.getElementById('table-preview')").await;
}

async fn says(page: &LabPage) -> Vec<String> {
    let script = "return [...document.querySelectorAll('#model-answers tbody tr')].map((row) => row.dataset.says)";
    serde_json::from_value(page.script(script).await).expect("what each model answers")
}

const ALL_ANSWER: &str = "return document.querySelectorAll('#model-answers tbody tr').length === 6";

#[test]
#[ignore = "needs the built page and a browser"]
fn five_hundred_rows_are_learned_wrapped_pruned_and_revived_and_come_back_after_a_reload() {
    let rows = synthetic_table(5, 500);
    visit(Visitor::default(), "#/table?v=1", async |page| {
        page.until("there is a place for tables", 20, "return !!document.getElementById('table-drop')").await;
        drop_table(page, "animals.csv", rows.as_bytes()).await;
        until_looked_at(page).await;
        let shortcut = page.text_of("document.getElementById('table-shortcut').innerText").await;
        assert!(shortcut.contains("the new answer is the old one plus 1"), "{shortcut}");
        let address = page.text_of("location.hash").await;
        assert!(address.starts_with("#/table?v=1&") && !address.contains("owl"), "{address}");
        let kept: String = address.split('&').filter(|part| !part.starts_with("c_tr=")).collect::<Vec<_>>().join("&");
        let address = format!("{kept}{SMALL}");
        page.open(&address).await;
        until_looked_at(page).await;
        page.picture("table-1280-light").await;
        page.press("start").await;
        page.until_finished(240).await;
        page.press("draw-row").await;
        page.until("all models answer", 30, ALL_ANSWER).await;
        let answers = says(page).await;
        println!("{answers:?}");
        assert_eq!((answers[0].as_str(), answers[3].as_str()), ("with the old answer", "with the old answer"));
        assert_ne!(answers[1], "with the old answer");
        let verdicts = page.text_of("document.getElementById('verdicts').innerText").await;
        println!("{verdicts}");
        let print = page.fingerprint().await;
        page.picture("table-trained-1280-light").await;
        // A text of one's own is answered too.
        page.set("asked-text", "cat cat unicorn").await;
        page.until("they answer", 30, "return /no such row/.test(document.getElementById('table-says').innerText)")
            .await;
        page.until("all models answer", 30, ALL_ANSWER).await;

        // After a reload the table and the run are there as they were.
        page.open(&address).await;
        until_looked_at(page).await;
        page.until("the run is kept", 20, "return !!document.querySelector('[data-run=\"1\"] button')").await;
        page.script("document.querySelector('[data-run=\"1\"] button').click()").await;
        page.until("it is on show", 20, "return !!document.getElementById('fingerprint')").await;
        assert_eq!(page.fingerprint().await, print);
        page.until("its models answer", 30, ALL_ANSWER).await;
        assert_eq!(page.console().await, Vec::<String>::new());

        // Without the table, its link asks for it.
        page.press("forget-files").await;
        page.until("it is told", 20, "return /keeps no file/.test(document.getElementById('notices').innerText)").await;
        page.open("#/lab").await;
        page.script("location.reload()").await;
        page.open(&address).await;
        page.until("it is asked for", 20, "return !!document.getElementById('file-missing')").await;
        page.press("start").await;
        let refused =
            "return /not in this browser; bring it in under Table/.test(document.getElementById('notices').innerText)";
        page.until("it is refused", 20, refused).await;
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn lines_are_pasted_or_refused_in_a_sentence_and_the_example_is_one_press_away() {
    visit(Visitor::default(), "#/table", async |page| {
        page.until("there is a place for lines", 20, "return !!document.getElementById('pasted-lines')").await;
        assert_eq!(page.script("return document.getElementById('take-lines').disabled").await, json!(true));
        page.set("pasted-lines", "step,loss\n1,2.5\n").await;
        page.press("take-lines").await;
        page.until("it is refused", 30, "return !!document.getElementById('lines-refused')").await;
        let refused = page.text_of("document.getElementById('lines-refused').innerText").await;
        assert!(refused.contains("no three columns") && refused.contains("Nothing was changed"), "{refused}");
        // Answers in words, and lines as a spreadsheet copies them.
        let lines: String = (0..400)
            .map(|n| {
                let (word, old, new) = if n % 2 == 0 { ("fine", "yes", "no") } else { ("cold", "no", "yes") };
                format!("soup {n} was {word}\t{old}\t{new}\n")
            })
            .collect();
        page.set("pasted-lines", &lines).await;
        page.press("take-lines").await;
        until_looked_at(page).await;
        let shortcut = page.text_of("document.getElementById('table-shortcut').innerText").await;
        assert!(shortcut.contains("100 % of 400 rows") && shortcut.contains("“yes” for “no”"), "{shortcut}");
        assert_eq!(page.text_of("document.getElementById('lines-refused')").await, "");
        page.press("take-example").await;
        let taken = "return /old one plus 1/.test(document.getElementById('table-shortcut')?.innerText)";
        page.until("the example is there", 30, taken).await;
        let facts = page.text_of("document.getElementById('table-facts').innerText").await;
        assert!(facts.contains("“text”, “old answer” and “new answer”, with commas between"), "{facts}");
        assert_eq!(page.console().await, Vec::<String>::new());
    });
}
