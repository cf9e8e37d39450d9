//! What a command ends with, and the two ways in which it writes to the terminal.

use std::error::Error;

/// What a command ends with.
pub(crate) type CommandResult = Result<(), Box<dyn Error>>;

/// Says how the work goes, or why it ended.
#[allow(clippy::print_stderr)]
pub(crate) fn say(line: &str) {
    eprintln!("{line}");
}

/// Prints a result.
#[allow(clippy::print_stdout)]
pub(crate) fn print(line: &str) {
    println!("{line}");
}
