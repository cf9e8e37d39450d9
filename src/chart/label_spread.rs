//! How the labels of fine-tuning are spread over the answers, where the correlation holds and where it does not.

use super::axis::{Axis, Scale};
use super::figure::{Figure, Series};
use crate::setups::grammar::{GrammarPlan, LABELS, label_spread};

/// The share of each label among the fine-tuning samples at C = 0 and at C = 1.
pub fn label_distribution(plan: &GrammarPlan) -> Figure {
    let (low, high) = plan.domain.drawn(plan.skill());
    let line = |name: &str, slot: usize, holds: bool| {
        let all = label_spread(plan, holds).into_iter().zip(0_u32..);
        let points = all.filter(|(_, label)| (low..=high).contains(label));
        let points = points.map(|(share, label)| (f64::from(label), share)).collect();
        Series { name: name.to_owned(), points, slot, n: None }
    };
    let series = vec![line("shortcut holds (C = 1)", 1, true), line("shortcut broken (C = 0)", 2, false)];
    let most = series.iter().flat_map(|s| &s.points).fold(10.0_f64, |most, p| most.max(p.1));
    Figure {
        title: "Labels of fine-tuning".to_owned(),
        caption: format!("How often each answer is the right one, among {LABELS} draws for each line."),
        x: Axis {
            label: "answer".to_owned(),
            unit: None,
            scale: Scale::Whole,
            range: (f64::from(low), f64::from(high)),
            ..Axis::default()
        },
        y: Axis {
            label: "share of samples".to_owned(),
            unit: Some("%".to_owned()),
            scale: Scale::Linear,
            range: (0.0, (most * 1.2).ceil()),
            ..Axis::default()
        },
        series,
        ..Figure::default()
    }
}
