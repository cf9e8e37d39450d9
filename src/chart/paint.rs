//! Colours that the page decides: plotters draws with placeholders, which one pass at the end turns into CSS variables
//! or, for files that leave the page, into fixed colours.

use plotters::style::{Color, RGBColor, ShapeStyle, TextStyle, text_anchor::HPos, text_anchor::Pos, text_anchor::VPos};

use super::dashes::dashes;
use super::figure::SLOTS;
use super::lengths::{FINE, fine};

/// The name under which text is given to plotters; the pass removes it and the root's font counts.
const FAMILY: &str = "inherit";
/// Red of every placeholder.
const RED: u8 = 0xF0;

/// Which colours the SVG text carries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Palette {
    /// CSS variables, `var(--series-0)` to `var(--series-7)`, `var(--ink)`, `var(--muted)`, `var(--grid)` and
    /// `var(--panel)`, which the page defines.
    #[default]
    Css,
    /// The light values, written out: for files opened elsewhere.
    Light,
    /// The dark values, written out.
    Dark,
}

/// The variables with their values on light and on dark ground.
const COLOURS: [(&str, &str, &str); SLOTS + 4] = [
    ("--series-0", "#1380DC", "#4F82E6"),
    ("--series-1", "#D06A2E", "#FF9F55"),
    ("--series-2", "#00492F", "#97FDBE"),
    ("--series-3", "#98206F", "#E0488C"),
    ("--series-4", "#7D5A00", "#94792A"),
    ("--series-5", "#5F2BC2", "#B18DFB"),
    ("--series-6", "#1E7D8D", "#55AFC0"),
    ("--series-7", "#8F8B8D", "#CBCDD0"),
    ("--ink", "#1B1F24", "#ECEFF3"),
    ("--muted", "#59626D", "#A5AEBA"),
    ("--grid", "#E1E5EA", "#2C333D"),
    ("--panel", "#FFFFFF", "#171A20"),
];

impl Palette {
    /// The declarations of the twelve variables, one a line, as they go between the braces of a CSS rule: of the light
    /// values for [`Palette::Light`] and [`Palette::Css`], of the dark ones for [`Palette::Dark`].
    pub fn declarations(self) -> String {
        let value = |light, dark| if self == Palette::Dark { dark } else { light };
        COLOURS.iter().map(|(name, light, dark)| format!("{name}: {};\n", value(*light, *dark))).collect()
    }

    fn push_colour(self, out: &mut String, at: usize) {
        let (name, light, dark) = COLOURS[at % COLOURS.len()];
        match self {
            Palette::Light => out.push_str(light),
            Palette::Dark => out.push_str(dark),
            Palette::Css => {
                out.push_str("var(");
                out.push_str(name);
                out.push(')');
            }
        }
    }
}

/// What is painted with; each has a placeholder colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Paint {
    /// The line of a series, dashed as its slot says.
    Line(usize),
    /// The markers of a series.
    Marker(usize),
    /// The area of a band, through which the grid is seen.
    Band(usize),
    /// Title.
    Ink,
    /// Labels and the line along the bottom.
    Muted,
    /// Grid lines.
    Grid,
    /// The ground.
    Panel,
    /// Reference lines: muted and finely dashed.
    Reference,
}

impl Paint {
    fn code(self) -> (u8, u8) {
        match self {
            Paint::Line(slot) => (0, slot as u8),
            Paint::Marker(slot) => (1, slot as u8),
            Paint::Ink => (2, 0),
            Paint::Muted => (2, 1),
            Paint::Grid => (2, 2),
            Paint::Panel => (2, 3),
            Paint::Reference => (3, 0),
            Paint::Band(slot) => (4, slot as u8),
        }
    }

    fn placeholder(self) -> RGBColor {
        let (kind, number) = self.code();
        RGBColor(RED, kind, number)
    }

    /// A line `width` viewBox units wide.
    pub(super) fn stroke(self, width: f64) -> ShapeStyle {
        ShapeStyle { color: self.placeholder().into(), filled: false, stroke_width: fine(width).unsigned_abs() }
    }

    /// A filled area.
    pub(super) fn fill(self) -> ShapeStyle {
        ShapeStyle { color: self.placeholder().into(), filled: true, stroke_width: 0 }
    }

