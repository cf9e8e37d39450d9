//! Brings a model's parameters back to the host, in one read however many there are.

use super::architecture::Architecture;
use super::flatten::flat_weights;
use super::gpt::Gpt;
use super::weights::{Weights, WeightsError, cut};
use burn::tensor::Tensor;

/// Why parameters could not be read back.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The device did not deliver them.
    #[error("the device did not return the weights: {0}")]
    Device(String),
    /// They are no usable weights, for instance because training diverged.
    #[error("the trained weights cannot be used: {0}")]
    Weights(#[from] WeightsError),
}

/// The root cause of a device's error, on one line: what lies around it only says that something failed.
pub(crate) fn root_cause(error: &impl std::fmt::Debug) -> String {
    let whole = format!("{error:?}");
    let told = whole.split("Backtrace").next().unwrap_or_default();
    let cause = told.rsplit("Caused by:").find(|part| !part.trim().is_empty()).unwrap_or(told);
    cause.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// All numbers of `model` in the order of its parameters, read from its device.
///
/// # Errors
/// When the device is gone.
pub(crate) async fn numbers(model: &Gpt) -> Result<Vec<f32>, ReadError> {
    let flat = Tensor::cat(flat_weights(model), 0);
    let values = flat.into_data_async().await.map_err(|e| ReadError::Device(root_cause(&e)))?;
    values.try_into_vec::<f32>().map_err(|e| ReadError::Device(root_cause(&e)))
}

/// The weights of `model`, read from its device.
///
/// # Errors
/// When the device is gone or a value is not finite.
pub async fn read(model: &Gpt) -> Result<Weights, ReadError> {
    let architecture = Architecture::Gpt(model.config());
    let parameters = cut(&architecture, &numbers(model).await?);
    Ok(Weights::new(architecture, parameters)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_nested_error_the_root_cause_is_told() {
        struct Nested;
        impl std::fmt::Debug for Nested {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("It failed\nCaused by:\n  the buffer could\n  not be mapped\nBacktrace:\n  none")
            }
        }
        assert_eq!(root_cause(&Nested), "the buffer could not be mapped");
        assert_eq!(root_cause(&"plain"), "\"plain\"");
    }
}
