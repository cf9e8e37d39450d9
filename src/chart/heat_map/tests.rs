//! What a heat map promises: cells say what they hold, letters on them can be read in both themes, and nothing that is
//! not measured looks like a value.

use proptest::prelude::*;

use super::*;
use crate::chart::{ChartError, Size};

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn map(rows: usize, columns: usize) -> HeatMap {
    let value = |row: usize, column: usize| Some((row * columns + column) as f64 * 0.5);
    HeatMap {
        title: "Right answers".into(),
        caption: "After pruning.".into(),
        rows: (0..rows).map(|at| format!("row {at}")).collect(),
        columns: (0..columns).map(|at| format!("col {at}")).collect(),
        values: (0..rows).map(|row| (0..columns).map(|column| value(row, column)).collect()).collect(),
        scale: Shade::Sequential { low: 0.0, high: 20.0 },
        unit: Some("%".into()),
        digits: 1,
        row_title: "rate".into(),
        column_title: "K".into(),
    }
}

#[test]
fn every_cell_says_what_it_holds() {
    let mut map = map(2, 3);
    map.values[1] = vec![Some(-2.25), None];
    let svg = map.svg(map.size(358)).unwrap();
    for title in ["row 0, col 1: 0.5\u{a0}%", "row 1, col 0: −2.2\u{a0}%", "row 1, col 1: not measured"] {
        assert!(svg.contains(&format!("<title>{title}</title>")), "{title}");
    }
    assert!(svg.contains("<title>row 1, col 2: not measured</title>"), "a missing cell counts as not measured");
    assert!(svg.contains(">not measured</text>"), "the key explains the empty cells");
    assert!(svg.starts_with("<svg ") && svg.contains("role=\"img\"") && svg.ends_with("</svg>"));
    assert!(svg.contains("<title>Right answers</title><desc>After pruning. Heat map of 2 rows (rate)"));
}

#[test]
fn numbers_stand_in_cells_where_all_fit() {
    let inside = |map: &HeatMap, width| map.svg(map.size(width)).unwrap().matches("--heat-ink-strong").count();
    assert_eq!(inside(&map(6, 5), 300), 30);
    assert_eq!(inside(&map(19, 19), 610), 0);
    let mut wide = map(6, 5);
    wide.values[0][0] = Some(123_456.0);
    assert_eq!(inside(&wide, 300), 0);
}

#[test]
fn markup_in_names_is_escaped() {
    let evil = "<script>alert(\"1\")</script> & 'x' \" onload=\"y\u{0}";
    let mut map = map(2, 2);
    (map.title, map.caption, map.unit) = (evil.into(), evil.into(), Some(evil.into()));
    (map.row_title, map.column_title) = (evil.into(), evil.into());
    (map.rows, map.columns) = (names(&[evil, "<b>"]), names(&["<b>", evil]));
    let svg = map.svg(Size::LAPTOP).unwrap();
    assert!(!svg.contains("<script") && !svg.contains("<b>") && !svg.contains("onload=\"") && !svg.contains('\u{0}'));
    assert!(svg.contains("&lt;b&gt;"));
}

#[test]
fn empty_maps_and_single_cells_are_drawn() {
    for (rows, columns) in [(0, 0), (0, 3), (3, 0), (1, 1), (1, 40), (40, 1)] {
        let map = map(rows, columns);
        let svg = map.svg(map.size(300)).unwrap();
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{rows} {columns}");
        assert_eq!(svg.contains("No values."), rows * columns == 0);
        assert_eq!(map.table().rows.len(), rows);
    }
}

#[test]
fn sizes_without_room_and_backward_colours_are_refused_in_words() {
    let mut map = map(19, 19);
    assert!(matches!(map.svg(Size { width: 300, height: 120 }), Err(ChartError::Room { .. })));
    assert!(matches!(map.svg(Size { width: 10, height: 120 }), Err(ChartError::Size { .. })));
    map.scale = Shade::Sequential { low: 1.0, high: 0.0 };
    let words = map.svg(Size::LAPTOP).unwrap_err().to_string();
    assert_eq!(words, "the colours cannot run from 1 to 0; both ends must be finite and the second no smaller");
}

#[test]
fn the_table_has_every_value_and_a_dash_for_none() {
    let mut map = map(2, 2);
    map.values[1][1] = Some(f64::NAN);
    let table = map.table();
    assert_eq!(table.columns, ["rate / K", "col 0", "col 1"]);
    let rows = [["row 0", "0.0\u{a0}%", "0.5\u{a0}%"], ["row 1", "1.0\u{a0}%", "–"]];
    assert_eq!(table.rows, rows.map(|row| row.map(str::to_owned).to_vec()));
}

