//! Workers of the page that first run a script of a test's own, to tell of what they do or to be disturbed in it.

use crate::chrome::{Visitor, visit_site};
use crate::page::LabPage;
use crate::site::Site;

/// From now on each worker that the page starts runs the test's script first.
const WATCH: &str = "const Original = window.Worker;
    window.Worker = class extends Original {
        constructor(url, options) {
            const worker = new URL(url, location.href).href;
            super(`first_in_worker.js?${new URLSearchParams({worker, with: window.watchedWith ?? ''})}`, options);
        }
    };";

/// As [`crate::chrome::visit`], on a site of its own, `name`, that has `script` for workers. It finds what [`watch`] was given as `given`.
pub fn visit_with_script<F>(name: &str, visitor: Visitor, hash: &str, script: &str, test: F)
where
    F: AsyncFnOnce(&LabPage),
{
    let first = format!(
        "const asked = new URL(import.meta.url).searchParams;
        const given = asked.get('with');
        {script}
        await import(asked.get('worker'));"
    );
    visit_site(Site::with_script(name, "first_in_worker.js", &first), visitor, hash, test);
}

/// Has workers that are started from now on run the script first, with `given`.
pub async fn watch(page: &LabPage, given: &str) {
    page.script(&format!("window.watchedWith = '{given}'; if (!window.watched) {{ {WATCH} window.watched = true; }}"))
        .await;
}
