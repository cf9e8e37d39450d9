//! The page.

fn main() {
    unwrap_lab::app::mount();
}
