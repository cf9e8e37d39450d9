//! Compiled skills, the page's third part, fetched when it is first looked at.

fn main() {
    unwrap_lab::app::mount_skills();
}
