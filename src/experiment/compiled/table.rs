//! A Record of a compiled skill as CSV: one row for each part, step and accuracy.

use super::super::plan::written;
use super::super::record::Measure;
use super::record::CompiledRecord;

/// Writes the measurements of `record` as CSV with a header row. Loss is in nats, accuracy in percent.
///
/// # Errors
/// When the writer fails.
pub fn compiled_csv(record: &CompiledRecord) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record([
        "part",
        "learning_rate",
        "step",
        "measure",
        "correct",
        "n",
        "accuracy_percent",
        "loss_nats",
    ])?;
    for stage in record.stages.iter().map(|s| &s.stage) {
        let (name, _) = written(stage.role);
        for point in &stage.points {
            let loss = point.loss.map(|l| l.to_string()).unwrap_or_default();
            for measure in Measure::ALL {
                let accuracy = point.of(measure);
                let (rate, step) = (stage.rate.to_string(), point.step.to_string());
                let (correct, n) = (accuracy.correct.to_string(), accuracy.n.to_string());
                let percent = format!("{:.3}", accuracy.percent());
                writer.write_record([name, &rate, &step, measure.key(), &correct, &n, &percent, &loss])?;
            }
        }
    }
    let bytes = writer.into_inner().map_err(|e| csv::Error::from(e.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
