//! A Record as CSV: one row for each stage, step and accuracy.

use super::metric::Unit;
use super::record::Record;

const HEADER: [&str; 10] = [
    "stage",
    "rate_index",
    "learning_rate",
    "step",
    "measure",
    "correct",
    "n",
    "accuracy_percent",
    "loss_nats",
    "origin",
];

/// Writes the measurements of `record` as CSV with a header row, each with where the run is from. Loss is in nats, accuracy in percent.
///
/// # Errors
/// When the writer fails.
pub fn to_csv(record: &Record, origin: &str) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(HEADER)?;
    let metrics = record.spec.metrics();
    let (shares, numbers): (Vec<_>, Vec<_>) = metrics.iter().partition(|m| m.unit == Unit::Share);
    for stage in &record.stages {
        let index = stage.role.rate().map(|i| i.to_string()).unwrap_or_default();
        for point in &stage.points {
            let loss = point.loss.map(|l| l.to_string()).unwrap_or_default();
            let (name, rate, step) = (stage.role.name(), stage.rate.to_string(), point.step.to_string());
            for (metric, accuracy) in shares.iter().zip(&point.values.shares) {
                let (correct, n) = (accuracy.correct.to_string(), accuracy.n.to_string());
                let percent = format!("{:.3}", accuracy.percent());
                writer.write_record([name, &index, &rate, &step, metric.key, &correct, &n, &percent, &loss, origin])?;
            }
            for (metric, value) in numbers.iter().zip(&point.values.numbers) {
                let value = value.to_string();
                writer.write_record([name, &index, &rate, &step, metric.key, "", "", "", &value, origin])?;
            }
        }
    }
    let bytes = writer.into_inner().map_err(|e| csv::Error::from(e.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
