//! Figures as SVG text: lines over training steps drawn with plotters, heat maps and the map of a model.
//!
//! Plain numbers and names come in, text goes out; the modules that draw a run (`story`, `pruning`, `inside`,
//! `small_curves`, `compiled`) read Records. The room holds no state and asks for no font, so host and browser draw the
//! same. Colours are left to the page as CSS variables; every name from outside is escaped.

mod answer_probes;
mod axis;
mod canvas;
mod class;
mod clip;
mod compiled;
mod core_and_sleeve;
mod dashes;
mod draw;
mod error;
mod exhibit;
mod figure;
mod heat_map;
mod inside;
mod label_spread;
mod labels;
mod layout;
mod legend;
mod lengths;
mod look;
mod markup;
mod model_map;
mod number;
mod order;
mod overlay;
mod paint;
mod pruning;
mod reading;
mod sheet;
mod small_curves;
mod story;
mod sweep;
mod table;
mod text;
mod ticks;

pub use answer_probes::{ProbeReading, answer_probes};
pub use axis::{Axis, Scale};
pub use class::class_figure;
pub use compiled::{activation_map, compiled_pruning, letter_map};
pub use core_and_sleeve::{
    CoreAndSleeve, CorePlace, Strip, core_and_sleeve, core_outline, half_block_of, silhouette, widths,
};
pub use error::ChartError;
pub use exhibit::{ResultsOf, exhibit_figure};
pub use figure::{Band, Direction, Figure, Mark, SLOTS, Series, Size};
pub use heat_map::{HeatMap, Shade};
pub use inside::{
    attention_map, attention_mass, change, line_between, patching, probe_rows, probes, transplants, weight_change,
};
pub use label_spread::label_distribution;
pub use legend::{LegendEntry, band_swatch, swatch};
pub use model_map::{Lane, ModelMap};
pub use order::in_order;
pub use overlay::overlaid;
pub use paint::Palette;
pub use pruning::{PruningView, pruning, pruning_map, pruning_sentence, removed};
pub use reading::{BandValue, CrosshairValues, Value};
pub use sheet::sheet;
pub use small_curves::{Drawn, small_curves, small_curves_at};
pub use story::{fine_tuning, learning, revival};
pub use sweep::{paper_map, sweep_map};
pub use table::Table;

#[cfg(test)]
mod tests;
