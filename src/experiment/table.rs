//! A Record as CSV: one row for each stage, step and accuracy.

use super::record::{Measure, Record};

/// Writes the measurements of `record` as CSV with a header row. Loss is in nats, accuracy in percent.
///
/// # Errors
/// When the writer fails.
pub fn to_csv(record: &Record) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header =
        ["stage", "rate_index", "learning_rate", "step", "measure", "correct", "n", "accuracy_percent", "loss_nats"];
    writer.write_record(header)?;
    for stage in &record.stages {
        let (name, index) = super::plan::written(stage.role);
        let index = index.map(|i| i.to_string()).unwrap_or_default();
        for point in &stage.points {
            let loss = point.loss.map(|l| l.to_string()).unwrap_or_default();
            for measure in Measure::ALL {
                let accuracy = point.of(measure);
                let (rate, step) = (stage.rate.to_string(), point.step.to_string());
                let (correct, n) = (accuracy.correct.to_string(), accuracy.n.to_string());
                let percent = format!("{:.3}", accuracy.percent());
                writer.write_record([name, &index, &rate, &step, measure.key(), &correct, &n, &percent, &loss])?;
            }
        }
    }
    let bytes = writer.into_inner().map_err(|e| csv::Error::from(e.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
