//! Whether the compiled model answers as its program does, on strings that training is measured on.

use super::labelled_strings::Labelled;
use super::plan::CompiledPlan;
use super::spec::CompiledSpec;
use crate::model::compiled_weights;
use crate::rasp::Value;
use crate::tasks::{Purpose, Stream};

/// Strings that are compared.
const COMPARED: usize = 32;

impl CompiledSpec {
    /// How often the compiled model answers as its program does at the end of held-out strings, before any training and without noise; none
    /// for an experiment that is not possible.
    pub fn fidelity(&self) -> Option<String> {
        let plan = CompiledPlan::of(self).ok()?;
        let weights = compiled_weights(&plan.compiled).matrices();
        let program = plan.compiled.program();
        let mut stream = Stream::new(self.seed, Purpose::HeldOut);
        let strings: Vec<Labelled> = (0..COMPARED).map(|_| plan.sampler.draw_movable(&mut stream)).collect();
        let at_the_end = |string: &Labelled| {
            let word = |word: &u32| program.vocabulary().get(*word as usize).cloned();
            let input: Vec<Value> = string.words.iter().filter_map(word).collect();
            let answers = plan.compiled.decode(&weights.forward(&plan.compiled.encode(&input)));
            let found = plan.compiled.disagreements(&program.interpret(&input).ok()?, &answers);
            found.into_iter().find(|found| found.position + 1 == input.len())
        };
        let apart: Vec<_> = strings.iter().filter_map(at_the_end).collect();
        Some(match apart.first() {
            None => format!(
                "On {COMPARED} held-out strings that were compared, the compiled model answers as the program does before any training."
            ),
            Some(first) => format!(
                "On {} of {COMPARED} held-out strings that were compared, the compiled model does not answer as the program does before any \
                 training. For instance: {}",
                apart.len(),
                first.sentence(program)
            ),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_that_cannot_count_so_far_is_told_of() {
        let spec = CompiledSpec::counter();
        assert!(spec.fidelity().unwrap().contains("answers as the program does"));
        let gentle = CompiledSpec { exactness: 5.0, ..spec };
        let said = gentle.fidelity().unwrap();
        assert!(said.contains("does not answer as") && said.contains("lookups of slope 5 are too gentle"), "{said}");
    }
}