    /// Text `letters` viewBox units high, hanging from its place on the given side.
    pub(super) fn text(self, letters: f64, side: HPos) -> TextStyle<'static> {
        // plotters divides the size by 1.24 on its way into the SVG.
        let size = letters * f64::from(FINE) * 1.24;
        let mut style = TextStyle::from((FAMILY, size)).pos(Pos::new(side, VPos::Top));
        style.color = self.placeholder().to_backend_color();
        style
    }
}

/// Appends `drawn`, which plotters wrote with placeholders, to `out` with the colours of `palette`, leaving out what
/// goes without saying.
pub(super) fn finish(drawn: &str, palette: Palette, out: &mut String) {
    // plotters escapes quotation marks in text, so between them stand attribute values and nothing else does.
    let mut pieces = drawn.split('"');
    while let Some(outside) = pieces.next() {
        let outside_rest = outside.trim_end_matches('=');
        let Some(value) = pieces.next() else {
            push_lines(out, outside);
            return;
        };
        let name = outside_rest.rsplit(' ').next().unwrap_or_default();
        if matches!((name, value), ("opacity", "1") | ("font-family", FAMILY) | ("stroke-width", "0")) {
            push_lines(out, outside_rest.strip_suffix(name).unwrap_or(outside_rest).trim_end_matches(' '));
            continue;
        }
        push_lines(out, outside);
        out.push('"');
        match (name, placeholder(value)) {
            ("font-size", _) => out.push_str(value.split('.').next().unwrap_or(value)),
            (_, Some((kind, number))) => push_paint(out, kind, usize::from(number), palette),
            _ => out.push_str(value.trim_end()),
        }
        out.push('"');
    }
}

/// The colour for a placeholder, the dashes of lines that have some, and how much shows through a band.
fn push_paint(out: &mut String, kind: u8, number: usize, palette: Palette) {
    match kind {
        0 | 1 | 4 => palette.push_colour(out, number % SLOTS),
        2 => palette.push_colour(out, SLOTS + number),
        _ => palette.push_colour(out, SLOTS + 1),
    }
    let dashes = match kind {
        0 => dashes(number),
        3 => &[4.0, 3.0][..],
        _ => &[],
    };
    if kind == 4 {
        // Closes the attribute of the colour; the caller closes this one.
        out.push_str("\" fill-opacity=\"0.18");
    }
    if !dashes.is_empty() {
        let lengths: Vec<String> = dashes.iter().map(|length| fine(*length).to_string()).collect();
        // Closes the attribute of the colour; the caller closes this one.
        out.push_str("\" stroke-dasharray=\"");
        out.push_str(&lengths.join(" "));
    }
}

/// Kind and number of a placeholder.
fn placeholder(value: &str) -> Option<(u8, u8)> {
    let digits = value.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let parts = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
    (parts[1] == RED).then_some((parts[2], parts[3]))
}

/// plotters writes a line break after every tag, also around text, where it would count as a space.
fn push_lines(out: &mut String, text: &str) {
    text.split('\n').for_each(|line| out.push_str(line));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finished(drawn: &str, palette: Palette) -> String {
        let mut out = String::new();
        finish(drawn, palette, &mut out);
        out
    }

    #[test]
    fn placeholders_become_variables_and_lines_get_dashes() {
        let drawn = "<polyline opacity=\"1\" stroke=\"#F00001\" points=\"1,2 3,4 \"/>\n";
        let css = "<polyline stroke=\"var(--series-1)\" stroke-dasharray=\"90 40\" points=\"1,2 3,4\"/>";
        assert_eq!(finished(drawn, Palette::Css), css);
        assert!(finished(drawn, Palette::Light).contains("stroke=\"#D06A2E\""));
        let band = finished("<polygon fill=\"#F00401\" points=\"1,2 \"/>", Palette::Css);
        assert_eq!(band, "<polygon fill=\"var(--series-1)\" fill-opacity=\"0.18\" points=\"1,2\"/>");
    }

    #[test]
    fn text_that_looks_like_an_attribute_is_left_alone() {
        let drawn = "<text fill=\"#F00200\">\nopacity=&quot;1&quot; fill=&quot;#F00001&quot;\n</text>";
        let css = "<text fill=\"var(--ink)\">opacity=&quot;1&quot; fill=&quot;#F00001&quot;</text>";
        assert_eq!(finished(drawn, Palette::Css), css);
    }

    #[test]
    fn declarations_name_every_variable() {
        let text = Palette::Dark.declarations();
        assert_eq!(text.lines().count(), 12);
        assert!(text.starts_with("--series-0: #4F82E6;\n"));
    }
}
