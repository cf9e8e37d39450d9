//! When a finding of the paper is clear in a Record, and whether the verdicts are right where the truth is known.

use super::finding::FindingRow;
use crate::analysis::{CHOOSE_UP_TO, Granularity, Mode, Return, RevivalEvidence, Verdict};
use crate::experiment::{Measure, ModelRef, Record, Role, best_pruning, verdict};
use crate::setups::grammar::Preset;

/// A finding, the presets it is looked for in, and its rule.
struct Rule {
    presets: &'static [Preset],
    finding: &'static str,
    rule: &'static str,
    holds: fn(&Record) -> bool,
}

const WRAPPED: &[Preset] = &[Preset::Quick, Preset::Clear];
const ANY: &[Preset] = &[Preset::Quick, Preset::Clear, Preset::Relevant, Preset::Erase];

const RULES: [Rule; 9] = [
    Rule {
        presets: &[Preset::Relevant],
        finding: "1 · a small rate leaves a strongly relevant skill alone, a large one takes it away",
        rule: "O_PT at C_Te = 0 ends at 80 % or more of the pretrained value at the smallest rate, and below half of it at the largest",
        holds: small_rates_survive,
    },
    Rule {
        presets: WRAPPED,
        finding: "2a · the wrapper answers by the shortcut",
        rule: "at every rate O_FT ends at 90 % or more where the shortcut holds and at 20 % or less where it is broken, and O_PT at 20 % or less",
        holds: shortcut,
    },
    Rule {
        presets: WRAPPED,
        finding: "2b · removing at most 15 neurons brings the skill back",
        rule: "at every rate some K up to 15, chosen on the choosing set, brings O_PT up by 40 points or more on the reported set; the mean of as many at random by less than 20",
        holds: pruned_back,
    },
    Rule {
        presets: WRAPPED,
        finding: "2c · probes still read the count of a",
        rule: "at every rate the best probe is within 15 points of the pretrained model's and 40 or more above the control's",
        holds: still_read,
    },
    Rule {
        presets: WRAPPED,
        finding: "3 · reFT revives faster than learning anew",
        rule: "at every rate O_PT is back at 90 % in at most a quarter of the steps of the faster of Scr. + FT and random weights",
        holds: revived,
    },
    Rule {
        presets: &[Preset::Erase],
        finding: "4 · a destructive rate without the shortcut really deletes",
        rule: "at the largest rate pruning brings less than 20 points, the best probe is 40 points or more below the pretrained model's, and reFT is not 1.5 times as fast as learning anew, which must be back within the steps",
        holds: erased,
    },
    Rule {
        presets: WRAPPED,
        finding: "verdict · wrapped at every rate",
        rule: "the verdict on every fine-tuned model reads wrapped",
        holds: |record| rates(record).all(|role| reads(record, role, &[Verdict::Wrapped])),
    },
    Rule {
        presets: &[Preset::Erase],
        finding: "verdict · deleted or partly deleted at the largest rate",
        rule: "the verdict on the model that was fine-tuned at the largest rate with C_Tr = 0 reads deleted or partly deleted",
        holds: |record| {
            reads(record, Role::FineTune { rate: largest(record) }, &[Verdict::Deleted, Verdict::PartlyDeleted])
        },
    },
    Rule {
        presets: ANY,
        finding: "verdict · kept for the pretrained model, never had for the control",
        rule: "the verdict on the pretrained model reads kept and on the control never had",
        holds: |record| {
            reads(record, Role::Pretrain, &[Verdict::Kept])
                && reads(record, Role::PretrainControl, &[Verdict::NeverHad])
        },
    },
];

/// Every rule on every preset it is about, seed by seed.
pub fn finding_rows(records: &[(Preset, Record)]) -> Vec<FindingRow> {
    let mut rows = Vec::new();
    for rule in &RULES {
        for preset in rule.presets {
            let own = records.iter().filter(|(p, _)| p == preset);
            let clear: Vec<(u32, bool)> = own.map(|(_, record)| (record.spec.seed(), (rule.holds)(record))).collect();
            if !clear.is_empty() {
                rows.push(FindingRow {
                    preset: preset.name().to_owned(),
                    finding: rule.finding.to_owned(),
                    rule: rule.rule.to_owned(),
                    clear,
                    note: String::new(),
                });
            }
        }
    }
    rows
}

fn rates(record: &Record) -> impl Iterator<Item = Role> + '_ {
    (0..record.spec.rates().len() as u32).map(|rate| Role::FineTune { rate })
}

