//! What a figure promises as a whole: it never panics, carries the page's colours only, lets no markup through, and is
//! read back where it was drawn.

use proptest::prelude::*;

use super::*;

fn series(name: &str, slot: usize, points: Vec<(f64, f64)>) -> Series {
    Series { name: name.into(), points, slot, n: None }
}

fn accuracy(series: Vec<Series>) -> Figure {
    Figure {
        title: "Accuracy while fine-tuning".into(),
        caption: "Test accuracy of the old skill.".into(),
        x: Axis {
            label: "Training step".into(),
            unit: None,
            scale: Scale::Linear,
            range: (0.0, 700.0),
            ..Axis::default()
        },
        y: Axis {
            label: "Accuracy".into(),
            unit: Some("%".into()),
            scale: Scale::Linear,
            range: (0.0, 100.0),
            ..Axis::default()
        },
        series,
        marks: vec![Mark::horizontal(95.0, "95 %")],
        ..Figure::default()
    }
}

fn wave(count: usize, slot: usize) -> Vec<(f64, f64)> {
    let y = |x: f64| 50.0 + 40.0 * (x / 60.0 + slot as f64).sin();
    (0..count).map(|at| at as f64 * 700.0 / (count - 1) as f64).map(|x| (x, y(x))).collect()
}

/// Every value of an attribute of the tags with this name.
fn attributes<'a>(svg: &'a str, tag: &str, name: &str) -> Vec<&'a str> {
    let (open, key) = (format!("<{tag}"), format!(" {name}=\""));
    let inside = svg.split(&open).skip(1).filter_map(|rest| rest.split('>').next());
    inside.filter_map(|tag| tag.split(&key).nth(1)?.split('"').next()).collect()
}

#[test]
fn the_root_is_themable_and_scales() {
    let svg = accuracy(vec![series("a", 0, wave(8, 0))]).svg(Size::LAPTOP).unwrap();
    let root = svg.split('>').next().unwrap();
    assert!(root.contains("viewBox=\"0 0 620 300\"") && root.contains("role=\"img\""), "{root}");
    assert!(!root.contains("width=") && !root.contains("height="), "{root}");
    assert!(svg.contains("<title>Accuracy while fine-tuning</title><desc>Test accuracy of the old skill. Line chart"));
}

#[test]
fn every_colour_is_a_variable() {
    let all = (0..SLOTS).map(|slot| series("s", slot, wave(9, slot))).collect();
    let figure = accuracy(all);
    for svg in [figure.svg(Size::PHONE).unwrap(), figure.svg_with_legend(Size::PHONE, Palette::Css).unwrap()] {
        for name in ["fill", "stroke"] {
            let tags = ["text", "circle", "polyline", "polygon", "rect", "line"];
            for value in tags.iter().flat_map(|tag| attributes(&svg, tag, name)) {
                assert!(value == "none" || value.starts_with("var(--"), "{value}");
            }
        }
        assert!(!svg.contains('#'), "a fixed colour or a placeholder is left");
    }
    let file = figure.svg_with_legend(Size::PHONE, Palette::Dark).unwrap();
    assert!(!file.contains("var(") && !file.contains("#F00"), "{file}");
}

#[test]
fn markup_in_names_is_escaped() {
    let evil = "<script>alert(\"1\")</script> & 'x' \" onload=\"y\u{0}\u{1b}";
    let mut figure = accuracy(vec![series(evil, 0, wave(4, 0))]);
    figure.title = evil.into();
    figure.caption = evil.into();
    figure.x.label = evil.into();
    figure.y.unit = Some(evil.into());
    figure.marks = vec![Mark::horizontal(50.0, evil), Mark::vertical(300.0, "<b>&")];
    for svg in [figure.svg(Size::LAPTOP).unwrap(), figure.svg_with_legend(Size::LAPTOP, Palette::Css).unwrap()] {
        assert!(!svg.contains("<script") && !svg.contains("<b>") && !svg.contains("onload=\""), "{svg}");
        assert!(svg.contains("&lt;b&gt;&amp;"));
        assert!(!svg.contains(['\u{0}', '\u{1b}']));
        let bare = svg.match_indices('&').filter(|(at, _)| {
            !["&amp;", "&lt;", "&gt;", "&quot;", "&apos;", "&#39;"].iter().any(|known| svg[*at..].starts_with(known))
        });
        assert_eq!(bare.count(), 0);
    }
}

