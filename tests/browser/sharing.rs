//! Sharing: a link with curves, opened in a fresh profile, run again and compared; files of every kind, taken out and brought in.

use crate::chrome::{Visitor, visit};
use crate::page::LabPage;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use unwrap_lab::experiment::{AnalysisResult, Role, StageRecord, collection_from_bytes, collection_to_bytes};

/// Has every download at hand as base64 instead of saving it.
pub const CAUGHT: &str = "window.caught = {};
    const blobs = new Map(), urlOf = URL.createObjectURL;
    URL.createObjectURL = (blob) => { const url = urlOf.call(URL, blob); blobs.set(url, blob); return url; };
    // The page's own policy lets nobody fetch what it offers, so that the blob itself is read.
    HTMLAnchorElement.prototype.click = async function () {
        const name = this.download, blob = blobs.get(this.href);
        if (!blob) { window.caught[name] = this.href.split(',')[1]; return; }
        let text = ''; for (const byte of new Uint8Array(await blob.arrayBuffer())) text += String.fromCharCode(byte);
        window.caught[name] = btoa(text);
    };
    URL.revokeObjectURL = () => {};";

/// What was downloaded under `name`.
pub async fn caught(page: &LabPage, name: &str) -> Vec<u8> {
    page.until(&format!("{name} is made"), 30, &format!("return !!window.caught[{name:?}]")).await;
    let text = page.text_of(&format!("window.caught[{name:?}]")).await;
    BASE64_STANDARD.decode(text).expect("base64")
}

/// Drops a file on the page.
pub async fn bring_in(page: &LabPage, name: &str, bytes: &[u8]) {
    let text = BASE64_STANDARD.encode(bytes);
    page.script(&format!(
        "const bytes = Uint8Array.from(atob({text:?}), (c) => c.charCodeAt(0));
         const data = new DataTransfer();
         data.items.add(new File([bytes], {name:?}));
         window.dispatchEvent(new DragEvent('drop', {{dataTransfer: data, bubbles: true, cancelable: true}}));"
    ))
    .await;
}

