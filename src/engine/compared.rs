//! Which of two engines an experiment gets, from what a step of it takes on each.

use super::message::DeviceKind;

/// How many times as fast the graphics processor has to be to be taken: its results differ in their last digits, and analyses are the CPU's.
pub const FASTER_BY: f64 = 1.5;

/// Milliseconds of a training step of one experiment on both engines.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Compared {
    /// On the CPU.
    pub cpu: f64,
    /// On WebGPU.
    pub webgpu: f64,
}

impl Compared {
    /// The engine to take.
    pub fn chosen(self) -> DeviceKind {
        if self.cpu >= FASTER_BY * self.webgpu { DeviceKind::WebGpu } else { DeviceKind::Cpu }
    }

    /// Both figures and the choice, in a sentence.
    pub fn sentence(self) -> String {
        let figure = |milliseconds: f64| match milliseconds {
            ms if ms < 10.0 => format!("{ms:.1} ms"),
            ms => format!("{ms:.0} ms"),
        };
        let (cpu, webgpu) = (figure(self.cpu), figure(self.webgpu));
        let chosen = match self.chosen() {
            DeviceKind::WebGpu => "WebGPU trains it",
            DeviceKind::Cpu => "the CPU engine trains it",
        };
        format!("A step of this experiment takes {cpu} on the CPU engine and {webgpu} on WebGPU: {chosen}.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_graphics_processor_is_taken_where_it_is_half_as_fast_again_and_the_sentence_has_both_figures() {
        for (cpu, webgpu, chosen) in [
            (30.0, 10.0, DeviceKind::WebGpu),
            (15.0, 10.0, DeviceKind::WebGpu),
            (14.9, 10.0, DeviceKind::Cpu),
            (2.0, 20.0, DeviceKind::Cpu),
        ] {
            assert_eq!(Compared { cpu, webgpu }.chosen(), chosen, "{cpu} {webgpu}");
        }
        let said = Compared { cpu: 471.6, webgpu: 8.25 }.sentence();
        assert!(said.contains("472 ms") && said.contains("8.2 ms") && said.ends_with("WebGPU trains it."), "{said}");
    }
}
