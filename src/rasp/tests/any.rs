//! Arbitrary text, which may be refused but never panics, and arbitrary programs, whose model and tables agree with them.

use super::super::{Program, Tabled, Value};
use super::{Pair, is};
use proptest::prelude::*;

/// Words and signs of the language in any order get further than arbitrary characters.
fn pieces() -> impl Strategy<Value = String> {
    let words = [
        "vocabulary a b",
        "length 4",
        "causal",
        "exactness 100",
        "strings distinct",
        "output",
        "target",
        "numerical",
        "n =",
        "m =",
        "n",
        "m",
        "map(",
        "zip(",
        "blend(",
        "select(",
        "both(",
        "either(",
        "except(",
        "width(",
        "aggregate(",
        "all",
        "tokens",
        "indices",
        ",",
        ")",
        "(",
        "x",
        "y",
        "==",
        "<=",
        "+",
        "-",
        "/",
        "%",
        "not",
        "and",
        "or",
        "if",
        "then",
        "else",
        "true",
        "1",
        "0.5",
        "\"a\"",
        "\"",
        "#",
        "\n",
        "\n",
        " ",
        "é",
        "=",
    ];
    prop::collection::vec(prop::sample::select(words.to_vec()), 0..60)
        .prop_map(|pieces| format!("vocabulary a b\nlength 4\n{}", pieces.join(" ")))
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in prop_oneof![any::<String>(), pieces()]) {
        if let Ok(program) = Program::parse(&text) {
            let _ = program.compile();
            prop_assert!(program.interpret(&program.vocabulary()[..1]).is_ok());
        }
    }
}

/// Definitions that fit, so that compiling and running is tried as well.
fn definitions() -> impl Strategy<Value = String> {
    let lines = [
        "a = map(S, x == 1)",
        "a = map(S, x + 1)",
        "a = map(S, if x == 1 then 2 else x / 2)",
        "a = zip(S, S, x - y)",
        "a = zip(S, S, x / y)",
        "a = width(select(S, S, x == y))",
        "a = width(select(S, S, x < y))",
        "a = aggregate(select(S, S, x == y), S)",
        "a = aggregate(all, S)",
        "numerical a = map(S, x == 1)",
        "numerical a = width(select(S, S, x < y))",
        "numerical a = aggregate(all, S)",
        "a = blend(1, S, -1, S)",
        "a = width(both(all, select(S, S, x == y)))",
    ];
    let line = (prop::sample::select(lines.to_vec()), prop::collection::vec(0_usize..12, 4));
    prop::collection::vec(line, 1..8).prop_map(|lines| {
        let mut text = "vocabulary 1 2 3\nlength 4\n".to_owned();
        for (number, (line, picks)) in lines.iter().enumerate() {
            let mut parts = line.split('S');
            let mut line = parts.next().unwrap_or_default().replace("a =", &format!("d{number} ="));
            for (part, pick) in parts.zip(picks) {
                let names = ["tokens".to_owned(), "indices".to_owned()].into_iter();
                let names: Vec<String> = names.chain((0..number).map(|n| format!("d{n}"))).collect();
                line = format!("{line}{}{part}", names[pick % names.len()]);
            }
            text += &format!("{line}\n");
        }
        format!("{text}output d{}\ntarget d0", lines.len() - 1)
    })
}

proptest! {
    #[test]
    fn any_program_has_a_model_and_tables_that_agree_with_it(
        text in definitions(), words in prop::collection::vec(0_u32..3, 1..=4),
    ) {
        let Ok(program) = Program::parse(&text) else { return Ok(()) };
        let input: Vec<Value> = words.iter().map(|word| program.vocabulary()[*word as usize].clone()).collect();
        let run = program.interpret(&input).unwrap();
        if let Ok(tabled) = Tabled::new(&program) {
            let found = tabled.answer(&words).map(|place| tabled.values()[place as usize].clone());
            let close = |a: &Value, b: &Value| a == b || a.size().zip(b.size()).is_some_and(|(a, b)| (a - b).abs() < 1e-6);
            let same = match (run.output().last().unwrap(), &found) {
                (Some(wanted), Some(found)) => close(wanted, found),
                (wanted, found) => wanted == found,
            };
            prop_assert!(same, "{}\n{:?}: {:?}, but the tables say {:?}", text, input, run.output(), found);
        }
        // Where something on the way to the answer is undefined, the model makes something of it.
        let is_defined = run.sequences.values().all(|values| values.iter().all(Option::is_some));
        let Ok(compiled) = program.compile() else { return Ok(()) };
        if is_defined && compiled.exact {
            let pair = Pair { weights: compiled.weights(), compiled, program };
            let same = pair.decoded(&input).iter().zip(run.output()).all(|(found, wanted)| is(found, wanted.as_ref().unwrap()));
            prop_assert!(same, "{}\n{:?}: {:?}, but the model says {:?}", text, input, run.output(), pair.decoded(&input));
        }
    }
}
