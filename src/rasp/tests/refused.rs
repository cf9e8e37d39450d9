//! Programs that make sense but cannot be compiled, and programs that make none: each is refused where that shows.

use super::super::{Fault, Place, Program};

/// Definitions after "vocabulary a b c" and "length 5", the place, and part of the message.
const NOT_COMPILABLE: [(&str, u32, u32, &str); 14] = [
    // Numerical keys and queries of a select.
    (
        "numerical bin = map(tokens, x == \"a\")\nsel = select(bin, tokens, x)\nn = width(sel)\noutput n",
        4,
        1,
        "the keys of “sel” are numerical",
    ),
    ("numerical n = width(all)\nm = width(select(tokens, n, y > 1))\noutput m", 4, 11, "the queries of “m_select”"),
    // Attention averages zeros and ones.
    (
        "numerical n = width(all)\nnumerical mean = aggregate(all, n)\noutput mean",
        4,
        11,
        "can only average zeros and ones, and “n” has other values",
    ),
    // Encodings of an aggregate differ.
    ("numerical n = width(all)\nm = aggregate(all, n)\noutput m", 4, 1, "“m” aggregates a numerical sequence"),
    ("numerical m = aggregate(all, indices)\noutput m", 3, 11, "“m” is numerical, and what it aggregates is not"),
    // Joined selectors, in a width and in an aggregate.
    ("s = both(all, all)\nn = width(s)\noutput n", 3, 1, "“s” joins selectors"),
    ("n = aggregate(except(all), tokens)\noutput n", 3, 15, "“n_except” joins selectors"),
    ("n = width(either(all, all))\noutput n", 3, 11, "“n_either” joins selectors"),
    // Nothing to do.
    ("output tokens", 3, 8, "it answers with its input"),
    // Terms of numerical sequences, and sums of categorical ones.
    ("numerical n = width(all)\nz = zip(n, tokens, x > 1)\noutput z", 4, 1, "“z” zips a numerical sequence"),
    ("b = blend(1, indices, 1, indices)\noutput b", 3, 1, "“b” blends a categorical sequence"),
    // Value sets.
    ("a = map(indices, 1 / 0)\noutput a", 3, 1, "“a” is undefined for every value"),
    (
        "a = map(indices, x)\np = zip(indices, a, x * 100 + y)\nr = zip(p, indices, x * 10000 + y)\n\
        s = zip(r, a, x + y / 7)\noutput s",
        6,
        1,
        "“s” can have 625 values, more than 256",
    ),
    (
        "a = map(indices, x)\nnumerical p = zip(indices, a, x * 7 + y)\nnumerical o = map(p, x)\n\
        numerical q = zip(p, o, x * 100 + y)\nnumerical u = map(q, x)\nnumerical r = zip(q, u, x + y)\noutput r",
        8,
        11,
        "“r” combines 390625 pairs of values, more than 262144",
    ),
];

#[test]
fn what_cannot_be_compiled_is_refused_with_its_place() {
    for (definitions, line, column, message) in NOT_COMPILABLE {
        let program = Program::parse(&format!("vocabulary a b c\nlength 5\n{definitions}")).unwrap();
        let error = program.compile().unwrap_err();
        assert!(matches!(error.fault, Fault::NotCompilable(_)), "{error}");
        assert!(error.to_string().contains(message), "{definitions}: {error}");
        assert_eq!(error.place, Some(Place { line, column }), "{definitions}: {error}");
    }
}

/// Selectors that each join the one before with itself: walking all paths through them would take 2^100 steps.
#[test]
fn deep_joins_are_refused_at_once() {
    let mut source = "vocabulary a\nlength 2\ns0 = all\n".to_owned();
    (1..100).for_each(|n| source += &format!("s{n} = both(s{0}, s{0})\n", n - 1));
    let program = Program::parse(&(source + "n = width(s99)\noutput n")).unwrap();
    assert!(matches!(program.compile().unwrap_err().fault, Fault::NotCompilable(_)));
    assert_eq!(program.interpret(&program.read("aa").unwrap()).unwrap().output().len(), 2);
}

#[test]
fn a_transformer_that_is_too_large_is_refused() {
    let mut source = "vocabulary a\nlength 64\n".to_owned();
    (0..80).for_each(|n| {
        source += &format!("m{n} = map({}, x + 1)\n", if n == 0 { "indices".to_owned() } else { format!("m{}", n - 1) })
    });
    let error = Program::parse(&(source + "output m79")).unwrap().compile().unwrap_err();
    assert!(
        error.to_string().contains("line 83, column 8: this cannot be compiled: the transformer would have"),
        "{error}"
    );
}

#[test]
fn the_compilers_own_words_are_taken() {
    let error = Program::parse("vocabulary a compiler_bos\nlength 2\noutput tokens").unwrap_err();
    assert_eq!(
        (error.fault, error.place),
        (Fault::Taken("compiler_bos".to_owned()), Some(Place { line: 1, column: 1 }))
    );
}

#[test]
fn a_slope_that_is_too_small_is_said_to_be() {
    let compiled = |exactness: &str| {
        let source = format!("vocabulary a\nlength 16\n{exactness}\nn = width(all)\noutput n");
        Program::parse(&source).unwrap().compile().unwrap()
    };
    assert!(!compiled("exactness 100").exact);
    let program = compiled("exactness 100").program().clone();
    assert_eq!([1e9, 5000.0].map(|slope| program.clone().with_exactness(slope).exactness()), [Some(1e6), Some(5000.0)]);
    assert_eq!((compiled("").exactness, compiled("").exact), (1000.0, true));
    assert_eq!((compiled("exactness 5000").exactness, compiled("exactness 5000").exact), (5000.0, true));
}
