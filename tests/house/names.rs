//! Which file a path leads to: names are followed through `use` and `pub use` to where they are defined.

use super::source::{Module, Modules, Segments};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// From file to file, the names that the first takes from the second.
pub(crate) type Arrows = BTreeMap<PathBuf, BTreeMap<PathBuf, BTreeSet<String>>>;

/// What a path leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Target {
    /// A module as a whole.
    Module(Segments),
    /// A name that the module defines, or something of such a name.
    Name(Segments, String),
}

/// Re-exports in a row that are followed before a path is given up: more is a circle of `use`.
const DEEPEST: usize = 16;

/// All arrows between files. A module's re-exports of what lies below it are none: they only name the way.
pub(crate) fn arrows(modules: &Modules) -> Arrows {
    let mut arrows = Arrows::new();
    for (at, module) in modules {
        let file = arrows.entry(module.file.clone()).or_default();
        let used = module.imports.iter().filter_map(|import| {
            let target = resolve(modules, at, &import.path, DEEPEST)?;
            let re_export = import.public && of(&target).starts_with(at);
            (!re_export).then_some(target)
        });
        let named = module.paths.iter().filter_map(|path| resolve(modules, at, path, DEEPEST));
        for target in used.chain(named) {
            // Whoever imports a module takes nothing yet; what is taken is written as a path into it.
            let Target::Name(place, name) = target else { continue };
            let Some(other) = modules.get(&place) else { continue };
            if other.file != module.file {
                file.entry(other.file.clone()).or_default().insert(name);
            }
        }
    }
    arrows
}

fn of(target: &Target) -> &Segments {
    match target {
        Target::Module(place) | Target::Name(place, _) => place,
    }
}

/// The target of a path written in the module `at`; none outside the crate.
fn resolve(modules: &Modules, at: &Segments, path: &[String], depth: usize) -> Option<Target> {
    let depth = depth.checked_sub(1)?;
    let (first, rest) = path.split_first()?;
    let (mut place, mut rest) = match first.as_str() {
        "crate" => (vec![at.first()?.clone()], rest),
        "self" => (at.clone(), rest),
        "super" => (at[..at.len().checked_sub(1)?].to_vec(), rest),
        // Crates name each other: the programs are crates over the library.
        name if modules.contains_key(&vec![name.to_owned()]) => (vec![name.to_owned()], rest),
        _ => (at.clone(), path),
    };
    while rest.first().is_some_and(|segment| segment == "super") {
        place.pop()?;
        rest = &rest[1..];
    }
    let inside = place != *at || rest.len() < path.len();
    walk(modules, place, rest, inside, depth)
}

/// Follows `rest` from the module `place`. A name that is not known is the module's own where the path names the module.
fn walk(modules: &Modules, place: Segments, rest: &[String], inside: bool, depth: usize) -> Option<Target> {
    let module = modules.get(&place)?;
    let Some((name, after)) = rest.split_first() else { return Some(Target::Module(place)) };
    let child: Segments = place.iter().cloned().chain([name.clone()]).collect();
    let has_child = modules.contains_key(&child);
    // A module and a function may share a name: a path that goes on means the module.
    if has_child && !after.is_empty() {
        return walk(modules, child, after, true, depth);
    }
    if module.items.contains(name) {
        return Some(Target::Name(place, name.clone()));
    }
    if let Some(target) = imported(modules, module, &place, rest, depth) {
        return Some(target);
    }
    if has_child {
        return Some(Target::Module(child));
    }
    inside.then(|| Target::Name(place, name.clone()))
}

/// What a `use` in the module makes of a path that begins with a name it binds.
fn imported(modules: &Modules, module: &Module, at: &Segments, rest: &[String], depth: usize) -> Option<Target> {
    let (name, after) = rest.split_first()?;
    if let Some(import) = module.imports.iter().find(|import| import.name.as_ref() == Some(name)) {
        return match resolve(modules, at, &import.path, depth)? {
            Target::Module(place) => walk(modules, place, after, true, depth),
            target => Some(target),
        };
    }
    module.imports.iter().filter(|import| import.name.is_none()).find_map(|glob| {
        let Target::Module(place) = resolve(modules, at, &glob.path, depth)? else { return None };
        walk(modules, place, rest, false, depth)
    })
}
