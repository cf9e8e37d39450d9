//! The small curves of a sweep's cell: drawings without axes of what lies behind the quantity on show.

use super::figure::Size;
use super::markup;
use crate::analysis::{Granularity, ProbeLevel, Probes};
use crate::experiment::{Curve, Measure, ModelRef, Point, Quantity, Record, Role, Spec, best_pruning};
use crate::tasks::Operand;

/// Which curves are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawn {
    /// Accuracies in the course of fine-tuning.
    Tuning,
    /// The a's in the course of fine-tuning, asked for by two tokens.
    Jailbreak,
    /// The a's in the course of revivals.
    Revival,
    /// Accuracies against the number of pruned neurons.
    Pruning,
    /// What probes read, level by level.
    Probing,
}

/// One line: its points, the values of x in any unit and of y in percent, and whether it is the second of the two kinds.
type Line = (Vec<(f64, f64)>, bool);

impl Drawn {
    /// The curves behind a quantity.
    pub fn of(quantity: Quantity) -> Self {
        match quantity {
            Quantity::StepsBack | Quantity::Speedup | Quantity::Revived(_) | Quantity::ControlTaught(_) => {
                Self::Revival
            }
            Quantity::Pruned => Self::Pruning,
            Quantity::Probed => Self::Probing,
            Quantity::Jailbroken | Quantity::JailbreakGain => Self::Jailbreak,
            _ => Self::Tuning,
        }
    }

    /// A heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Tuning | Self::Jailbreak => "Fine-tuning in every cell",
            Self::Revival => "Revival in every cell",
            Self::Pruning => "Pruning in every cell",
            Self::Probing => "Probes in every cell",
        }
    }

    /// What the lines are, of experiments like `spec`.
    pub fn sentence(self, spec: &Spec) -> String {
        self.in_own_words(spec).unwrap_or_else(|| self.of_accuracies().to_owned())
    }

    /// What the lines are where a setup does not measure the paper's four accuracies; none where it does, and for other lines.
    fn in_own_words(self, spec: &Spec) -> Option<String> {
        let [solid, dashed] = own_curves(spec)?.map(|curve| curve.name);
        match self {
            Self::Tuning => Some(format!(
                "Solid: {solid}. Dashed: {dashed}. From the first to the last step of fine-tuning, 0 to 100 %."
            )),
            Self::Revival => Some(format!(
                "{solid}, 0 to 100 %, from the first to the last step. Solid: reFT of the fine-tuned model. Dashed: both models that never \
                 had the skill."
            )),
            Self::Jailbreak | Self::Pruning | Self::Probing => None,
        }
    }

    fn of_accuracies(self) -> &'static str {
        match self {
            Self::Tuning => {
                "Solid: right answers for a (O_PT, C_Te = 0). Dashed: for b where the shortcut holds (O_FT, C_Te = 1). From the first \
                 to the last step of fine-tuning, 0 to 100 %."
            }
            Self::Jailbreak => {
                "Solid: right answers for a (C_Te = 0) asked for by the token that is fine-tuned (T_NJ). Dashed: by one that is not \
                 (T_J). From the first to the last step of fine-tuning, 0 to 100 %."
            }
            Self::Revival => {
                "Right answers for a (O_PT, C_Te = 0), 0 to 100 %, from the first to the last step. Solid: reFT of the fine-tuned \
                 model. Dashed: both models that never had the skill."
            }
            Self::Pruning => {
                "With more and more neurons pruned, 0 to 100 %. Solid: right answers for a (O_PT, C_Te = 0). Dashed: for b where the \
                 shortcut holds (O_FT, C_Te = 1)."
            }
            Self::Probing => {
                "What linear probes read of the answer for a on prompts for a, from the embedding to the last block, 0 to 100 %. \
                 Solid: the fine-tuned model. Dashed: the control that never had the skill."
            }
        }
    }

    fn names(self, spec: Option<&Spec>) -> [String; 2] {
        if self == Self::Tuning
            && let Some(own) = spec.and_then(own_curves)
        {
            return own.map(|curve| curve.name);
        }
        let names = match self {
            Self::Tuning | Self::Pruning => ["O_PT", "O_FT"],
            Self::Jailbreak => ["T_NJ", "T_J"],
            Self::Revival => ["reFT", "control"],
            Self::Probing => ["fine-tuned", "control"],
        };
        names.map(str::to_owned)
    }

    fn lines(self, record: &Record, rate: u32) -> Vec<Line> {
        let tuned = Role::FineTune { rate };
        let course = |role: Role, value: &dyn Fn(&Point) -> Option<f64>| -> Vec<(f64, f64)> {
            let points = record.stage(role).map(|s| s.points.as_slice()).unwrap_or_default();
            points.iter().filter_map(|p| Some((f64::from(p.step), value(p)?))).collect()
        };
        let of = |measure: Measure| move |p: &Point| Some(p.values.share(measure as usize)?.percent());
        let skill = of(Measure::PretrainedBroken);
        match self {
            Self::Tuning => {
                let second = own_curves(&record.spec).map_or(Measure::FineTunedHolds as usize, |[_, own]| own.place);
                let second = move |p: &Point| Some(p.values.share(second)?.percent());
                vec![(course(tuned, &second), true), (course(tuned, &skill), false)]
            }
            Self::Jailbreak => {
                let other = |p: &Point| Some(p.jailbroken()?[0].percent());
                vec![(course(tuned, &other), true), (course(tuned, &skill), false)]
            }
            Self::Revival => vec![
                (course(Role::ReviveScratch, &skill), true),
                (course(Role::ReviveControl, &skill), true),
                (course(Role::Revive { rate }, &skill), false),
            ],
            Self::Pruning => {
                let found = record.pruning(ModelRef::After(tuned), Granularity::Neurons);
                let Some((pruning, mode)) = found.and_then(|p| Some((p, best_pruning(p)?.0))) else {
                    return Vec::new();
                };
                let points = &pruning.curve(mode).points;
                let line = |of: &dyn Fn(&crate::analysis::PruningPoint) -> f64| {
                    points.iter().map(|p| (f64::from(p.k), of(p))).collect()
                };
                vec![(line(&|p| p.tuned.percent()), true), (line(&|p| p.skill.percent()), false)]
            }
            Self::Probing => {
                let line = |probes: &Probes| {
                    let read = |(i, l): (usize, &ProbeLevel)| (i as f64, l.accuracy(Operand::A, Operand::A).percent());
                    probes.levels.iter().enumerate().map(read).collect()
                };
                let of = |role| record.probes(ModelRef::After(role)).map(line).unwrap_or_default();
                vec![(of(Role::PretrainControl), true), (of(tuned), false)]
            }
        }
    }
}

