//! The plan that was asked for last: the jobs of an experiment come one after the other, and a program takes a while to read, to tabulate and
//! to draw strings from.

use std::cell::RefCell;
use std::rc::Rc;
use std::thread::LocalKey;

/// Where a setup keeps it.
pub(super) type LatestPlan<P> = RefCell<Option<Rc<P>>>;

/// The kept plan if it `is_asked_for`, or else the one that is made now, which is kept.
pub(super) fn latest_plan<P, E>(
    kept: &'static LocalKey<LatestPlan<P>>,
    is_asked_for: impl Fn(&P) -> bool,
    make: impl FnOnce() -> Result<P, E>,
) -> Result<Rc<P>, E> {
    if let Some(plan) = kept.with_borrow(|latest| latest.clone().filter(|plan| is_asked_for(plan))) {
        return Ok(plan);
    }
    let plan = Rc::new(make()?);
    kept.set(Some(plan.clone()));
    Ok(plan)
}
