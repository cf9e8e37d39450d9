//! The page in two tabs, and beside what earlier versions kept: nothing that one of them keeps is lost by the other.

use crate::chrome::{Visitor, visit};
use crate::page::LabPage;
use fantoccini::wd::WindowHandle;
use serde_json::json;

const MICRO: &str = "#/run?v=1&preset=micro";
/// Long enough for another tab to look at it.
const LONG: &str = "#/run?v=1&preset=quick&pretrain_steps=2500&fine_tune_rates=0.001&fine_tune_steps=40&revive_steps=40&instruments=none";

/// Opens the page in another tab, which is in front then; gives the first and the second.
async fn second_tab(page: &LabPage, hash: &str) -> (WindowHandle, WindowHandle) {
    let first = page.client.window().await.expect("the first tab");
    let second = page.client.new_window(true).await.expect("another tab").handle;
    page.client.switch_to_window(second.clone()).await.expect("the other tab");
    page.open(hash).await;
    (first, second)
}

async fn to(page: &LabPage, tab: &WindowHandle) {
    page.client.switch_to_window(tab.clone()).await.expect("the tab");
}

#[test]
#[ignore = "needs the built page and a browser"]
fn what_two_tabs_write_to_one_run_is_kept_and_shown_in_both() {
    visit(Visitor::default(), MICRO, async |page| {
        page.press("start").await;
        page.until_finished(60).await;
        let print = page.fingerprint().await;
        let (first, second) = second_tab(page, MICRO).await;
        page.until("the other tab lists it", 10, "return !!document.querySelector('[data-run=\"1\"]')").await;
        page.set("notes-1", "noted in the second").await;
        to(page, &first).await;
        let noted = "return document.getElementById('notes-1').value === 'noted in the second'";
        page.until("the first tab shows the note", 10, noted).await;
        page.set("name-1", "named in the first").await;
        to(page, &second).await;
        let named = "return document.getElementById('name-1').value === 'named in the first'";
        page.until("the second tab shows the name", 10, named).await;
        page.open(MICRO).await;
        page.until("both are kept", 10, "return !!document.querySelector('[data-run=\"1\"]')").await;
        assert_eq!(page.script(named).await, json!(true));
        assert_eq!(page.script(noted).await, json!(true));
        page.script("document.querySelector('[data-run=\"1\"] button').click()").await;
        page.until("it is on show", 10, "return !!document.getElementById('fingerprint')").await;
        assert_eq!(page.fingerprint().await, print);
        page.script("document.querySelector('[data-run=\"1\"] .delete').click()").await;
        let gone = "return !document.querySelector('[data-run=\"1\"]')";
        page.until("it is deleted", 10, gone).await;
        to(page, &first).await;
        page.until("it is deleted in the first tab as well", 10, gone).await;
        page.open(MICRO).await;
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        assert_eq!(page.script(gone).await, json!(true), "it does not come back");
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn a_run_under_way_in_one_tab_is_not_trained_or_deleted_by_another_and_is_shown_finished_there() {
    visit(Visitor::default(), LONG, async |page| {
        page.press("start").await;
        page.until_left().await;
        let (first, second) = second_tab(page, LONG).await;
        page.until("the other tab lists it", 10, "return !!document.querySelector('#runs .go-on')").await;
        tokio::time::sleep(std::time::Duration::from_secs(4)).await;
        let notices = page.notices().await;
        assert!(!notices.contains("left unfinished"), "{notices}");
        let told = "return /under way in another tab/.test(document.getElementById('notices').innerText)";
        page.script("document.querySelector('#runs .go-on').click()").await;
        page.until("it is told why it does not go on here", 10, told).await;
        page.script("document.querySelector('[data-run=\"1\"] .delete').click()").await;
        tokio::time::sleep(std::time::Duration::from_secs(3)).await;
        assert_eq!(page.script("return !!document.querySelector('[data-run=\"1\"]')").await, json!(true));
        to(page, &first).await;
        page.until_finished(120).await;
        let print = page.fingerprint().await;
        to(page, &second).await;
        page.until("it is finished in the other tab", 10, "return !document.querySelector('#runs .go-on')").await;
        page.script("document.querySelector('[data-run=\"1\"] button').click()").await;
        page.until("it is on show", 10, "return !!document.getElementById('fingerprint')").await;
        assert_eq!(page.fingerprint().await, print);
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn what_earlier_versions_kept_for_all_folders_is_taken_over_and_stays_deleted_once_it_is() {
    visit(Visitor::default(), MICRO, async |page| {
        page.press("start").await;
        page.until_finished(60).await;
        // As an earlier version had left it: under the name without the folder, and nothing under the own one.
        page.open("#/bench").await;
        let moved = page
            .promise(
                "(async () => {
                    const asked = (request) => new Promise((done, fail) => {
                        request.onsuccess = () => done(request.result);
                        request.onerror = () => fail(request.error);
                    });
                    const stores = ['runs', 'models', 'halfway'];
                    const own = await asked(indexedDB.open('unwrap-lab-runs /'));
                    const open = indexedDB.open('unwrap-lab-runs', 1);
                    open.onupgradeneeded = () => stores.forEach((store) => open.result.createObjectStore(store));
                    const old = await asked(open);
                    for (const name of stores) {
                        const from = own.transaction([name], 'readwrite').objectStore(name);
                        const [keys, values] = [await asked(from.getAllKeys()), await asked(from.getAll())];
                        await asked(from.clear());
                        const to = old.transaction([name], 'readwrite').objectStore(name);
                        for (const [at, key] of keys.entries()) await asked(to.put(values[at], key));
                    }
                    localStorage.clear();
                    localStorage.setItem('unwrap-lab-last-run', '7');
                    old.close();
                    own.close();
                    return 'moved';
                })()",
            )
            .await;
        assert_eq!(moved, json!("moved"));
        page.open(MICRO).await;
        page.until("the run is there", 10, "return !!document.querySelector('[data-run=\"1\"]')").await;
        page.script("document.querySelector('[data-run=\"1\"] .delete').click()").await;
        page.until("it is deleted", 10, "return !document.querySelector('[data-run=\"1\"]')").await;
        page.open(MICRO).await;
        page.press("start").await;
        page.until_finished(60).await;
        let numbers = "return [...document.querySelectorAll('[data-run]')].map((run) => run.dataset.run).join()";
        assert_eq!(page.text_of(&numbers["return ".len()..]).await, "8", "it is not taken over again");
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn a_sweep_under_way_in_one_tab_is_not_trained_by_another_which_takes_what_it_finished() {
    const SWEEP: &str = "#/sweep?v=1&preset=micro&pretrain_steps=6000&instruments=none&x=c_tr:0;1&seeds=1,2";
    visit(Visitor::default(), SWEEP, async |page| {
        page.press("sweep-start").await;
        page.until("it trains", 30, "return !!document.getElementById('sweep-cancel')").await;
        let (first, second) = second_tab(page, SWEEP).await;
        page.press("sweep-start").await;
        let said = "return /Another tab/.test(document.body.innerText) && !!document.getElementById('sweep-start')";
        page.until("it is said that another tab is at it", 20, said).await;
        to(page, &first).await;
        page.until("the sweep has ended", 240, "return !!document.getElementById('sweep-start')").await;
        to(page, &second).await;
        page.press("sweep-start").await;
        let all = "return /kept/.test(document.getElementById('sweep-stages')?.innerText ?? '') && !!document.getElementById('sweep-start')";
        page.until("everything was kept", 30, all).await;
    });
}