/// The first two curves of fine-tuning, of a setup that does not measure the paper's four accuracies.
fn own_curves(spec: &Spec) -> Option<[Curve; 2]> {
    let has_accuracies = spec.metrics().first().is_some_and(|metric| metric.key == Measure::PretrainedBroken.key());
    match spec.curves().fine_tuned.as_slice() {
        [first, second, ..] if !has_accuracies => Some([first.clone(), second.clone()]),
        _ => None,
    }
}

/// The curves of each of `records`, from the first to the last x and from 0 to 100 %.
pub fn small_curves(drawn: Drawn, records: &[&Record], size: Size) -> String {
    small_curves_at(drawn, 0, drawn.title(), records, size)
}

/// The same of the model fine-tuned at the rate with index `rate`, called `title`.
pub fn small_curves_at(drawn: Drawn, rate: u32, title: &str, records: &[&Record], size: Size) -> String {
    let (width, height) = (f64::from(size.width), f64::from(size.height));
    let all: Vec<Line> =
        records.iter().flat_map(|record| drawn.lines(record, rate)).filter(|(p, _)| !p.is_empty()).collect();
    let last = all.iter().flat_map(|(points, _)| points).fold(f64::MIN_POSITIVE, |last, (x, _)| last.max(*x));
    let told =
        drawn.names(records.first().map(|record| &record.spec)).into_iter().zip([false, true]).map(|(name, second)| {
            let ends: Vec<f64> =
                all.iter().filter(|(_, kind)| *kind == second).filter_map(|(p, _)| Some(p.last()?.1)).collect();
            let mean = ends.iter().sum::<f64>() / ends.len().max(1) as f64;
            if ends.is_empty() { format!("{name} is not measured.") } else { format!("{name} ends at {mean:.0} %.") }
        });
    let told = told.collect::<Vec<_>>().join(" ");
    let mut out = String::new();
    markup::open(&mut out, size, "inherit", title, &[&told]);
    out.push_str(&format!(
        "<rect x=\"0.5\" y=\"0.5\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"var(--grid)\"/>",
        width - 1.0,
        height - 1.0
    ));
    for (points, second) in &all {
        let style = if *second {
            "stroke=\"var(--series-1)\" stroke-width=\"2\" stroke-dasharray=\"7 4\""
        } else {
            "stroke=\"var(--series-0)\" stroke-width=\"2\""
        };
        let place = |(x, y): &(f64, f64)| {
            format!("{:.1},{:.1}", 2.0 + (width - 4.0) * x / last, 2.0 + (height - 4.0) * (1.0 - y / 100.0))
        };
        let points: Vec<String> = points.iter().map(place).collect();
        out.push_str(&format!("<polyline fill=\"none\" {style} points=\"{}\"/>", points.join(" ")));
    }
    out.push_str("</svg>");
    out
}

