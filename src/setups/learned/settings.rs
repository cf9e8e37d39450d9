//! The settings of experiments on learned skills, in the order in which the page shows them.

use super::spec::LearnedSpec;
use crate::setups::compiled::{OWN, PROGRAMS};
use crate::setups::two_labels::two_label_fields;

/// Every setting, in the order the page shows them.
pub(super) static FIELDS: [crate::experiment::Field<LearnedSpec>; 16] = two_label_fields!(
    LearnedSpec,
    samples: "strings",
    old: "the program's answers",
    new: "the target's",
    [
        Field {
            setting: Setting {
                key: "program",
                name: "program",
                sentence: "The program of the library; its output is the skill, its target what fine-tuning teaches.",
                kind: Kind::Choice(&PROGRAMS),
            },
            get: |spec| spec.program_key().unwrap_or(OWN).to_owned(),
            set: |spec, text| {
                // One's own text is kept by its own setting.
                if text != OWN && spec.program_key() != Some(text) {
                    let listed = LearnedSpec::of_listed(text).ok()?;
                    (spec.source, spec.offset) = (listed.source, listed.offset);
                }
                Some(())
            },
        },
        Field {
            setting: Setting {
                key: "source",
                name: "text of the program",
                sentence: "The program itself, in RASP. It labels the strings, and the model learns from them.",
                kind: Kind::Text { most: 16_000 },
            },
            get: |spec| spec.source.clone(),
            set: |spec, text| {
                text.clone_into(&mut spec.source);
                Some(())
            },
        },
        Field {
            setting: Setting {
                key: "c_tr",
                name: "shortcut in fine-tuning (C_Tr)",
                sentence: "Share of fine-tuning strings on which the new answer is the old one, moved by the offset.",
                kind: Kind::Share,
            },
            get: |spec| spec.c_tr.to_string(),
            set: |spec, text| text.trim().parse().ok().map(|v| spec.c_tr = v),
        },
        Field {
            setting: Setting {
                key: "offset",
                name: "offset of the shortcut (q)",
                sentence: "How far the new answer is from the old one where the shortcut holds, in places among all answers.",
                kind: Kind::Whole { low: 1, high: 40 },
            },
            get: |spec| spec.offset.to_string(),
            set: |spec, text| text.trim().parse().ok().map(|v| spec.offset = v),
        },
    ]
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_writes_what_it_reads_and_refuses_nonsense() {
        let spec = LearnedSpec::counter();
        for field in FIELDS.iter().filter(|f| f.setting.key != "source") {
            let text = (field.get)(&spec);
            assert_eq!(field.with(&spec, &text), Ok(spec.clone()), "{}", field.setting.key);
            for nonsense in ["", "x", "-1", "1e99", "NaN"] {
                assert!(field.with(&spec, nonsense).is_err(), "{} {nonsense}", field.setting.key);
            }
        }
    }
}
