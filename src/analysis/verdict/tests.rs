//! What the instruments say decides, and one instrument alone never does.

use super::*;
use crate::train::Accuracy;

fn of(correct: u32) -> Accuracy {
    Accuracy { correct, n: 256 }
}

fn share(percent: u32) -> Accuracy {
    of(256 * percent / 100)
}

/// A fine-tuned model that answers nothing, with the instruments' readings in percent and steps. Random weights are read on
/// three quarters of the texts, and the other task's answer as often as the skill's.
fn evidence(pruned: u32, probe: u32, own: Return) -> Evidence {
    let other = if probe > 90 { 12 } else { probe };
    Evidence {
        before: of(256),
        after: of(0),
        pruning: Some(PruningEvidence { k: 5, skill: share(pruned), random: 1.0, nothing: Some(12.0) }),
        probe: Some(ProbeEvidence {
            own: share(probe),
            floor: share(75),
            ceiling: of(256),
            selectivity: Some(Selectivity { own: [share(probe), share(other)], floor: 3.0, ceiling: 90.0 }),
        }),
        revival: Some(RevivalEvidence { own, controls: vec![Return::At(320); 4], smaller_rate: false }),
        undone: None,
        started: None,
    }
}

fn verdict(evidence: &[Evidence]) -> Verdict {
    judge(evidence, &THRESHOLDS).unwrap().verdict
}

#[test]
fn a_skill_that_two_instruments_find_is_wrapped() {
    assert_eq!(verdict(&[evidence(95, 100, Return::At(41))]), Verdict::Wrapped);
    assert_eq!(verdict(&[evidence(12, 100, Return::At(41))]), Verdict::Wrapped);
    // A wrapper may be slow to move: that is no veto.
    assert_eq!(verdict(&[evidence(95, 100, Return::NotWithin(400))]), Verdict::Wrapped);
}

#[test]
fn a_skill_that_none_finds_is_deleted() {
    assert_eq!(verdict(&[evidence(12, 15, Return::NotWithin(400))]), Verdict::Deleted);
    assert_eq!(verdict(&[evidence(12, 75, Return::At(320))]), Verdict::Deleted);
}

#[test]
fn what_random_weights_show_as_well_is_no_sign_of_the_skill() {
    let probe = |percent| evidence(12, percent, Return::At(320)).scores(&THRESHOLDS).probe.unwrap().vote;
    assert_eq!(probe(75), Vote::Absent);
    assert_eq!(probe(12), Vote::Absent);
    assert_eq!(probe(100), Vote::Present);
}

#[test]
fn an_answer_that_is_read_far_better_than_the_others_is_there_although_random_weights_are_read_as_often() {
    let mut seed = evidence(12, 75, Return::At(320));
    let probe = seed.probe.as_mut().unwrap();
    probe.selectivity = probe.selectivity.map(|s| Selectivity { own: [share(75), share(12)], ..s });
    assert_eq!(probe.score(&THRESHOLDS).unwrap().vote, Vote::Present);
}

#[test]
fn pruning_and_undoing_never_say_that_a_skill_is_not_there() {
    let mut seed = evidence(0, 100, Return::At(320));
    seed.undone = Some(UndoneEvidence { needed: None, all: 460 });
    let scores = seed.scores(&THRESHOLDS);
    assert_eq!([scores.pruning.unwrap().vote, scores.undone.unwrap().vote], [Vote::Unclear; 2]);
    seed.undone = Some(UndoneEvidence { needed: Some(2), all: 460 });
    assert_eq!(seed.scores(&THRESHOLDS).undone.unwrap().vote, Vote::Present);
    seed.undone = Some(UndoneEvidence { needed: Some(128), all: 460 });
    assert_eq!(seed.scores(&THRESHOLDS).undone.unwrap().vote, Vote::Unclear);
}

#[test]
fn a_model_that_still_answers_has_kept_its_skill() {
    let kept = Evidence { after: of(250), pruning: None, probe: None, revival: None, ..evidence(0, 0, Return::At(1)) };
    assert_eq!(verdict(&[kept]), Verdict::Kept);
}

#[test]
fn a_model_that_never_answered_never_had_it_unless_an_instrument_finds_it() {
    let never = Evidence { before: of(28), after: of(28), ..evidence(12, 20, Return::NotWithin(400)) };
    assert_eq!(verdict(&[never]), Verdict::NeverHad);
    let hidden = Evidence { before: of(28), ..evidence(95, 100, Return::At(41)) };
    assert_eq!(verdict(&[hidden]), Verdict::NotEnough);
}

#[test]
fn one_instrument_alone_is_not_enough() {
    let lone = Evidence { pruning: None, revival: None, ..evidence(0, 100, Return::At(1)) };
    assert_eq!(verdict(&[lone]), Verdict::NotEnough);
    let gone = Evidence { pruning: None, revival: None, ..evidence(0, 12, Return::At(1)) };
    assert_eq!(verdict(&[gone]), Verdict::NotEnough);
    assert_eq!(judge(&[], &THRESHOLDS), None);
}

