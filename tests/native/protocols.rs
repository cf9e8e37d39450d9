//! What fine-tuning may change under each protocol, and that a run of each ends with its results.

use crate::one_session::to_the_end;
use unwrap_lab::experiment::{Measure, ModelRef, Role};
use unwrap_lab::model::{ModelSize, Weights};
use unwrap_lab::schedule::Run;
use unwrap_lab::setups::grammar::{GrammarSpec, Instruments, Preset, Protocol, TaskTokens};
use unwrap_lab::tasks::{Families, SamplingPrior, Skill};

fn small() -> GrammarSpec {
    GrammarSpec {
        size: ModelSize::Mini,
        text_length: 8,
        window: 8,
        largest: 4,
        batch: 16,
        pretrain_steps: 12,
        fine_tune_steps: 6,
        revive_steps: 4,
        fine_tune_rates: vec![1e-3],
        instruments: Instruments::None,
        held_out: 32,
        ..Preset::Quick.spec()
    }
}

fn run(spec: GrammarSpec) -> Run {
    let run = to_the_end(spec);
    assert!(run.is_finished());
    run
}

const TUNED: Role = Role::FineTune { rate: 0 };

fn before_and_after(run: &Run) -> [Weights; 2] {
    [Role::Pretrain, TUNED].map(|role| run.model(ModelRef::After(role)).unwrap())
}

/// The names of parameters that differ.
fn changed(run: &Run) -> Vec<String> {
    let [before, after] = before_and_after(run);
    let pairs = before.parameters.into_iter().zip(after.parameters);
    pairs.filter(|(x, y)| x.values != y.values).map(|(x, _)| x.name).collect()
}

fn distance(run: &Run) -> f64 {
    let [before, after] = before_and_after(run);
    let pairs = before.parameters.iter().zip(&after.parameters).flat_map(|(x, y)| x.values.iter().zip(&y.values));
    pairs.map(|(x, y)| f64::from(x - y).powi(2)).sum::<f64>().sqrt()
}

#[test]
fn full_fine_tuning_changes_every_parameter() {
    let run = run(small());
    assert_eq!(changed(&run).len(), run.plan().spec.of::<GrammarSpec>().unwrap().model().unwrap().parameters().len());
}

#[test]
fn frozen_blocks_and_embeddings_stay_as_they_are_and_the_rest_learns() {
    let run = run(GrammarSpec { protocol: Protocol::Frozen, frozen_blocks: 1, weight_decay: 0.1, ..small() });
    let changed = changed(&run);
    assert!(changed.iter().all(|name| !name.starts_with("blocks.0.") && !name.starts_with("token")), "{changed:?}");
    assert!(changed.iter().all(|name| !name.starts_with("position")));
    for part in ["blocks.1.attention.query.weight", "blocks.1.mlp_out.bias", "norm_final.gain", "head.weight"] {
        assert!(changed.iter().any(|name| name == part), "{part} did not learn");
    }
}

/// The largest number of rows that are independent, by elimination with full pivoting.
fn rank(mut rows: Vec<Vec<f64>>) -> usize {
    let scale = rows.iter().flatten().fold(0.0_f64, |most, v| most.max(v.abs()));
    let mut found = 0;
    while let Some((pivot, column)) = (0..rows.len())
        .flat_map(|r| (0..rows[r].len()).map(move |c| (r, c)))
        .max_by(|x, y| rows[x.0][x.1].abs().total_cmp(&rows[y.0][y.1].abs()))
    {
        let row = rows.swap_remove(pivot);
        if row[column].abs() <= 1e-3 * scale {
            break;
        }
        for other in &mut rows {
            let factor = other[column] / row[column];
            other.iter_mut().zip(&row).for_each(|(x, y)| *x -= factor * y);
        }
        found += 1;
    }
    found
}

#[test]
fn lora_changes_the_blocks_matrices_alone_and_by_no_more_than_its_rank() {
    for wanted in [1, 3] {
        let run = run(GrammarSpec { protocol: Protocol::Lora, lora_rank: wanted, fine_tune_steps: 20, ..small() });
        let changed = changed(&run);
        let matrices = ["query", "key", "value", "output"].map(|m| format!("attention.{m}.weight")).to_vec();
        let matrices = [matrices, vec!["mlp_in.weight".to_owned(), "mlp_out.weight".to_owned()]].concat();
        let expected: Vec<String> =
            (0..2).flat_map(|b| matrices.iter().map(move |m| format!("blocks.{b}.{m}"))).collect();
        assert_eq!(changed, expected);
        let [before, after] = before_and_after(&run);
        for (x, y) in before.parameters.iter().zip(&after.parameters).filter(|(x, _)| changed.contains(&x.name)) {
            let difference: Vec<f64> = x.values.iter().zip(&y.values).map(|(x, y)| f64::from(y - x)).collect();
            let rows = difference.chunks(x.shape[1]).map(<[f64]>::to_vec).collect();
            assert_eq!(rank(rows), wanted as usize, "{}", x.name);
        }
    }
}

#[test]
fn l2_sp_keeps_weights_nearer_to_where_they_were_the_stronger_it_pulls() {
    let pulled = |l2_sp_strength| {
        distance(&run(GrammarSpec { protocol: Protocol::L2Sp, l2_sp_strength, fine_tune_steps: 40, ..small() }))
    };
    let free = distance(&run(GrammarSpec { fine_tune_steps: 40, ..small() }));
    let (none, some, strong) = (pulled(0.0), pulled(30.0), pulled(300.0));
    assert!((none - free).abs() < 1e-6 * free, "no pull is full fine-tuning: {none} and {free}");
    assert!(strong < some && some < free, "{strong} {some} {free}");
}

#[test]
fn three_task_tokens_are_measured_with_the_token_that_fine_tuning_never_used() {
    let run = run(GrammarSpec { task_tokens: TaskTokens::Three, prior: SamplingPrior::HIGH, ..small() });
    for stage in &run.record().stages {
        assert!(stage.points.iter().all(|p| p.jailbroken().is_some_and(|both| both.iter().all(|a| a.n == 32))));
    }
    let plain = self::run(small());
    assert!(plain.record().stages.iter().flat_map(|s| &s.points).all(|p| p.jailbroken().is_none()));
}

#[test]
fn every_task_family_and_protocol_runs_to_its_end_the_same_way_twice() {
    for (protocol, mix, task) in [
        (Protocol::Full, 0.5, Skill::Index),
        (Protocol::Lora, 0.0, Skill::Index),
        (Protocol::RandFt, 0.0, Skill::Count),
        (Protocol::Frozen, 0.1, Skill::Count),
        (Protocol::L2Sp, 0.0, Skill::Index),
    ] {
        let spec =
            GrammarSpec { protocol, mix, task, families: Families::ALL, prior: SamplingPrior::MEDIUM, ..small() };
        let (one, two) = (run(spec.clone()), run(spec));
        assert_eq!(one.record().fingerprint, two.record().fingerprint, "{protocol:?}");
        let tuned = one.record().stage(TUNED).unwrap();
        assert!(tuned.points.iter().all(|p| p.of(Measure::FineTunedHolds).n == 32));
    }
}
