//! Texts that ask for more work or memory than their length lets one think: each is refused in a sentence, at once.

use super::super::{LIBRARY, Program, Tabled};
use std::time::{Duration, Instant};

/// Below this a visitor does not notice. Tests run without most optimisations, and beside others.
const AT_ONCE: Duration = Duration::from_millis(1_000);

/// Sets of 512 values each, which a zip may combine.
const WIDE: &str = "vocabulary a\nlength 64\ni = map(indices, x)\nnumerical p = zip(indices, i, x * 8 + y % 8)\n\
                    numerical q = zip(indices, i, x * 8 - y % 8)\n";

fn long_term(parts: usize) -> String {
    (0..parts).map(|n| format!("{}x * {n} + y", if n == 0 { "" } else { " % 7 + " })).collect()
}

/// A text, and part of what is said of it.
fn asking() -> Vec<(String, &'static str)> {
    let letters = "n".repeat(2_000);
    let selects = |count: usize, call: &str| -> String {
        (0..count).map(|n| format!("s{n} = {}\n", call.replace('N', &n.to_string()))).collect()
    };
    let joined = |count: usize| -> String {
        (1..count)
            .map(|n| format!("j{n} = either({}, s{n})\n", if n == 1 { "s0".into() } else { format!("j{}", n - 1) }))
            .collect()
    };
    let many = 90;
    vec![
        (format!("vocabulary a\nlength 4\n{letters} = map(tokens, x)\noutput {letters}"), "a name has at most 64"),
        (format!("vocabulary a {letters}\nlength 4\nn = map(tokens, x)\noutput n"), "a word has at most 64"),
        (
            format!("vocabulary a\nlength 4\nn = map(tokens, if x == \"{letters}\" then x else x)\noutput n"),
            "a word has at most",
        ),
        // Terms over pairs of values.
        (format!("{WIDE}numerical z = zip(p, q, {})\noutput z", long_term(40)), "steps to work out all values"),
        // Terms over pairs of positions.
        (
            format!(
                "vocabulary a\nlength 64\n{}n = width(s0)\noutput n",
                selects(60, &format!("select(indices, indices, {} == N)", long_term(30)))
            ),
            "steps on its longest string",
        ),
        // Units: each zip has one for every pair.
        (
            format!(
                "vocabulary a\nlength 64\ni = map(indices, x)\n{}{}output w",
                (0..191).map(|n| format!("z{n} = zip(indices, i, x - y)\n")).collect::<String>(),
                "w = width(select(z0, z189, x == y))\n"
            ),
            "weights",
        ),
        // A target that is cheap to state, and is asked of thousands of strings.
        (
            format!(
                "vocabulary a b\nlength 64\nn = map(tokens, x == \"a\")\n{}{}w = width(j{})\nt = aggregate(all, w)\noutput n\ntarget t",
                selects(many, "select(indices, indices, x < y + N)"),
                joined(many),
                many - 1
            ),
            "thousands of strings",
        ),
    ]
}

#[test]
fn what_asks_for_too_much_is_refused_at_once() {
    for (text, part) in asking() {
        let begin = Instant::now();
        let found = Program::parse(&text).and_then(|program| {
            program.interpret(&program.vocabulary()[..1]).map_err(|_| ()).unwrap();
            program.compile()?;
            Tabled::new(&program)
        });
        let Err(error) = found else { panic!("{part}: {text}") };
        let (took, error) = (begin.elapsed(), error.to_string());
        assert!(error.contains(part), "{} letters, {part}: {error}", text.len());
        assert!(took < AT_ONCE, "{} letters, {part}: {took:?}", text.len());
    }
}

#[test]
fn a_long_text_is_no_string_of_a_program() {
    let program = Program::parse(LIBRARY[0].source).unwrap();
    let begin = Instant::now();
    for text in ["a".repeat(5_000_000), "a ".repeat(2_000_000), "a".repeat(17)] {
        assert!(program.read(&text).unwrap_err().to_string().contains("takes at most 16"));
    }
    assert!(begin.elapsed() < AT_ONCE, "{:?}", begin.elapsed());
}

#[test]
fn programs_of_the_library_are_far_from_all_bounds() {
    for listed in LIBRARY {
        let program = Program::parse(listed.source).unwrap();
        let weights = program.compile().unwrap().weight_count();
        assert!(10 * weights < super::super::bounds::MOST_WEIGHTS, "{}: {weights} weights", listed.key);
        Tabled::new(&program).unwrap();
    }
}
