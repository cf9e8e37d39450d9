//! The truth bench: what the rule says of models whose truth is known, and one of them made in the tab.

use crate::chrome::{Visitor, visit};

#[test]
#[ignore = "needs the built page and a browser"]
fn a_constructed_model_is_made_in_the_tab_and_judged_beside_the_truth() {
    visit(Visitor::default(), "#/truth", async |page| {
        let cells = page
            .script(
                "return [...document.querySelectorAll('[data-setup=grammar] tr[data-model]')].map((row) =>
                    [...row.querySelectorAll('td')].slice(1, 7).reduce((sum, cell) => sum + Number(cell.innerText || 0), 0))",
            )
            .await;
        let counts: Vec<u32> = serde_json::from_value(cells).expect("a table of counts");
        assert!(counts.len() >= 13 && counts.iter().all(|count| *count >= 20), "twenty seeds of each: {counts:?}");
        let all = page.text_of("document.getElementById('truth-all').innerText").await;
        let others =
            page.script("return document.querySelectorAll('[data-setup=compiled] tr[data-model]').length").await;
        assert!(
            others.as_u64().is_some_and(|rows| rows >= 7),
            "constructed models of compiled skills stand beside: {others}"
        );
        assert!(all.starts_with("On ") && all.contains("right"), "{all}");
        // A model with nothing is tried natively.
        for model in ["head scrambled"] {
            let row = format!("document.querySelector('tr[data-model=\"{model}\"]')");
            page.script(&format!("{row}.querySelector('button').click()")).await;
            let judged = format!("return /: (right|wrong|silent)$/.test({row}.querySelector('.made').innerText)");
            page.until(&format!("{model} is judged"), 500, &judged).await;
            let said = page.text_of(&format!("{row}.querySelector('.made').innerText")).await;
            println!("{model}: {said}");
            assert!(!said.ends_with("wrong"), "{model}: {said}");
        }
        assert_eq!(page.console().await, Vec::<String>::new());
    });
}
