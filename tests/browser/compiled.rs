//! Compiled skills, as a visitor meets them: the editor, the string, the machine, fine-tuning, and links.

use crate::chrome::{Visitor, visit};
use crate::page::LabPage;
use crate::sharing::{CAUGHT, bring_in, caught};
use serde_json::json;

/// The Counter at a size that a test can wait for: one rate, long enough for the wrapper to show.
const SHORT: &str = "#/compiled?v=1&program=counter&rates=0.001&steps=2000&revive_steps=100&held_out=256";

async fn ready(page: &LabPage) {
    page.until("compiled skills are on show", 20, "return !!document.getElementById('machine')").await;
}

/// The cells of the outcome's table.
async fn outcome(page: &LabPage) -> Vec<String> {
    let cells = page
        .script("return [...document.querySelectorAll('#compiled-outcome tbody td')].map((cell) => cell.innerText)")
        .await;
    println!("{cells}");
    serde_json::from_value(cells).expect("cells")
}

/// Our own number in a cell, before the paper's in brackets and after a K.
fn percent(cell: &str) -> f64 {
    let own = cell.rsplit_once(": ").map_or(cell, |(_, end)| end);
    own.split(' ').next().and_then(|n| n.parse().ok()).unwrap_or_else(|| panic!("{cell}"))
}

/// The program in the editor, typed anew.
async fn write(page: &LabPage, source: &str) {
    page.set("source", source).await;
}

