//! plotters' canvas: drawing on it to SVG text, and a line of words on it.

use plotters::backend::SVGBackend;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::Text;
use plotters::style::text_anchor::HPos;

use super::error::ChartError;
use super::figure::Size;
use super::lengths::{FINE, fine};
use super::paint::Paint;

/// Drawing on the whole figure, in plotters' pixels.
pub(super) type Canvas<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// Lets plotters draw on a canvas and returns what stands inside its root element.
pub(super) fn draw(
    size: Size,
    paint: impl FnOnce(&Canvas<'_>) -> Result<(), ChartError>,
) -> Result<String, ChartError> {
    let mut buffer = String::with_capacity(16 * 1024);
    {
        let fine = (size.width * FINE.unsigned_abs(), size.height * FINE.unsigned_abs());
        let canvas = SVGBackend::with_string(&mut buffer, fine).into_drawing_area();
        paint(&canvas)?;
        canvas.present().map_err(refused)?;
    }
    let start = buffer.find('>').map_or(0, |end| end + 1);
    let end = buffer.rfind("</svg>").unwrap_or(buffer.len());
    Ok(buffer.get(start..end).unwrap_or_default().to_owned())
}

/// One line of text whose letters have their middle at the height given; empty text is not drawn.
pub(super) fn write(
    canvas: &Canvas<'_>,
    words: &str,
    (x, middle): (f64, f64),
    letters: f64,
    side: HPos,
    paint: Paint,
) -> Result<(), ChartError> {
    if words.is_empty() {
        return Ok(());
    }
    // plotters hangs text 0.76 of its height below its place, and digits reach 0.72 above their foot.
    let place = (fine(x), fine(middle - 0.4 * letters));
    canvas.draw(&Text::new(words.to_owned(), place, paint.text(letters, side))).map_err(refused)
}

/// plotters' error as ours.
pub(super) fn refused(error: impl std::fmt::Display) -> ChartError {
    ChartError::Drawing(error.to_string())
}