#[test]
fn seeds_that_contradict_each_other_are_not_enough_and_silent_ones_weaken_none() {
    let (yes, no) = (evidence(95, 100, Return::At(41)), evidence(10, 12, Return::NotWithin(400)));
    let silent = Evidence { pruning: None, probe: None, revival: None, ..evidence(0, 0, Return::At(1)) };
    assert_eq!(verdict(std::slice::from_ref(&silent)), Verdict::NotEnough);
    assert_eq!(verdict(&[yes.clone(), no.clone()]), Verdict::NotEnough);
    for clear in [yes, no] {
        let alone = verdict(std::slice::from_ref(&clear));
        for more in 1..6 {
            let seeds: Vec<Evidence> = std::iter::once(clear.clone()).chain(vec![silent.clone(); more]).collect();
            assert_eq!(verdict(&seeds), alone, "{more} more");
            assert_eq!(judge(&seeds, &THRESHOLDS).unwrap().seeds, 1 + more as u32);
        }
    }
}

#[test]
fn the_mean_over_seeds_is_no_more_certain_than_each_seed() {
    let seed = evidence(60, 80, Return::At(100));
    let own = seed.scores(&THRESHOLDS).by_name();
    let judged = judge(&[seed.clone(), seed], &THRESHOLDS).unwrap();
    for ((name, own), (_, mean)) in own.into_iter().zip(judged.scores.by_name()) {
        let (Some(own), Some(mean)) = (own, mean) else { continue };
        assert!(mean.interval.low <= own.interval.low + 1e-9, "{name}: {mean:?}");
        assert!(mean.interval.high >= own.interval.high - 1e-9, "{name}: {mean:?}");
    }
    assert!(judged.after.high > 1.0, "0 of 256 leaves room above 0: {:?}", judged.after);
}

#[test]
fn revivals_that_all_took_too_long_say_nothing() {
    let own = Return::NotWithin(400);
    let revival = Some(RevivalEvidence { own, controls: vec![own; 3], smaller_rate: false });
    let seed = Evidence { pruning: None, revival, ..evidence(0, 12, own) };
    assert_eq!(seed.scores(&THRESHOLDS).revival, None);
    assert_eq!(verdict(&[seed]), Verdict::NotEnough);
}

#[test]
fn a_revival_as_fast_as_models_with_nothing_can_be_is_no_sign_of_the_skill() {
    let said = |own: u32, controls: usize| {
        let revival =
            RevivalEvidence { own: Return::At(own), controls: vec![Return::At(320); controls], smaller_rate: false };
        revival.score(&THRESHOLDS).unwrap().vote
    };
    // A shuffled model comes back nearly twice as fast as its controls.
    assert_eq!(said(170, 4), Vote::Absent);
    assert_eq!(said(40, 4), Vote::Present);
    // More controls tell more.
    assert_eq!([said(80, 1), said(75, 8)], [Vote::Unclear, Vote::Present]);
}

#[test]
fn a_revival_at_a_smaller_rate_may_say_present_or_nothing() {
    let said = |own: Return| {
        let revival = RevivalEvidence { own, controls: vec![Return::At(320); 4], smaller_rate: true };
        revival.score(&THRESHOLDS).unwrap().vote
    };
    assert_eq!(said(Return::At(41)), Vote::Present);
    assert_eq!(said(Return::At(320)), Vote::Unclear);
    assert_eq!(said(Return::NotWithin(400)), Vote::Unclear);
}

#[test]
fn between_kept_and_gone_no_verdict_is_given() {
    let left = |correct: u32| Evidence { after: of(correct), ..evidence(95, 100, Return::At(41)) };
    // Of 256 right answers: 85.9, 82.0, 60.2, 48.0 and 39.8 % are left, each known to about six points.
    let expected = [
        (220, Verdict::Kept),
        (210, Verdict::NotEnough),
        (154, Verdict::NotEnough),
        (123, Verdict::NotEnough),
        (102, Verdict::Wrapped),
    ];
    for (correct, expected) in expected {
        let seed = left(correct);
        assert_eq!(seed.partly_lost(&THRESHOLDS), expected == Verdict::NotEnough, "{correct}");
        assert_eq!(verdict(&[seed]), expected, "{correct}");
    }
    let never = Evidence { before: of(28), after: of(28), ..left(0) };
    assert!(!never.partly_lost(&THRESHOLDS));
}

#[test]
fn a_probe_without_a_range_says_nothing() {
    let mut blind = evidence(95, 50, Return::At(41));
    let selectivity = Some(Selectivity { own: [of(120), of(110)], floor: 3.0, ceiling: 8.0 });
    blind.probe = Some(ProbeEvidence { own: of(120), floor: of(100), ceiling: of(130), selectivity });
    assert_eq!(blind.scores(&THRESHOLDS).probe, None);
}