#[test]
fn odd_series_are_drawn_without_fuss() {
    let odd = vec![
        series("empty", 0, vec![]),
        series("single", 1, vec![(10.0, 20.0)]),
        series("gaps", 2, vec![(0.0, f64::NAN), (f64::INFINITY, 1.0), (5.0, 5.0)]),
        series("constant", 3, vec![(0.0, 50.0), (700.0, 50.0)]),
        series("far", 12, vec![(-1e300, -1e300), (1e300, 1e300), (f64::MAX, f64::MIN)]),
    ];
    let svg = accuracy(odd).svg(Size::PHONE).unwrap();
    assert!(!svg.contains("NaN") && !svg.contains("inf"));
    assert!(attributes(&svg, "polygon", "fill").contains(&"var(--series-1)"), "the single point has its marker");
}

#[test]
fn bad_axes_and_sizes_are_refused_in_words() {
    let mut figure = accuracy(vec![]);
    let tiny = Size { width: 10, height: 300 };
    assert!(figure.svg(tiny).unwrap_err().to_string().contains("10 by 300"));
    figure.x.range = (5.0, 1.0);
    assert_eq!(figure.svg(Size::PHONE).unwrap_err().to_string(), "the x axis runs backwards, from 5 to 1");
    assert_eq!(figure.nearest(Size::PHONE, 100.0, 100.0), None);
    figure.x.range = (3.0, 3.0);
    assert!(figure.svg(Size::PHONE).is_ok());
}

#[test]
fn points_beyond_the_axes_stay_within_the_plot() {
    let svg = accuracy(vec![series("wild", 0, vec![(-50.0, -40.0), (300.0, 400.0), (350.0, 50.0), (900.0, 120.0)])])
        .svg(Size::LAPTOP)
        .unwrap();
    let lines: Vec<_> = svg.split("<polyline ").filter(|tag| tag.contains("stroke=\"var(--series-0)\"")).collect();
    let grid = svg.split("<polyline ").filter(|tag| tag.contains("var(--grid)"));
    let numbers = |tag: &str| -> Vec<(i32, i32)> {
        let points = tag.split("points=\"").nth(1).unwrap().split('"').next().unwrap();
        let pair = |pair: &str| pair.split_once(',').map(|(x, y)| (x.parse().unwrap(), y.parse().unwrap()));
        points.split(' ').filter_map(pair).collect()
    };
    let edges: Vec<_> = grid.flat_map(numbers).collect();
    let (left, right) = (edges.iter().map(|p| p.0).min().unwrap(), edges.iter().map(|p| p.0).max().unwrap());
    let (top, bottom) = (edges.iter().map(|p| p.1).min().unwrap(), edges.iter().map(|p| p.1).max().unwrap());
    assert!(!lines.is_empty());
    for (x, y) in lines.into_iter().flat_map(numbers) {
        assert!((left..=right).contains(&x) && (top..=bottom).contains(&y), "{x},{y}");
    }
    assert_eq!(attributes(&svg, "circle", "cx").len(), 1, "one of the points is inside");
}

#[test]
fn a_pointer_at_a_marker_reads_its_point() {
    let points = wave(23, 0);
    for (scale, size) in [(Scale::Linear, Size::LAPTOP), (Scale::Log, Size::PHONE)] {
        let mut figure = accuracy(vec![series("a", 0, points.clone()), series("b", 1, vec![(700.0, 7.0)])]);
        figure.x.scale = scale;
        let svg = figure.svg(size).unwrap();
        let place = |name| attributes(&svg, "circle", name).into_iter().map(|v| v.parse::<f64>().unwrap() / 10.0);
        let places: Vec<_> = place("cx").zip(place("cy")).collect();
        assert_eq!(places.len(), points.len());
        for ((x_px, y_px), (x, y)) in places.into_iter().zip(&points) {
            let reading = figure.nearest(size, x_px, y_px).unwrap();
            assert_eq!((reading.x, reading.x_px, reading.values[0].y, reading.values[0].y_px), (*x, x_px, *y, y_px));
            assert_eq!(reading.values.len(), if *x == 700.0 { 2 } else { 1 });
        }
        assert_eq!(figure.nearest(size, 300.0, 2.0), None, "the title is not the plot");
    }
}

