//! Figures by plotters, as SVG text.
