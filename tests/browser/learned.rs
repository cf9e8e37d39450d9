//! A skill of one's own: a program typed into the editor is learned, wrapped, pruned and brought back, beside its compiled twin.

use crate::chrome::{Visitor, visit};
use crate::page::LabPage;
use serde_json::json;

/// A program that the library does not have.
const OWN: &str = "vocabulary a b c d\nlength 8\n\
                   count_a = width(select(tokens, tokens, x == \"a\"))\noutput count_a\n\
                   count_b = width(select(tokens, tokens, x == \"b\"))\ntarget count_b";

/// One rate, and as few steps as show it.
const SMALL: &str = "&fine_tune_rates=0.0003&pretrain_steps=400&fine_tune_steps=120&revive_steps=150";

async fn rows(page: &LabPage, table: &str) -> Vec<Vec<String>> {
    let script = format!(
        "return [...document.querySelectorAll('#{table} tbody tr')].map((row) => [...row.children].map((c) => c.innerText))"
    );
    serde_json::from_value(page.script(&script).await).expect("a table")
}

#[test]
#[ignore = "needs the built page and a browser"]
fn a_program_of_ones_own_is_learned_wrapped_pruned_and_revived_beside_its_compiled_twin() {
    visit(Visitor::default(), "#/compiled", async |page| {
        page.until("the editor is there", 20, "return !!document.getElementById('source')").await;
        page.set("source", OWN).await;
        page.press("learn-it").await;
        page.until("what there is to learn", 20, "return !!document.getElementById('shortcut-facts')?.innerText").await;
        let facts = page.text_of("document.getElementById('shortcut-facts').innerText").await;
        assert!(facts.contains("moved by 1 place"), "{facts}");
        let address = page.text_of("location.hash").await;
        assert!(address.starts_with("#/compiled?v=1&setup=learned&source="), "{address}");
        let address = format!("{address}{SMALL}");
        page.open(&address).await;
        page.until("the program came along", 20, "return document.getElementById('source')?.value.includes('target')")
            .await;
        page.press("start").await;
        page.until_finished(240).await;
        // Every model answers one string: as the program, or as the wrapper says.
        page.press("draw-string").await;
        page.until("all models answer", 30, "return document.querySelectorAll('#model-answers tbody tr').length === 6")
            .await;
        let answers = rows(page, "model-answers").await;
        println!("{answers:?}");
        assert_eq!((answers[0][3].as_str(), answers[3][3].as_str()), ("as the program", "as the program"));
        // The wrapper: the program's answer, moved; also on a string whose target says something else.
        assert!(
            ["as the program, moved by the shortcut", "as the target"].contains(&answers[1][3].as_str()),
            "{answers:?}"
        );
        let verdicts = page.text_of("document.getElementById('verdicts').innerText").await;
        assert!(verdicts.to_lowercase().contains("wrapped"), "{verdicts}");
        let print = page.fingerprint().await;
        assert_eq!(print.len(), 16);
        page.picture("learned-1280-light").await;

        // Its twin is trained at the press of a button and stands beside it.
        page.press("train-twin").await;
        page.until("the compiled twin trains", 30, "return !!document.getElementById('progress-now')").await;
        page.press("cancel").await;
        page.until_finished(60).await;
        // Both kinds stand in one list, and one lies over the other's figures.
        assert_eq!(page.script("return document.querySelectorAll('#runs > li').length").await, json!(2));
        page.script("document.querySelector('[data-run=\"1\"] .overlay').click()").await;
        page.until("it is laid over", 10, "return /run 1/.test(document.getElementById('revival').textContent)").await;
        let twins = rows(page, "twins").await;
        assert!(twins.iter().any(|row| row[0].starts_with("learned")), "{twins:?}");
        assert!(twins.iter().any(|row| row[0].starts_with("compiled")), "{twins:?}");

        // After a reload the run is there as it was.
        page.open(&address).await;
        page.until("the runs are kept", 20, "return !!document.querySelector('[data-run=\"1\"] button')").await;
        page.script("document.querySelector('[data-run=\"1\"] button').click()").await;
        page.until("it is on show", 20, "return !!document.getElementById('fingerprint')").await;
        assert_eq!(page.fingerprint().await, print);
        page.until("its models answer", 30, "return document.querySelectorAll('#model-answers tbody tr').length === 6")
            .await;
        assert_eq!(page.console().await, Vec::<String>::new());
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn a_program_that_cannot_be_learned_is_refused_with_the_reason() {
    visit(Visitor::default(), "#/compiled?v=1&setup=learned&program=sort", async |page| {
        page.until("the reason is told", 20, "return !!document.getElementById('not-learned')").await;
        let why = page.text_of("document.getElementById('not-learned').innerText").await;
        assert!(why.contains("let “output” and “target” change places"), "{why}");
        assert_eq!(page.script("return document.getElementById('failure').hidden").await, json!(true));
    });
}
