//! What a model's map promises: every lit unit is a mark with a name, nothing is drawn beyond its strip, and any model
//! fits into the size the map asks for.

use super::*;
use crate::chart::{ChartError, Size};

/// A model of so many blocks, in which the units given are lit in the key of the first block.
fn model(blocks: u32, lit: &[u32]) -> ModelMap {
    let names = ["query", "key", "value", "output", "MLP"];
    let lane = |block: u32, at: usize| Lane {
        group: format!("block {block}"),
        name: names[at].into(),
        units: if at == 4 { 128 } else { 32 },
        lit: match (block, at) {
            (1, 1) => lit.iter().enumerate().map(|(n, unit)| (*unit, (n + 1).to_string())).collect(),
            _ => Vec::new(),
        },
    };
    let lanes = (1..=blocks).flat_map(|block| (0..names.len()).map(move |at| lane(block, at))).collect();
    ModelMap { title: "Pruned units".into(), caption: String::new(), lanes }
}

#[test]
fn every_lit_unit_is_a_mark_with_a_name() {
    let map = model(2, &[3, 30]);
    let svg = map.svg(map.size(358)).unwrap();
    assert_eq!(svg.matches("fill=\"var(--lit)\"").count(), 2);
    assert!(svg.contains("<title>block 1, key, unit 30: 2</title>"));
    assert!(svg.contains(">2 of 32</text>") && svg.contains(">0 of 128</text>"));
    assert_eq!(svg.matches(">block 1</text>").count(), 1, "a group is named once");
}

#[test]
fn marks_stay_on_their_strip_and_are_seen() {
    let map = model(1, &[0, 31]);
    let svg = map.svg(map.size(300)).unwrap();
    let number = |tag: &str, name: &str| -> f64 {
        tag.split(&format!(" {name}=\"")).nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
    };
    let places = |what: &str| -> Vec<(f64, f64)> {
        let tags = svg.split("<rect").skip(1).filter(|tag| tag.split('>').next().unwrap().contains(what));
        tags.map(|tag| (number(tag, "x"), number(tag, "width"))).collect()
    };
    let strip = places("--grid")[1];
    let marks = places("--lit");
    assert_eq!(marks.len(), 2);
    for (x, width) in marks {
        assert!(width >= 4.0 && x >= strip.0 - 0.1 && x + width <= strip.0 + strip.1 + 0.2, "{x} {width}");
    }
}

#[test]
fn labels_that_would_touch_are_left_out() {
    let map = model(1, &[10, 11, 12, 25]);
    let svg = map.svg(map.size(300)).unwrap();
    let labels: Vec<&str> =
        svg.split("font-size=\"10\"").skip(1).map(|t| t.split(['>', '<']).nth(1).unwrap()).collect();
    assert_eq!(labels.first(), Some(&"1"));
    assert_eq!(labels.last(), Some(&"4"));
    assert!(labels.len() < 4, "{labels:?}");
}

#[test]
fn units_are_kept_apart_only_where_they_are_wide() {
    let few =
        ModelMap { lanes: vec![Lane { name: "key".into(), units: 32, ..Lane::default() }], ..ModelMap::default() };
    assert!(few.svg(few.size(300)).unwrap().contains("<path "));
    let many = model(2, &[]);
    assert!(!many.svg(many.size(300)).unwrap().contains("<path "));
}

#[test]
fn any_model_fits_into_its_own_size() {
    for blocks in [0, 1, 2, 3, 6] {
        for width in [300, 358, 610] {
            let map = model(blocks, &[1, 2]);
            let size = map.size(width);
            let svg = map.svg(size).unwrap();
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{blocks} {width}");
            if blocks > 0 {
                let low = Size { height: size.height - 1, ..size };
                let refused = map.svg(low);
                assert!(size.height == Size::LEAST || matches!(refused, Err(ChartError::Room { .. })), "{size:?}");
            }
        }
    }
    assert!(model(6, &[]).size(610).height < model(6, &[]).size(358).height * 6 / 10, "two columns");
}

#[test]
fn odd_lanes_are_drawn_without_fuss() {
    let lane = |units, lit: &[(u32, &str)]| Lane {
        group: "<g>".into(),
        name: "<script>\"&'".into(),
        units,
        lit: lit.iter().map(|(unit, label)| (*unit, (*label).to_owned())).collect(),
    };
    let map = ModelMap {
        title: "<b>".into(),
        caption: "&".into(),
        lanes: vec![lane(0, &[(0, "1")]), lane(1, &[(0, "<i>"), (0, "again")]), lane(u32::MAX, &[(u32::MAX - 1, "")])],
    };
    let svg = map.svg(map.size(300)).unwrap();
    assert!(!svg.contains("<script") && !svg.contains("<b>") && !svg.contains("<i>") && !svg.contains("NaN"), "{svg}");
    assert!(svg.contains(">0 of 0</text>") && svg.contains(">1 of 1</text>"));
    assert_eq!(map.table().rows[1][3], "0 (<i>)");
}

#[test]
fn table_and_summary_name_what_is_lit() {
    let map = model(2, &[7, 3]);
    assert_eq!(map.table().rows[1], ["block 1", "key", "2 of 32", "7 (1), 3 (2)"]);
    assert_eq!(map.table().rows[0][3], "");
    assert_eq!(map.summary(), "Map of 10 matrices with 512 units, of which 2 are lit: block 1, key 2 of 32.");
    assert_eq!(model(0, &[]).summary(), "Map of 0 matrices with 0 units, of which 0 are lit.");
}
