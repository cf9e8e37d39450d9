//! Serves a folder of static files to this machine only.

use std::io::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use axum::Router;
use axum::http::{HeaderValue, header::ACCESS_CONTROL_ALLOW_ORIGIN, header::CACHE_CONTROL};
use clap::Parser;
use tokio::net::TcpListener;
use tower_http::{
    services::{ServeDir, ServeFile},
    set_header::SetResponseHeaderLayer,
};

/// Serves a folder of static files to this machine only, and prints its address.
#[derive(Parser)]
#[command(name = "serve", version)]
struct Arguments {
    /// The folder.
    folder: PathBuf,
    /// The port; 0 takes any free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
}

/// The address is printed once it answers.
#[allow(clippy::print_stdout)]
async fn serve(folder: &Path, port: u16) -> Result<(), Error> {
    // A browser has to ask again after every build: the names stay the same.
    let fresh = SetResponseHeaderLayer::overriding(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    // Other origins' pages and notebooks import this file and open the rest in a frame.
    let shared = SetResponseHeaderLayer::overriding(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    let module =
        Router::new().route_service("/unwrap-lab.js", ServeFile::new(folder.join("unwrap-lab.js"))).layer(shared);
    let files = module.fallback_service(ServeDir::new(folder)).layer(fresh);
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    println!("http://{}/", listener.local_addr()?);
    axum::serve(listener, files).await
}

#[allow(clippy::print_stderr)]
fn main() -> ExitCode {
    let Arguments { folder, port } = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    match runtime.and_then(|runtime| runtime.block_on(serve(&folder, port))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cannot serve {} on port {port}: {error}", folder.display());
            ExitCode::FAILURE
        }
    }
}
