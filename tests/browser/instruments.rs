//! The instruments on a finished run of the default experiment: the wrapper is found, read through, and judged.

use crate::page::LabPage;
use std::time::Instant;

/// What the sentence under the pruning figure says: counting the a's before and after, and as many pieces at random.
struct Said {
    before: f64,
    after: f64,
    random: f64,
}

fn number_after(sentence: &str, words: &str) -> f64 {
    let rest = sentence.split(words).nth(1).unwrap_or_else(|| panic!("no “{words}” in: {sentence}"));
    let number: String = rest.trim().chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    number.parse().unwrap_or_else(|_| panic!("no number after “{words}” in: {sentence}"))
}

impl LabPage {
    /// Opens a tab of the instruments.
    pub async fn tab(&self, key: &str) {
        self.script(&format!("document.getElementById('tab-{key}').click()")).await;
    }

    /// Moves the slider of the removed pieces.
    pub async fn remove(&self, k: u32) {
        self.set("k", &k.to_string()).await;
    }

    async fn pruning_says(&self) -> Said {
        let sentence = self.text_of("document.getElementById('pruning-says').innerText").await;
        Said {
            before: number_after(&sentence, "“count the a's” goes from"),
            after: number_after(&sentence.replace("% to", "%|to"), "|to"),
            random: number_after(&sentence, "As many at random:"),
        }
    }

    /// The verdict on the model whose name contains `name`.
    pub async fn verdict(&self, name: &str) -> String {
        let card = format!(
            "[...document.querySelectorAll('#verdicts .card')].find((c) => c.dataset.model.includes({name:?}))"
        );
        self.text_of(&format!("{card}?.dataset.verdict")).await
    }

    /// Accuracy in percent of the probe of the count of a after the last block.
    async fn probe(&self, model: &str) -> f64 {
        let row = format!("document.querySelector('#probes tr[data-model=\"{model}\"][data-letter=a]')");
        let levels = self.text_of(&format!("{row}?.lastElementChild.innerText")).await;
        let last = levels.split('·').next_back().unwrap_or_default().to_owned();
        last.split('%').next().unwrap_or_default().trim().parse().unwrap_or_else(|_| panic!("{model}: {levels:?}"))
    }

    /// What the playground says of a model: its answer and which procedure gives it.
    async fn answer(&self, whom: &str) -> [String; 2] {
        let cell = |n: u32| format!("document.querySelector('#answers tr[data-whom={whom}]')?.children[{n}].innerText");
        [self.text_of(&cell(1)).await, self.text_of(&cell(3)).await]
    }
}

/// Checks every instrument on the finished default run that `page` shows.
pub async fn check(page: &LabPage) {
    wrapper_is_pruned(page).await;
    slider_answers_at_once(page).await;
    the_lens_shows_where_the_answer_turns(page).await;
    count_is_still_read(page).await;
    other_instruments_have_drawn(page).await;
    verdicts_are_right(page).await;
    other_pieces_are_found_when_asked(page).await;
}

async fn wrapper_is_pruned(page: &LabPage) {
    page.tab("pruning").await;
    for rate in 0..3 {
        page.set("focus-rate", &rate.to_string()).await;
        let mut rise = f64::NEG_INFINITY;
        let mut random = f64::NEG_INFINITY;
        for k in 1..=15 {
            page.remove(k).await;
            let said = page.pruning_says().await;
            rise = rise.max(said.after - said.before);
            random = random.max(said.random - said.before);
        }
        let spent = page.text_of("document.getElementById('found-in').innerText").await;
        println!("rate {rate}: {spent} Pruning up to 15 neurons brings {rise} points, at random at most {random}");
        assert!(rise >= 40.0 && random < 20.0, "rate {rate}: {rise} against {random} at random");
    }
}

