//! What is told of a file before it is learnt from, as lines of a table.

use crate::experiment::seconds_label;
use crate::setups::corpus::file::RecordField;
use crate::setups::corpus::words::Vocabulary;
use crate::setups::corpus::{CorpusSpec, Encoding, Estimate, READABLE, StoryFile};
use crate::setups::stories::feature_noun;
use crate::setups::stories::grammar::Feature;

/// Memory of a tab that is more than most browsers give one engine.
const MUCH: f64 = 2e9;

/// A line: what it is about, and what is said of it.
pub(super) type Line = (String, String);

fn line(name: &str, text: String) -> Line {
    (name.to_owned(), text)
}

fn size(bytes: f64) -> String {
    if bytes < 1e9 { format!("{:.1} MB", bytes / 1e6) } else { format!("{:.1} GB", bytes / 1e9) }
}

/// What was found in the file, and what was left out and why.
pub(super) fn found(file: &StoryFile) -> Vec<Line> {
    let report = file.report();
    let fields = RecordField::ALL.into_iter().filter(|field| *field != RecordField::Story);
    let fields: Vec<String> = fields.map(|field| format!("{} {}", report.with(field), field.name())).collect();
    let mut lines = vec![
        line("form", format!("{}, {}", report.format.label(), size(f64::from(report.bytes)))),
        line(
            "records",
            format!("{} of {}, {} of them held out", report.kept, report.found(), file.identity().held_out()),
        ),
        line("fields", format!("{}; {} records name no feature", fields.join(", "), report.plain)),
    ];
    lines.extend(report.left_out.iter().map(|left| line("left out", left.sentence())));
    if report.unmarked > 0 {
        lines.push(line(
            "no end mark",
            format!("{} records; the next one was told by a field that came again", report.unmarked),
        ));
    }
    if !report.unknown_features.is_empty() {
        let names: Vec<String> =
            report.unknown_features.iter().map(|(name, count)| format!("{name} ({count})")).collect();
        lines.push(line("not known as features", names.join(", ")));
    }
    lines
}

/// One row for each feature: its name, records with it, and what its classifier was judged.
pub(super) fn features(file: &StoryFile) -> Vec<[String; 4]> {
    let (identity, held) = (file.identity(), file.identity().held_out());
    let percent =
        |share: Option<f64>| share.map_or_else(|| "too few".to_owned(), |share| format!("{:.0} %", 100.0 * share));
    let row = |feature: Feature| {
        let judged = identity.judged(feature);
        [
            feature_noun(feature).to_owned(),
            judged.with.to_string(),
            percent(judged.accuracy(held)),
            percent(judged.floor(held)),
        ]
    };
    Feature::ALL.map(row).into()
}

/// What the experiment as it is set makes of the file, and what it takes.
pub(super) fn taken(file: &StoryFile, spec: &CorpusSpec) -> Vec<Line> {
    let vocabulary = Vocabulary::new(spec.vocabulary, file.ranking());
    let encoding = Encoding { vocabulary, context: spec.context as usize };
    let held = file.chosen(true, |_| true);
    let fitting = held.iter().filter(|record| encoding.fits(record)).count() as f64 / held.len().max(1) as f64;
    let mut lines = vec![
        line(
            "words",
            format!(
                "the {} commonest of {} cover {:.1} % of the words of held-out stories",
                vocabulary.words(),
                file.ranking().len(),
                100.0 * file.covered(spec.vocabulary)
            ),
        ),
        line("length", format!("{:.0} % of held-out records fit into {} words", 100.0 * fitting, spec.context)),
    ];
    match Estimate::of(spec) {
        Ok(estimate) => {
            let too_much =
                if estimate.bytes > MUCH { ", more than most tabs have: this is for the command line" } else { "" };
            lines.push(line("model", format!("{} parameters", estimate.parameters)));
            lines.push(line(
                "time",
                format!(
                    "about {} of one worker at 20 GFLOP/s; #/bench measures yours, and the run itself says better",
                    seconds_label(estimate.seconds)
                ),
            ));
            lines.push(line("memory", format!("about {} for each worker{too_much}", size(estimate.bytes))));
        }
        Err(error) => lines.push(line("not possible", format!("{error}"))),
    }
    let noun = feature_noun(spec.removed);
    lines.push(line(
        "shares",
        if spec.is_readable() {
            format!("the classifier of “{noun}” is right often enough to read written stories with")
        } else {
            format!(
                "none are shown: the classifier of “{noun}” is not known to be right on {:.0} % of held-out stories",
                100.0 * READABLE
            )
        },
    ));
    lines
}
