//! SVG text written by hand: the root element of every figure, and the shapes of those that plotters cannot draw because
//! their colours are mixed by the page.

use super::error::ChartError;
use super::figure::Size;
use super::lengths::{EDGE, TITLE, TITLE_LINE};
use super::text;

/// Opens the root element and names it for screen readers; the caller closes it.
pub(super) fn open(out: &mut String, size: Size, font: &str, title: &str, words: &[&str]) {
    out.push_str(&format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" role=\"img\" font-family=\"{font}\">",
        size.width, size.height
    ));
    if !title.is_empty() {
        out.push_str(&format!("<title>{}</title>", text::escaped(title)));
    }
    out.push_str(&format!("<desc>{}</desc>", text::escaped(words.join(" ").trim())));
}

/// Refuses sizes beyond what is drawn.
pub(super) fn drawable(Size { width, height }: Size) -> Result<(), ChartError> {
    let sides = Size::LEAST..=Size::MOST;
    if sides.contains(&width) && sides.contains(&height) {
        return Ok(());
    }
    Err(ChartError::Size { width, height, least: Size::LEAST, most: Size::MOST })
}

/// The lines of a title in a figure `width` units wide.
pub(super) fn title_lines(title: &str, width: f64) -> Vec<String> {
    text::wrapped(&text::clean(title), TITLE * 1.07, width - 2.0 * EDGE, 2)
}

/// Which end of a text stands at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// A document being written, in viewBox units.
pub(super) struct Pen {
    out: String,
}

impl Pen {
    /// Opens a document in the page's font.
    pub(super) fn new(size: Size, title: &str, words: &[&str]) -> Self {
        let mut out = String::with_capacity(8 * 1024);
        open(&mut out, size, "inherit", title, words);
        Self { out }
    }

    /// The finished document.
    pub(super) fn close(mut self) -> String {
        self.out.push_str("</svg>");
        self.out
    }

    /// The lines of the title at the top.
    pub(super) fn title(&mut self, lines: &[String]) {
        for (row, line) in lines.iter().enumerate() {
            let middle = EDGE + TITLE_LINE * (row as f64 + 0.4);
            self.text(line, (EDGE, middle), TITLE, Side::Start, "fill=\"var(--ink)\"");
        }
    }

    /// One line of text whose letters have their middle at the height given; empty text is not written. `look` holds
    /// attributes.
    pub(super) fn text(&mut self, words: &str, (x, middle): (f64, f64), letters: f64, side: Side, look: &str) {
        // Digits reach 0.72 of the letters' height above their foot.
        let place = format!("x=\"{}\" y=\"{}\"", short(x), short(middle + 0.36 * letters));
        self.words(words, &place, letters, side, look);
    }

    /// One line of text turned by `degrees` around its place, at which the middle of its letters stands.
    pub(super) fn turned(
        &mut self,
        words: &str,
        (x, y): (f64, f64),
        degrees: i32,
        letters: f64,
        side: Side,
        look: &str,
    ) {
        let foot = short(0.36 * letters);
        let place = format!("y=\"{foot}\" transform=\"translate({} {}) rotate({degrees})\"", short(x), short(y));
        self.words(words, &place, letters, side, look);
    }

    fn words(&mut self, words: &str, place: &str, letters: f64, side: Side, look: &str) {
        if words.is_empty() {
            return;
        }
        let anchor = match side {
            Side::Start => "",
            Side::Middle => " text-anchor=\"middle\"",
            Side::End => " text-anchor=\"end\"",
        };
        let (size, words) = (short(letters), text::escaped(words));
        self.out.push_str(&format!("<text {place} font-size=\"{size}\"{anchor} {look}>{words}</text>"));
    }

    /// A rectangle from its upper left corner; `look` holds attributes, `name` is what a pointer over it tells.
    pub(super) fn area(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), look: &str, name: &str) {
        let (x, y, width, height) = (short(x), short(y), short(width.max(0.0)), short(height.max(0.0)));
        let rect = format!("<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" {look}");
        self.out.push_str(&rect);
        match name.is_empty() {
            true => self.out.push_str("/>"),
            false => self.out.push_str(&format!("><title>{}</title></rect>", text::escaped(name))),
        }
    }

    /// Straight lines from place to place.
    pub(super) fn lines(&mut self, pairs: &[[(f64, f64); 2]], look: &str) {
        if pairs.is_empty() {
            return;
        }
        let place = |(x, y): (f64, f64)| format!("{} {}", short(x), short(y));
        let path: String = pairs.iter().map(|[from, to]| format!("M{}L{}", place(*from), place(*to))).collect();
        self.out.push_str(&format!("<path d=\"{path}\" fill=\"none\" {look}/>"));
    }
}

/// A length with one decimal at most.
pub(super) fn short(length: f64) -> String {
    let text = format!("{length:.1}");
    text.strip_suffix(".0").map_or_else(|| text.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_written_short() {
        assert_eq!([short(3.0), short(3.04), short(-2.36)], ["3", "3", "-2.4"]);
    }

    #[test]
    fn a_name_is_escaped_and_an_empty_one_left_out() {
        let mut pen = Pen::new(Size::PHONE, "", &[]);
        pen.area((0.0, 0.0), (1.0, -1.0), "fill=\"none\"", "a < b");
        pen.area((0.0, 0.0), (1.0, 1.0), "fill=\"none\"", "");
        let svg = pen.close();
        assert!(svg.contains("height=\"0\" fill=\"none\"><title>a &lt; b</title></rect><rect"), "{svg}");
        assert!(svg.ends_with("fill=\"none\"/></svg>"), "{svg}");
    }
}
