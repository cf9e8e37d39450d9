//! Measured losses in a link, of setups whose curves they are: what follows the packed shares, which earlier versions read no further than.

use super::metric::Unit;
use super::plan::Plan;
use super::record::{Record, StageRecord};
use serde::{Deserialize, Serialize};

/// Losses travel in this fraction of a nat.
const UNIT: f32 = 100.0;
/// The largest loss that travels, in nats; larger ones arrive as this.
const LIMIT: f32 = 300.0;

/// For each stage, the losses of all points, point by point, as whole hundredths of a nat.
#[derive(Serialize, Deserialize)]
struct PackedLosses(Vec<Vec<u16>>);

/// The losses of `record` as bytes; none where its curves are shares.
///
/// # Errors
/// When they cannot be packed, which is a defect.
pub(super) fn packed_losses(record: &Record) -> Result<Vec<u8>, postcard::Error> {
    if record.spec.drawn() == Unit::Share {
        return Ok(Vec::new());
    }
    let packed = |loss: &f32| (loss.clamp(0.0, LIMIT) * UNIT).round() as u16;
    let of = |stage: &StageRecord| stage.points.iter().flat_map(|point| &point.values.numbers).map(packed).collect();
    postcard::to_stdvec(&PackedLosses(record.stages.iter().map(of).collect()))
}

/// Puts the losses that `bytes` begin with into `stages` of `plan`, and gives what follows; none where they are not of those stages.
pub(super) fn unpack_losses<'a>(bytes: &'a [u8], plan: &Plan, stages: &mut [StageRecord]) -> Option<&'a [u8]> {
    if plan.spec.drawn() == Unit::Share {
        return Some(bytes);
    }
    let (PackedLosses(packed), rest) = postcard::take_from_bytes(bytes).ok()?;
    let count = plan.spec.metrics().iter().filter(|metric| metric.unit == Unit::Nats).count().max(1);
    if packed.len() != stages.len() {
        return None;
    }
    for (own, stage) in packed.iter().zip(stages) {
        if own.len() != count * stage.points.len() {
            return None;
        }
        for (numbers, point) in own.chunks(count).zip(&mut stage.points) {
            point.values.numbers = numbers.iter().map(|loss| f32::from(*loss) / UNIT).collect();
        }
    }
    Some(rest)
}
