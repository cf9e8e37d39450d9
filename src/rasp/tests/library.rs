//! Every program of the library: interpreter, compiled model and tables agree, and the paper's two are as the paper has them.

use super::super::{Decoded, LIBRARY, Listed, Program, Tabled, Value, listed};
use super::{Pair, is, strings};

fn pair(key: &str) -> Pair {
    Pair::of(listed(key).unwrap().source)
}

#[test]
fn every_program_answers_as_its_model_does() {
    for listed in &LIBRARY {
        let pair = Pair::of(listed.source);
        assert!(pair.compiled.exact, "{}", listed.key);
        strings(&pair.program, 1000, 1).iter().for_each(|input| pair.agrees(input));
    }
}

#[test]
fn every_target_can_be_compiled_too() {
    for Listed { key, source, .. } in &LIBRARY {
        let program = Program::parse(source).unwrap();
        let control = program.with_output(program.target().unwrap());
        let compiled = control.compile().unwrap();
        let pair = Pair { weights: compiled.weights(), compiled, program: control };
        strings(&program, 100, 2).iter().for_each(|input| pair.agrees(input));
        assert!(pair.compiled.exact, "{key}");
    }
}

fn is_exact(key: &str) {
    let pair = pair(key);
    strings(&pair.program, 10_000, 3).iter().for_each(|input| pair.agrees(input));
}

#[test]
fn the_counter_is_exact() {
    is_exact("counter");
}

#[test]
fn the_max_identifier_is_exact() {
    is_exact("max-identifier");
}

/// Random strings almost never have many a.
#[test]
fn the_counter_counts_every_number() {
    let pair = pair("counter");
    for ones in 0..=16 {
        let word = |place| Value::token(if place < ones { "a" } else { "b" });
        pair.agrees(&(0..16).map(word).collect::<Vec<Value>>());
    }
}

#[test]
fn the_papers_programs_have_three_layers_with_one_head() {
    for (key, answers) in [("counter", 17), ("max-identifier", 26)] {
        let pair = pair(key);
        assert_eq!((pair.compiled.layers.len(), pair.compiled.heads()), (3, 1), "{key}");
        assert_eq!(pair.compiled.answers().len(), answers, "{key}");
    }
}

#[test]
fn tables_answer_as_the_interpreter_does() {
    for Listed { key, source, .. } in &LIBRARY {
        let program = Program::parse(source).unwrap();
        let tabled = Tabled::new(&program).unwrap();
        let target = program.with_output(program.target().unwrap());
        for input in strings(&program, 1000, 4) {
            let words = program.places(&input).unwrap();
            let last = |program: &Program| program.interpret(&input).unwrap().output().last().cloned().flatten();
            let same = |place: Option<u32>, value: Option<Value>| match (place, value) {
                (Some(place), Some(value)) => is_value(&tabled.values()[place as usize], &value),
                // A target may have values that the output lacks.
                (None, Some(value)) => tabled.values().iter().all(|known| !is_value(known, &value)),
                (place, None) => place.is_none(),
            };
            assert!(same(tabled.answer(&words), last(&program)), "{key}: {input:?}");
            assert!(same(tabled.target(&words), last(&target)), "{key}, target: {input:?}");
        }
    }
}

/// The same, but for the rounding of a sum.
fn is_value(known: &Value, value: &Value) -> bool {
    known == value || known.size().zip(value.size()).is_some_and(|(a, b)| (a - b).abs() < 1e-9)
}

#[test]
fn tables_and_models_list_the_same_answers() {
    for Listed { key, source, .. } in &LIBRARY {
        let program = Program::parse(source).unwrap();
        let compiled = program.compile().unwrap();
        let answers: Vec<Value> = compiled.answers().iter().map(|(value, _)| value.clone()).collect();
        let tabled = Tabled::new(&program).unwrap();
        assert!(answers.is_empty() || answers == tabled.values(), "{key}");
    }
}

#[test]
fn a_target_that_cannot_be_tabled_is_interpreted() {
    let source = "vocabulary 1 2 3\nlength 4\nsame = width(select(tokens, tokens, x == y))\n\
        numerical mean = aggregate(all, numerical map(tokens, x))\noutput same\ntarget mean";
    let program = Program::parse(source).unwrap();
    let tabled = Tabled::new(&program).unwrap();
    // The mean of 1 and 3 is 2, which is the third of 0 to 4; the mean of 1 and 2 is none of them.
    assert_eq!((tabled.answer(&[0, 2]), tabled.target(&[0, 2]), tabled.target(&[0, 1])), (Some(1), Some(2), None));
}

