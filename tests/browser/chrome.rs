//! A headless Chromium with a fresh profile, and its console.

use crate::page::LabPage;
use crate::site::Site;
use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// How a visitor's browser is.
#[derive(Clone, Copy)]
pub struct Visitor {
    pub width: u32,
    pub height: u32,
    pub dark: bool,
    /// Chromium's software adapter for WebGPU; without it there is none.
    pub webgpu: bool,
}

impl Default for Visitor {
    fn default() -> Self {
        Self { width: 1280, height: 800, dark: false, webgpu: false }
    }
}

/// A program that is ended with the test, whatever came of it.
pub struct Driver(pub Child);

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Chromedriver, with a folder for what its browsers leave: a profile is 60 MB, and browsers refuse to keep anything on a full disk.
struct Chromedriver {
    port: u16,
    driver: Driver,
    folder: tempfile::TempDir,
}

impl Drop for Chromedriver {
    fn drop(&mut self) {
        // It takes its browsers along, which they would survive if it were killed.
        if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)) {
            let _ = stream.set_read_timeout(Some(Duration::from_secs(10)));
            let _ =
                write!(stream, "GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n", self.port);
            let _ = stream.read_to_end(&mut Vec::new());
        }
        for _ in 0..50 {
            match self.driver.0.try_wait() {
                Ok(None) => std::thread::sleep(Duration::from_millis(50)),
                _ => break,
            }
        }
    }
}

#[derive(Debug)]
struct ReadLog;

impl WebDriverCompatibleCommand for ReadLog {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/se/log", session.unwrap_or_default()))
    }
    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(json!({"type": "browser"}).to_string()))
    }
}

/// The lines on the console since they were last read; what the browser says instead where it keeps no log.
pub async fn console(client: &Client) -> Vec<String> {
    let log = match client.issue_cmd(ReadLog).await {
        Ok(log) => log,
        Err(why) => return vec![format!("no log: {why}")],
    };
    let entries: Vec<Value> = serde_json::from_value(log).unwrap_or_default();
    entries.iter().map(|e| format!("{}: {}", e["level"], e["message"])).collect()
}

/// Runs `test` with the page open at `hash` in a fresh browser. Ends the browser in any case.
pub fn visit<F>(visitor: Visitor, hash: &str, test: F)
where
    F: AsyncFnOnce(&LabPage),
{
    visit_site(Site::serve(), visitor, hash, test);
}

/// The same on a site of the test's own.
pub fn visit_site<F>(site: Site, visitor: Visitor, hash: &str, test: F)
where
    F: AsyncFnOnce(&LabPage),
{
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let (driver, client) = start(visitor).await;
        let page = LabPage {
            client: client.clone(),
            address: site.address.clone(),
            site: RefCell::new(Some(site)),
            folder: Some(driver.folder.path().to_owned()),
        };
        page.open(hash).await;
        test(&page).await;
        let console = page.console().await;
        let forbidden = console.iter().find(|line| line.contains("Content Security Policy"));
        assert_eq!(forbidden, None, "what the page's own policy forbids");
        client.close().await.expect("the browser closes");
        drop(driver);
    });
}

async fn start(visitor: Visitor) -> (Chromedriver, Client) {
    let program = std::env::var("CHROMEDRIVER").unwrap_or_else(|_| "chromedriver".to_owned());
    let folder = tempfile::Builder::new().prefix("unwrap-browser-").tempdir().expect("a folder");
    let mut child = Command::new(program)
        .arg("--port=0")
        .env("TMPDIR", folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("chromedriver is on PATH or named by CHROMEDRIVER");
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let driver = Driver(child);
    let port = lines
        .by_ref()
        .map_while(Result::ok)
        .find_map(|line| line.split("started successfully on port ").nth(1)?.trim_end_matches('.').parse::<u16>().ok())
        .expect("chromedriver tells its port");
    // Its output is not read any more; a thread drains it so that it can go on writing.
    std::thread::spawn(move || lines.for_each(drop));
    let driver = Chromedriver { port, driver, folder };
    let mut arguments = vec![
        "--headless".to_owned(),
        "--no-sandbox".to_owned(),
        "--disable-quic".to_owned(),
        "--no-first-run".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--disable-sync".to_owned(),
        format!("--window-size={},{}", visitor.width, visitor.height),
    ];
    if visitor.webgpu {
        arguments.push("--enable-unsafe-webgpu".to_owned());
    }
    if visitor.dark {
        arguments.push("--blink-settings=preferredColorScheme=0".to_owned());
    }
    let mut capabilities = Capabilities::new();
    capabilities.insert("goog:chromeOptions".to_owned(), json!({ "args": arguments }));
    capabilities.insert("goog:loggingPrefs".to_owned(), json!({ "browser": "ALL" }));
    let client = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new())
        .capabilities(capabilities)
        .connect(&format!("http://127.0.0.1:{port}"))
        .await
        .expect("a browser session");
    let (width, height) = (visitor.width, visitor.height);
    // Headless windows have a least width; the emulated one has not.
    let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
    client.issue_cmd(Cdp("Emulation.setDeviceMetricsOverride", metrics)).await.expect("the window's size");
    client
        .update_timeouts(fantoccini::wd::TimeoutConfiguration::new(
            Some(Duration::from_secs(300)),
            Some(Duration::from_secs(30)),
            Some(Duration::ZERO),
        ))
        .await
        .expect("timeouts");
    (driver, client)
}

/// A command of Chromium's own protocol.
#[derive(Debug)]
pub struct Cdp(pub &'static str, pub Value);

impl WebDriverCompatibleCommand for Cdp {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }
    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(json!({"cmd": self.0, "params": self.1}).to_string()))
    }
}