#[test]
fn many_points_make_a_small_document() {
    let all = (0..6).map(|slot| series("run", slot, wave(500, slot))).collect();
    let svg = accuracy(all).svg(Size::LAPTOP).unwrap();
    assert!(svg.len() < 64 * 1024, "{} bytes", svg.len());
}

#[test]
fn few_points_all_have_markers_and_many_some_and_the_last() {
    let markers = |count| {
        let svg = accuracy(vec![series("a", 0, wave(count, 0))]).svg(Size::LAPTOP).unwrap();
        attributes(&svg, "circle", "cx").into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(markers(60).len(), 60);
    let some = markers(500);
    assert!((10..30).contains(&some.len()), "{}", some.len());
    assert_eq!(some.last(), markers(60).last());
}

#[test]
fn the_legend_is_data_and_adds_to_the_height_of_a_file() {
    let mut figure = accuracy(vec![series("wrapped", 3 * SLOTS + 1, wave(4, 0))]);
    figure.series[0].n = Some(5);
    assert_eq!(figure.legend(), [LegendEntry { name: "wrapped (n\u{a0}=\u{a0}5)".into(), slot: 1, band: false }]);
    let file = figure.svg_with_legend(Size::LAPTOP, Palette::Light).unwrap();
    assert!(file.contains("viewBox=\"0 0 620 326\"") && file.contains(">wrapped (n"), "{}", &file[..200]);
    assert!(!figure.svg(Size::LAPTOP).unwrap().contains("</desc><text"));
}

#[test]
fn the_table_has_a_row_for_each_x() {
    let figure = accuracy(vec![
        series("a", 0, vec![(0.0, 1.0), (25.0, 0.1 + 0.2), (f64::NAN, 3.0)]),
        series("b", 1, vec![(25.0, 97.46), (10.0, 120.0), (25.0, 98.0)]),
    ]);
    let table = figure.table();
    assert_eq!(table.columns, ["Training step", "a", "b"]);
    let rows = [["0", "1\u{a0}%", ""], ["10", "", "120\u{a0}%"], ["25", "0.3\u{a0}%", "98\u{a0}%"]];
    assert_eq!(table.rows, rows.map(|row| row.map(str::to_owned).to_vec()));
    let data = figure.data();
    assert_eq!(data.columns, ["Training step", "a (%)", "b (%)"]);
    let rows = [["0", "1", ""], ["10", "", "120"], ["25", "0.3", "98"]];
    assert_eq!(data.rows, rows.map(|row| row.map(str::to_owned).to_vec()));
}

fn band(name: &str, slot: usize, points: Vec<(f64, f64, f64)>) -> Band {
    Band { name: name.into(), points, slot }
}

#[test]
fn a_band_is_an_area_beneath_the_lines_with_its_own_picture() {
    let mut figure = accuracy(vec![series("a", 2, wave(5, 0))]);
    figure.bands = vec![band("seeds", 10, vec![(0.0, 20.0, 40.0), (350.0, 70.0, 30.0), (700.0, 120.0, 60.0)])];
    let svg = figure.svg(Size::PHONE).unwrap();
    let area = svg.find("fill=\"var(--series-2)\" fill-opacity=\"0.18\"").unwrap();
    assert!(area < svg.find("stroke=\"var(--series-2)\"").unwrap());
    let entry = &figure.legend()[1];
    assert_eq!((entry.name.as_str(), entry.slot, entry.band), ("seeds", 2, true));
    assert!(entry.swatch().contains("fill-opacity"), "{}", entry.swatch());
    let file = figure.svg_with_legend(Size::PHONE, Palette::Dark).unwrap();
    assert_eq!(file.matches("fill=\"#97FDBE\" fill-opacity=\"0.18\"").count(), 2, "the area and its picture");
}

#[test]
fn a_band_is_read_and_tabled_by_its_ends() {
    let mut figure = accuracy(vec![series("a", 0, vec![(0.0, 30.0)])]);
    figure.bands = vec![band("seeds", 0, vec![(0.0, 20.0, 40.0), (f64::NAN, 1.0, 2.0), (350.0, 70.0, 31.0)])];
    let table = figure.table();
    assert_eq!(table.columns, ["Training step", "a", "seeds, low", "seeds, high"]);
    let rows = [["0", "30\u{a0}%", "20\u{a0}%", "40\u{a0}%"], ["350", "", "31\u{a0}%", "70\u{a0}%"]];
    assert_eq!(table.rows, rows.map(|row| row.map(str::to_owned).to_vec()));
    let reading = figure.nearest(Size::LAPTOP, 310.0, 150.0).unwrap();
    assert_eq!((reading.x, reading.values.len()), (350.0, 0));
    assert_eq!(reading.bands, [BandValue { slot: 0, name: "seeds".into(), low: 31.0, high: 70.0 }]);
    assert!(figure.summary().contains(" Band seeds: from 20–40\u{a0}% at 0 to 31–70\u{a0}% at 350."));
}

#[test]
fn odd_bands_are_drawn_without_fuss() {
    let mut figure = accuracy(vec![]);
    figure.bands = vec![
        band("<b>", 0, vec![]),
        band("single", 1, vec![(350.0, 20.0, 60.0)]),
        band("far", 2, vec![(-1e300, -1e300, 1e300), (f64::MAX, f64::MIN, f64::MAX), (1e300, 0.0, 50.0)]),
        band("outside", 3, vec![(800.0, 1.0, 2.0), (900.0, 1.0, 2.0)]),
    ];
    let svg = figure.svg_with_legend(Size::PHONE, Palette::Css).unwrap();
    assert!(!svg.contains("NaN") && !svg.contains("inf") && !svg.contains("<b>"));
    assert_eq!(attributes(&svg, "polygon", "fill"), ["var(--series-1)", "var(--series-2)"]);
}

#[test]
fn the_label_of_a_vertical_line_stays_in_the_figure_and_the_plot_in_its_place() {
    let plot = |at: f64| {
        let mut figure = accuracy(vec![series("a", 0, wave(8, 0))]);
        figure.marks = vec![Mark::vertical(at, "K = 5")];
        let svg = figure.svg(Size { width: 300, height: 220 }).unwrap();
        assert!(svg.contains(">K = 5</text>"), "at {at}");
        figure.nearest(Size { width: 300, height: 220 }, 150.0, 100.0).unwrap().plot_px
    };
    assert!([0.0, 1.0, 350.0, 699.0, 700.0].map(plot).windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn the_summary_tells_first_and_last_points_and_marks() {
    let summary = accuracy(vec![series("a", 0, vec![(0.0, 1.0), (700.0, 99.0)]), series("b", 1, vec![])]).summary();
    let expected = "Line chart of Accuracy (%) against Training step, 2 series. a: 2 points, from 1\u{a0}% at 0 to \
                    99\u{a0}% at 700. b: no points. Reference line at 95\u{a0}%: 95 %.";
    assert_eq!(summary, expected);
}

fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![-1e3..1e3, any::<f64>(), Just(0.0), Just(f64::NAN), Just(f64::INFINITY)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_numbers_make_it_panic(
        points in prop::collection::vec((any_number(), any_number()), 0..80),
        x in (any_number(), any_number()),
        y in (any_number(), any_number()),
        log in any::<(bool, bool)>(),
        slot in any::<usize>(),
        mark in any_number(),
        (width, height) in (100u32..700, 100u32..400),
        label in ".{0,30}",
    ) {
        let scale = |log| if log { Scale::Log } else { Scale::Linear };
        let mut figure = accuracy(vec![series(&label, slot, points)]);
        figure.x = Axis { label: label.clone(), unit: None, scale: scale(log.0), range: x, ..Axis::default() };
        figure.y = Axis { label: label.clone(), unit: Some(label.clone()), scale: scale(log.1), range: y, ..Axis::default() };
        figure.bands = vec![band(&label, slot, figure.series[0].points.iter().map(|(x, y)| (*x, *y, mark)).collect())];
        figure.marks = vec![Mark::horizontal(mark, label.clone()), Mark::vertical(mark, label)];
        let size = Size { width, height };
        let drawn = figure.svg_with_legend(size, Palette::Css);
        if let Ok(svg) = &drawn {
            prop_assert!(svg.starts_with("<svg ") && svg.ends_with("</g></svg>"));
            prop_assert_eq!(figure.svg(size).is_ok(), true);
        }
        figure.nearest(size, f64::from(width) / 2.0, f64::from(height) / 2.0);
        figure.table();
    }
}
