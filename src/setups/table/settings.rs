//! The settings of experiments on tables, in the order in which the page shows them.

use super::spec::TableSpec;
use crate::setups::two_labels::two_label_fields;

/// Every setting, in the order the page shows them.
pub(super) static FIELDS: [crate::experiment::Field<TableSpec>; 14] = two_label_fields!(
    TableSpec,
    samples: "rows",
    old: "the old answers",
    new: "the new ones",
    [
        Field {
            setting: Setting {
                key: "table",
                name: "table",
                sentence: "Its hash, what was counted in it, and its name. The rows are not in it.",
                kind: Kind::Text { most: 500 },
            },
            get: |spec| spec.table.as_ref().map(ToString::to_string).unwrap_or_default(),
            set: |spec, text| {
                spec.table = if text.is_empty() { None } else { Some(text.parse().ok()?) };
                Some(())
            },
        },
        Field {
            setting: Setting {
                key: "c_tr",
                name: "shortcut in fine-tuning (C_Tr)",
                sentence: "Share of fine-tuning rows whose new answer follows from the old one by the shortcut. Beginning with that of the table.",
                kind: Kind::Share,
            },
            get: |spec| spec.c_tr.to_string(),
            set: |spec, text| text.trim().parse().ok().map(|v| spec.c_tr = v),
        },
    ]
);

#[cfg(test)]
mod tests {
    use super::super::file::synthetic_table;
    use super::super::table_file::TableFile;
    use super::*;

    #[test]
    fn every_setting_writes_what_it_reads_and_refuses_nonsense() {
        let table = TableFile::read("t.csv", synthetic_table(1, 300).as_bytes()).unwrap();
        for spec in [TableSpec::default(), TableSpec::default().on(table.identity().clone())] {
            for field in &FIELDS {
                let text = (field.get)(&spec);
                assert_eq!(field.with(&spec, &text), Ok(spec.clone()), "{}", field.setting.key);
                for nonsense in ["x", "-1", "1e99", "NaN"] {
                    assert!(field.with(&spec, nonsense).is_err(), "{} {nonsense}", field.setting.key);
                }
            }
            let json = serde_json::to_value(&spec).unwrap();
            let stated = json.as_object().unwrap().len() + usize::from(spec.table.is_none());
            assert_eq!(stated, FIELDS.len());
        }
    }
}
