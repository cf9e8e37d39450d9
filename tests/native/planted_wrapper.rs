//! Every instrument on a model whose truth is known by construction: a network of sixteen dimensions that counts the a's by
//! spreading its attention evenly, and the same network with one neuron planted that adds one.

use pollster::block_on;
use std::time::Duration;
use unwrap_lab::analysis::{Granularity, Mode, Positions, prunable_units};
use unwrap_lab::engine::{Command, DeviceKind, Event, Session, open};
use unwrap_lab::experiment::{Analysis, AnalysisResult, ModelRef, Role, Spec};
use unwrap_lab::model::{Site, Weights, initial_weights};
use unwrap_lab::setups::grammar::{GrammarSpec, Preset};
use unwrap_lab::tasks::{Operand, Skill, Task, Token};

/// Dimensions: the letter a and its opposite, every other token and its opposite, and the count and its opposite. Opposites
/// keep the mean at zero, so that layer normalisation only scales.
const A: usize = 0;
const OTHER: usize = 2;
const COUNT: usize = 4;
const WIDTH: usize = 16;
const HIDDEN: usize = 4 * WIDTH;
/// The planted hidden unit.
const NEURON: usize = 5;
/// Size of a token's entry in the residual stream.
const LOUD: f32 = 4.0;

fn micro() -> GrammarSpec {
    GrammarSpec { held_out: 128, ..Preset::Micro.spec() }
}

fn spec() -> Spec {
    micro().into()
}

fn set(weights: &mut Weights, name: &str, row: usize, column: usize, value: f32) {
    let parameter = weights.parameters.iter_mut().find(|p| p.name == name).unwrap();
    let columns = *parameter.shape.last().unwrap();
    parameter.values[row * columns + column] = value;
}

/// Counts the a's: attention is even over the seven positions, the value of an a is one, and the head answers the number
/// that is nearest to the count.
fn counter() -> Weights {
    let spec = micro();
    let mut weights = initial_weights(spec.model().unwrap(), 1);
    for parameter in &mut weights.parameters {
        let fill = if parameter.name.ends_with(".gain") { 1.0 } else { 0.0 };
        parameter.values.fill(fill);
    }
    let layout = spec.layout().unwrap();
    let vocabulary = layout.vocabulary();
    let a = vocabulary.number(Token::Letter(unwrap_lab::tasks::Letter::A)) as usize;
    for token in 0..vocabulary.size() {
        let at = if token == a { A } else { OTHER };
        set(&mut weights, "token.weight", token, at, LOUD);
        set(&mut weights, "token.weight", token, at + 1, -LOUD);
    }
    // A normalised token has this in its dimension.
    let normed = LOUD / (2.0 * LOUD * LOUD / WIDTH as f32).sqrt();
    set(&mut weights, "blocks.0.attention.value.weight", A, 0, layout.context() as f32 / normed);
    set(&mut weights, "blocks.0.attention.output.weight", 0, COUNT, 1.0);
    set(&mut weights, "blocks.0.attention.output.weight", 0, COUNT + 1, -1.0);
    for answer in 0..vocabulary.classes() {
        let (k, token) = (answer as f32, vocabulary.number(Token::Answer(answer)) as usize);
        // 2·k·count - k², the square of the distance but for what all answers share; a head start over other tokens.
        set(&mut weights, "head.weight", COUNT, token, k);
        set(&mut weights, "head.weight", COUNT + 1, token, -k);
        set(&mut weights, "head.weight", OTHER, token, (20.0 - k * k) / LOUD);
    }
    weights
}

/// The same with one hidden unit that reads the token at the answer's position, which is always the same, and adds 1.2.
fn wrapped() -> Weights {
    let mut weights = counter();
    let normed = LOUD / (2.0 * LOUD * LOUD / WIDTH as f32).sqrt();
    set(&mut weights, "blocks.0.mlp_in.weight", OTHER, NEURON, 3.0 / normed);
    for (at, sign) in [(COUNT, 1.0), (COUNT + 1, -1.0)] {
        set(&mut weights, "blocks.0.mlp_out.weight", NEURON, at, sign * 1.2 / 3.0);
    }
    weights
}

fn found(analysis: Analysis, models: Vec<Weights>) -> AnalysisResult {
    let mut session = Session::new(block_on(open(DeviceKind::Cpu)).unwrap());
    assert!(session.command(Command::Analyse { spec: Box::new(spec()), analysis, models }).is_none());
    loop {
        for event in block_on(session.advance(Duration::from_secs(5))) {
            match event {
                Event::Analysed { result, .. } => return *result,
                Event::Failed { message } => panic!("{message}"),
                _ => {}
            }
        }
    }
}

