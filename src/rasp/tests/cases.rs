//! One table of strings with the answers that were worked out by hand, for the interpreter and for the compiled model.

use super::super::{Program, Value, listed};
use super::{Pair, is};

/// Program, string, answers with spaces between; `-` where the program is undefined.
const CASES: [(&str, &str, &str); 38] = [
    ("counter", "a", "1"),
    ("counter", "bcd", "0 0 0"),
    ("counter", "abaca", "3 3 3 3 3"),
    ("counter", "aaaaaaaaaaaaaaaa", "16 16 16 16 16 16 16 16 16 16 16 16 16 16 16 16"),
    ("max-identifier", "edcba", "e e e e e"),
    ("max-identifier", "zaybxc", "y y y y y y"),
    ("max-identifier", "abcd", "- - - -"),
    ("fraction", "abaa", "1 0.5 0.6666666667 0.75"),
    ("fraction", "b", "0"),
    ("reverse", "abc", "c b a"),
    ("reverse", "d", "d"),
    ("reverse", "aabbccdd", "d d c c b b a a"),
    ("sort-unique", "hgfedcba", "a b c d e f g h"),
    ("sort-unique", "ca", "a c"),
    ("sort", "4 1 4 2", "1 2 4 4"),
    ("sort", "333333", "3 3 3 3 3 3"),
    ("sort", "1", "1"),
    ("histogram", "abca", "2 1 1 2"),
    ("histogram", "dddddddd", "8 8 8 8 8 8 8 8"),
    ("most-frequent", "abbc", "b b b b"),
    ("most-frequent", "dcba", "a a a a"),
    ("most-frequent", "ddccb", "c c c c c"),
    ("brackets", "()", "false true"),
    ("brackets", "(())()", "false false false true false true"),
    ("brackets", "())(", "false true false false"),
    ("brackets", ")(", "false false"),
    ("shuffle-dyck-2", "({)}", "true true true true"),
    ("shuffle-dyck-2", "(}", "false false"),
    ("shuffle-dyck-2", "}{", "false false"),
    ("shuffle-dyck-2", "(){}", "true true true true"),
    ("shuffle-dyck-2", "(){", "false false false"),
    ("shift", "abc", "- a b"),
    ("shift", "d", "-"),
    ("pair-balance", "(x)", "1 0.5 0"),
    ("pair-balance", "))", "-1 -1"),
    ("pair-balance", "x", "0"),
    ("length", "abc", "3 3 3"),
    ("length", "aaaaaaaa", "8 8 8 8 8 8 8 8"),
];

/// An answer as it is written in the table.
fn answer(value: Option<&Value>) -> String {
    match value {
        None => "-".to_owned(),
        Some(Value::Number(number)) => ((number * 1e10).round() / 1e10).to_string(),
        Some(value) => value.to_string(),
    }
}

#[test]
fn programs_answer_as_worked_out_by_hand() {
    for (key, text, wanted) in CASES {
        let pair = Pair::of(listed(key).unwrap().source);
        let input = pair.program.read(text).unwrap();
        let found = pair.interpreted(&input);
        let written: Vec<String> = found.iter().map(|value| answer(value.as_ref())).collect();
        assert_eq!(written.join(" "), wanted, "{key}: {text}");
        for (decoded, value) in pair.decoded(&input).iter().zip(&found) {
            assert!(value.as_ref().is_none_or(|value| is(decoded, value)), "{key}: {text}: {decoded:?}, not {value:?}");
        }
    }
}

/// The compiler refuses joined selectors.
#[test]
fn the_interpreter_joins_selectors() {
    let run = |selector: &str| {
        let source = format!(
            "vocabulary a b\nlength 4\nsame = select(tokens, tokens, x == y)\n\
            before = select(indices, indices, x < y)\nn = width({selector})\noutput n"
        );
        let program = Program::parse(&source).unwrap();
        let input = program.read("abaa").unwrap();
        let values: Vec<String> =
            program.interpret(&input).unwrap().output().iter().map(|v| answer(v.as_ref())).collect();
        values.join(" ")
    };
    assert_eq!(run("both(same, before)"), "0 0 1 2");
    assert_eq!(run("either(same, before)"), "3 2 4 4");
    assert_eq!(run("except(same)"), "1 3 1 1");
    assert_eq!(run("all"), "4 4 4 4");
    assert_eq!(run("both(all, except(before))"), "4 3 2 1");
}

#[test]
fn a_categorical_aggregate_of_differing_values_is_torn() {
    let source = "vocabulary a b\nlength 3\nmixed = aggregate(all, tokens)\noutput mixed";
    let program = Program::parse(source).unwrap();
    let run = program.interpret(&program.read("ab").unwrap()).unwrap();
    assert_eq!(run.output(), [None, None]);
    assert_eq!(run.torn, [(program.output(), 0), (program.output(), 1)]);
    assert!(program.interpret(&program.read("aa").unwrap()).unwrap().torn.is_empty());
}

#[test]
fn a_causal_model_sees_only_what_stands_before() {
    let pair = Pair::of("vocabulary a b\nlength 5\ncausal\nn = width(select(tokens, tokens, x == y))\noutput n");
    let input = pair.program.read("abaab").unwrap();
    let wanted = [1.0, 1.0, 2.0, 3.0, 2.0].map(Value::number);
    assert_eq!(pair.interpreted(&input), wanted);
    pair.agrees(&input);
    let forward = pair.weights.forward(&pair.compiled.encode(&input));
    assert_eq!(forward.layers[0].attention[0][2][3..], [0.0, 0.0, 0.0]);
}

#[test]
fn strings_are_read_with_and_without_spaces() {
    let program = Program::parse(listed("sort").unwrap().source).unwrap();
    assert_eq!(program.read("1 2 3"), program.read("123"));
    let errors = ["", "1234123", "15"].map(|text| program.read(text).unwrap_err().to_string());
    assert_eq!(errors[0], "the string is empty; give it between 1 and 6 tokens");
    assert_eq!(errors[1], "the string has 7 tokens, and this program takes at most 6");
    assert_eq!(errors[2], "“5” is not in the program's vocabulary");
}