#[test]
fn tables_take_the_strings_that_the_program_takes() {
    let tabled = Tabled::new(&Program::parse(listed("length").unwrap().source).unwrap()).unwrap();
    assert_eq!(tabled.answer(&[0; 8]), Some(8));
    for words in [&[][..], &[0; 9], &[4]] {
        assert_eq!((tabled.answer(words), tabled.target(words)), (None, None), "{words:?}");
    }
}

#[test]
fn keys_are_unique_and_found() {
    for program in &LIBRARY {
        assert_eq!(listed(program.key), Some(program));
    }
    assert_eq!(listed("nothing"), None);
}

#[test]
fn a_pass_has_everything_for_every_position() {
    let pair = pair("counter");
    let input = pair.program.read("abca").unwrap();
    let forward = pair.weights.forward(&pair.compiled.encode(&input));
    assert_eq!((forward.embedding.len(), forward.layers.len()), (5, 3));
    for layer in &forward.layers {
        assert_eq!((layer.attention.len(), layer.attention[0].len(), layer.hidden[0].len()), (1, 5, 34));
        for row in &layer.attention[0] {
            assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        }
    }
    // The width's head of the second layer shares its attention between the two a and the token before the string.
    let row = &forward.layers[1].attention[0][3];
    for (share, wanted) in row.iter().zip([1.0 / 3.0, 1.0 / 3.0, 0.0, 0.0, 1.0 / 3.0]) {
        assert!((share - wanted).abs() < 1e-4, "{row:?}");
    }
    assert!(pair.compiled.decode(&forward).iter().all(|answer| is(answer, &Value::Number(2.0))));
    assert_eq!(pair.compiled.decode(&pair.weights.forward(&[])), Vec::<Decoded>::new());
}

/// Every bias is added where it belongs: a model of zeros gives back nothing else.
#[test]
fn biases_are_added() {
    let mut weights = pair("length").weights;
    let layer = &mut weights.layers[0];
    layer.heads[0].biases[2][0] = 2.0;
    layer.heads[0].output.values.fill(0.0);
    layer.heads[0].output.values[3] = 1.0;
    layer.output_bias[4] = 3.0;
    layer.mlp_in.values.fill(0.0);
    layer.mlp_in_bias[1] = 5.0;
    layer.mlp_in_bias[2] = -5.0;
    layer.mlp_out.values.fill(0.0);
    layer.mlp_out_bias[6] = 7.0;
    let forward = weights.forward(&[99, 99]);
    let found = &forward.layers[0];
    let plus = |x: &[f32]| x.iter().enumerate().filter(|(_, x)| **x != 0.0).map(|(n, x)| (n, *x)).collect::<Vec<_>>();
    let added =
        |after: &[f32], before: &[f32]| plus(&after.iter().zip(before).map(|(a, b)| a - b).collect::<Vec<f32>>());
    assert_eq!(added(&found.after_attention[0], &forward.embedding[0]), [(3, 2.0), (4, 3.0)]);
    assert_eq!(plus(&found.hidden[0]), [(1, 5.0)]);
    assert_eq!(added(&found.after_mlp[0], &found.after_attention[0]), [(6, 7.0)]);
    // Queries and keys of nothing but biases: every key is alike until one of them is told apart.
    let pattern = |query: f32, key: f32| {
        let mut weights = weights.clone();
        let head = &mut weights.layers[0].heads[0];
        head.query.values.fill(0.0);
        (head.biases[0][0], head.biases[1][1]) = (query, key);
        weights.forward(&[0, 1, 2]).layers[0].attention[0][2].clone()
    };
    assert_eq!(pattern(0.0, 1.0), [1.0 / 3.0; 3]);
    assert!(pattern(9.0, 0.0)[0] > 0.5, "{:?}", pattern(9.0, 0.0));
}

#[test]
fn rows_beyond_the_embedding_add_nothing() {
    let pair = pair("length");
    let forward = pair.weights.forward(&[99; 20]);
    assert!(forward.embedding[19].iter().all(|value| *value == 0.0));
}

#[test]
fn the_lens_sees_the_answer_where_it_is_written_and_nothing_before() {
    let pair = pair("counter");
    let input = pair.program.read("aabbaabbaabbaabb").unwrap();
    let lens = pair.compiled.lens(&pair.weights.forward(&pair.compiled.encode(&input)));
    assert_eq!(lens.len(), 6);
    // The last attention layer carries it to the place where it is asked for.
    let (before, after) = lens.split_at(4);
    assert!(before.iter().all(|read| read.length < 0.01), "{lens:?}");
    assert!(after.iter().all(|read| read.answer.to_string() == "8" && (read.length - 1.0).abs() < 0.01), "{lens:?}");
}
