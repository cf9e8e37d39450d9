//! Claims about links: what is written is read again, and what comes from elsewhere is refused in words or taken as it was meant.

use super::*;
use crate::model::ModelSize;
use crate::rasp::LIBRARY;
use crate::setups::compiled::CompiledSpec;
use crate::setups::grammar::{GrammarSpec, Preset};
use crate::tasks::SamplingPrior;
use proptest::prelude::*;

fn specs() -> impl Strategy<Value = GrammarSpec> {
    (
        (any::<u32>(), 0_usize..5, 0_u32..100, 1_u32..20, 0.0_f64..=1.0),
        (proptest::collection::vec(1e-6_f64..0.03, 1..6), 1e-6_f64..0.03, 1_u32..100_000, 0.0_f64..=1.0),
    )
        .prop_map(|((seed, size, extra, half, c_tr), (fine_tune_rates, revive_rate, revive_steps, p))| {
            GrammarSpec {
                seed,
                size: ModelSize::ALL[size],
                text_length: 2 * half + extra,
                window: 2 * half,
                largest: half,
                c_tr,
                fine_tune_rates,
                revive_rate,
                revive_steps,
                prior: SamplingPrior::new([p, 1.0 - p, 0.0]).unwrap(),
                ..Preset::Quick.spec()
            }
        })
}

proptest! {
    #[test]
    fn a_link_restores_the_experiment_exactly(spec in specs()) {
        if let Ok(spec) = spec.checked().map(Spec::from) {
            prop_assert_eq!(parse_hash(&to_hash(&spec)).map(|l| l.spec), Ok(spec));
        }
    }

    #[test]
    fn no_program_whatever_makes_the_parser_panic(text in "\\PC{0,80}", key in "[a-z_]{0,9}") {
        crate::setups::install();
        let query = |key: &str| form_urlencoded::Serializer::new(String::new()).append_pair(key, &text).finish();
        let _ = parse_hash(&format!("#/compiled?{}", query("source")));
        let _ = parse_hash(&format!("#/compiled?{}", query(&key)));
    }

    #[test]
    fn no_text_whatever_makes_the_parser_panic(text in "\\PC*", tail in "[#/?&=a-z0-9.,%-]{0,60}") {
        crate::setups::install();
        let _ = parse_hash(&text);
        let _ = parse_hash(&format!("#/run?{tail}"));
    }
}

#[test]
fn results_that_cannot_be_read_leave_the_experiment_of_their_link() {
    crate::setups::install();
    let link = parse_hash("#/run?v=1&seed=5&results=abc").unwrap();
    assert_eq!(link.spec.seed(), 5);
    assert!(link.results.unwrap().unwrap_err().to_string().contains("cannot be read"));
    assert!(parse_hash("#/run?v=1&embed=1").unwrap().embedded);
    assert!(parse_hash("#/run?v=1&present=1").unwrap().presents && parse_hash("#/gallery?present=1").unwrap().presents);
}

#[test]
fn what_tools_do_to_a_link_on_its_way_is_undone_and_nothing_that_it_may_mean() {
    crate::setups::install();
    let sent = to_hash(&GrammarSpec { seed: 7, ..Preset::Quick.spec() }.into());
    let own = parse_hash(&sent).unwrap();
    for way in [format!("{sent}."), format!(" {sent})"), sent.replace('&', "&amp;"), sent.replacen('?', "%3F", 1)] {
        assert_eq!(parse_hash(&way).as_ref(), Ok(&own), "{way}");
    }
    let program = CompiledSpec { source: format!("# 1 + 1\n{}", LIBRARY[0].source), ..CompiledSpec::counter() };
    let hash = to_hash(&program.clone().into());
    assert!(!hash.contains('+'), "{hash}");
    for way in [hash.replace("%20", "+"), hash.clone()] {
        assert_eq!(parse_hash(&way).unwrap().spec, program);
    }
    // Every space of an old link encoded as the plus that it was written as.
    let program = CompiledSpec { source: LIBRARY[0].source.to_owned(), seed: 3, ..CompiledSpec::counter() };
    let source: String = form_urlencoded::byte_serialize(program.source.replace(' ', "+").as_bytes()).collect();
    let arrived = parse_hash(&format!("#/compiled?v=1&source={source}&seed=3")).unwrap().spec;
    assert_eq!(arrived, program);
}

#[test]
fn a_preset_needs_nothing_but_its_name() {
    assert_eq!(to_hash(&Preset::Quick.spec().into()), "#/run?v=1&preset=quick");
    assert_eq!(to_hash(&GrammarSpec { seed: 9, ..Preset::Paper.spec() }.into()), "#/run?v=1&preset=paper&seed=9");
    assert_eq!(
        parse_hash("").unwrap(),
        Link {
            route: Route::Front,
            spec: Preset::Quick.spec().into(),
            grid: None,
            results: None,
            embedded: false,
            presents: false
        }
    );
    assert_eq!(parse_hash("#/bench").unwrap().route, Route::Bench);
    assert_eq!(parse_hash("#/gallery").unwrap().route, Route::Gallery);
    assert_eq!(parse_hash("#/stories-lesson").unwrap().route, Route::StoriesLesson);
}