const TUNED: Role = Role::FineTune { rate: 0 };

fn pruned(weights: Weights, granularity: Granularity) -> unwrap_lab::analysis::Pruning {
    match found(Analysis::Prune { model: ModelRef::After(TUNED), granularity }, vec![weights]) {
        AnalysisResult::Pruning(pruning) => pruning,
        other => panic!("{other:?}"),
    }
}

/// The index of a parameter, as units name it.
fn index(name: &str) -> u32 {
    let names = micro().model().unwrap().parameters();
    names.iter().position(|(n, _)| n == name).unwrap() as u32
}

#[test]
fn pruning_finds_the_planted_neuron_first_and_brings_the_count_back() {
    let pruning = pruned(wrapped(), Granularity::Neurons);
    for mode in [Mode::OneShot, Mode::Iterative] {
        let curve = pruning.curve(mode);
        assert_eq!((curve.order[0].parameter, curve.order[0].unit), (index("blocks.0.mlp_in.weight"), NEURON as u32));
        let percent: Vec<(f64, f64)> =
            curve.points[..2].iter().map(|p| (p.skill.percent(), p.tuned.percent())).collect();
        assert_eq!(percent, [(0.0, 100.0), (100.0, 0.0)], "{mode:?}");
        assert_eq!(curve.chosen().unwrap().k, 1);
    }
    let all = prunable_units(&micro().model().unwrap(), Granularity::Neurons).len();
    let alone = pruning.random.iter().find(|p| p.k == 1).unwrap();
    assert_eq!(alone.skill.len(), 20);
    assert!(alone.skill_range().0 < 20.0, "one neuron of {all} at random brought back {:?}", alone.skill_range());
}

#[test]
fn the_other_granularities_find_what_the_neuron_consists_of() {
    let hidden = pruned(wrapped(), Granularity::HiddenUnits);
    assert_eq!(hidden.one_shot.order[0].unit, NEURON as u32);
    assert_eq!(hidden.one_shot.at(1).unwrap().skill.percent(), 100.0);
    let single = pruned(wrapped(), Granularity::Weights);
    let first = single.one_shot.order[0];
    assert_eq!((first.parameter, first.unit), (index("blocks.0.mlp_in.weight"), (OTHER * HIDDEN + NEURON) as u32));
    // The first head carries the count: without it every answer is 1, as the neuron still adds its own.
    let heads = pruned(wrapped(), Granularity::Heads);
    assert!(heads.iterative.points.iter().all(|p| p.skill.percent() < 80.0));
}

#[test]
fn probes_read_the_count_of_a_through_the_wrapper_and_no_count_of_b() {
    for weights in [counter(), wrapped()] {
        let AnalysisResult::Probes(probes) = found(Analysis::Probe { model: ModelRef::Initial }, vec![weights]) else {
            panic!("no probes");
        };
        assert_eq!(probes.levels.len(), 2);
        for asked in [Operand::A, Operand::B] {
            let read = |level: usize, counted| probes.levels[level].accuracy(asked, counted).percent();
            assert_eq!(read(1, Operand::A), 100.0);
            // Counts are 0, 1 or 2 with equal chances.
            for chance in [read(0, Operand::A), read(0, Operand::B), read(1, Operand::B)] {
                assert!((25.0..42.0).contains(&chance), "{chance}");
            }
        }
    }
}

#[test]
fn patching_the_mlp_at_the_answer_unwraps_and_patching_anything_before_it_does_not() {
    let AnalysisResult::Patching(patching) = found(Analysis::Patch { rate: 0 }, vec![counter(), wrapped()]) else {
        panic!("no patching");
    };
    assert_eq!((patching.before.percent(), patching.donor.percent()), (0.0, 100.0));
    for cell in &patching.cells {
        let unwraps = matches!(cell.site, Site::Mlp(0) | Site::Residual(0))
            && matches!(cell.positions, Positions::All | Positions::Answer);
        assert_eq!(cell.skill.percent(), if unwraps { 100.0 } else { 0.0 }, "{cell:?}");
    }
}

