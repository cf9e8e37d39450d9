//! The end of the lesson: what came out, where it is from, what it does not say, and three questions to go on with.

use super::state::{Lesson, TUNED};
use crate::chart::silhouette;
use crate::experiment::{Axis, Grid, Quantity, Role, Spec, grid_to_hash, to_hash, verdict};
use crate::setups::grammar::{GrammarSpec, Preset};
use leptos::prelude::*;

/// Questions with the experiment that answers each.
fn questions() -> Vec<(&'static str, String)> {
    let rates = GrammarSpec { fine_tune_rates: vec![1e-2, 3e-3, 1e-3, 3e-4, 1e-4], ..Preset::Erase.spec() };
    let relevant = to_hash(&Preset::Relevant.spec().into());
    let base = Spec::from(Preset::Quick.spec());
    let shares = ["0", "0.5", "0.8", "1"].map(str::to_owned);
    let grid =
        Axis::new("c_tr", &shares, &base).and_then(|axis| Grid::new(base, vec![axis], vec![1], Quantity::SkillBroken));
    vec![
        ("From which learning rate on is the skill deleted?", to_hash(&rates.into())),
        ("Does it survive when pretraining made it relevant and fine-tuning offers no shortcut?", relevant),
        ("How much of a shortcut does a wrapper need?", grid.map(|g| grid_to_hash(&g)).unwrap_or_default()),
    ]
}

#[component]
pub(super) fn End() -> impl IntoView {
    let lesson = expect_context::<Lesson>();
    let of = |record: &Option<crate::experiment::Record>| {
        Some(verdict(&[record.as_ref()?], Role::FineTune { rate: 0 })?.verdict)
    };
    let outcome = move || {
        let first = lesson.first.record.with(of).filter(|_| lesson.first.is_finished())?;
        let second = lesson.second.record.with(of).filter(|_| lesson.second.is_finished());
        let guess = lesson.guess.get().map(|g| g.beside(first)).unwrap_or_default();
        let second = second.map_or("still being measured".to_owned(), |v| v.label().to_owned());
        Some(format!("At the small rate: {}. At the destructive one: {second}. {guess}", first.label()))
    };
    // Both models as cores and sleeves, as on the front page.
    let picture = |record: &Option<crate::experiment::Record>| {
        record.as_ref().map(|record| silhouette(record, TUNED)).unwrap_or_default()
    };
    let pictures = move || [lesson.first, lesson.second].map(|trial| trial.record.with(picture)).concat();
    view! {
            <p class="fates" inner_html=pictures></p>
            <p class="finding" id="lesson-outcome" role="status">{outcome}</p>
            <p>
                "Both models answered alike; only looking inside and teaching them again told them apart. This is the finding of "
                <cite>"Jain, Kirk, Lubana, Dick, Tanaka, Grefenstette, Rocktäschel and Krueger, Mechanistically analyzing the effects of fine-tuning on \
                       procedurally defined tasks, ICLR 2024"</cite> " ("<a href="https://arxiv.org/abs/2311.12786">"arXiv 2311.12786"</a>")."
            </p>
            <p>
                "Its limits, and this page's: the models are small and their tasks made up; one seed is shown here, and other seeds vary; a probe shows that \
                 something can be read, not that it is used; and large language models were not trained in this tab."
            </p>
            <h4>"Three questions to go on with"</h4>
            <ol id="lesson-questions">
                {questions()
                    .into_iter()
                    .map(|(words, hash)| view! { <li><a href=hash>{words}</a></li> })
                    .collect_view()}
            </ol>
            <p>
                "Does it hold for more than counting? "
                <a href="#/stories-lesson">"A second lesson, on little stories and their twists"</a> " goes the same way in five steps."
            </p>
    }
}
