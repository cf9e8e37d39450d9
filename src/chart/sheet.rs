//! A drawing as a sheet of its own, for files, slides and print: below it stand its caption and the link that it comes from.

use super::lengths::{EDGE, LETTERS};
use super::text;

/// The height of a line below the drawing, in viewBox units.
const LINE: f64 = 16.0;
/// More lines of caption than this are cut.
const MOST: usize = 6;

/// `drawing`, an SVG with a viewBox, with `caption` and `link` below it. Nothing is drawn for an SVG without a viewBox.
pub fn sheet(drawing: &str, caption: &str, link: &str) -> Option<String> {
    let (width, height) = view_box(drawing)?;
    let room = width - 2.0 * EDGE;
    let mut lines = text::wrapped(&text::clean(caption), LETTERS, room, MOST);
    lines.extend(text::wrapped(&text::clean(link), LETTERS, room, 1));
    let whole = height + LINE * lines.len() as f64 + 2.0 * EDGE;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {whole}\" width=\"{width}\" height=\"{whole}\" \
         font-family=\"system-ui, sans-serif\"><rect width=\"{width}\" height=\"{whole}\" fill=\"var(--panel)\"/>"
    );
    out.push_str(&drawing.replacen("<svg ", &format!("<svg width=\"{width}\" height=\"{height}\" "), 1));
    for (row, line) in lines.iter().enumerate() {
        let y = height + EDGE + LINE * (row as f64 + 0.8);
        out.push_str(&format!(
            "<text x=\"{EDGE}\" y=\"{y}\" font-size=\"{LETTERS}\" fill=\"var(--muted)\">{}</text>",
            text::escaped(line)
        ));
    }
    out.push_str("</svg>");
    Some(out)
}

/// Width and height of an SVG's viewBox.
fn view_box(drawing: &str) -> Option<(f64, f64)> {
    let rest = drawing.split_once("viewBox=\"0 0 ")?.1;
    let mut numbers = rest.split_once('"')?.0.split(' ').map(str::parse::<f64>);
    let (width, height) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
    [width, height].iter().all(|side| (1.0..=20_000.0).contains(side)).then_some((width, height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn caption_and_link_stand_below_the_drawing() {
        let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 300 220\"></svg>";
        let sheet = sheet(drawing, "What <it> shows", "https://example.org/#/run?v=1&seed=2").unwrap();
        assert!(sheet.contains("viewBox=\"0 0 300 ") && sheet.contains("height=\"220\""), "{sheet}");
        assert!(sheet.contains("What &lt;it&gt; shows") && sheet.contains("v=1&amp;seed=2"), "{sheet}");
        assert_eq!(super::sheet("no drawing", "", ""), None);
    }
}