async fn slider_answers_at_once(page: &LabPage) {
    page.remove(0).await;
    page.until(
        "the playground answers",
        20,
        "return document.querySelector('#answers tr[data-whom=pruned] td')?.innerText !== '–'",
    )
    .await;
    let slowest = page
        .promise(
            "(async () => {
                const slider = document.getElementById('k');
                const row = document.querySelector('#answers tr[data-whom=pruned]');
                const times = [];
                for (const k of [1, 2, 3, 5, 8, 12, 20, 4]) {
                    const changed = new Promise((done) => new MutationObserver((_, o) => { o.disconnect(); done(); })
                        .observe(row.querySelector('td').parentElement, {subtree: true, childList: true, characterData: true}));
                    const begin = performance.now();
                    slider.value = k;
                    slider.dispatchEvent(new Event('input', {bubbles: true}));
                    await changed;
                    await new Promise((done) => setTimeout(done, 0));
                    times.push(performance.now() - begin);
                    await new Promise((done) => setTimeout(done, 150));
                }
                return Math.max(...times);
            })()",
        )
        .await;
    println!("moving the slider answers within {slowest} ms");
    let [answer, which] = page.answer("finetuned").await;
    let [before, _] = page.answer("pretrained").await;
    println!("pretrained: {before}, fine-tuned: {answer} ({which})");
    assert_eq!(answer.parse::<u32>().unwrap(), before.parse::<u32>().unwrap() + 1, "the wrapper adds one");
    assert!(which.contains("count a + 1"), "{which}");
    assert_eq!(page.text_of("document.querySelectorAll('#pruning-map svg').length").await, "1");
}

async fn the_lens_shows_where_the_answer_turns(page: &LabPage) {
    page.tab("pruning").await;
    page.set("focus-rate", "1").await;
    let read = "return !!document.querySelector('#lens td[data-whom=finetuned] [data-by=probe]')
        && !!document.querySelector('#lens td[data-whom=pruned] [data-by=probe]')";
    page.until("the probes of the lens are trained", 60, read).await;
    let grid = page
        .script(
            "return [...document.querySelectorAll('#lens tbody tr')].map((row) => [...row.querySelectorAll('td')].map((cell) =>
                cell.dataset.whom + ' ' + [...cell.querySelectorAll('.reading')].map((r) => r.innerText).join(', ') + (cell.classList.contains('turns') ? ' turns' : '')))",
        )
        .await;
    println!("{}", serde_json::to_string_pretty(&grid).expect("a grid"));
    let says = page.text_of("document.getElementById('lens-says').innerText").await;
    println!("{says}");
    assert!(says.contains("There it turns"), "{says}");
    let turns = page.text_of("document.querySelectorAll('#lens td[data-whom=finetuned].turns').length").await;
    let never = page.text_of("document.querySelectorAll('#lens td[data-whom=pretrained].turns').length").await;
    assert_eq!((turns.as_str(), never.as_str()), ("1", "0"));
    page.picture("lens").await;
}

async fn count_is_still_read(page: &LabPage) {
    page.tab("probing").await;
    let begin = Instant::now();
    page.until("the probes are there", 20, "return document.querySelectorAll('#probes tbody tr').length === 10").await;
    for rate in 0..3 {
        page.set("focus-rate", &rate.to_string()).await;
        let (pretrained, tuned) = (page.probe("pretrained").await, page.probe("fine-tuned").await);
        let (control, random) = (page.probe("control, never had it").await, page.probe("random weights").await);
        let spent = page.text_of("document.getElementById('found-in').innerText").await;
        println!("rate {rate}: {spent} Probes read {pretrained} {tuned} {control} {random} % ({:?})", begin.elapsed());
        assert!((pretrained - tuned).abs() <= 15.0 && tuned - control > 40.0);
    }
}

async fn other_instruments_have_drawn(page: &LabPage) {
    page.tab("attention").await;
    page.until(
        "attention maps of both models and their difference",
        20,
        "return ['attention-before', 'attention-after', 'attention-difference'].every((id) => document.querySelectorAll(`#${id} svg rect`).length > 100)",
    )
    .await;
    page.tab("change").await;
    let cells = page.text_of("document.querySelectorAll('#grafts svg rect').length").await;
    assert!(cells.parse::<u32>().unwrap() > 20, "{cells}");
    page.tab("patching").await;
    let cells = page.text_of("document.querySelectorAll('#patching-map svg rect').length").await;
    assert!(cells.parse::<u32>().unwrap() > 20, "{cells}");
}

async fn verdicts_are_right(page: &LabPage) {
    for rate in ["1e-3", "3e-4", "1e-4"] {
        assert_eq!(page.verdict(&format!("fine-tuning at {rate}")).await, "wrapped");
    }
    assert_eq!(page.verdict("pretrained").await, "kept");
    assert_eq!(page.verdict("control").await, "never had");
}

async fn other_pieces_are_found_when_asked(page: &LabPage) {
    page.tab("pruning").await;
    page.set("grain", "heads").await;
    page.press("find-pieces").await;
    let found = "return !document.getElementById('find-pieces') && document.getElementById('pruning-says').innerText.includes('removed')";
    page.until("the heads are found", 60, found).await;
    page.set("grain", "neurons").await;
}
