//! What people's tools do to links, files and programs on their way: names in capitals, a byte order mark, several files at once, signs
//! around a link, quotes of a word processor.

use crate::chrome::{Visitor, visit};
use crate::page::LabPage;
use crate::sharing::{CAUGHT, caught};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use unwrap_lab::experiment::{collection_from_bytes, record_to_json};

const SMALL: &str = "#/run?v=1&preset=micro&pretrain_steps=20&fine_tune_steps=10&revive_steps=10&instruments=none";

/// Drops several files at once.
async fn drop_files(page: &LabPage, files: &[(&str, &[u8])]) {
    let add = |(name, bytes): &(&str, &[u8])| {
        let text = BASE64_STANDARD.encode(bytes);
        format!("data.items.add(new File([Uint8Array.from(atob({text:?}), (c) => c.charCodeAt(0))], {name:?}));")
    };
    let added: String = files.iter().map(add).collect();
    page.script(&format!(
        "const data = new DataTransfer();
         {added}
         window.dispatchEvent(new DragEvent('drop', {{dataTransfer: data, bubbles: true, cancelable: true}}));"
    ))
    .await;
}

#[test]
#[ignore = "needs the built page and a browser"]
fn files_are_taken_as_people_have_them_also_several_at_once() {
    unwrap_lab::setups::install();
    visit(Visitor::default(), SMALL, async |page| {
        page.script(CAUGHT).await;
        page.press("start").await;
        page.until_finished(60).await;
        page.press("take-all").await;
        let zip = caught(page, "unwrap-lab-runs.zip").await;
        let run = collection_from_bytes(&zip).expect("a file of runs").runs.remove(0);
        let json = record_to_json(&run.record, "trained here").expect("JSON").into_bytes();
        let marked = [b"\xEF\xBB\xBF".as_slice(), &json].concat();
        let model = run.models[0].to_bytes().expect("a model");
        let before =
            page.text_of("document.querySelectorAll('#runs > li').length").await.parse::<usize>().expect("a number");
        let mut count = before;
        for (files, runs) in [
            (vec![("RECORD.JSON", json.as_slice())], 1),
            (vec![("record.json", marked.as_slice())], 1),
            (vec![("PRETRAIN.SAFETENSORS", model.as_slice())], 1),
            (vec![("pretrain.safetensors.txt", model.as_slice())], 1),
            (
                vec![
                    ("record.json", json.as_slice()),
                    ("runs (1).zip", zip.as_slice()),
                    ("pretrain.safetensors", model.as_slice()),
                ],
                3,
            ),
        ] {
            let name = files[0].0;
            drop_files(page, &files).await;
            page.until(&format!("{name} is looked at"), 20, "return !!document.getElementById('take-in')").await;
            let told = page.text_of("document.getElementById('preview').innerText").await;
            assert!(files.len() == 1 || told.contains("3 files hold"), "{told}");
            page.press("take-in").await;
            count += runs;
            let all = format!("return document.querySelectorAll('#runs > li').length === {count}");
            page.until(&format!("all of {name} is taken"), 10, &all).await;
        }
        // Of several files the good ones are taken, and what is wrong with the others is said.
        drop_files(page, &[("cat.png", b"\x89PNG\r\n"), ("record.json", &json)]).await;
        page.until("they are looked at", 20, "return !!document.getElementById('take-in')").await;
        let told = page.text_of("document.getElementById('preview').innerText").await;
        assert!(told.contains("“cat.png” was not taken"), "{told}");
        assert_eq!(page.console().await, Vec::<String>::new());
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn links_are_read_as_chats_and_mails_leave_them() {
    visit(Visitor::default(), SMALL, async |page| {
        let sent = "#/run?v=1&preset=quick&seed=77&prior=0.9,0.1,0";
        let amp = sent.replace('&', "&amp;");
        let (stop, bracket, encoded) = (format!("{sent}."), format!("{sent})"), sent.replacen('?', "%3F", 1));
        for hash in [sent, &amp, &stop, &bracket, &encoded] {
            page.open("#/run?v=1&preset=micro&seed=5").await;
            page.script(&format!("location.hash = {hash:?}")).await;
            page.until(hash, 5, "return document.getElementById('seed')?.value === '77'").await;
            assert_eq!(page.value("prior-0").await, "0.9", "{hash}");
            assert_eq!(page.notices().await, "", "{hash}");
        }
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn a_program_in_the_quotes_of_a_word_processor_is_read_and_disagreements_are_marked() {
    visit(Visitor::default(), "#/compiled", async |page| {
        page.until("the editor is there", 20, "return !!document.getElementById('machine')").await;
        let program = "vocabulary a b c\nlength 4\nis_a = map(tokens, if x == “a” then 1 else 0)\noutput is_a";
        page.set("source", program).await;
        page.set("string", "abca").await;
        let answer = "return document.getElementById('machine-answer')?.innerText === '1 0 0 1'";
        page.until("it is compiled and answers", 20, answer).await;
        // A quotient by zero: the program has no answer there, and the transformer says something.
        page.set("source", "vocabulary 1 2 3\nlength 3\nbefore = zip(tokens, indices, x / y)\noutput before").await;
        page.set("string", "123").await;
        page.until("it is marked", 20, "return document.querySelectorAll('#machine-answer mark').length === 1").await;
        let why = page.text_of("document.getElementById('machine-differs').innerText").await;
        assert!(why.contains("“before” has no value at position 0, as after a division by zero"), "{why}");
        assert_eq!(page.console().await, Vec::<String>::new());
    });
}
