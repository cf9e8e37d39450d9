//! Programs as text: what is read, and where the rest is refused.

use super::super::{Encoding, Operator, Place, Program, Selector, Sequence, Term, Value};

/// Text, where it is refused, and part of the message.
const REFUSED: [(&str, u32, u32, &str); 49] = [
    ("", 1, 1, "expected “vocabulary” and its words before the first definition"),
    ("# nothing\n\n", 2, 1, "expected “vocabulary”"),
    ("vocabulary a\n", 1, 13, "expected “length” and a number"),
    ("n = width(all)", 1, 1, "expected “vocabulary” and its words before the first definition, found “n”"),
    ("vocabulary a\nn = width(all)", 2, 1, "expected “length” and a number before the first definition"),
    ("vocabulary a\nlength 4", 2, 9, "expected “output” and the name of a sequence, found the end of the program"),
    ("vocabulary\nlength 4\noutput tokens", 1, 1, "a vocabulary needs at least one word"),
    ("vocabulary a b a\nlength 4\noutput tokens", 1, 1, "the vocabulary has “a” twice"),
    ("  vocabulary a \"b\n", 1, 16, "expected a second quote on this line, found the end of the line"),
    ("vocabulary a \"b\"c\n", 1, 14, "expected words with spaces between them"),
    ("vocabulary a b\"c\"\n", 1, 14, "expected words with spaces between them"),
    ("vocabulary \"\"\n", 1, 12, "expected words with spaces between them"),
    ("vocabulary a\nvocabulary b", 2, 1, "expected one “vocabulary”, found a second one"),
    ("length many", 1, 8, "expected a whole number from 1 to 64, found “many”"),
    ("length 2.5", 1, 8, "expected a whole number from 1 to 64, found “2.5”"),
    ("length -1", 1, 8, "expected a whole number from 1 to 64, found “-”"),
    ("length 4 5", 1, 10, "expected the end of the line, found “5”"),
    ("length 4\nlength 4", 2, 1, "expected one “length”, found a second one"),
    ("vocabulary a\nlength 65\noutput tokens", 2, 8, "the length is between 1 and 64 tokens, and not 65"),
    ("exactness 0", 1, 11, "the exactness is between 1 and 1000000, and not 0"),
    ("strings unique", 1, 9, "expected “distinct”, found “unique”"),
    ("(", 1, 1, "expected a statement or a definition, found “(”"),
    ("a = map(tokens; x)", 1, 15, "expected a name, a number, a word in quotes or a sign such as “(”, found “;”"),
    ("§ output nothing", 3, 8, "nothing is called “nothing”"),
    ("§ s = all\noutput s", 4, 8, "“s” is a selector; a sequence is needed here"),
    ("§ output tokens\noutput tokens", 4, 1, "expected one “output”, found a second one"),
    ("§ n width(all)", 3, 3, "expected “=” and what “n” is, found “width”"),
    ("§ n =", 3, 4, "expected a call such as map(…), aggregate(…) or select(…), found the end of the line"),
    ("§ n = tokens", 3, 5, "expected a call such as map(…), aggregate(…) or select(…), found “tokens”"),
    ("§ n = width", 3, 10, "expected “(”, found the end of the line"),
    ("§ n = width()", 3, 11, "expected a selector, found “)”"),
    ("§ n = width(all", 3, 14, "expected “)”, found the end of the line"),
    ("§ n = width(all) 3", 3, 16, "expected the end of the line, found “3”"),
    ("§ n = width(tokens)", 3, 11, "“tokens” is a sequence; a selector is needed here"),
    ("§ n = width(map(tokens, x))", 3, 11, "“map” is a sequence; a selector is needed here"),
    ("§ n = map(all, x)", 3, 9, "“all” is a selector; a sequence is needed here"),
    ("§ n = map(other, x)", 3, 9, "nothing is called “other”"),
    ("§ n = map(x, x)", 3, 9, "expected a sequence, found “x”"),
    ("§ n = map(tokens)", 3, 15, "expected “,”, found “)”"),
    ("§ n = map(tokens, x == )", 3, 22, "expected a term: x, a number, a word in quotes, true, false, not, if or “(”"),
    ("§ n = map(tokens, y)", 3, 17, "expected “x” (a map is over one value), found “y”"),
    ("§ n = map(tokens, x = 1)", 3, 19, "expected an operator or “)”, found “=”"),
    ("§ n = map(tokens, x < \"a\" < \"b\")", 3, 25, "expected an operator or “)”, found “<”"),
    ("§ n = map(tokens, if x then 1)", 3, 28, "expected “else”, found “)”"),
    ("§ n = map(tokens, x + 1)", 3, 17, "“+” cannot stand between a token and a number"),
    ("§ s = select(tokens, indices, y)", 3, 29, "a select compares: its term has to be true or false"),
    ("§ numerical n = map(tokens, x)", 3, 11, "tokens have no size"),
    ("§ numerical s = all", 3, 1, "“s” is a selector; a sequence is needed here"),
    ("§ all = width(all)", 3, 1, "“all” is already defined, or a word of the language"),
];

