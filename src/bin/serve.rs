//! Serves a folder of static files to this machine only: `serve FOLDER [--port N]`.

use std::io::Error;
use std::process::ExitCode;

use axum::Router;
use axum::http::{HeaderValue, header::CACHE_CONTROL};
use tokio::net::TcpListener;
use tower_http::{services::ServeDir, set_header::SetResponseHeaderLayer};

/// Serves `folder`. Port 0 takes any free port. The address is printed once it answers.
#[allow(clippy::print_stdout)]
async fn serve(folder: &str, port: u16) -> Result<(), Error> {
    // A browser has to ask again after every build: the names stay the same.
    let fresh = SetResponseHeaderLayer::overriding(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    let files = Router::new().fallback_service(ServeDir::new(folder)).layer(fresh);
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    println!("http://{}/", listener.local_addr()?);
    axum::serve(listener, files).await
}

#[allow(clippy::print_stderr)]
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (folder, port) = match arguments[..] {
        [folder] => (folder, Ok(8080)),
        [folder, "--port", port] => (folder, port.parse()),
        _ => {
            eprintln!("usage: serve FOLDER [--port N]");
            return ExitCode::from(2);
        }
    };
    let outcome = port.map_err(Error::other).and_then(|port| {
        tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(serve(folder, port))
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cannot serve {folder} here: {error}");
            ExitCode::FAILURE
        }
    }
}
