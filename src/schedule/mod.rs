//! Who works on what: runs and sweeps that hand out jobs, the driver that staffs them, and workers behind one trait.
//!
//! Everything here is decided without a browser, without tensors and without threads. A shell starts workers, carries commands out
//! and events in, and tells the time.

mod cost;
mod driver;
mod job;
mod run;
mod sweep;
mod worker_pool;

pub use cost::{Progress, WorkLeft, makespan};
pub use driver::{Action, Driver, LOSSES_IN_A_ROW, Rules, UNREADY_IN_A_ROW, Update};
pub use job::{LOSSES_OF_A_JOB, WorkerId};
pub use run::{Activity, Advance, Run};
pub use sweep::{Sweep, Taken};
pub use worker_pool::{WorkerHandle, WorkerPool};