#[test]
fn what_cannot_be_read_is_refused_with_its_place() {
    for (text, line, column, message) in REFUSED {
        let source = text.replace("§ ", "vocabulary a b\nlength 4\n");
        let error = Program::parse(&source).unwrap_err();
        let place = format!("line {line}, column {column}: ");
        assert!(error.to_string().starts_with(&place), "{text}: {error}");
        assert!(error.to_string().contains(message), "{text}: {error}");
    }
}

fn map_term(term: &str) -> Term {
    let source = format!("vocabulary a b\nlength 4\nn = zip(indices, indices, {term})\noutput n");
    let program = Program::parse(&source).unwrap_or_else(|error| panic!("{error}\n{source}"));
    match &program.named(program.output()).sequence {
        Sequence::Zip { term, .. } => term.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn operators_bind_as_usual() {
    let cases = [
        ("x + y * 2 - 1", "((x + (y * 2)) - 1)"),
        ("(x + y) * 2", "((x + y) * 2)"),
        ("x - y - 1", "((x - y) - 1)"),
        ("-x * -2", "(-(x) * -2)"),
        ("- (x + 1) % 3", "(-((x + 1)) % 3)"),
        ("not x == y or x < y and y <= 2", "(not ((x == y)) or ((x < y) and (y <= 2)))"),
        ("if x > y then x else y + 1", "(if (x > y) then x else (y + 1))"),
        (
            "1 + if x >= 2 then 1.5 else if y != 0 then 2 else 3",
            "(1 + (if (x >= 2) then 1.5 else (if (y != 0) then 2 else 3)))",
        ),
        ("if true then \"yes\" else \"a # b\"", "(if true then \"yes\" else \"a # b\")"),
    ];
    for (text, shown) in cases {
        assert_eq!(map_term(text).to_string(), shown, "{text}");
        // What is shown can be read again.
        assert_eq!(map_term(shown), map_term(text), "{text}");
    }
    assert_eq!(map_term("x / y"), Term::two(Operator::Over, Term::X, Term::Y));
}

#[test]
fn statements_set_what_they_say() {
    let program = Program::parse(
        "vocabulary b a # the words\r\n\tlength 7\r\ncausal\nexactness 250.5\nstrings distinct\nlength = width(all)\n\
        numerical half = map(length, x / 2)\noutput half\ntarget length # at last",
    )
    .unwrap();
    assert_eq!(program.vocabulary(), [Value::token("a"), Value::token("b")]);
    assert_eq!((program.length(), program.is_causal(), program.exactness()), (7, true, Some(250.5)));
    assert!(program.draws_distinct());
    let named = |id| program.named(id);
    assert_eq!(
        (named(program.output()).name.as_str(), named(program.output()).encoding),
        ("half", Encoding::Numerical)
    );
    assert_eq!(named(program.output()).place, Some(Place { line: 7, column: 11 }));
    assert_eq!(named(program.target().unwrap()).name, "length");
    let other = program.with_output(program.target().unwrap());
    assert_eq!(
        (other.output(), other.target(), other.vocabulary()),
        (program.target().unwrap(), program.target(), program.vocabulary())
    );
}

#[test]
fn the_rest_is_left_as_it_is() {
    let program = Program::parse("vocabulary a\nlength 1\noutput indices").unwrap();
    assert_eq!(
        (program.is_causal(), program.exactness(), program.draws_distinct(), program.target()),
        (false, None, false, None)
    );
}

#[test]
fn words_may_be_signs_numbers_or_quoted() {
    let vocabulary = |words: &str| {
        let source = format!("vocabulary {words}\nlength 2\noutput tokens");
        Program::parse(&source).unwrap_or_else(|error| panic!("{error}\n{source}")).vocabulary().to_vec()
    };
    let tokens = |words: &[&str]| words.iter().map(|word| Value::token(word)).collect::<Vec<Value>>();
    let numbers = |numbers: &[f64]| numbers.iter().copied().filter_map(Value::number).collect::<Vec<Value>>();
    assert_eq!(vocabulary("( ) { } , = + \"#\" ' ä #"), tokens(&["#", "'", "(", ")", "+", ",", "=", "{", "}", "ä"]));
    assert_eq!(vocabulary("\"(\" \")\""), tokens(&["(", ")"]));
    assert_eq!(vocabulary("10 -2 0.5"), numbers(&[-2.0, 0.5, 10.0]));
    assert_eq!(vocabulary("1 \"2\""), tokens(&["1", "2"]));
    assert_eq!(vocabulary("1 a -"), tokens(&["-", "1", "a"]));
    assert_eq!(vocabulary("1 1.2.3 inf"), tokens(&["1", "1.2.3", "inf"]));
}

#[test]
fn the_example_of_the_description_is_a_program() {
    let text = include_str!("../syntax/language.md");
    let program = Program::parse(text.split("```").nth(1).unwrap().strip_prefix("text").unwrap()).unwrap();
    assert_eq!((program.named(program.output()).name.as_str(), program.vocabulary().len()), ("moved", 3));
    assert!(program.compile().is_ok());
}

#[test]
fn calls_within_calls_get_names() {
    let source = "vocabulary a b\nlength 4\nn = width(both(all, either(all, except(select(tokens, tokens, x == y)))))\n\
        numerical f = aggregate(select(indices, indices, x <= y), numerical map(tokens, x == \"a\"))\n\
        n_all = map(n, x)\noutput n\ntarget f";
    let program = Program::parse(source).unwrap();
    let Sequence::Width { of } = program.named(program.output()).sequence else { panic!("{program:?}") };
    assert_eq!(program.named_selector(of).name, "n_both");
    let Selector::Both([all, either]) = program.named_selector(of).selector else { panic!("{program:?}") };
    assert_eq!(
        (program.named_selector(all).name.as_str(), program.named_selector(either).name.as_str()),
        ("n_all", "n_either")
    );
    let Selector::Either([second, _]) = program.named_selector(either).selector else { panic!("{program:?}") };
    assert_eq!(program.named_selector(second).name, "n_all2");
    let Sequence::Aggregate { of, .. } = program.named(program.target().unwrap()).sequence else {
        panic!("{program:?}")
    };
    assert_eq!((program.named(of).name.as_str(), program.named(of).encoding), ("f_map", Encoding::Numerical));
    assert_eq!(program.named(of).place, Some(Place { line: 4, column: 69 }));
}

#[test]
fn too_much_is_refused() {
    let deep = [
        "(".repeat(5000),
        "-".repeat(5000),
        "not ".repeat(4000),
        "if ".repeat(5000),
        format!("{}x", "x + ".repeat(4000)),
        format!("{}true", "x == 1 or ".repeat(1500)),
    ];
    for term in deep {
        let error = Program::parse(&format!("vocabulary a\nlength 4\nn = map(indices, {term})\noutput n")).unwrap_err();
        assert!(error.to_string().contains("calls and terms are nested at most 100 deep"), "{error}");
        assert_eq!(error.place.unwrap().line, 3);
    }
    let calls = format!("vocabulary a\nlength 4\nn = {}", "map(".repeat(4000));
    assert!(Program::parse(&calls).unwrap_err().to_string().contains("nested at most 100 deep"));
    let many = format!("vocabulary a\nlength 4\n{}", (0..300).map(|n| format!("s{n} = all\n")).collect::<String>());
    assert!(Program::parse(&many).unwrap_err().to_string().contains("line 201, column 1: a program has at most 200"));
    let long = format!("vocabulary a\n# {}", "a".repeat(20_000));
    assert!(
        Program::parse(&long).unwrap_err().to_string().starts_with("line 2, column 19988: a program has at most 20000")
    );
    let just_full = format!("#{}", "a".repeat(19_999));
    assert!(
        Program::parse(&just_full).unwrap_err().to_string().starts_with("line 1, column 20001: expected “vocabulary”")
    );
    let over = Program::parse(&format!("{just_full}\n\n")).unwrap_err().to_string();
    assert_eq!(over, "line 2, column 1: a program has at most 20000 characters");
    let sums = vec![format!("({})", vec!["x"; 60].join(" + ")); 10].join(" * ");
    let wide = Program::parse(&format!("vocabulary a\nlength 4\nn = map(indices, {sums})\noutput n")).unwrap_err();
    assert!(wide.to_string().contains("the terms of a definition have at most 500 values"), "{wide}");
    let number = format!("length {}", "9".repeat(400));
    assert!(Program::parse(&number).unwrap_err().to_string().contains("this number is too large"));
    // As large as the vocabulary's largest choice.
    let terms: Vec<String> = (0..64).map(|n| format!("x == {n}")).collect();
    let chain = format!("vocabulary a\nlength 64\nn = map(indices, {})\noutput n", terms.join(" or "));
    assert!(Program::parse(&chain).is_ok());
}

#[test]
fn what_a_text_editor_makes_of_quotes_and_lists_is_taken() {
    let read = |text: &str| Program::parse(text).map_err(|error| error.to_string());
    let plain = read("vocabulary a b c\nlength 3\nn = map(tokens, x == \"a\")\noutput n").unwrap();
    for text in [
        "vocabulary a b c\nlength 3\nn = map(tokens, x == “a”)\noutput n",
        "vocabulary “a” „b“ ”c”\nlength 3\nn = map(tokens, x == „a“)\noutput n",
        "vocabulary a, b, c\nlength 3\nn = map(tokens, x == \"a\")\noutput n",
        "vocabulary \"a\", “b”, c # letters\nlength 3\nn = map(tokens, x == \"a\")\noutput n",
    ] {
        let program = read(text).unwrap();
        assert_eq!(program.vocabulary(), plain.vocabulary(), "{text}");
        let run = |program: &Program| program.interpret(&program.read("abc").unwrap()).unwrap().output().to_vec();
        assert_eq!(run(&program), run(&plain), "{text}");
    }
    assert_eq!(read("vocabulary 1, 2, 3\nlength 3\noutput tokens").unwrap().vocabulary().len(), 3);
    // Signs by themselves, and commas in quotes, are words as they were.
    let signs = read("vocabulary “ , \"a,b\"\nlength 3\noutput tokens").unwrap();
    assert_eq!(signs.vocabulary(), [",", "a,b", "“"].map(Value::token));
    for (text, part) in [
        ("vocabulary a,b\nlength 3\noutput tokens", "quotes around a word that has a comma"),
        ("vocabulary 0,5 1\nlength 3\noutput tokens", "quotes around a word that has a comma"),
        ("vocabulary a\nlength 3\nn = map(indices, x + 0,5)\noutput n", "decimals have a point, and not a comma"),
        ("vocabulary a\nlength 3\nn = map(tokens, x == “a)\noutput n", "a second quote"),
    ] {
        let error = read(text).unwrap_err();
        assert!(error.contains(part), "{text}: {error}");
    }
}
