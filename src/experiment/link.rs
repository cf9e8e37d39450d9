//! The link codec: the URL's hash holds an experiment as what differs from one with a name.
//!
//! `#/run?v=1&preset=quick&seed=3&c_tr=0.5`, `#/compiled?v=1&program=counter`. All of it is hostile until the table of settings lets it pass.

use super::error::{SpecError, shortened};
use super::grid::{Axis, Grid, GridError};
use super::link_error::{LINK_VERSION, LinkError};
use super::quantity::Quantity;
use super::record::Record;
use super::route::Route;
use super::setup::{SetupKind, Spec, UNNAMED, setup_called, setup_of_route};
use super::shared::{SharedError, results_from_letters, results_to_letters};
use super::transit::{as_sent, with_spaces};

/// Longer hashes are refused unread; those that may hold a program's text may be longer.
const LONGEST: usize = 16_000;
const LONGEST_COMPILED: usize = 64_000;

/// More settings than any link has.
const MOST_PAIRS: usize = 200;

/// The key that names the setup where the route does not.
const SETUP: &str = "setup";

/// What a hash says.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Which view.
    pub route: Route,
    /// The experiment; of a sweep, that which its axes vary.
    pub spec: Spec,
    /// The sweep, where the link leads to one.
    pub grid: Option<Grid>,
    /// What came out where the link was made, if it carries that; or why that cannot be read. The experiment stands in any case.
    pub results: Option<Result<Box<Record>, SharedError>>,
    /// Whether the page shows the experiment's figure and a button alone, to stand within another page.
    pub embedded: bool,
    /// Whether the page presents: one figure at a time, for a lecture hall.
    pub presents: bool,
}

/// Writes `spec` as a hash, with what differs from the nearest experiment that has a name.
pub fn to_hash(spec: &Spec) -> String {
    let kind = spec.kind();
    // A route that several setups share leads to the first of them.
    let shared = setup_of_route(kind.route).is_some_and(|first| first.key != kind.key);
    format!("#/{}?{}", kind.route, query(spec, shared.then_some(kind.key), &[]))
}

/// Writes a Record as a hash: its experiment as [`to_hash`] writes it, and its curves.
///
/// # Errors
/// When the curves cannot be packed, or make a link longer than this page reads.
pub fn results_to_hash(record: &Record) -> Result<String, LinkError> {
    // The version stands behind the letters: a last sign that is no letter or digit gets lost on the way, and theirs may be such.
    let (own, version) = (to_hash(&record.spec), format!("v={LINK_VERSION}"));
    let (place, settings) = own.split_once(&version).unwrap_or((&own, ""));
    let settings = settings.strip_prefix('&').map(|pairs| format!("{pairs}&")).unwrap_or_default();
    let hash = format!("{place}{settings}{RESULTS}={}&{version}", results_to_letters(record)?);
    if hash.len() > LONGEST { Err(LinkError::Long) } else { Ok(hash) }
}

/// The key of results in a link.
const RESULTS: &str = "results";
/// The key that asks for the embedded form.
const EMBED: &str = "embed";
/// The key that asks for present mode, in any view.
const PRESENT: &str = "present";

/// The hash of the view of sweeps, with `spec` as the experiment that they vary.
pub fn sweep_of(spec: &Spec) -> String {
    format!("#/sweep?{}", query(spec, setup_of(spec), &[]))
}

/// Writes a sweep as a hash: its base as [`to_hash`] writes it, its axes as `key:value;value`, its seeds and what it shows.
pub fn grid_to_hash(grid: &Grid) -> String {
    let axis = |axis: &Axis| format!("{}:{}", axis.key(), axis.values().join(";"));
    let seeds: Vec<String> = grid.seeds().iter().map(u32::to_string).collect();
    let mut pairs: Vec<(&str, String)> = AXES.into_iter().zip(grid.axes().iter().map(axis)).collect();
    pairs.extend([("seeds", seeds.join(",")), ("shows", grid.shows.key().to_owned())]);
    format!("#/sweep?{}", query(grid.base(), setup_of(grid.base()), &pairs))
}

/// The names of a sweep's axes in a link.
const AXES: [&str; 2] = ["x", "y"];

/// The name of a setup that a sweep's link has to state.
fn setup_of(spec: &Spec) -> Option<&'static str> {
    Some(spec.kind().key).filter(|key| *key != UNNAMED)
}

fn query(spec: &Spec, setup: Option<&str>, further: &[(&str, String)]) -> String {
    let (named, base) = spec.base();
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("v", &LINK_VERSION.to_string());
    query.extend_pairs(setup.map(|setup| (SETUP, setup)));
    query.extend_pairs(&named);
    for (setting, text) in spec.values() {
        let is_base = spec.kind().bases.contains(&setting.key);
        if !is_base && base.get(setting.key).as_ref() != Some(&text) {
            query.append_pair(setting.key, &text);
        }
    }
    query.extend_pairs(further);
    // A plus that means a space is encoded by some tools on the way, and is a plus then.
    query.finish().replace("%2C", ",").replace("%3A", ":").replace("%3B", ";").replace('+', "%20")
}

