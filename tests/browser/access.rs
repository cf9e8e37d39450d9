//! Everybody can use every view: axe-core finds nothing in light or dark, and both lessons go by keyboard alone.

use crate::chrome::{Visitor, visit};
use crate::page::LabPage;
use fantoccini::key::Key;
use serde_json::Value;

/// What axe-core finds on the page as it is, each with its first places.
async fn found_by_axe(page: &LabPage) -> Vec<String> {
    let found = page
        .promise(
            "axe.run(document, {resultTypes: ['violations']}).then((r) => r.violations
                .map((v) => `${v.id}: ${v.nodes.slice(0, 4).map((n) => n.target.join(' ') + ' ' + n.html.slice(0, 120) + ' ' + (n.any[0]?.message ?? '')).join(' | ')}`))",
        )
        .await;
    let found: Vec<Value> = serde_json::from_value(found.clone()).unwrap_or_else(|_| panic!("{found}"));
    found.into_iter().map(|v| v.as_str().unwrap_or_default().to_owned()).collect()
}

async fn with_rules(page: &LabPage) {
    let path = std::env::var("UNWRAP_AXE").expect("UNWRAP_AXE names axe.min.js; ./lab test sets it");
    let rules = std::fs::read_to_string(path).expect("axe.min.js");
    page.script(&rules).await;
}

#[test]
#[ignore = "needs the built page and a browser"]
fn no_view_keeps_anybody_out() {
    let mut found = Vec::new();
    for dark in [false, true] {
        visit(Visitor { dark, ..Visitor::default() }, "#/run?v=1&preset=micro", async |page| {
            let mut look = async |page: &LabPage, what: &str| {
                let of = found_by_axe(page).await;
                found.extend(of.into_iter().map(|f| format!("{what}{}: {f}", if dark { ", dark" } else { "" })));
            };
            with_rules(page).await;
            look(page, "the lab before a run").await;
            page.press("start").await;
            page.until_finished(60).await;
            page.script("for (const d of document.querySelectorAll('details')) d.open = true;").await;
            tokio::time::sleep(std::time::Duration::from_secs(2)).await;
            look(page, "the lab after a run").await;
            page.script("window.dispatchEvent(new KeyboardEvent('keydown', {key: 'p', bubbles: true}))").await;
            page.until("it is presented", 5, "return !!document.querySelector('[data-presented]')").await;
            look(page, "the lab, presented").await;
            page.script("window.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', bubbles: true}))").await;
            for tab in ["probing", "attention", "change", "patching"] {
                page.tab(tab).await;
                look(page, tab).await;
            }
            for (hash, what) in [
                ("#/", "front page"),
                ("#/lesson", "lesson"),
                ("#/sweep?v=1&preset=micro&instruments=none&x=c_tr:0;1&seeds=1", "sweep"),
                ("#/gallery", "gallery"),
                ("#/compiled", "compiled skills"),
                ("#/compiled?v=1&setup=learned", "learned skills"),
                ("#/table", "table"),
                ("#/stories", "stories"),
                ("#/stories-lesson", "lesson on stories"),
                ("#/truth", "truth bench"),
                ("#/bench", "benchmark"),
            ] {
                page.open(hash).await;
                with_rules(page).await;
                if what == "sweep" {
                    page.press("sweep-start").await;
                    page.until("it has ended", 60, "return !!document.getElementById('sweep-start')").await;
                }
                if what.starts_with("lesson") {
                    for step in 0..if what == "lesson" { 9 } else { 5 } {
                        page.script(&format!("document.querySelectorAll('.steps button')[{step}].click()")).await;
                        look(page, &format!("{what}, step {}", step + 1)).await;
                    }
                    continue;
                }
                page.script("for (const d of document.querySelectorAll('details')) d.open = true;").await;
                look(page, what).await;
            }
        });
    }
    found.sort();
    found.dedup();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
#[ignore = "needs the built page and a browser"]
fn both_lessons_go_by_keyboard_alone_and_the_focus_follows_the_step() {
    for (hash, prefix) in [("#/lesson", ""), ("#/stories-lesson", "stories-")] {
        the_focus_follows(hash, prefix);
    }
}

fn the_focus_follows(hash: &str, prefix: &str) {
    visit(Visitor::default(), hash, async |page| {
        let focused = "document.activeElement?.className + ' ' + document.activeElement?.id";
        let press = async |key: Key| {
            page.client
                .active_element()
                .await
                .expect("focus")
                .send_keys(&String::from(char::from(key)))
                .await
                .expect("a key");
        };
        for step in 0..3 {
            let mut presses = 0;
            while !page.text_of(focused).await.contains("next") {
                press(Key::Tab).await;
                presses += 1;
                assert!(presses < 60, "the button is not reached: {}", page.text_of(focused).await);
            }
            press(Key::Enter).await;
            page.until(
                "the focus is on the heading",
                5,
                &format!("return document.activeElement.id === '{prefix}step-{}'", step + 1),
            )
            .await;
        }
    });
}