#[test]
fn a_link_restores_an_experiment_on_a_compiled_skill_exactly() {
    let listed = LIBRARY.iter().map(|l| CompiledSpec::of_listed(l.key).unwrap());
    let own = CompiledSpec {
        source: format!("# one of my own, with ümläuts & signs\n{}", LIBRARY[0].source),
        seed: 9,
        rates: vec![1e-3, 0.5],
        noise: 0.0,
        ..CompiledSpec::counter()
    };
    for spec in listed.chain([own]) {
        let hash = to_hash(&spec.clone().into());
        let link = parse_hash(&hash).unwrap();
        assert_eq!(link.route, Route::Compiled);
        assert_eq!(link.spec, spec, "{hash}");
    }
    assert_eq!(to_hash(&CompiledSpec::counter().into()), "#/compiled?v=1&program=counter");
}

#[test]
fn a_link_restores_a_sweep_over_programs() {
    let base = Spec::from(CompiledSpec::counter());
    let values = |all: &[&str]| all.iter().map(|v| (*v).to_owned()).collect::<Vec<_>>();
    let axes = vec![
        Axis::new("program", &values(&["counter", "sort"]), &base).unwrap(),
        Axis::new("rates", &values(&["0.01", "0.001"]), &base).unwrap(),
    ];
    let grid = Grid::new(base, axes, vec![1], Quantity::SkillBroken).unwrap();
    assert_eq!(grid.cells().unwrap().len(), 4);
    let hash = grid_to_hash(&grid);
    assert!(hash.starts_with("#/sweep?v=1&setup=compiled&program=counter"), "{hash}");
    assert_eq!(parse_hash(&hash).unwrap().grid, Some(grid));
}

#[test]
fn a_link_restores_a_sweep_exactly() {
    let base = Spec::from(GrammarSpec { seed: 3, ..Preset::Relevant.spec() });
    let values = |all: &[&str]| all.iter().map(|v| (*v).to_owned()).collect::<Vec<_>>();
    let axes = vec![
        Axis::new("prior", &values(&["1,0,0", "0.5,0.3,0.2"]), &base).unwrap(),
        Axis::new("fine_tune_rates", &values(&["0.001", "1e-4"]), &base).unwrap(),
    ];
    let grid = Grid::new(base, axes, vec![1, 2, 3], Quantity::StepsBack).unwrap();
    let hash = grid_to_hash(&grid);
    assert!(hash.contains("x=prior:1,0,0;0.5,0.3,0.2"), "{hash}");
    let link = parse_hash(&hash).unwrap();
    assert_eq!((link.route, link.grid), (Route::Sweep, Some(grid)));
    assert_eq!(parse_hash("#/sweep").unwrap().grid, None);
}

#[test]
fn broken_links_get_a_sentence() {
    crate::setups::install();
    for (hash, part) in [
        ("#/run?v=2", "version 2"),
        ("#/run?v=1&preset=%3Cscript%3E", "no preset"),
        ("#/run?v=1&c_tr=7", "“7” is not possible"),
        ("#/run?v=1&c_tr=0.5&c_tr=0.6", "twice"),
        ("#/admin", "“admin”"),
        ("#/run?x=c_tr:0", "no setting called “x”"),
        ("#/sweep?x=c_tr", "is no axis"),
        ("#/sweep?x=c_tr:0;9", "“9” is not possible"),
        ("#/sweep?x=c_tr:0&seeds=a", "are no seeds"),
        ("#/sweep?x=c_tr:0&shows=luck", "nothing called “luck”"),
        ("#/gallery?results=abc", "no setting called “results”"),
        ("#/compiled?program=none", "no program called “none”"),
        ("#/compiled?c_tr=3", "not possible"),
        ("#/compiled?preset=quick", "no setting called “preset”"),
        ("#/compiled?source=vocabulary%20a%0Alength%20x", "line 2"),
        ("#/compiled?v=7", "version 7"),
        ("#/sweep?setup=none", "no setup called “none”"),
        ("#/run?v=1&window=99999999999999999999", "not possible"),
    ] {
        let error = parse_hash(hash).unwrap_err().to_string();
        assert!(error.contains(part), "{hash}: {error}");
    }
    assert_eq!(parse_hash(&"x".repeat(17_000)), Err(LinkError::Long));
    let many: String = (0..8_000).map(|n| format!("&a{n}=")).collect();
    assert_eq!(parse_hash(&format!("#/compiled?v=1{many}")), Err(LinkError::Long));
    for comma in ["#/run?c_tr=0,5", "#/run?fine_tune_rates=0,001", "#/run?weight_decay=0,01"] {
        let error = parse_hash(comma).unwrap_err().to_string();
        assert!(error.contains("decimals have a point"), "{comma}: {error}");
    }
    assert!(!parse_hash("#/run?c_tr=7").unwrap_err().to_string().contains("decimals"));
}
