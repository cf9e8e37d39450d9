//! Stories, as a visitor meets them: what each model writes, its curves, and the twist that goes and comes back.

use crate::chrome::{Visitor, visit};
use crate::page::LabPage;
use serde_json::{Value, json};

/// Randomisation at M, with as few steps of the controls as the story needs.
const SHORT: &str = "#/stories?v=1&fine_tune_rates=0.0004&fine_tune_steps=200&revive_steps=60&control_steps=60";

/// What is on show of each model: its name, whether the reader found a coherent twist, and whether the story is valid.
async fn pages(page: &LabPage) -> Vec<(String, bool, bool)> {
    let whole = "return [...document.querySelectorAll('.story')].every((one) => one.textContent === one.dataset.story)";
    assert_eq!(page.script(whole).await, json!(true), "words are shown as the story has them, with every article");
    let found = page
        .script(
            "return [...document.querySelectorAll('.story-page')].map((one) =>
                [one.dataset.model, one.dataset.twist === 'true', one.dataset.valid === 'true'])",
        )
        .await;
    serde_json::from_value(found).expect("pages")
}

async fn until_five(page: &LabPage) {
    let all = "return document.querySelectorAll('.story-page').length === 5";
    page.until("five models write", 30, all).await;
}

#[test]
#[ignore = "needs the built page and a browser"]
fn a_twist_goes_in_fine_tuning_and_comes_back_and_the_control_never_wrote_one() {
    visit(Visitor::default(), SHORT, async |page| {
        page.until("stories are on show", 20, "return !!document.getElementById('another-prompt')").await;
        page.press("start-shipped").await;
        page.until("the pretrained model writes", 60, "return !!document.querySelector('.story-page')").await;
        page.until_finished(240).await;
        until_five(page).await;
        // A single story is one draw: over some prompts the pretrained and the revived model write twists, the others none.
        let mut twists = [0_u32; 5];
        for _ in 0..6 {
            let all = pages(page).await;
            println!("{all:?}");
            assert_eq!(all.len(), 5);
            for (count, (_, twist, _)) in twists.iter_mut().zip(&all) {
                *count += u32::from(*twist);
            }
            let before = page.text_of("document.getElementById('story-pages').innerText").await;
            page.press("another-prompt").await;
            let changed = format!("return document.getElementById('story-pages').innerText !== {}", json!(before));
            page.until("other stories are on show", 30, &changed).await;
            until_five(page).await;
        }
        let marks = "return [...document.querySelectorAll('.story-page[data-twist=true]')].every((own) => own.querySelector('.turned') && own.querySelector('.twist'))";
        assert_eq!(page.script(marks).await, true, "a twist is underlined, and the fact that it turns");
        let [pretrained, tuned, revived, control, taught] = twists;
        println!("twists: {twists:?}");
        assert!(pretrained >= 4 && revived >= 3, "{twists:?}");
        assert!(tuned == 0 && control == 0 && taught <= 1, "{twists:?}");
        let said = page.text_of("document.querySelector('.sentences').innerText").await;
        assert!(said.contains("took stories with a twist"), "{said}");
        page.picture("stories").await;
        page.press("start-twist").await;
        page.until("the twist is started", 30, "return !!document.querySelector('.story .given')").await;
        assert_eq!(page.console().await, Vec::<String>::new());
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn the_instruments_look_inside_and_the_pruned_model_writes_beside_the_others() {
    // Long enough for the controls to be known as slower.
    let link = SHORT.replace("control_steps=60", "control_steps=400") + "&instruments=verdict";
    visit(Visitor::default(), &link, async |page| {
        page.until("stories are on show", 20, "return !!document.getElementById('another-prompt')").await;
        page.press("start-shipped").await;
        page.until_finished(420).await;
        page.until("six models write", 30, "return document.querySelectorAll('.story-page').length === 6").await;
        let cards = "return [...document.querySelectorAll('#verdicts > li')].map((one) => [one.dataset.model, one.dataset.verdict])";
        let verdicts: Vec<(String, String)> = serde_json::from_value(page.script(cards).await).expect("verdicts");
        println!("{verdicts:?}");
        assert_eq!(verdicts.first().map(|(_, verdict)| verdict.as_str()), Some("wrapped"), "{verdicts:?}");
        let curves =
            "return ['pruning', 'probe-present', 'probe-asked'].every((id) => document.querySelector(`#${id} svg`))";
        page.until("the curves are drawn", 20, curves).await;
        page.set("removed-neurons", "20").await;
        let pruned = "return [...document.querySelectorAll('.story-page')]
            .some((one) => one.dataset.model.endsWith('20 neurons removed'))";
        page.until("the pruned model writes with as many removed as the slider says", 30, pruned).await;
        let said = page.text_of("document.querySelector('#verdicts details').textContent").await;
        assert!(said.contains("Starting: given its first words"), "{said}");
        page.picture("stories-inside").await;
        assert_eq!(page.console().await, Vec::<String>::new());
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn a_beginning_of_ones_own_is_read_or_refused_in_words_and_the_prior_has_a_slider_for_each_feature() {
    visit(Visitor::default(), "#/stories", async |page| {
        page.until("stories are on show", 20, "return !!document.getElementById('story-opening')").await;
        page.set("story-opening", "Once Mia had a red egg.").await;
        assert_eq!(page.value("story-opening").await, "Once Mia had a red egg.");
        page.set("story-opening", "Once Mia had a helicopter.").await;
        let refused = page.text_of("document.getElementById('story-refused').innerText").await;
        assert!(refused.contains("“helicopter” is not among the 199 words"), "{refused}");
        page.script("document.querySelector('.stories details summary').click()").await;
        let sliders = page.script("return document.querySelectorAll('.shares input[type=range]').length").await;
        assert_eq!(sliders, json!(6));
        page.set("prior-0", "0.5").await;
        let address = page.text_of("location.hash").await;
        assert!(address.contains("prior=0.5,0.25"), "{address}");
        let Value::String(before) = page.script("return location.hash").await else { panic!("no address") };
        page.open(&before).await;
        assert_eq!(page.notices().await, "");
        assert_eq!(page.console().await, Vec::<String>::new());
    });
}
