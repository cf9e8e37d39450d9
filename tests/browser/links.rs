//! Links: what they restore, and what becomes of broken ones.

use crate::chrome::{Visitor, visit};

#[test]
#[ignore = "needs the built page and a browser"]
fn a_link_restores_every_setting_it_carries() {
    let hash = "#/run?v=1&preset=quick&seed=77&c_tr=0.25&pretrain_steps=30&size=tiny&prior=0.9,0.1,0&weight_decay=0.01";
    visit(Visitor::default(), hash, async |page| {
        for (id, value) in [
            ("seed", "77"),
            ("c_tr", "0.25"),
            ("pretrain_steps", "30"),
            ("size", "tiny"),
            ("prior-0", "0.9"),
            ("weight_decay", "0.01"),
        ] {
            assert_eq!(page.value(id).await, value, "{id}");
        }
        page.set("revive_steps", "25").await;
        let hash = page.text_of("location.hash").await;
        assert!(hash.contains("seed=77") && hash.contains("revive_steps=25"), "{hash}");
        page.open(&hash).await;
        assert_eq!(page.value("revive_steps").await, "25");
        assert_eq!(page.value("seed").await, "77");
        assert_eq!(page.notices().await, "");
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn a_broken_or_hostile_link_gives_a_sentence_and_a_working_page() {
    let broken = [
        ("#/run?v=9", "version 9"),
        ("#/run?v=1&seed=99999999999", "not possible"),
        ("#/run?v=1&preset=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E", "no preset"),
        ("#/run?v=1&text_length=250&window=250&largest=125&batch=512", "too large"),
        ("#/nowhere", "does not have"),
        ("#%00%FF%FE", "does not have"),
    ];
    visit(Visitor::default(), "", async |page| {
        for (hash, part) in broken {
            page.open(hash).await;
            let notice = page.notices().await;
            assert!(notice.contains(part), "{hash}: {notice}");
            if hash.starts_with("#/run") {
                assert_eq!(page.value("seed").await, "1", "{hash}");
            } else {
                page.until("the front page is on show", 10, "return !!document.querySelector('.front')").await;
            }
            assert_eq!(page.text_of("document.querySelectorAll('#notices img').length").await, "0");
        }
        assert_eq!(page.console().await, Vec::<String>::new());
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn a_link_followed_while_the_page_is_open_changes_the_settings_and_keeps_runs() {
    visit(Visitor::default(), "#/run?v=1&preset=micro", async |page| {
        page.press("start").await;
        page.until_finished(60).await;
        page.script("location.hash = '#/run?v=1&preset=quick&seed=42'").await;
        page.until("the settings follow", 5, "return document.getElementById('seed').value === '42'").await;
        assert_eq!(page.text_of("document.querySelectorAll('#runs > li').length").await, "1");
        page.script("location.hash = '#/run?v=1&seed=x'").await;
        page.until(
            "a notice",
            5,
            "return document.getElementById('notices').innerText.includes('could not be opened')",
        )
        .await;
        assert_eq!(page.value("seed").await, "42");
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn a_look_at_the_benchmark_keeps_settings_and_runs() {
    visit(Visitor::default(), "#/run?v=1&preset=micro&seed=6", async |page| {
        page.press("start").await;
        page.until_finished(60).await;
        page.script("document.querySelector('nav a[href$=bench]').click()").await;
        page.until("the benchmark is on show", 5, "return !!document.getElementById('bench-cpu')").await;
        page.script("document.querySelector('nav a[href^=\"#/run\"]').click()").await;
        page.until("the lab is back", 5, "return document.getElementById('seed')?.value === '6'").await;
        assert_eq!(page.text_of("document.querySelectorAll('#runs > li').length").await, "1");
        assert_eq!(page.fingerprint().await.len(), 16);
    });
}
