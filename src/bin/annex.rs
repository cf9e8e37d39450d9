//! The page's second part, fetched when it is first looked at.

fn main() {
    unwrap_lab::app::mount_annex();
}