#[test]
#[ignore = "needs the built page and a browser"]
fn a_program_is_written_run_step_by_step_and_compiled() {
    visit(Visitor::default(), "#/compiled", async |page| {
        ready(page).await;
        page.set("string", "abcab").await;
        assert_eq!(page.text_of("document.getElementById('answer').innerText").await, "2 2 2 2 2");
        assert_eq!(page.text_of("document.getElementById('machine-answer').innerText").await, "2 2 2 2 2");
        let machine = page.text_of("document.getElementById('machine').innerText").await;
        assert!(machine.starts_with("3 layers, 1 head"), "{machine}");
        let milliseconds: f64 = machine
            .rsplit_once("Compiled in ")
            .and_then(|(_, rest)| rest.split(' ').next()?.parse().ok())
            .expect("the time that it took");
        println!("the Counter was compiled in {milliseconds} ms");
        let rows = "return document.querySelectorAll('#steps-table tbody tr').length";
        let all = page.script(rows).await.as_u64().expect("a number");
        page.press("step-first").await;
        assert_eq!(page.script(rows).await, json!(1));
        page.press("step-next").await;
        assert_eq!(page.script(rows).await, json!(2));
        page.press("step-all").await;
        assert_eq!(page.script(rows).await, json!(all));
        for (program, string, answer) in [
            ("max-identifier", "jihgfedcba", "e e e e e e e e e e"),
            ("reverse", "abcd", "d c b a"),
            ("histogram", "aabca", "3 3 1 1 3"),
        ] {
            page.set("program", program).await;
            page.set("string", string).await;
            assert_eq!(page.text_of("document.getElementById('answer').innerText").await, answer, "{program}");
            assert_eq!(page.text_of("document.getElementById('machine-answer').innerText").await, answer, "{program}");
        }
        assert_eq!(page.console().await, Vec::<String>::new());
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn a_mistake_is_told_with_line_and_column_and_loses_nothing() {
    visit(Visitor::default(), "#/compiled", async |page| {
        ready(page).await;
        let address = page.text_of("location.hash").await;
        write(page, "vocabulary a b\nlength 4\nn = width(select(tokens, tokens, x = y))\noutput n").await;
        let error = page.text_of("document.getElementById('source-error').innerText").await;
        assert!(error.starts_with("line 3, column "), "{error}");
        assert_eq!(page.text_of("location.hash").await, address, "a text that is no program changed the address");
        write(page, "vocabulary a b\nlength 4\ns = except(select(tokens, tokens, x == y))\nn = width(s)\noutput n")
            .await;
        let error = page.text_of("document.getElementById('compile-error').innerText").await;
        assert!(error.contains("cannot become a transformer") && error.contains("line "), "{error}");
        assert!(!page.text_of("document.getElementById('answer').innerText").await.is_empty(), "it still runs");
        write(page, "vocabulary a b\nlength 4\nn = width(select(tokens, tokens, x == y))\noutput n").await;
        page.set("string", "aabz").await;
        let error = page.text_of("document.getElementById('string-error').innerText").await;
        assert!(error.contains("“z” is not in the program's vocabulary"), "{error}");
        page.press("start").await;
        let refused = page.text_of("document.getElementById('notices').innerText").await;
        assert!(refused.contains("names no target"), "{refused}");
        page.set("offset", "77").await;
        let words = page.text_of("document.querySelector('.skills').innerText").await;
        assert!(words.contains("“77” is not possible"), "{words}");
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn fine_tuning_wraps_the_counter_and_removing_a_few_weights_brings_it_back() {
    visit(Visitor::default(), SHORT, async |page| {
        ready(page).await;
        page.press("start").await;
        page.until("it trains", 30, "return /Now fine-tuning/.test(document.querySelector('.skills').innerText)").await;
        let steps = "return Number(document.getElementById('progress-now')?.dataset.steps) > 0";
        page.until("steps are taken", 30, steps).await;
        page.press("pause").await;
        tokio::time::sleep(std::time::Duration::from_millis(1500)).await;
        let now = page.text_of("document.getElementById('progress-now').innerText").await;
        tokio::time::sleep(std::time::Duration::from_millis(700)).await;
        assert_eq!(page.text_of("document.getElementById('progress-now').innerText").await, now, "it went on");
        page.press("resume").await;
        page.until("it has ended", 240, "return !!document.getElementById('fingerprint')").await;
        let cells = outcome(page).await;
        let (with, before, without) = (percent(&cells[1]), percent(&cells[2]), percent(&cells[3]));
        assert!(with >= 90.0 && without <= 20.0, "no wrapper: {cells:?}");
        let k: u32 = cells[4].trim_start_matches("K = ").split(':').next().and_then(|k| k.parse().ok()).expect("K");
        assert!(k <= 10 && percent(&cells[4]) >= before + 20.0, "pruning found nothing: {cells:?}");
        // The program says 6. What the fine-tuned model makes of a string without the shortcut is its own affair.
        page.set("string", "aabacadabbcacccc").await;
        page.until("the lens shows a turn", 10, "return !!document.querySelector('#direction-lens td.turns')").await;
        let says = page.text_of("document.getElementById('direction-lens-says').innerText").await;
        println!("{says}");
        assert!(says.contains("the program's answer 6 has become"), "{says}");
        assert!(cells[0].contains("(4.0)") && cells[1].contains("(94.3)"), "the paper's row is missing: {cells:?}");
        assert_eq!(page.console().await, Vec::<String>::new());
        page.picture("compiled-outcome-1280-light").await;
    });
}

/// The paper's 10,000 steps at its largest rate, without a shortcut, on a seed on which attention goes over.
const LONG: &str = "#/compiled?v=1&program=counter&c_tr=0&rates=0.1&steps=1200&seed=2&revive_steps=300&held_out=256";

#[test]
#[ignore = "needs the built page and a browser"]
fn without_a_shortcut_the_largest_rate_sends_attention_to_b_and_the_skill_does_not_come_back() {
    visit(Visitor::default(), LONG, async |page| {
        ready(page).await;
        page.press("start").await;
        page.until("it has ended", 400, "return !!document.getElementById('fingerprint')").await;
        let looks = page
            .script("return [...document.querySelectorAll('#letters-1-0 rect title')].map((t) => t.textContent)")
            .await;
        let looks: Vec<String> = serde_json::from_value(looks).expect("cells");
        println!("{looks:?}");
        let share = |cell: &str| -> f64 {
            let found = looks.iter().find(|l| l.starts_with(cell)).unwrap_or_else(|| panic!("{cell}: {looks:?}"));
            let number = found.rsplit(": ").next().unwrap_or_default().trim_end_matches(['%', '\u{a0}', ' ']);
            number.parse().unwrap_or_else(|_| panic!("{found}"))
        };
        assert!(share("compiled, b") < 1.0 && share("after 1e-1, b") >= 20.0, "{looks:?}");
        let cells = outcome(page).await;
        assert!(percent(&cells[3]) >= 90.0, "b is not counted: {cells:?}");
        assert!(percent(&cells[5]) < 50.0, "the skill came back: {cells:?}");
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn the_same_link_gives_the_same_numbers_to_the_last_digit() {
    let link = "#/compiled?v=1&program=max-identifier&rates=0.01,0.001&steps=60&revive_steps=20&held_out=32&seed=5";
    let mut prints = Vec::new();
    for _ in 0..2 {
        visit(Visitor::default(), link, async |page| {
            ready(page).await;
            assert_eq!(page.value("seed").await, "5");
            page.press("start").await;
            page.until("it has ended", 120, "return !!document.getElementById('fingerprint')").await;
            prints.push(page.text_of("document.getElementById('fingerprint').innerText").await);
        });
    }
    assert_eq!(prints[0], prints[1]);
}

#[test]
#[ignore = "needs the built page and a browser"]
fn a_link_carries_a_program_and_a_broken_one_gets_a_sentence() {
    let own = "#/compiled?v=1&source=vocabulary%20a%20b%0Alength%205%0An%20=%20width(select(tokens,%20tokens,%20x%20==%20y))%0Aoutput%20n";
    visit(Visitor::default(), own, async |page| {
        ready(page).await;
        assert!(page.value("source").await.starts_with("vocabulary a b\nlength 5"));
        page.open("#/compiled?program=none").await;
        ready(page).await;
        let notice = page.text_of("document.getElementById('notices').innerText").await;
        assert!(notice.contains("no program called “none”"), "{notice}");
        page.script("document.querySelector('nav a[href^=\"#/run\"]').click()").await;
        page.until("the lab is on show", 5, "return !!document.getElementById('start')").await;
        page.script("document.querySelector('nav a[href^=\"#/compiled\"]').click()").await;
        ready(page).await;
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn compiled_skills_scroll_sideways_at_no_size() {
    for (width, height) in [(1280, 800), (390, 844)] {
        for dark in [false, true] {
            let link = "#/compiled?v=1&program=counter&steps=40&revive_steps=20&held_out=32";
            visit(Visitor { width, height, dark, webgpu: false }, link, async |page| {
                ready(page).await;
                page.press("start").await;
                page.until("it has ended", 120, "return !!document.getElementById('fingerprint')").await;
                page.set("machine-model", "3").await;
                let sticking_out = "const own = (e) => e.tagName + '#' + e.id + '.' + e.className;
                    const within = (e) => e.closest('.scroll') && !e.classList.contains('scroll');
                    return [...document.querySelectorAll('body *')]
                        .filter((e) => e.getBoundingClientRect().right > window.innerWidth + 1 && !within(e)).map(own).join(' ')";
                assert_eq!(page.script(sticking_out).await, "", "compiled skills at {width}");
                let scheme = if dark { "dark" } else { "light" };
                page.picture(&format!("compiled-{width}-{scheme}")).await;
            });
        }
    }
}

/// Long enough to be interrupted.
const RESUMED: &str = "#/compiled?v=1&program=counter&rates=0.001&steps=1500&revive_steps=100&held_out=64";

#[test]
#[ignore = "needs the built page and a browser"]
fn a_run_on_a_compiled_skill_goes_on_after_a_reload_and_its_link_is_compared_to_the_last_digit() {
    let (mut expected, mut link) = (String::new(), String::new());
    visit(Visitor::default(), RESUMED, async |page| {
        ready(page).await;
        page.press("start").await;
        page.until_finished(240).await;
        expected = page.fingerprint().await;
    });
    visit(Visitor::default(), RESUMED, async |page| {
        ready(page).await;
        page.press("start").await;
        page.until_left().await;
        page.open(RESUMED).await;
        let offered = "return /left unfinished/.test(document.getElementById('notices').innerText)";
        page.until("the run is offered again", 10, offered).await;
        page.script("document.querySelector('#runs .go-on').click()").await;
        page.until_finished(240).await;
        assert_eq!(page.fingerprint().await, expected, "after a reload");
        page.script("document.querySelector('#share summary').click()").await;
        page.until("the link is made", 20, "return !!document.getElementById('link')").await;
        link = page.value("link").await;
    });
    let hash = link.split_once('#').map(|(_, hash)| format!("#{hash}")).expect("a hash");
    assert!(hash.starts_with("#/compiled?"), "{hash}");
    visit(Visitor::default(), &hash, async |page| {
        page.until("the sender's curves are on show", 5, "return !!document.getElementById('run-again')").await;
        page.press("run-again").await;
        page.until("it runs", 30, "return !!document.getElementById('pause')").await;
        page.until_finished(240).await;
        let compared = page.text_of("document.getElementById('compared-with-sender').innerText").await;
        assert!(compared.contains("the same as the sender's to the last digit"), "{compared}");
        assert_eq!(page.console().await, Vec::<String>::new());
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn a_sweep_of_two_by_two_over_a_compiled_skill_fills_every_cell() {
    let two_by_two = "#/sweep?v=1&setup=compiled&program=counter&steps=60&revive_steps=40&held_out=64\
                      &x=c_tr:0;1&y=rates:0.01;0.001&seeds=1";
    visit(Visitor::default(), two_by_two, async |page| {
        page.press("sweep-start").await;
        page.until("the sweep has ended", 500, "return !!document.getElementById('sweep-start')").await;
        let cells = page
            .script("return [...document.querySelectorAll('#sweep-cells td .value')].map((value) => value.innerText)")
            .await;
        let cells: Vec<String> = serde_json::from_value(cells).expect("cells");
        assert_eq!(cells.len(), 4);
        assert!(cells.iter().all(|cell| cell.chars().any(|c| c.is_ascii_digit())), "{cells:?}");
        assert_eq!(page.console().await, Vec::<String>::new());
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn runs_on_compiled_skills_go_out_as_a_zip_and_come_back_with_the_same_record() {
    let short = "#/compiled?v=1&program=counter&rates=0.001&steps=60&revive_steps=40&held_out=64";
    let (mut zip, mut fingerprint) = (Vec::new(), String::new());
    visit(Visitor::default(), short, async |page| {
        ready(page).await;
        page.script(CAUGHT).await;
        page.press("start").await;
        page.until_finished(240).await;
        fingerprint = page.fingerprint().await;
        page.set("name-1", "compiled, to be sent").await;
        page.press("take-all").await;
        zip = caught(page, "unwrap-lab-runs.zip").await;
    });
    visit(Visitor::default(), "#/compiled", async |page| {
        ready(page).await;
        bring_in(page, "unwrap-lab-runs.zip", &zip).await;
        page.until("it is looked at", 20, "return !!document.getElementById('take-in')").await;
        page.press("take-in").await;
        let on_show = format!("return document.getElementById('fingerprint')?.innerText === {fingerprint:?}");
        page.until("it is on show", 10, &on_show).await;
        assert_eq!(page.value("name-1").await, "compiled, to be sent");
        assert_eq!(page.console().await, Vec::<String>::new());
    });
}
