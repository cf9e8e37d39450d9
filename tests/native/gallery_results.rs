//! The results that the page ships with are of the exhibits as they are now, whole, and traceable to the command that made them.

use std::path::PathBuf;
use unwrap_lab::experiment::Quantity;
use unwrap_lab::gallery::{
    EXHIBITS, RESULTS_LIST, Scale, ShippedResults, checked, paper_tables, results_list_from_json,
};
use unwrap_lab::setups::install;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("www/gallery")
}

#[test]
fn shipped_results_are_of_the_exhibits_cells_and_say_what_made_them() {
    install();
    let listed = results_list_from_json(&std::fs::read_to_string(folder().join(RESULTS_LIST)).unwrap()).unwrap();
    let tables = paper_tables().unwrap();
    for exhibit in &listed {
        let text = std::fs::read_to_string(folder().join(format!("{}.json", exhibit.key))).unwrap();
        assert!(text.len() < 120_000, "{}: {} bytes", exhibit.key, text.len());
        let results = ShippedResults::from_json(&text, exhibit).unwrap_or_else(|e| panic!("{}: {e}", exhibit.key));
        assert_eq!(results.seeds(), results.grid.seeds(), "{}: a cell is missing", exhibit.key);
        assert_eq!(results.grid, exhibit.grid(Scale::Demo, results.grid.seeds().to_vec()).unwrap());
        let seeds: Vec<String> = results.grid.seeds().iter().map(u32::to_string).collect();
        let command = format!("unwrap gallery --only {} --seeds {}", exhibit.key, seeds.join(","));
        assert_eq!(results.made_by, command);
        assert!(results.placed.iter().all(|own| own.result.value(Quantity::Pretrained).is_some()), "{}", exhibit.key);
        for check in checked(exhibit, &tables, &results.placed) {
            assert!(check.reading.is_some(), "{}: {} is not measured", exhibit.key, check.claim.words);
        }
    }
    // What lies there is listed, and nothing else.
    let files = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut files: Vec<String> = files.filter(|name| name != RESULTS_LIST).collect();
    let mut named: Vec<String> = listed.iter().map(|exhibit| format!("{}.json", exhibit.key)).collect();
    files.sort();
    named.sort();
    assert_eq!(files, named);
    println!("{} of {} exhibits have results", listed.len(), EXHIBITS.len());
}