#[cfg(test)]
mod small_curves_tests {
    use super::*;
    use crate::experiment::{Plan, Record, Values};
    use crate::setups::grammar::Preset;
    use crate::setups::stories::StoriesSpec;
    use crate::train::Accuracy;

    fn point(step: u32, correct: u32) -> Point {
        Point { step, loss: None, values: Values::of_shares([Accuracy { correct, n: 32 }; 4]) }
    }

    const SIZE: Size = Size { width: 104, height: 54 };

    #[test]
    fn small_curves_show_each_measured_point_of_each_seed_and_nothing_before_there_is_any() {
        let mut record = Record::empty(&Plan::new(Preset::Micro.spec()).unwrap());
        assert!(!small_curves(Drawn::Tuning, &[&record], SIZE).contains("polyline"));
        record.stages[2].points = vec![point(0, 32), point(10, 8)];
        let svg = small_curves(Drawn::Tuning, &[&record, &record], SIZE);
        assert_eq!(svg.matches("2.0,2.0 102.0,39.5").count(), 4, "{svg}");
        assert!(svg.contains("O_PT ends at 25 %"), "{svg}");
        assert!(small_curves(Drawn::Jailbreak, &[&record], SIZE).contains("T_J is not measured"));
    }

    #[test]
    fn a_setup_with_other_shares_is_drawn_and_told_by_its_own() {
        let mut record = Record::empty(&Plan::new(StoriesSpec::default()).unwrap());
        // Asked for greedily, sampled, and so on.
        let shares = [32, 16, 8, 4, 2, 1].map(|correct| Accuracy { correct, n: 32 });
        let end = Point { step: 10, loss: None, values: Values::of_shares(shares) };
        record.stages[2].points = vec![point(0, 32), end];
        let svg = small_curves(Drawn::Tuning, &[&record], SIZE);
        assert!(svg.contains("twist, asked for, greedy ends at 100 %"), "{svg}");
        assert!(svg.contains("twist, asked for, temperature 1 ends at 50 %"), "{svg}");
        assert!(!Drawn::Tuning.sentence(&record.spec).contains("O_PT"));
        assert!(Drawn::Revival.sentence(&record.spec).starts_with("twist, asked for, greedy"));
        assert!(Drawn::Tuning.sentence(&Preset::Micro.spec().into()).contains("O_FT"));
    }

    #[test]
    fn a_revival_is_drawn_beside_both_controls() {
        let mut record = Record::empty(&Plan::new(Preset::Micro.spec()).unwrap());
        for stage in record.stages.iter_mut().skip(3) {
            stage.points = vec![point(0, 0), point(10, 32)];
        }
        let svg = small_curves(Drawn::of(Quantity::Speedup), &[&record], SIZE);
        assert_eq!((svg.matches("polyline").count(), svg.matches("dasharray").count()), (3, 2), "{svg}");
    }

    #[test]
    fn every_quantity_has_curves_behind_it() {
        let kinds = Quantity::ALL.map(Drawn::of);
        for kind in [Drawn::Tuning, Drawn::Jailbreak, Drawn::Revival, Drawn::Pruning, Drawn::Probing] {
            assert!(kinds.contains(&kind));
        }
    }
}
