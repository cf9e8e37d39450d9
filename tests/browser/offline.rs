//! The page without a network, and an update of it: never two versions at once.

use crate::chrome::{Visitor, visit, visit_site};
use crate::site::Site;
use sha2::{Digest, Sha256};

#[test]
#[ignore = "needs the built page and a browser"]
fn the_page_trains_without_a_network_after_the_first_visit() {
    visit(Visitor::default(), "#/run?v=1&preset=micro", async |page| {
        page.until("the files are kept", 60, "return !!navigator.serviceWorker.controller").await;
        drop(page.site.take());
        page.open("#/run?v=1&preset=micro").await;
        page.press("start").await;
        page.until_finished(60).await;
        assert_eq!(page.fingerprint().await.len(), 16);
        page.open("#/").await;
        let live = "return /answer here, in this tab/.test(document.getElementById('shown-run')?.innerText ?? '')";
        page.until("the front page's models answer", 30, live).await;
        for hash in ["#/lesson", "#/gallery", "#/compiled"] {
            page.open(hash).await;
            assert_eq!(page.notices().await, "", "{hash}");
        }
    });
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
#[ignore = "needs the built page and a browser"]
fn an_update_waits_until_no_tab_shows_the_old_version_and_never_mixes_with_it() {
    let folder = Site::copied("updated");
    visit_site(Site::serve_folder(&folder), Visitor::default(), "#/run?v=1&preset=micro", async |page| {
        page.until("the files are kept", 60, "return !!navigator.serviceWorker.controller").await;
        let (icon, list) = (folder.join("icon.svg"), folder.join("sw.js"));
        let old = std::fs::read(&icon).expect("the icon");
        let new = [&old[..], b"<!-- of the new version -->"].concat();
        std::fs::write(&icon, &new).expect("a new icon");
        let text = std::fs::read_to_string(&list).expect("the list");
        assert!(text.contains(&hash(&old)), "the list has no hash of the icon");
        let text = text.replace(&hash(&old), &hash(&new)).replacen("const version = \"", "const version = \"new-", 1);
        std::fs::write(&list, text).expect("a new list");
        page.open("#/run?v=1&preset=micro").await;
        page.until("the update is told of", 60, "return !document.getElementById('update').hidden").await;
        let icon = "fetch('./icon.svg').then((r) => r.text())";
        let shown = page.promise(icon).await;
        assert!(!shown.as_str().expect("text").contains("of the new version"), "two versions at once");
        page.client.goto("about:blank").await.expect("no tab shows it");
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        page.open("#/run?v=1&preset=micro").await;
        let shown = page.promise(icon).await;
        assert!(shown.as_str().expect("text").contains("of the new version"), "the update did not come");
    });
}
