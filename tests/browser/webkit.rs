//! A second browser, WebKitGTK, whose vectors round twice: the everyday way through the lab, keeping and sharing, over plain WebDriver.

use crate::chrome::Driver;
use crate::page::LabPage;
use crate::site::Site;
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder};
use serde_json::json;
use std::cell::RefCell;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

/// Where Debian has the browser that its driver drives.
const BROWSERS: [&str; 2] = ["4.1", "4.0"];

/// A screen without glass, and its name.
fn screen() -> (Driver, String) {
    let mut server = Command::new("Xvfb")
        .args(["-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("Xvfb, of Debian's package xvfb");
    let mut number = String::new();
    BufReader::new(server.stdout.take().expect("its output")).read_line(&mut number).expect("the screen's number");
    (Driver(server), format!(":{}", number.trim()))
}

async fn start(screen: &str) -> (Driver, Client) {
    // A port that nobody has; the driver takes it a moment later.
    let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port").port();
    let program = Command::new("WebKitWebDriver")
        .arg(format!("--port={port}"))
        .env("DISPLAY", screen)
        .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
        .env("LIBGL_ALWAYS_SOFTWARE", "1")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("WebKitWebDriver, of Debian's package webkit2gtk-driver");
    let driver = Driver(program);
    let binary = BROWSERS
        .map(|version| format!("/usr/lib/{}-linux-gnu/webkit2gtk-{version}/MiniBrowser", std::env::consts::ARCH))
        .into_iter()
        .find(|path| Path::new(path).exists())
        .expect("MiniBrowser");
    let mut capabilities = Capabilities::new();
    capabilities.insert("webkitgtk:browserOptions".to_owned(), json!({"binary": binary, "args": ["--automation"]}));
    let mut builder = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new());
    builder.capabilities(capabilities);
    let address = format!("http://127.0.0.1:{port}");
    for _ in 0..50 {
        if let Ok(client) = builder.connect(&address).await {
            client
                .update_timeouts(fantoccini::wd::TimeoutConfiguration::new(
                    Some(Duration::from_secs(300)),
                    Some(Duration::from_secs(60)),
                    Some(Duration::ZERO),
                ))
                .await
                .expect("timeouts");
            return (driver, client);
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    panic!("no session with WebKit");
}

#[test]
#[ignore = "needs the built page, WebKitGTK and a screen"]
fn in_webkit_a_run_is_trained_kept_over_a_reload_shared_and_found_the_same() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let (_screen, name) = screen();
        let (_driver, client) = start(&name).await;
        let site = Site::serve();
        let page = LabPage {
            client: client.clone(),
            address: site.address.clone(),
            site: RefCell::new(Some(site)),
            folder: None,
        };
        page.open("#/run?v=1&preset=micro").await;
        page.press("start").await;
        page.until_finished(240).await;
        let print = page.fingerprint().await;
        assert_eq!(print.len(), 16);
        let device = page.text_of("document.getElementById('outcome').innerText").await;
        assert!(device.contains("cpu, rounding twice"), "{device}");
        println!("WebKit's fingerprint of the smallest experiment: {print}");

        page.open("#/run?v=1&preset=micro").await;
        page.until("the run is kept", 60, "return !!document.querySelector('[data-run=\"1\"] button')").await;
        page.script("document.querySelector('[data-run=\"1\"] button').click()").await;
        page.until("it is on show", 20, "return !!document.getElementById('fingerprint')").await;
        assert_eq!(page.fingerprint().await, print, "after a reload");

        page.script("document.querySelector('#share summary').click()").await;
        page.until("the link is made", 20, "return !!document.getElementById('link')?.value").await;
        let link = page.text_of("document.getElementById('link').value").await;
        let hash = &link[link.find('#').expect("a place in the page")..];
        page.open(hash).await;
        page.until("the sender's curves are shown", 20, "return !!document.getElementById('from-sender')").await;
        page.press("run-again").await;
        page.until_finished(240).await;
        let said = page.text_of("document.getElementById('compared-with-sender').innerText").await;
        assert!(said.contains("the same as the sender's to the last digit"), "{said}");
        assert_eq!(page.script("return document.getElementById('failure').hidden").await, json!(true));
        client.close().await.expect("the browser closes");
    });
}