/// The sweep that `pairs` ask for over `base`; none where they name no axis.
fn grid(base: &Spec, value: &dyn Fn(&str) -> Option<String>) -> Result<Option<Grid>, GridError> {
    let mut axes = Vec::new();
    for text in AXES.into_iter().filter_map(value) {
        let (key, values) = text.split_once(':').ok_or_else(|| {
            GridError::Shape(format!("“{}” is no axis: it is written key:value;value", shortened(&text)))
        })?;
        axes.push(Axis::new(key, &values.split(';').map(str::to_owned).collect::<Vec<_>>(), base)?);
    }
    if axes.is_empty() {
        return Ok(None);
    }
    let seeds = match value("seeds") {
        None => vec![base.seed()],
        Some(text) => {
            text.split(',').map(|seed| seed.trim().parse().ok()).collect::<Option<Vec<u32>>>().ok_or_else(|| {
                GridError::Shape(format!("“{}” are no seeds: whole numbers with commas between", shortened(&text)))
            })?
        }
    };
    let shows = match value("shows") {
        None => base.quantities().first().copied().unwrap_or(Quantity::SkillBroken),
        Some(key) => Quantity::from_key(&key)
            .ok_or_else(|| GridError::Shape(format!("nothing called “{}” is measured", shortened(&key))))?,
    };
    Ok(Some(Grid::new(base.clone(), axes, seeds, shows)?))
}

/// The pairs of a hash's query, of this version and each key once.
fn pairs(hash: &str) -> Result<Vec<(String, String)>, LinkError> {
    let query = hash.split_once('?').map_or("", |(_, query)| query);
    let pairs: Vec<(String, String)> =
        form_urlencoded::parse(query.as_bytes()).into_owned().take(MOST_PAIRS + 1).collect();
    if pairs.len() > MOST_PAIRS {
        return Err(LinkError::Long);
    }
    for (index, (key, _)) in pairs.iter().enumerate() {
        if pairs[..index].iter().any(|(earlier, _)| earlier == key) {
            return Err(LinkError::Twice(shortened(key)));
        }
    }
    let given = pairs.iter().find(|(key, _)| key == "v").map_or("1", |(_, value)| value.as_str());
    if given != LINK_VERSION.to_string() {
        return Err(LinkError::Version(shortened(given)));
    }
    Ok(pairs)
}

/// Reads a hash, with or without its `#`. An empty one leads to the front page.
///
/// # Errors
/// A sentence that says what is wrong; nothing of a broken link is used.
pub fn parse_hash(hash: &str) -> Result<Link, LinkError> {
    // Undoing costs as much as the text is long: not before it is known that no link is that long.
    if hash.len() > LONGEST_COMPILED {
        return Err(LinkError::Long);
    }
    let hash = &as_sent(hash);
    let route = Route::of(hash);
    if hash.len() > if route == Ok(Route::Compiled) { LONGEST_COMPILED } else { LONGEST } {
        return Err(LinkError::Long);
    }
    let route = route?;
    let pairs = pairs(hash)?;
    let value = |wanted: &str| pairs.iter().find(|(key, _)| key == wanted).map(|(_, value)| value.clone());
    let is_sweep = route == Route::Sweep;
    let is_lab = route.shows_runs();
    let kind = kind_of(route, value(SETUP).filter(|_| is_sweep || is_lab))?;
    let apart = |key: &str| {
        ["v", PRESENT].contains(&key)
            || kind.bases.contains(&key)
            || (is_sweep && (AXES.contains(&key) || ["seeds", "shows", SETUP].contains(&key)))
            || (is_lab && [RESULTS, EMBED, SETUP].contains(&key))
    };
    let read = |meant: &dyn Fn(&str) -> String| -> Result<Spec, SpecError> {
        let mut spec = (kind.base)(&|key| value(key).map(|text| meant(&text)))?;
        for (key, text) in pairs.iter().filter(|(key, _)| !apart(key)) {
            spec.set(key, &meant(text))?;
        }
        spec.checked()
    };
    // Old links wrote a space as a plus, which some tools encode: a program without any space is none.
    let spaced = |text: &str| with_spaces(text).unwrap_or_else(|| text.to_owned());
    let spec = read(&str::to_owned).or_else(|error| read(&spaced).map_err(|_| error))?;
    let grid = if is_sweep { grid(&spec, &value)? } else { None };
    let results = value(RESULTS).filter(|_| is_lab).map(|letters| results_from_letters(&letters, &spec).map(Box::new));
    Ok(Link {
        route,
        spec,
        grid,
        results,
        embedded: is_lab && value(EMBED).is_some(),
        presents: value(PRESENT).is_some(),
    })
}

/// The setup that a link is about.
fn kind_of(route: Route, named: Option<String>) -> Result<&'static SetupKind, LinkError> {
    let of_route = || setup_of_route(route.of_one_setup()?);
    Ok(match named {
        Some(name) => setup_called(&name)?,
        None => of_route().map_or_else(|| setup_called(UNNAMED), Ok)?,
    })
}

#[cfg(test)]
mod tests;
