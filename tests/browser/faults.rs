//! The page where something around it is wrong: a full store, a host that sends the wrong files, other pages and scripts that fail.

use crate::chrome::{Cdp, Visitor, visit, visit_site};
use crate::page::LabPage;
use crate::site::Site;
use serde_json::json;

const MICRO: &str = "#/run?v=1&preset=micro";

/// What the page says where it could not start.
async fn failure(page: &LabPage, address: &str) -> String {
    page.client.goto("about:blank").await.expect("a blank page");
    page.client.goto(address).await.expect("an answer");
    let said = "return document.getElementById('failure')?.hidden === false";
    page.until("it is said why the page does not start", 12, said).await;
    page.text_of("document.getElementById('failure').innerText").await
}

#[test]
#[ignore = "needs the built page and a browser"]
fn a_store_without_room_is_told_of_and_the_run_goes_on() {
    visit(Visitor::default(), MICRO, async |page| {
        let origin = page.text_of("location.origin").await;
        let quota = Cdp("Storage.overrideQuotaForOrigin", json!({"origin": origin, "quotaSize": 20_000}));
        page.client.issue_cmd(quota).await.expect("a quota");
        page.press("start").await;
        page.until_finished(60).await;
        assert_eq!(page.fingerprint().await.len(), 16);
        page.until(
            "it is told that nothing is kept",
            15,
            "return document.getElementById('notices').innerText.includes('does not keep runs')",
        )
        .await;
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn a_page_that_cannot_start_says_why_in_a_sentence() {
    let mute = Site::copied("without-program");
    std::fs::remove_file(mute.join("app.js")).expect("no program");
    let strict = Site::copied("strict-policy");
    let index = strict.join("index.html");
    let policy = "<head><meta http-equiv=\"Content-Security-Policy\" content=\"script-src 'self' 'unsafe-inline'\">";
    let text = std::fs::read_to_string(&index).expect("the page").replacen("<head>", policy, 1);
    std::fs::write(&index, text).expect("a page with a policy");
    let [without, forbidden] = [&mute, &strict].map(|folder| Site::serve_folder(folder));
    visit(Visitor::default(), MICRO, async |page| {
        let said = failure(page, &without.address).await;
        assert!(said.contains("could not be loaded") && said.contains("slash"), "{said}");
        let never = page.promise("unwrapLab.run({preset: 'micro'})").await;
        assert!(never["error"].as_str().is_some_and(|e| e.contains("could not be started")), "{never}");
        let said = failure(page, &forbidden.address).await;
        assert!(said.contains("'wasm-unsafe-eval'"), "{said}");
        let built = Site::built().canonicalize().expect("the built page");
        let said = failure(page, &format!("file://{}/index.html", built.display())).await;
        assert!(said.contains("opened as a file"), "{said}");
        // What that host forbids is on the console, and is no fault of the page's own policy.
        page.console().await;
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn a_missing_engine_ends_a_run_with_a_sentence_on_the_page_and_for_scripts() {
    let folder = Site::copied("without-engine");
    std::fs::remove_file(folder.join("worker_cpu_loader.js")).expect("no engine");
    visit_site(Site::serve_folder(&folder), Visitor::default(), MICRO, async |page| {
        let run = page.promise("unwrapLab.run({preset: 'micro'})").await;
        assert!(run["error"].as_str().is_some_and(|e| e.contains("could not be loaded")), "{run}");
        page.press("start").await;
        page.until_finished(60).await;
        assert!(page.notices().await.contains("could not be loaded"), "{}", page.notices().await);
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn failures_of_others_are_not_the_pages_and_its_own_are() {
    visit(Visitor::default(), MICRO, async |page| {
        page.script(
            "dispatchEvent(new ErrorEvent('error', {message: 'ResizeObserver loop completed', filename: location.href}));
             dispatchEvent(new ErrorEvent('error', {message: 'x', filename: 'chrome-extension://abc/content.js'}));
             setTimeout(() => { throw new Error('of the host') });
             Promise.reject(new Error('of an extension'));
             unwrapLab.run({seed: -1});",
        )
        .await;
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        assert_eq!(page.script("return document.getElementById('failure').hidden").await, json!(true));
        page.script(
            "const own = new Error('a defect');
             own.stack = `Error: a defect\\n at f (${location.origin}/app.js:1:1)`;
             dispatchEvent(new ErrorEvent('error', {message: 'a defect', error: own}));",
        )
        .await;
        page.until("the page says that it failed", 5, "return !document.getElementById('failure').hidden").await;
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn a_text_that_cannot_be_copied_is_said_at_the_button() {
    visit(Visitor::default(), MICRO, async |page| {
        page.press("start").await;
        page.until_finished(60).await;
        page.script("Object.defineProperty(navigator, 'clipboard', {value: undefined})").await;
        page.script("document.querySelector('#share summary').click()").await;
        page.until("the link is made", 10, "return !!document.getElementById('copy-link')").await;
        page.press("copy-link").await;
        page.until("it is said at the button", 5, "return !!document.getElementById('not-copied')").await;
        assert_eq!(page.script("return document.getElementById('failure').hidden").await, json!(true));
        assert_eq!(page.console().await, Vec::<String>::new());
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn two_copies_on_one_host_keep_their_files_apart_and_work_offline_also_where_the_host_adds_a_line() {
    let folder = Site::copied("two-copies/first");
    let host = folder.parent().expect("the host").to_path_buf();
    let second = Site::copied("two-copies/second");
    let index = second.join("index.html");
    let text = std::fs::read_to_string(&index).expect("the page").replacen("</body>", "<!-- the host's --></body>", 1);
    std::fs::write(&index, text).expect("an added line");
    // Another version, so that each would drop the other's files if they were named by the version alone.
    let list = second.join("sw.js");
    let text = std::fs::read_to_string(&list).expect("the list");
    std::fs::write(&list, text.replacen("const version = \"", "const version = \"other-", 1)).expect("another version");
    visit_site(Site::serve_folder(&host), Visitor::default(), "first/", async |page| {
        for copy in ["first/", "second/", "first/", "second/"] {
            page.open(&format!("{copy}{MICRO}")).await;
            page.until("the files are kept", 60, "return !!navigator.serviceWorker.controller").await;
        }
        page.promise("caches.open('of another page').then(() => 1)").await;
        drop(page.site.take());
        for copy in ["first/", "second/"] {
            page.open(&format!("{copy}{MICRO}")).await;
            page.press("start").await;
            page.until_finished(60).await;
            assert_eq!(page.fingerprint().await.len(), 16, "{copy}");
        }
        let kept = page.promise("caches.keys()").await;
        assert!(kept.to_string().contains("of another page"), "{kept}");
    });
}
