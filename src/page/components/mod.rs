//! What several views are made of; no view is known here.

mod chart_view;
mod choices;
mod control;
mod download;
mod figure_files;
mod lens_table;
mod map_view;
mod notices;
mod rates;
mod run_buttons;
mod shares;

pub(super) use chart_view::{ChartView, Narrow};
pub(super) use choices::Choices;
pub(super) use control::Control;
pub(super) use download::{offer, offer_bytes};
pub(super) use figure_files::TakenWith;
pub(super) use lens_table::{LensColumn, LensTable, LevelTable};
pub(super) use map_view::MapView;
pub(super) use notices::NoticeList;
pub(super) use run_buttons::RunButtons;
