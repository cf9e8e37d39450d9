//! A table in Markdown, whose cells cannot break it.

/// A Markdown table, or the word none where there is no row.
pub(super) fn table(header: &[&str], rows: &[Vec<String>]) -> String {
    if rows.is_empty() {
        return "none\n".to_owned();
    }
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    // A bar would end the cell, a line break the table.
    let escaped = |cell: &String| cell.replace('|', "\\|").split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = line(header.iter().map(|h| (*h).to_owned()).collect());
    out.push_str(&line(header.iter().map(|_| "---".to_owned()).collect()));
    rows.iter().for_each(|row| out.push_str(&line(row.iter().map(escaped).collect())));
    out
}

#[cfg(test)]
mod markdown_table_tests {
    use super::*;

    #[test]
    fn what_a_cell_says_cannot_break_its_table() {
        let text = table(&["a", "b"], &[vec!["x | y".to_owned(), "two\nlines".to_owned()]]);
        assert_eq!(text, "| a | b |\n| --- | --- |\n| x \\| y | two lines |\n");
        assert_eq!(table(&["a"], &[]), "none\n");
    }
}
