//! Opens the device that this build was compiled for.

use super::message::DeviceKind;
#[cfg(feature = "cpu")]
use super::message::ROUNDS_TWICE;
use burn::tensor::Device;

/// An open device.
#[derive(Clone)]
pub struct Opened {
    /// The device, without autodiff.
    pub device: Device,
    /// Its name as Records state it.
    pub name: String,
}

/// Why a device could not be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeviceError {
    /// This build has no code for it.
    #[error("this build of the engine has no code for {0}")]
    NotBuilt(&'static str),
    /// The device refused.
    #[error("WebGPU could not be opened: {0}")]
    Refused(String),
}

/// Opens this machine's graphics processor for the native program; none where it has none that is no program itself.
#[cfg(all(feature = "webgpu", not(target_family = "wasm")))]
pub async fn open_graphics() -> Option<Opened> {
    use burn::tensor::DeviceKind::{DiscreteGpu, IntegratedGpu, VirtualGpu};
    for kind in [DiscreteGpu(0), IntegratedGpu(0), VirtualGpu(0)] {
        if let Ok(device) = Device::wgpu_options().device_kind(kind).init_async().await {
            return Some(Opened { device, name: DeviceKind::WebGpu.name().to_owned() });
        }
    }
    None
}

/// Without WebGPU in the build there is none.
#[cfg(all(not(feature = "webgpu"), not(target_family = "wasm")))]
pub async fn open_graphics() -> Option<Opened> {
    None
}

/// Opens a device of `kind`.
///
/// # Errors
/// When this build lacks it or it refuses to open.
pub async fn open(kind: DeviceKind) -> Result<Opened, DeviceError> {
    match kind {
        #[cfg(feature = "cpu")]
        DeviceKind::Cpu => {
            let name = if crate::kernel::arithmetic::is_fused() { kind.name() } else { ROUNDS_TWICE };
            Ok(Opened { device: Device::flex(), name: name.to_owned() })
        }
        #[cfg(feature = "webgpu")]
        DeviceKind::WebGpu => {
            let device = Device::wgpu_options().init_async().await.map_err(|e| DeviceError::Refused(format!("{e}")))?;
            Ok(Opened { device, name: kind.name().to_owned() })
        }
        #[allow(unreachable_patterns)]
        other => Err(DeviceError::NotBuilt(other.name())),
    }
}
