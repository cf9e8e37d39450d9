//! Figures as SVG text, drawn with plotters: lines over training steps, for a page or for a file.
//!
//! Plain numbers and names come in, text goes out; only `story` knows of Records. The room holds no state and asks for no font, so host
//! and browser draw the same. Colours are left to the page as CSS variables; every name from outside is escaped.

mod axis;
mod clip;
mod draw;
mod error;
mod figure;
mod labels;
mod layout;
mod legend;
mod look;
mod number;
mod paint;
mod reading;
mod story;
mod table;
mod text;
mod ticks;

pub use axis::{Axis, Scale};
pub use error::ChartError;
pub use figure::{Direction, Figure, Mark, SLOTS, Series, Size};
pub use legend::{LegendEntry, swatch};
pub use paint::Palette;
pub use reading::{Reading, Value};
pub use story::{fine_tuning, learning, revival};
pub use table::Table;

#[cfg(test)]
mod tests;