#[test]
fn the_summary_tells_the_ends_and_what_is_missing() {
    let mut map = map(2, 2);
    map.values[0][0] = None;
    let expected = "Heat map of 2 rows (rate) and 2 columns (K). Values from 0.5\u{a0}% (row 0, col 1) to 1.5\u{a0}% \
                    (row 1, col 1). Not measured: 1 of 4.";
    assert_eq!(map.summary(), expected);
    map.values = vec![vec![Some(1.0)]];
    map.columns.truncate(1);
    map.rows.truncate(1);
    assert!(map.summary().ends_with("Every value is 1.0\u{a0}%."), "{}", map.summary());
    map.values.clear();
    assert!(map.summary().ends_with("No values."), "{}", map.summary());
}

/// The values of a variable in the style sheet, on light and on dark ground.
fn variable(name: &str) -> [String; 2] {
    let style = include_str!("../../../www/styles/base.css");
    let declared = format!("{name}: ");
    let values = style.split(&declared).skip(1).map(|rest| rest.split(';').next().unwrap().to_owned());
    values.collect::<Vec<_>>().try_into().unwrap()
}

/// A colour as linear red, green and blue.
fn linear(colour: &str) -> [f64; 3] {
    [1, 3, 5].map(|at| {
        let part = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    })
}

fn times(matrix: [[f64; 3]; 3], vector: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row.iter().zip(vector).map(|(a, b)| a * b).sum())
}

/// The luminance of a mix in oklab. The last step into lightness and hue is linear, so mixing before it is the same.
fn luminance(strong: &str, weak: &str, part: f64) -> f64 {
    let cones = |colour: &str| {
        let matrix = [
            [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
            [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
            [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
        ];
        times(matrix, linear(colour)).map(f64::cbrt)
    };
    let (strong, weak) = (cones(strong), cones(weak));
    let mixed = [0, 1, 2].map(|at| (weak[at] + (strong[at] - weak[at]) * part).powi(3));
    let back = [
        [4.076_741_662_1, -3.307_711_591_3, 0.230_969_929_2],
        [-1.268_438_004_6, 2.609_757_401_1, -0.341_319_396_5],
        [-0.004_196_086_3, -0.703_418_614_7, 1.707_614_701_0],
    ];
    let [red, green, blue] = times(back, mixed).map(|part| part.clamp(0.0, 1.0));
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

#[test]
fn letters_on_cells_can_be_read_in_both_themes() {
    for (strong, weak) in
        [("--heat-high", "--heat-low"), ("--heat-high", "--heat-middle"), ("--heat-negative", "--heat-middle")]
    {
        for theme in [0, 1] {
            let of = |name: &str| variable(name)[theme].clone();
            let turn: u32 = of("--heat-turn").trim_end_matches('%').parse().unwrap();
            for percent in 0..=100 {
                let ink = of(if percent >= turn { "--heat-ink-strong" } else { "--heat-ink" });
                let cell = luminance(&of(strong), &of(weak), f64::from(percent) / 100.0);
                let ink = luminance(&ink, &ink, 1.0);
                let contrast = (cell.max(ink) + 0.05) / (cell.min(ink) + 0.05);
                assert!(contrast >= 4.5, "{strong} at {percent} %, theme {theme}: {contrast:.2}");
            }
        }
    }
}

fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![-1e3..1e3, any::<f64>(), Just(0.0), Just(f64::NAN), Just(f64::INFINITY)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_numbers_make_it_panic(
        values in prop::collection::vec(prop::collection::vec(prop::option::of(any_number()), 0..7), 0..7),
        (low, high) in (any_number(), any_number()),
        name in ".{0,30}",
        diverging in any::<bool>(),
        digits in any::<usize>(),
        (width, height) in (100u32..700, 100u32..400),
    ) {
        let mut map = map(5, 4);
        map.values = values;
        map.scale = if diverging { Shade::Diverging { low, high } } else { Shade::Sequential { low, high } };
        map.columns[2] = name.clone();
        (map.row_title, map.digits) = (name, digits);
        if let Ok(svg) = map.svg(Size { width, height }) {
            prop_assert!(!svg.contains("NaN%") && !svg.contains("=\"NaN") && !svg.contains("=\"inf"));
        }
        map.table();
        map.summary();
    }
}
