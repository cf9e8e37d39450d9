//! What a case may take, and how that is measured.

use crate::allocation::{most_since, start};
use crate::entrances::Entrance;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// The longest that a case may take.
const LONGEST: Duration = Duration::from_secs(1);
/// The most bytes that may be allocated for it.
const LARGEST: usize = 256_000_000;
/// After this the whole test is given up: nothing would end it otherwise.
const HANGS: Duration = Duration::from_secs(60);
/// And after so many bytes.
const FLOODS: usize = 2_000_000_000;

/// What came of a case.
pub(crate) struct Outcome {
    pub(crate) accepted: bool,
    pub(crate) time: Duration,
    pub(crate) memory: usize,
    pub(crate) failure: Option<String>,
}

/// A case: its entrance, number, input and beginning.
type Case = (&'static str, u32, Vec<u8>, Instant);

/// The case under way.
static UNDER_WAY: Mutex<Option<Case>> = Mutex::new(None);
static WATCH: std::sync::Once = std::sync::Once::new();

/// Watches for a case that does not end, or that takes the machine's memory: its input is written, and the process left.
fn watch() {
    std::thread::spawn(|| {
        loop {
            std::thread::sleep(Duration::from_millis(20));
            let case = UNDER_WAY.lock().unwrap();
            let Some((name, number, input, since)) = &*case else { continue };
            if since.elapsed() > HANGS || most_since(0) > FLOODS {
                let file =
                    std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-endless-{name}-{number}"));
                let written = std::fs::write(&file, input);
                println!("{name}:{number} has no end in time or memory; {} {written:?}", file.display());
                std::process::abort();
            }
        }
    });
}

/// What this thread has computed so far: other work on the machine does not count. Where the system does not tell, the clock does.
fn computed(clock: Instant) -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| clock.elapsed(), Duration::from_nanos)
}

fn once(entrance: &Entrance, number: u32, input: &[u8]) -> (Duration, usize, Result<bool, String>) {
    *UNDER_WAY.lock().unwrap() = Some((entrance.name, number, input.to_vec(), Instant::now()));
    let before = start();
    let clock = Instant::now();
    let begin = computed(clock);
    let found = catch_unwind(AssertUnwindSafe(|| (entrance.enter)(input)));
    let (time, memory) = (computed(clock).saturating_sub(begin), most_since(before));
    *UNDER_WAY.lock().unwrap() = None;
    let message = |panic: Box<dyn std::any::Any + Send>| {
        let text = panic.downcast_ref::<String>().cloned();
        text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
    };
    (time, memory, found.map_err(message))
}

/// Lets an input enter, and measures it.
pub(crate) fn measured(entrance: &Entrance, number: u32, input: &[u8]) -> Outcome {
    WATCH.call_once(watch);
    let (mut time, memory, found) = once(entrance, number, input);
    // The machine may have been busy with something else.
    for _ in 0..2 {
        if time > LONGEST {
            time = time.min(once(entrance, number, input).0);
        }
    }
    let failure = match &found {
        Err(panic) => Some(format!("it panics: {panic}")),
        Ok(_) if time > LONGEST => Some(format!("it takes {} ms", time.as_millis())),
        Ok(_) if memory > LARGEST => Some(format!("it takes {} MB", memory / 1_000_000)),
        Ok(_) => None,
    };
    Outcome { accepted: found.unwrap_or(false), time, memory, failure }
}

/// What a case is held against, said once.
pub(crate) fn held() {
    println!("each case within {} ms and {} MB", LONGEST.as_millis(), LARGEST / 1_000_000);
}
