//! What the instruments say decides, and one instrument alone never does.

use super::*;
use crate::train::Accuracy;

fn of(correct: u32) -> Accuracy {
    Accuracy { correct, n: 256 }
}

/// A fine-tuned model that answers nothing, with the three instruments' readings in percent and steps.
fn evidence(pruned: u32, probe: u32, own: Return) -> Evidence {
    let share = |percent: u32| of(256 * percent / 100);
    Evidence {
        before: of(256),
        after: of(0),
        pruning: Some(PruningEvidence { k: 5, skill: share(pruned), random: 1.0, control: Some(12.0) }),
        probe: Some(ProbeEvidence { own: share(probe), floor: share(12), ceiling: of(256) }),
        revival: Some(RevivalEvidence { own, control: Return::At(320), smaller_rate: false }),
    }
}

fn verdict(evidence: &[Evidence]) -> Verdict {
    judge(evidence, &THRESHOLDS).unwrap().verdict
}

#[test]
fn a_skill_that_all_instruments_find_is_wrapped() {
    assert_eq!(verdict(&[evidence(95, 100, Return::At(41))]), Verdict::Wrapped);
    assert_eq!(verdict(&[evidence(30, 100, Return::At(41))]), Verdict::Wrapped);
}

#[test]
fn a_skill_that_none_finds_is_deleted() {
    assert_eq!(verdict(&[evidence(12, 15, Return::NotWithin(400))]), Verdict::Deleted);
}

#[test]
fn a_skill_that_some_find_is_partly_deleted() {
    assert_eq!(verdict(&[evidence(10, 70, Return::At(293))]), Verdict::PartlyDeleted);
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
    assert_eq!(judge(&[], &THRESHOLDS), None);
}

#[test]
fn seeds_that_contradict_each_other_widen_the_interval() {
    let (yes, no) = (evidence(95, 100, Return::At(41)), evidence(10, 12, Return::NotWithin(400)));
    let judged = judge(&[yes, no], &THRESHOLDS).unwrap();
    assert_eq!((judged.verdict, judged.seeds), (Verdict::NotEnough, 2));
    let agreed = judge(&[yes, yes, yes], &THRESHOLDS).unwrap();
    assert_eq!(agreed.verdict, Verdict::Wrapped);
}

#[test]
fn seeds_that_agree_are_one_verdict_however_far_their_numbers_lie_apart() {
    let seeds = [evidence(70, 100, Return::At(41)), evidence(95, 100, Return::At(100))];
    assert!(seeds.iter().all(|seed| verdict(&[*seed]) == Verdict::Wrapped));
    let judged = judge(&seeds, &THRESHOLDS).unwrap();
    // Student's interval of two values spans the whole scale here.
    assert_eq!(judged.scores.pruning.map(|i| (i.low, i.high)), Some((0.0, 1.0)));
    assert_eq!(judged.verdict, Verdict::Wrapped);
}

#[test]
fn the_mean_over_seeds_is_no_more_certain_than_each_seed() {
    let seed = evidence(60, 80, Return::At(100));
    let own = seed.scores(&THRESHOLDS).by_name();
    let judged = judge(&[seed, seed], &THRESHOLDS).unwrap();
    for ((name, own), (_, mean)) in own.into_iter().zip(judged.scores.by_name()) {
        let (own, mean) = (own.unwrap(), mean.unwrap());
        assert!(own.high > own.low, "{name}: {own:?}");
        assert!(mean.low <= own.low + 1e-9 && mean.high >= own.high - 1e-9, "{name}: {mean:?}");
    }
    assert!(judged.after.high > 1.0, "0 of 256 leaves room above 0: {:?}", judged.after);
}

#[test]
fn revivals_that_all_took_too_long_say_nothing() {
    let (own, control) = (Return::NotWithin(400), Return::NotWithin(400));
    let revival = Some(RevivalEvidence { own, control, smaller_rate: false });
    let seed = Evidence { pruning: None, revival, ..evidence(0, 12, own) };
    assert_eq!(seed.scores(&THRESHOLDS).revival, None);
    let judged = judge(&[seed, seed], &THRESHOLDS).unwrap();
    assert_eq!((judged.scores.revival, judged.verdict), (None, Verdict::NotEnough));
    let never = Evidence { before: of(28), after: of(28), ..seed };
    assert_eq!(verdict(&[never]), Verdict::NotEnough);
}

#[test]
fn one_vote_with_the_others_unclear_is_not_enough() {
    let unclear = |seed: &Evidence| {
        let scores = seed.scores(&THRESHOLDS);
        scores.by_name().into_iter().filter(|(_, s)| vote(s.unwrap(), &THRESHOLDS) == Vote::Unclear).count()
    };
    // Speeds of 320 / 188 lie between the thresholds within a quarter.
    for (pruned, probe) in [(10, 35), (35, 10), (35, 100)] {
        let seed = evidence(pruned, probe, Return::At(188));
        assert_eq!(unclear(&seed), 2, "{seed:?}");
        assert_eq!(verdict(&[seed]), Verdict::NotEnough, "{pruned} {probe}");
    }
    let never = Evidence { before: of(28), after: of(28), ..evidence(12, 35, Return::At(188)) };
    assert_eq!(verdict(&[never]), Verdict::NotEnough);
}

#[test]
fn scores_clearly_between_are_partly_deleted() {
    let seed = evidence(45, 45, Return::At(188));
    assert_eq!(verdict(&[seed]), Verdict::PartlyDeleted);
}

#[test]
fn a_revival_at_a_smaller_rate_may_say_present_or_nothing() {
    let said = |own: Return| {
        let revival = RevivalEvidence { own, control: Return::At(320), smaller_rate: true };
        vote(revival.score(&THRESHOLDS).unwrap(), &THRESHOLDS)
    };
    assert_eq!(said(Return::At(41)), Vote::Present);
    assert_eq!(said(Return::At(320)), Vote::Unclear);
    assert_eq!(said(Return::NotWithin(400)), Vote::Unclear);
    let mut gone = Evidence { pruning: None, ..evidence(0, 100, Return::NotWithin(400)) };
    assert_eq!(verdict(&[gone]), Verdict::PartlyDeleted);
    gone.revival = gone.revival.map(|r| RevivalEvidence { smaller_rate: true, ..r });
    assert_eq!(verdict(&[gone]), Verdict::NotEnough);
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
        assert_eq!(verdict(&[seed]), expected, "{correct}");
        assert_eq!(seed.partly_lost(&THRESHOLDS), expected == Verdict::NotEnough, "{correct}");
    }
    let never = Evidence { before: of(28), after: of(28), ..left(0) };
    assert!(!never.partly_lost(&THRESHOLDS));
}

#[test]
fn a_probe_without_a_range_says_nothing() {
    let mut blind = evidence(95, 50, Return::At(41));
    blind.probe = Some(ProbeEvidence { own: of(120), floor: of(100), ceiling: of(130) });
    assert_eq!(blind.scores(&THRESHOLDS).probe, None);
}
