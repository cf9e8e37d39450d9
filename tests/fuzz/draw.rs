//! What the page does with what it accepts: figures, tables, links, files, verdicts and sentences.

use unwrap_lab::analysis::{Granularity, Mode};
use unwrap_lab::chart::{
    Drawn, Figure, HeatMap, ProbeReading, PruningView, Size, activation_map, answer_probes, compiled_pruning,
    fine_tuning, learning, letter_map, line_between, patching, pruning, pruning_map, pruning_sentence, revival,
    small_curves, transplants, weight_change,
};
use unwrap_lab::experiment::{
    Collected, CollectedRun, Comparison, Quantity, Record, Role, Spec, collection_to_bytes, parse_hash,
    record_from_json, results_to_hash, sentences, spec_from_json, spec_to_json, to_csv, to_hash, verdict,
};
use unwrap_lab::model::compiled_weights;
use unwrap_lab::rasp::Program;
use unwrap_lab::setups::compiled::{CompiledPlan, CompiledSpec};
use unwrap_lab::setups::learned::{LearnedPlan, LearnedSpec};

fn figure(figure: &Figure) {
    for size in [Size::PHONE, Size::LAPTOP] {
        // A figure that cannot be drawn says so.
        let _ = figure.svg(size).map_err(|error| error.to_string());
    }
    let _ = (figure.table(), figure.data(), figure.summary());
}

fn map(map: &HeatMap) {
    let _ = map.svg(map.size(420)).map_err(|error| error.to_string());
    let _ = (map.table(), map.data(), map.summary());
}

/// An experiment: it is written in every way, and comes back as itself.
pub(crate) fn drawn_spec(spec: &Spec) {
    assert!(parse_hash(&to_hash(spec)).map(|link| link.spec).as_ref() == Ok(spec), "its link is another's");
    assert!(spec_from_json(&spec_to_json(spec)).as_ref() == Ok(spec), "its JSON is another's");
    let _ = spec.plan().map(|plan| Record::empty(&plan)).map_err(|error| error.to_string());
}

/// A Record, as the lab shows it.
pub(crate) fn drawn(record: &Record) {
    drawn_spec(&record.spec);
    figure(&learning(record));
    figure(&revival(record));
    for rate in 0..record.spec.rates().len() as u32 {
        figure(&fine_tuning(record, rate));
        figure(&line_between(record, rate));
        for reading in [ProbeReading::StoryHas, ProbeReading::Target] {
            figure(&answer_probes(record, rate, reading));
        }
        figure(&compiled_pruning(record, rate, Mode::Iterative));
        for view in [
            &weight_change(record, rate, false),
            &weight_change(record, rate, true),
            &transplants(record, rate),
            &patching(record, rate),
        ] {
            map(view);
        }
        for granularity in [Granularity::Neurons, Granularity::Weights] {
            let view = PruningView { rate, granularity, mode: Mode::OneShot, up_to: 64, k: 8 };
            figure(&pruning(record, view));
            let units = pruning_map(record, view);
            let _ = (
                units.svg(units.size(420)).map_err(|error| error.to_string()),
                units.table(),
                pruning_sentence(record, view),
            );
        }
        let words: Vec<String> = (0..8).map(|n| n.to_string()).collect();
        map(&letter_map(record, 0, 0, &words));
    }
    for drawn in [Drawn::Tuning, Drawn::Jailbreak, Drawn::Revival, Drawn::Pruning] {
        let _ = small_curves(drawn, &[record], Size::PHONE);
    }
    for quantity in Quantity::ALL {
        let _ = quantity.of(record);
    }
    let _ = sentences(record);
    for role in record.spec.judged() {
        let _ = verdict(&[record, record], role).map(|judgement| judgement.verdict.label());
        let _ = record.spec.evidence(record, role);
    }
    let _ = (record.stage(Role::Pretrain).and_then(|stage| stage.last().cloned()), record.results_hash());
    let csv = to_csv(record, "from a file").unwrap();
    assert!(csv.lines().count() >= 1);
    // Long curves make a link too long, which is said.
    if let Ok(hash) = results_to_hash(record) {
        let arrived = parse_hash(&hash).unwrap().results.unwrap().unwrap();
        let _ = Comparison::of(record, &arrived).sentence(record, &arrived);
    }
}

/// A Record that a file held: it comes back as itself.
pub(crate) fn written_again(record: &Record) {
    let json = serde_json::to_string(record).unwrap();
    assert!(record_from_json(&json).as_ref() == Ok(record), "its file is another's");
}

/// A file of runs, as it is brought in and taken out again.
pub(crate) fn drawn_collection(found: &Collected) {
    found.runs.iter().for_each(|run| drawn(&run.record));
    let again: &[CollectedRun] = &found.runs;
    assert!(!collection_to_bytes(again).unwrap().is_empty());
}

/// A program, as the view of compiled skills shows it.
pub(crate) fn drawn_program(program: &Program, source: &str) {
    let words: Vec<String> = program.vocabulary().iter().map(ToString::to_string).collect();
    let text = words.iter().cycle().take(program.length()).cloned().collect::<Vec<_>>().join(" ");
    let Ok(input) = program.read(&text) else { return };
    let run = program.interpret(&input).unwrap();
    for node in program.running_order() {
        let _ = program.source_text(node);
    }
    let Ok(compiled) = program.compile() else { return };
    let weights = compiled_weights(&compiled).matrices();
    let forward = weights.forward(&compiled.encode(&input));
    for found in compiled.disagreements(&run, &compiled.decode(&forward)) {
        assert!(!found.sentence(program).is_empty());
    }
    let directions: Vec<String> = compiled.basis.iter().map(ToString::to_string).collect();
    let positions: Vec<String> = (0..=input.len()).map(|n| n.to_string()).collect();
    map(&activation_map("stream", &directions, &positions, forward.last()));
    // A program that is learned is read, tabulated and drawn from as well; it may be refused.
    let learned = LearnedSpec { source: source.to_owned(), ..LearnedSpec::counter() };
    let _ = LearnedPlan::of(&learned);
    let spec = CompiledSpec { source: source.to_owned(), ..CompiledSpec::counter() };
    let _ = CompiledPlan::of(&spec).map_err(|error| error.to_string());
}
