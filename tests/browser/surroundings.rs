//! The page in surroundings that are not its own: a host that redirects, a frame without rights, a browser that translates or puts tabs to sleep, an
//! update in the middle of a run.

use crate::chrome::{Cdp, Visitor, visit, visit_site};
use crate::page::LabPage;
use crate::site::Site;
use axum::Router;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::json;
use std::future::{Future, IntoFuture};
use std::time::Duration;
use tower_http::services::ServeDir;

const MICRO: &str = "#/run?v=1&preset=micro";
/// A few seconds of training.
const SECONDS: &str = "#/run?v=1&preset=quick&pretrain_steps=900&fine_tune_rates=0.001&fine_tune_steps=60&revive_steps=60&instruments=none";

/// What a browser does that translates a page: the text is put into elements of its own, and what the page wrote to is gone.
const TRANSLATE: &str = "const texts = [];
const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walk.nextNode()) texts.push(walk.currentNode);
for (const text of texts) {
    if (!text.data.trim() || text.parentElement.closest('[translate=no], script, style, textarea, svg')) continue;
    const outer = document.createElement('font'), inner = document.createElement('font');
    inner.textContent = text.data;
    outer.append(inner);
    text.replaceWith(outer);
}";

/// A host of the test's own, until it is dropped.
struct Host {
    address: String,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Host {
    fn of(router: Router) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}/", listener.local_addr().expect("its address"));
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                listener.set_nonblocking(true).expect("a listener");
                let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
                let host = axum::serve(listener, router);
                tokio::select! { _ = host.into_future() => {}, _ = stopped => {} }
            });
        });
        Self { address, stop: Some(stop), thread: Some(thread) }
    }

    /// The built page, on the way to which `on_the_way` stands.
    fn with<F, R>(on_the_way: F) -> Self
    where
        F: Fn(Request, Next) -> R + Clone + Send + Sync + 'static,
        R: Future<Output = Response> + Send + 'static,
    {
        let files = Router::new().fallback_service(ServeDir::new(Site::built()));
        Self::of(files.layer(middleware::from_fn(on_the_way)))
    }

    /// Has ended when this returns.
    fn end(&mut self) {
        let told = self.stop.take().map(|stop| stop.send(()));
        assert!(told.is_none_or(|told| told.is_ok()), "the host listens");
        if let Some(thread) = self.thread.take() {
            thread.join().expect("the host ends");
        }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.end();
    }
}

/// The page at another address in the same browser.
fn at(page: &LabPage, address: &str) -> LabPage {
    LabPage { client: page.client.clone(), address: address.to_owned(), site: None.into(), folder: None }
}

/// A host that leads from every `index.html` to its folder, as some do.
async fn led_to_its_folder(request: Request, next: Next) -> Response {
    match request.uri().path().strip_suffix("index.html") {
        Some(folder) => Redirect::permanent(folder).into_response(),
        None => next.run(request).await,
    }
}

/// A host that knows no JavaScript.
async fn as_plain_text(request: Request, next: Next) -> Response {
    let is_script = request.uri().path().ends_with(".js");
    let mut answer = next.run(request).await;
    if is_script {
        answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    }
    answer
}

async fn print_undisturbed(page: &LabPage) -> String {
    page.press("start").await;
    page.until_finished(120).await;
    page.fingerprint().await
}

