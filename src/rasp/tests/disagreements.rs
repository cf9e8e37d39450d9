//! Every answer of a compiled model that its program does not give is found, with its reason.

use super::super::{Disagreement, Doubt, LIBRARY, Program, listed};
use super::{Pair, strings};

fn found(source: &str, text: &str) -> (Program, Vec<Disagreement>) {
    let pair = Pair::of(source);
    let input = pair.program.read(text).unwrap();
    let run = pair.program.interpret(&input).unwrap();
    let found = pair.compiled.disagreements(&run, &pair.decoded(&input));
    (pair.program, found)
}

#[test]
fn an_answer_that_means_nothing_is_told_with_its_reason() {
    let cases = [
        // Program, string, position, the reason, and part of its sentence.
        (listed("shift").unwrap().source, "abc", 0, "aggregates nothing at position 0"),
        (
            "vocabulary 1 2 3\nlength 3\nbefore = zip(tokens, indices, x / y)\noutput before",
            "123",
            0,
            "“before” has no value at position 0, as after a division by zero",
        ),
        (
            "vocabulary 1 2 3\nlength 3\nrank = width(select(tokens, tokens, x < y))\n\
             sorted = aggregate(select(rank, indices, x == y), tokens)\noutput sorted",
            "131",
            1,
            "“sorted” aggregates nothing at position 1",
        ),
        (
            "vocabulary 1 2 3\nlength 3\nmixed = aggregate(select(tokens, tokens, x != y), tokens)\noutput mixed",
            "123",
            0,
            "aggregates differing values at position 0, which a transformer mixes",
        ),
        (
            "vocabulary 1 2 3\nlength 3\nbefore = zip(tokens, indices, x / y)\n\
             there = aggregate(select(indices, indices, x == 0), before)\noutput there",
            "123",
            2,
            "“before” has no value at position 0",
        ),
    ];
    for (source, text, position, part) in cases {
        let (program, all) = found(source, text);
        let here = all.iter().find(|found| found.position == position).unwrap_or_else(|| panic!("{source}: {all:?}"));
        let sentence = here.sentence(&program);
        assert!(sentence.contains(part) && sentence.contains("no answer"), "{source}: {sentence}");
        assert_eq!(here.program, None);
    }
}

#[test]
fn lookups_that_are_too_gentle_are_named() {
    let source = "vocabulary a b\nlength 16\nexactness 20\nn = width(select(tokens, tokens, x == y))\noutput n";
    let (program, all) = found(source, "aaaaaaaaaaaaaaaa");
    assert!(matches!(all[0].why, Doubt::Gentle(_)) && all.len() == 16, "{all:?}");
    assert!(all[0].sentence(&program).contains("the program says 16: lookups of slope 20 are too gentle"));
}

#[test]
fn no_other_answer_of_the_library_is_doubted_and_every_undefined_one_is() {
    for listed in &LIBRARY {
        let pair = Pair::of(listed.source);
        for input in strings(&pair.program, 40, 7) {
            let run = pair.program.interpret(&input).unwrap();
            let doubted = pair.compiled.disagreements(&run, &pair.decoded(&input));
            let undefined = (0..input.len()).filter(|at| run.output()[*at].is_none());
            assert!(doubted.iter().map(|found| found.position).eq(undefined), "{}: {input:?}: {doubted:?}", listed.key);
            assert!(doubted.iter().all(|found| found.why != Doubt::Rounded), "{}: {doubted:?}", listed.key);
        }
    }
}
