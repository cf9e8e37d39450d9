//! The lesson, a part of the page that is fetched when it is first looked at.

fn main() {
    unwrap_lab::app::mount_lesson();
}
