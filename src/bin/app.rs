//! The page.

fn main() {
    unwrap_lab::page::mount();
}
