//! Where the strips of a model's map go: in one column, or in two where the map is wide and has several groups.

use super::{Lane, ModelMap};
use crate::chart::error::ChartError;
use crate::chart::figure::Size;
use crate::chart::lengths::{EDGE, LETTERS, TITLE_LINE};
use crate::chart::{markup, text};

/// The height of a group's name with the space above it.
const HEADING: f64 = 22.0;
/// The distance between strips: labels, the strip, and a gap.
const PITCH: f64 = 25.0;
/// Maps at least this wide have two columns.
const WIDE: u32 = 560;
/// Between two columns.
const GUTTER: f64 = 24.0;
/// Between a strip and the words beside it.
const BESIDE: f64 = 7.0;

/// A strip placed.
pub(super) struct Strip<'a> {
    /// What it shows.
    pub(super) lane: &'a Lane,
    /// Its left edge.
    pub(super) left: f64,
    /// The height of its middle.
    pub(super) middle: f64,
}

/// A model's map laid out.
pub(super) struct Layout<'a> {
    /// Lines of the title.
    pub(super) title: Vec<String>,
    /// Names of groups, each with its left edge and the middle of its letters.
    pub(super) headings: Vec<(String, f64, f64)>,
    /// The strips.
    pub(super) strips: Vec<Strip<'a>>,
    /// The room for names left of the strips, of which [`BESIDE`] stays free.
    pub(super) names: f64,
    /// The length of the longest strip.
    pub(super) length: f64,
    /// From the left edge of a strip to the end of the count right of it.
    pub(super) reach: f64,
    /// The length of a unit.
    pub(super) unit: f64,
    /// The lower edge of what is drawn.
    bottom: f64,
}

impl ModelMap {
    /// The size that the map needs at a width.
    pub fn size(&self, width: u32) -> Size {
        let width = width.clamp(Size::LEAST, Size::MOST);
        let bottom = Layout::of(self, width).bottom;
        Size { width, height: (bottom.ceil() as u32).clamp(Size::LEAST, Size::MOST) }
    }
}

impl<'a> Layout<'a> {
    /// Lays `map` out. Fails where strips do not fit.
    pub(super) fn new(map: &'a ModelMap, size: Size) -> Result<Self, ChartError> {
        markup::drawable(size)?;
        let layout = Self::of(map, size.width);
        let Size { width, height } = size;
        if !map.lanes.is_empty() && (layout.length < 30.0 || layout.bottom > f64::from(height)) {
            return Err(ChartError::Room { width, height });
        }
        Ok(layout)
    }

    fn of(map: &'a ModelMap, width: u32) -> Self {
        let title = markup::title_lines(&map.title, f64::from(width));
        let groups: Vec<&[Lane]> = map.lanes.chunk_by(|a, b| a.group == b.group).collect();
        let count = if width >= WIDE && groups.len() > 1 { 2.0 } else { 1.0 };
        let column = (f64::from(width) - 2.0 * EDGE - GUTTER * (count - 1.0)) / count;
        let widest = |words: &mut dyn Iterator<Item = String>| {
            words.map(|words| text::width(&text::clean(&words), LETTERS)).fold(0.0, f64::max)
        };
        let names = widest(&mut map.lanes.iter().map(|lane| lane.name.clone())).min(column * 0.34) + BESIDE;
        let counts = widest(&mut map.lanes.iter().map(Lane::count)) + BESIDE;
        let length = column - names - counts;
        let units = map.lanes.iter().map(|lane| lane.units).max().unwrap_or(0).max(1);

        let top = EDGE + TITLE_LINE * title.len() as f64;
        let of_group = |group: &[Lane]| heading(group) + PITCH * group.len() as f64;
        let whole: f64 = groups.iter().map(|group| of_group(group)).sum();
        let (mut left, mut y, mut bottom) = (EDGE, top, top);
        let (mut headings, mut strips) = (Vec::new(), Vec::new());
        for group in groups {
            // A group that begins in the second half of all begins the second column.
            if count > 1.0 && left <= EDGE && y > top && (y - top) * 2.0 >= whole - 0.5 * of_group(group) {
                (left, y) = (EDGE + column + GUTTER, top);
            }
            if heading(group) > 0.0 {
                let name = text::cut(&text::clean(&group[0].group), LETTERS, column);
                headings.push((name, left, y + HEADING - LETTERS * 0.6));
            }
            y += heading(group);
            for lane in group {
                strips.push(Strip { lane, left: left + names, middle: y + PITCH - 8.0 });
                y += PITCH;
            }
            bottom = bottom.max(y);
        }
        let (reach, unit) = (length + counts, length / f64::from(units));
        Self { title, headings, strips, names, length, reach, unit, bottom: bottom + EDGE }
    }
}

/// The height of a group's name; none where it has no name.
fn heading(group: &[Lane]) -> f64 {
    if group.first().is_some_and(|lane| !lane.group.is_empty()) { HEADING } else { 0.0 }
}
