//! Rows that serde can name, as CSV text.

use super::error::CalibrationError;
use serde::Serialize;

/// Writes `rows` with a header row; no rows give an empty text.
pub(super) fn rows_to_csv<R: Serialize>(rows: impl IntoIterator<Item = R>) -> Result<String, CalibrationError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.serialize(row)?;
    }
    let bytes = writer.into_inner().map_err(|e| csv::Error::from(e.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