#[test]
fn the_change_is_found_in_two_matrices_of_one_direction_and_transplanting_either_back_unwraps() {
    let AnalysisResult::Change(change) = found(Analysis::Change { rate: 0 }, vec![counter(), wrapped(), counter()])
    else {
        panic!("no comparison");
    };
    for matrix in &change.segments[0].matrices {
        if matrix.name.contains("mlp_") {
            assert!((matrix.effective_rank - 1.0).abs() < 1e-6, "{matrix:?}");
        } else {
            assert_eq!(matrix.relative, 0.0, "{matrix:?}");
        }
    }
    assert!(change.segments[2].matrices.iter().all(|m| m.relative == 0.0), "the revived model is the pretrained one");
    let line: Vec<f64> = change.segments[0].line.iter().map(|p| p.skill.percent()).collect();
    assert_eq!((line[0], line[20]), (100.0, 0.0));
    assert!(line.windows(2).all(|w| w[0] >= w[1]), "{line:?}");
    for transplant in &change.transplants {
        let unwraps =
            transplant.part.contains("MLP") || transplant.part.contains("all of it") || transplant.part == "block 1";
        assert_eq!(transplant.skill.percent(), if unwraps { 100.0 } else { 0.0 }, "{transplant:?}");
    }
}

#[test]
fn an_analysis_of_models_of_other_sizes_is_refused_in_words() {
    let mut session = Session::new(block_on(open(DeviceKind::Cpu)).unwrap());
    let other = initial_weights(Preset::Quick.spec().model().unwrap(), 1);
    let analysis = Analysis::Probe { model: ModelRef::Initial };
    let refused = session.command(Command::Analyse { spec: Box::new(spec()), analysis, models: vec![other] });
    assert!(matches!(refused, Some(Event::Failed { message }) if message.contains("other sizes")));
    let refused = session.command(Command::Analyse { spec: Box::new(spec()), analysis, models: Vec::new() });
    assert!(matches!(refused, Some(Event::Failed { message }) if message.contains("0 models")));
}

#[test]
fn an_even_spread_of_attention_lies_on_each_letter_in_proportion_to_its_number() {
    let mut session = Session::new(block_on(open(DeviceKind::Cpu)).unwrap());
    use unwrap_lab::tasks::Letter::{A, B, C};
    let text = vec![A, B, A, C];
    let ask = Command::Ask {
        ticket: 7,
        spec: Box::new(spec()),
        task: Task::new(Skill::Count, Operand::A),
        text,
        models: vec![counter(), wrapped()],
        lens: None,
    };
    assert!(session.command(ask).is_none());
    let events = block_on(session.advance(Duration::from_secs(1)));
    let [Event::Replied { ticket: 7, replies }] = events.as_slice() else { panic!("{events:?}") };
    for (reply, answer) in replies.iter().zip([2, 3]) {
        let best = reply.probabilities.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).unwrap().0;
        let vocabulary = micro().layout().unwrap().vocabulary();
        assert_eq!(vocabulary.token(best as u32), Some(Token::Answer(answer)));
        let last = &reply.patterns[0][0][6 * 7..];
        assert!(last.iter().all(|p| (p - 1.0 / 7.0).abs() < 1e-5), "{last:?}");
        assert_eq!(reply.patterns[0][0][1], 0.0, "the first position sees only itself");
    }
}

#[test]
fn through_the_lens_the_answer_turns_at_the_planted_neuron_and_an_answer_waits_for_no_probe() {
    let mut session = Session::new(block_on(open(DeviceKind::Cpu)).unwrap());
    use unwrap_lab::tasks::Letter::{A, B, C};
    let ask = |ticket: u32, lens: Option<Box<Weights>>| Command::Ask {
        ticket,
        spec: Box::new(spec()),
        task: Task::new(Skill::Count, Operand::A),
        text: vec![A, B, B, C],
        models: vec![counter(), wrapped()],
        lens,
    };
    assert!(session.command(ask(1, Some(Box::new(counter())))).is_none());
    assert!(session.command(ask(2, None)).is_none());
    let mut answered = Vec::new();
    while answered.len() < 2 {
        for event in block_on(session.advance(Duration::from_millis(1))) {
            let Event::Replied { ticket, replies } = event else { panic!("{event:?}") };
            answered.push((ticket, replies));
        }
    }
    assert_eq!(answered.iter().map(|(ticket, _)| *ticket).collect::<Vec<_>>(), [2, 1]);
    assert!(session.is_resting());
    assert!(answered[0].1.iter().all(|reply| reply.lens.levels.iter().all(|level| level.probe.is_empty())));
    let before = &answered[1].1[0].lens;
    for (lens, turns) in answered[1].1.iter().map(|reply| &reply.lens).zip([None, Some(1)]) {
        assert_eq!(lens.levels.len(), 2);
        // The planted head is never quite sure of an answer, and so only the probe tells.
        assert_eq!((lens.turns_from(before, 1), lens.probe_turns_from(before, 1)), (None, turns), "{lens:?}");
    }
}