#[test]
#[ignore = "needs the built page and a browser"]
fn a_host_that_redirects_has_a_second_visit_and_one_without_a_network() {
    let mut host = Host::with(led_to_its_folder);
    visit(Visitor::default(), MICRO, async |own| {
        let page = at(own, &host.address);
        page.open(&format!("index.html{MICRO}")).await;
        page.until("the files are kept", 60, "return !!navigator.serviceWorker.controller").await;
        for place in ["", "index.html"] {
            page.open(&format!("{place}{MICRO}")).await;
            assert_eq!(page.notices().await, "", "online, {place:?}");
        }
        host.end();
        for place in ["", "index.html"] {
            page.open(&format!("{place}{MICRO}")).await;
            assert_eq!(print_undisturbed(&page).await.len(), 16, "offline, {place:?}");
        }
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn a_host_that_sends_scripts_as_text_or_a_folder_without_its_slash_is_told_of() {
    let text = Host::with(as_plain_text);
    // The page itself at /lab, and what it asks for beside it nowhere.
    let slashless = Host::of(Router::new().nest_service("/lab", ServeDir::new(Site::built())));
    visit(Visitor::default(), MICRO, async |page| {
        for address in [text.address.clone(), format!("{}lab", slashless.address)] {
            page.client.goto("about:blank").await.expect("a blank page");
            page.client.goto(&address).await.expect("an answer");
            let is_said = "return document.getElementById('failure')?.hidden === false";
            page.until("it is said why the page does not start", 12, is_said).await;
            let said = page.text_of("document.getElementById('failure').innerText").await;
            assert!(said.contains("slash") && said.contains("JavaScript"), "{address}: {said}");
        }
        // What Chromium says of such hosts is on the console.
        page.console().await;
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn an_adapter_that_never_answers_is_given_up_in_a_sentence() {
    let gpu = Visitor { webgpu: true, ..Visitor::default() };
    visit(gpu, "#/gallery", async |page| {
        page.script("Object.defineProperty(GPU.prototype, 'requestAdapter', {value: () => new Promise(() => {})})")
            .await;
        let devices = page.promise("unwrapLab.devices()").await;
        assert_eq!(devices[1]["available"], false);
        assert!(devices[1]["reason"].as_str().is_some_and(|why| why.contains("did not answer within")), "{devices}");
        page.script(&format!("location.hash = {MICRO:?}")).await;
        page.until("the lab is there", 20, "return !!document.getElementById('start')").await;
        page.set("device", "webgpu").await;
        page.until("the choice goes back", 20, "return document.getElementById('device').value === 'auto'").await;
        assert_eq!(print_undisturbed(page).await.len(), 16, "the CPU engine trains");
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn a_frame_without_rights_trains_or_says_why_it_does_not() {
    let folder = Site::copied("framed");
    let frame = |name: &str, rights: &str| {
        let text =
            format!("<!doctype html><title>{name}</title><iframe sandbox=\"{rights}\" src=\"./{MICRO}\"></iframe>");
        std::fs::write(folder.join(name), text).expect("a page around it");
    };
    frame("some.html", "allow-scripts allow-same-origin");
    frame("none.html", "allow-scripts");
    visit_site(Site::serve_folder(&folder), Visitor::default(), MICRO, async |page| {
        let enter = async |name: &str| {
            page.client.goto(&format!("{}{name}", page.address)).await.expect("the page around it");
            page.client.enter_frame(0).await.expect("the frame");
        };
        enter("some.html").await;
        page.until("the page is alive", 20, "return !!document.getElementById('start')").await;
        assert_eq!(print_undisturbed(page).await.len(), 16);
        page.script("document.querySelector('#share summary').click()").await;
        page.until("the link is made", 20, "return !!document.getElementById('link')?.value").await;
        assert_eq!(page.script("return document.getElementById('failure').hidden").await, json!(true));
        page.client.enter_parent_frame().await.expect("out of it");

        enter("none.html").await;
        page.until("it is said", 12, "return document.getElementById('failure')?.hidden === false").await;
        let said = page.text_of("document.getElementById('failure').innerText").await;
        assert!(said.contains("frame") && said.contains("allow-same-origin"), "{said}");
        page.client.enter_parent_frame().await.expect("out of it");
        // What the browser forbids such a frame is on the console, and is no fault of the page's own policy.
        page.console().await;
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn a_page_that_the_browser_translates_trains_and_shows_what_comes_out() {
    visit(Visitor::default(), SECONDS, async |page| {
        page.script(TRANSLATE).await;
        page.press("start").await;
        page.until("it trains", 60, "return !!document.getElementById('progress-now')?.dataset.steps").await;
        page.script(TRANSLATE).await;
        let figures = async || page.text_of("document.getElementById('progress-now')?.innerText").await;
        let before = figures().await;
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        assert_ne!(figures().await, before, "the progress moves");
        page.script(TRANSLATE).await;
        page.until_finished(120).await;
        let print = page.fingerprint().await;
        let table = page.outcome().await;
        page.script(TRANSLATE).await;
        assert_eq!(print_undisturbed(page).await, print, "once more");
        let again = page.outcome().await;
        assert_eq!(again.len(), table.len(), "the table of the second run");
        assert_eq!(page.script("return document.getElementById('failure').hidden").await, json!(true));
        page.open("#/gallery").await;
        page.script(TRANSLATE).await;
        for view in ["#/stories", "#/compiled", "#/run", "#/"] {
            page.script(&format!("location.hash = {view:?}")).await;
            tokio::time::sleep(Duration::from_millis(500)).await;
            page.script(TRANSLATE).await;
        }
        assert_eq!(page.script("return document.getElementById('failure').hidden").await, json!(true));
        assert_eq!(page.console().await, Vec::<String>::new());
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn a_page_that_is_put_to_sleep_in_the_middle_of_a_run_goes_on_when_it_wakes() {
    visit(Visitor::default(), SECONDS, async |page| {
        let print = print_undisturbed(page).await;
        page.press("start").await;
        for pause in [300, 700, 1_100] {
            tokio::time::sleep(Duration::from_millis(pause)).await;
            for state in ["frozen", "active"] {
                let command = Cdp("Page.setWebLifecycleState", json!({ "state": state }));
                page.client.issue_cmd(command).await.expect(state);
                tokio::time::sleep(Duration::from_millis(900)).await;
            }
        }
        page.until_finished(120).await;
        assert_eq!(page.fingerprint().await, print);
        assert_eq!(page.notices().await, "");
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn an_update_that_comes_in_the_middle_of_a_run_waits_for_it() {
    let folder = Site::copied("updated-while-training");
    visit_site(Site::serve_folder(&folder), Visitor::default(), SECONDS, async |page| {
        page.until("the files are kept", 60, "return !!navigator.serviceWorker.controller").await;
        let print = print_undisturbed(page).await;
        page.press("start").await;
        let list = folder.join("sw.js");
        let text = std::fs::read_to_string(&list).expect("the list");
        std::fs::write(&list, text.replacen("const version = \"", "const version = \"new-", 1)).expect("a new list");
        page.promise("navigator.serviceWorker.getRegistration().then((own) => own.update()).then(() => 1)").await;
        page.until("the update is told of", 60, "return !document.getElementById('update').hidden").await;
        page.until_finished(120).await;
        assert_eq!(page.fingerprint().await, print);
    });
}