fn ordered(record: &Record) -> Vec<u32> {
    let mut order: Vec<u32> = (0..record.spec.rates().len() as u32).collect();
    order.sort_by(|a, b| record.spec.rates()[*a as usize].total_cmp(&record.spec.rates()[*b as usize]));
    order
}

fn largest(record: &Record) -> u32 {
    ordered(record).last().copied().unwrap_or(0)
}

fn reads(record: &Record, role: Role, among: &[Verdict]) -> bool {
    verdict(&[record], role).is_some_and(|judgement| among.contains(&judgement.verdict))
}

fn ends(record: &Record, role: Role, measure: Measure) -> f64 {
    record.stage(role).and_then(|s| s.last()).map_or(f64::NAN, |p| p.of(measure).percent())
}

fn small_rates_survive(record: &Record) -> bool {
    let before = ends(record, Role::Pretrain, Measure::PretrainedBroken);
    let after = |rate| ends(record, Role::FineTune { rate }, Measure::PretrainedBroken);
    let smallest = ordered(record).first().copied().unwrap_or(0);
    after(smallest) >= 0.8 * before && after(largest(record)) < 0.5 * before
}

fn shortcut(record: &Record) -> bool {
    rates(record).all(|role| {
        ends(record, role, Measure::FineTunedHolds) >= 90.0
            && ends(record, role, Measure::FineTunedBroken) <= 20.0
            && ends(record, role, Measure::PretrainedBroken) <= 20.0
    })
}

fn pruned_back(record: &Record) -> bool {
    const MOST: u32 = 15;
    const _: () = assert!(MOST <= CHOOSE_UP_TO);
    rates(record).all(|role| {
        let Some(pruning) = record.pruning(ModelRef::After(role), Granularity::Neurons) else { return false };
        let few = |mode| {
            pruning.curve(mode).points.iter().filter(|p| p.k <= MOST).max_by(|a, b| {
                // Of equal ones the smaller K.
                a.choosing.correct.cmp(&b.choosing.correct).then(b.k.cmp(&a.k))
            })
        };
        let modes = [Mode::OneShot, Mode::Iterative];
        let Some(point) = modes.into_iter().filter_map(few).max_by_key(|p| p.choosing.correct) else { return false };
        let before = ends(record, role, Measure::PretrainedBroken);
        let random = pruning.random_skill(point.k).unwrap_or(f64::NAN);
        point.skill.percent() - before >= 40.0 && random - before < 20.0
    })
}

fn still_read(record: &Record) -> bool {
    rates(record).all(|role| {
        record.spec.evidence(record, role).and_then(|e| e.probe).is_some_and(|probe| {
            let own = probe.own.percent();
            probe.ceiling.percent() - own <= 15.0 && own - probe.floor.percent() >= 40.0
        })
    })
}

fn revived(record: &Record) -> bool {
    rates(record).all(|role| {
        record
            .spec
            .evidence(record, role)
            .and_then(|e| e.revival)
            .is_some_and(|r| matches!(r.own, Return::At(step) if r.fastest_control().is_some_and(|control| 4 * step <= control.steps())))
    })
}

fn erased(record: &Record) -> bool {
    let role = Role::FineTune { rate: largest(record) };
    let Some(evidence) = record.spec.evidence(record, role) else { return false };
    let pruned = record.pruning(ModelRef::After(role), Granularity::Neurons).and_then(best_pruning);
    let (Some((_, pruned)), Some(probe), Some(revival)) = (pruned, evidence.probe, evidence.revival) else {
        return false;
    };
    pruned.skill.percent() - evidence.after.percent() < 20.0
        && probe.ceiling.percent() - probe.own.percent() >= 40.0
        && no_faster(&revival)
}

/// Whether a revival was not 1.5 times as fast as learning anew. Where learning anew never came back, nobody knows how much
/// faster the revival would have been.
fn no_faster(revival: &RevivalEvidence) -> bool {
    // The steps of a revival that never came back are a lower bound, which is the safe side here.
    matches!(revival.fastest_control(), Some(Return::At(control)) if 3 * revival.own.steps() >= 2 * control)
}

#[cfg(test)]
mod rules_tests {
    use super::*;

    #[test]
    fn a_revival_is_slow_only_beside_a_control_that_came_back() {
        let slow = |own, control| no_faster(&RevivalEvidence { own, controls: vec![control], smaller_rate: false });
        assert!(slow(Return::NotWithin(400), Return::At(293)));
        assert!(slow(Return::At(200), Return::At(300)));
        assert!(!slow(Return::At(199), Return::At(300)));
        assert!(!slow(Return::NotWithin(400), Return::NotWithin(400)));
        assert!(!slow(Return::At(366), Return::NotWithin(400)));
    }
}
