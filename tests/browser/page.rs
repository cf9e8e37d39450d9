//! The page as a visitor handles it: what can be pressed, set and read.

use crate::chrome::{Cdp, console};
use crate::site::Site;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use fantoccini::{Client, Locator};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How many stages under way the store knows.
const LEFT: &str = "new Promise((done, fail) => {
    const open = indexedDB.open('unwrap-lab-runs /');
    open.onerror = () => fail(open.error);
    open.onsuccess = () => {
        const keys = open.result.transaction(['halfway'], 'readonly').objectStore('halfway').getAllKeys();
        keys.onsuccess = () => { open.result.close(); done(keys.result.length); };
    };
})";

pub struct LabPage {
    pub client: Client,
    pub address: String,
    /// The server; a test may end it.
    pub site: RefCell<Option<Site>>,
    /// Where the browser has its files: every process of it names that folder. None of browsers that are not Chromium.
    pub folder: Option<PathBuf>,
}

impl LabPage {
    /// Megabytes that the page and its workers have in memory: the resident size of Chromium's renderers.
    pub fn memory(&self) -> f64 {
        let folder = self.folder.as_ref().expect("a Chromium").to_string_lossy().into_owned();
        let processes = std::fs::read_dir("/proc").expect("processes").filter_map(Result::ok);
        let all: Vec<(u32, u32, String)> = processes
            .filter_map(|entry| {
                let pid = entry.file_name().to_string_lossy().parse().ok()?;
                let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
                // Behind the name in brackets stand the state and the parent.
                let parent = stat.rsplit_once(") ")?.1.split(' ').nth(1)?.parse().ok()?;
                let command = std::fs::read(entry.path().join("cmdline")).ok()?;
                Some((pid, parent, String::from_utf8_lossy(&command).into_owned()))
            })
            .collect();
        let is_own = |pid: u32| {
            let chain =
                std::iter::successors(Some(pid), |pid| all.iter().find(|(own, ..)| own == pid).map(|found| found.1));
            let has = |pid: u32| all.iter().any(|(own, _, command)| *own == pid && command.contains(&folder));
            chain.take(10).any(has)
        };
        let resident = |pid: u32| -> Option<f64> {
            std::fs::read_to_string(format!("/proc/{pid}/statm")).ok()?.split(' ').nth(1)?.parse().ok()
        };
        let pages = all.iter().filter(|(pid, _, command)| command.contains("--type=renderer") && is_own(*pid));
        let sum: f64 = pages.filter_map(|(pid, ..)| resident(*pid)).sum();
        assert!(sum > 0.0, "no renderer of {folder} was found");
        sum * 4096.0 / 1e6
    }

    /// Opens the page at `hash` and waits until it is alive.
    pub async fn open(&self, hash: &str) {
        // Leaving first makes a change of hash alone load the page anew.
        self.client.goto("about:blank").await.expect("a blank page");
        self.client.goto(&format!("{}{hash}", self.address)).await.expect("the page");
        self.until("the page is alive", 20, "return !!window.unwrapLab?.version && !!document.querySelector('nav')")
            .await;
    }

    /// The result of a script.
    pub async fn script(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap_or_else(|e| panic!("{script}: {e}"))
    }

    /// The result of an asynchronous expression, or `{"error": sentence}` when it rejects.
    pub async fn promise(&self, expression: &str) -> Value {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             ({expression}).then(done, (e) => done({{error: String(e && e.message || e)}}));"
        );
        self.client.execute_async(&script, Vec::new()).await.unwrap_or_else(|e| panic!("{expression}: {e}"))
    }

    /// Waits until `condition` (the body of a function) is true.
    pub async fn until(&self, what: &str, seconds: u64, condition: &str) {
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_secs(seconds) {
            if self.script(condition).await == json!(true) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let page = self.script("return document.body.innerText").await;
        panic!("in {seconds} s not: {what}\nconsole: {:?}\npage: {page}", console(&self.client).await);
    }

    /// Presses the button with `id`.
    pub async fn press(&self, id: &str) {
        self.client.find(Locator::Id(id)).await.expect(id).click().await.expect(id);
    }

    /// Sets a field as a person would, and leaves it.
    pub async fn set(&self, id: &str, value: &str) {
        self.script(&format!(
            "const field = document.getElementById({id:?});
             field.closest('details')?.setAttribute('open', '');
             field.value = {value:?};
             field.dispatchEvent(new Event('input', {{bubbles: true}}));
             field.dispatchEvent(new Event('change', {{bubbles: true}}));"
        ))
        .await;
    }

    /// The value of a field.
    pub async fn value(&self, id: &str) -> String {
        self.text_of(&format!("document.getElementById({id:?}).value")).await
    }

    /// The text that an expression gives, or an empty one.
    pub async fn text_of(&self, expression: &str) -> String {
        self.script(&format!("return String({expression} ?? '')")).await.as_str().unwrap_or_default().to_owned()
    }

    /// The notices on show.
    pub async fn notices(&self) -> String {
        self.text_of("document.getElementById('notices').innerText").await
    }

    /// Waits for the run to end.
    pub async fn until_finished(&self, seconds: u64) {
        self.until("the run has ended", seconds, "return !!document.getElementById('start')").await;
    }

    /// Waits until the store holds the state of a stage under way.
    pub async fn until_left(&self) {
        for _ in 0..200 {
            if self.promise(LEFT).await.as_u64().unwrap_or_default() > 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("no stage said where it was within 20 s");
    }

    /// The outcome table: each row's cells, the stage's name first.
    pub async fn outcome(&self) -> Vec<Vec<String>> {
        let rows = self
            .script(
                "return [...document.querySelectorAll('#outcome tbody tr')].map((row) => [...row.children].map((cell) => cell.innerText))",
            )
            .await;
        serde_json::from_value(rows).expect("a table")
    }

    /// The fingerprint of the run on show.
    pub async fn fingerprint(&self) -> String {
        self.text_of("document.getElementById('fingerprint')?.innerText").await
    }

    /// Keeps a picture of the whole page, not only of the window, among the pictures to look at.
    pub async fn picture(&self, name: &str) {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("screens");
        self.keep_picture(&folder, name, true).await;
    }

    /// Keeps a picture of the window, as a visitor has it before scrolling. `./lab screens` has them in `docs/screens`.
    pub async fn window(&self, name: &str) {
        let folder = std::env::var("UNWRAP_SCREENS")
            .map_or_else(|_| Path::new(env!("CARGO_TARGET_TMPDIR")).join("windows"), PathBuf::from);
        self.keep_picture(&folder, name, false).await;
    }

    async fn keep_picture(&self, folder: &Path, name: &str, whole: bool) {
        std::fs::create_dir_all(folder).expect("a folder for pictures");
        let command = Cdp("Page.captureScreenshot", json!({"captureBeyondViewport": whole}));
        let answer = self.client.issue_cmd(command).await.expect("a picture");
        let png = BASE64_STANDARD.decode(answer["data"].as_str().expect("its data")).expect("a PNG");
        std::fs::write(folder.join(format!("{name}.png")), png).expect("the picture is written");
    }

    /// Lines on the console since they were last read, without what Chromium says where it has no graphics adapter and is asked for one.
    pub async fn console(&self) -> Vec<String> {
        let lines = console(&self.client).await;
        lines.into_iter().filter(|line| !line.contains("No available adapters")).collect()
    }
}
