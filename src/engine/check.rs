//! Checks an engine's operations on the machine at hand, one case a slice.

use crate::model::{Checked, check};
use burn::tensor::Device;

/// A check under way.
pub(super) struct Check {
    device: Device,
    plain: bool,
    found: Vec<Checked>,
}

impl Check {
    pub(super) fn new(device: &Device, plain: bool) -> Self {
        Self { device: device.clone(), plain, found: Vec::with_capacity(check::CASES) }
    }

    /// Checks the next case, and gives all results after the last one.
    ///
    /// # Errors
    /// A sentence when the device does not deliver a value.
    pub(super) async fn step(&mut self) -> Result<Option<Vec<Checked>>, String> {
        self.found.push(check::check(self.found.len(), &self.device, self.plain).await?);
        Ok((self.found.len() >= check::CASES).then(|| std::mem::take(&mut self.found)))
    }
}