#[test]
#[ignore = "needs the built page and a browser"]
fn a_link_with_curves_shows_them_at_once_and_running_it_again_says_the_same_to_the_last_digit() {
    let (mut link, mut fingerprint) = (String::new(), String::new());
    visit(Visitor::default(), "#/run?v=1&preset=quick", async |page| {
        page.press("start-shipped").await;
        page.until_finished(240).await;
        fingerprint = page.fingerprint().await;
        page.script("document.querySelector('#share summary').click()").await;
        page.until("the link is made", 20, "return !!document.getElementById('link')").await;
        link = page.value("link").await;
        println!("{} characters", link.len());
        assert!(link.len() < 4000, "{}", link.len());
        assert_eq!(page.text_of("document.querySelectorAll('#qr svg').length").await, "1", "there is no code");
        page.picture("share").await;
        assert_eq!(page.console().await, Vec::<String>::new());
    });
    let hash = link.split_once('#').map(|(_, hash)| format!("#{hash}")).expect("a hash");
    visit(Visitor::default(), &hash, async |page| {
        page.until("the sender's curves are on show", 5, "return !!document.getElementById('run-again')").await;
        let rows = page.outcome().await;
        assert!(rows.iter().all(|row| row[2].contains('%')), "{rows:?}");
        page.picture("received").await;
        page.press("run-again").await;
        page.until("it runs", 30, "return !!document.getElementById('pause')").await;
        page.until_finished(240).await;
        assert_eq!(page.fingerprint().await, fingerprint);
        let compared = page.text_of("document.getElementById('compared-with-sender').innerText").await;
        assert!(compared.contains("the same as the sender's to the last digit"), "{compared}");
        let both = "return /sender: /.test(document.getElementById('revival').innerText)";
        page.until("both curves are drawn", 5, both).await;
        page.picture("run-again").await;
        page.open(&format!("{hash}&embed=1")).await;
        assert_eq!(page.text_of("getComputedStyle(document.querySelector('aside')).display").await, "none");
        page.picture("embedded").await;
        page.open(&format!("{}xx", &hash[..hash.len() - 40])).await;
        let notices = page.notices().await;
        assert!(notices.contains("results are not shown") && notices.contains("Start runs it"), "{notices}");
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn every_kind_of_file_is_taken_out_and_brought_in_again_and_nonsense_is_refused() {
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    let mut fingerprint = String::new();
    visit(Visitor::default(), "#/run?v=1&preset=micro", async |page| {
        page.script(CAUGHT).await;
        page.press("start").await;
        page.until_finished(60).await;
        fingerprint = page.fingerprint().await;
        page.set("name-1", "to be sent").await;
        page.press("take-all").await;
        files.push(("unwrap-lab-runs.zip".to_owned(), caught(page, "unwrap-lab-runs.zip").await));
        let button = |words: &str| {
            format!("[...document.querySelectorAll('.results button')].find((b) => b.innerText === {words:?}).click()")
        };
        page.script(&button("Record as JSON")).await;
        let json = caught(page, "unwrap-lab-record.json").await;
        assert!(String::from_utf8_lossy(&json).contains("\"origin\": \"trained here\""), "where the run is from");
        files.push(("unwrap-lab-record.json".to_owned(), json));
        page.script(&button("Curves as CSV")).await;
        let csv = String::from_utf8(caught(page, "unwrap-lab-record.csv").await).expect("text");
        assert!(csv.lines().count() > 20 && csv.contains("pretrain"), "{csv}");
        page.script("document.querySelector('#revival details summary').click()").await;
        let unfolded = "return !!document.querySelector('#revival [data-take=png]')";
        page.until("the figure can be taken out", 5, unfolded).await;
        for kind in ["svg", "png", "csv", "json"] {
            page.script(&format!("document.querySelector('#revival [data-take={kind}]').click()")).await;
            let bytes = caught(page, &format!("unwrap-lab-revival.{kind}")).await;
            match kind {
                "svg" => {
                    let text = String::from_utf8(bytes).expect("text");
                    assert!(
                        text.starts_with("<svg") && text.contains("#/run?v=1") && text.contains("held-out"),
                        "{text}"
                    );
                    assert!(!text.contains("var(--"), "a colour is missing");
                }
                "png" => assert!(bytes.starts_with(b"\x89PNG") && bytes.len() > 5_000, "{} bytes", bytes.len()),
                "csv" => assert!(String::from_utf8(bytes).expect("text").starts_with("training step"), "no head"),
                _ => assert!(serde_json::from_slice::<serde_json::Value>(&bytes).expect("JSON").is_array()),
            }
        }
        assert_eq!(page.console().await, Vec::<String>::new());
    });
    visit(Visitor::default(), "#/run?v=1&preset=quick", async |page| {
        let on_show = format!("return document.getElementById('fingerprint')?.innerText === {fingerprint:?}");
        for (name, bytes) in &files {
            bring_in(page, name, bytes).await;
            page.until("it is looked at", 20, "return !!document.getElementById('take-in')").await;
            page.press("take-in").await;
            page.until("it is on show", 10, &on_show).await;
        }
        assert_eq!(page.value("name-1").await, "to be sent");
        page.script(CAUGHT).await;
        page.script("document.querySelector('[data-run=\"1\"] .take').click()").await;
        let again = caught(page, "unwrap-lab-run-1.zip").await;
        assert!(again.len() > 10_000, "models are missing: {} bytes", again.len());
        let count = page.text_of("document.querySelectorAll('#runs > li').length").await;
        for (name, bytes) in [
            ("cat.png", &b"\x89PNG\r\n"[..]),
            ("runs.zip", b"PK\x03\x04 broken"),
            ("record.json", b"{\"spec\": 3}"),
            ("m.safetensors", b"12345678"),
        ] {
            bring_in(page, name, bytes).await;
            let refused =
                format!("return document.getElementById('notices').innerText.includes('“{name}” was not taken')");
            page.until("it is refused", 10, &refused).await;
        }
        assert_eq!(page.text_of("document.querySelectorAll('#runs > li').length").await, count);
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn a_run_of_a_file_says_so_and_is_checked_by_measuring_its_models_again_which_finds_a_changed_one() {
    unwrap_lab::setups::install();
    visit(Visitor::default(), "#/run?v=1&preset=micro", async |page| {
        page.script(CAUGHT).await;
        page.press("start").await;
        page.until_finished(60).await;
        page.press("take-all").await;
        let honest = caught(page, "unwrap-lab-runs.zip").await;
        let mut runs = collection_from_bytes(&honest).expect("a file of runs").runs;
        assert_eq!(runs[0].origin, "trained here");
        // Somebody makes the fine-tuned model look right again, in the record and in the history beside its weights, and signs it.
        let changed = |stage: &mut StageRecord| {
            let share = stage.points.last_mut().map(|point| &mut point.values.shares[0]).expect("a last point");
            share.correct = share.n - share.correct;
        };
        let role = Role::FineTune { rate: 0 };
        runs[0].record.stages.iter_mut().filter(|stage| stage.role == role).for_each(changed);
        let models = runs[0].models.iter_mut().map(|model| &mut model.history.stage);
        models.filter(|stage| stage.role == role).for_each(changed);
        runs[0].record.fingerprint = Some(runs[0].record.results_hash());
        let forged = collection_to_bytes(&runs).expect("a file");
        // Or leaves the models as they are, and makes up what an instrument found in them.
        let mut runs = collection_from_bytes(&honest).expect("a file of runs").runs;
        let probes = runs[0].record.analyses.iter_mut().find_map(|found| match &mut found.result {
            AnalysisResult::Probes(probes) => probes.levels.first_mut(),
            _ => None,
        });
        let share = &mut probes.expect("probes").asked_for_a[0];
        share.correct = share.n - share.correct;
        runs[0].record.fingerprint = Some(runs[0].record.results_hash());
        let made_up = collection_to_bytes(&runs).expect("a file");
        for (name, bytes, said) in [
            ("honest.zip", &honest, "made again came out the same"),
            ("forged.zip", &forged, "does not hold: what its record says of"),
            ("made-up.zip", &made_up, "does not hold: what its record says of prob"),
        ] {
            bring_in(page, name, bytes).await;
            page.until("it is looked at", 20, "return !!document.getElementById('take-in')").await;
            page.press("take-in").await;
            page.until("it says where it is from", 10, "return !!document.getElementById('from-file')").await;
            page.press("check-it").await;
            let told = format!("return document.getElementById('notices').innerText.includes({said:?})");
            page.until(said, 60, &told).await;
        }
        let rows = page.text_of("document.getElementById('runs').innerText").await;
        assert!(rows.contains("finished, from a file") && rows.contains("finished, trained here"), "{rows}");
        assert_eq!(page.console().await, Vec::<String>::new());
    });
}
