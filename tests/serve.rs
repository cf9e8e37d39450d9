//! The program that `./lab serve` starts: what browsers insist on, asked for over a plain connection.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs::{create_dir_all, write};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A folder with `files`, for one test.
fn folder(name: &str, files: &[&str]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    create_dir_all(&folder).unwrap();
    for file in files {
        write(folder.join(file), "").unwrap();
    }
    folder
}

/// A server of `folder`, and its address without the scheme.
fn serve(folder: &PathBuf) -> (Server, String) {
    let mut server = Command::new(env!("CARGO_BIN_EXE_serve"))
        .arg(folder)
        .args(["--port", "0"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().trim_start_matches("http://").trim_end_matches('/').to_owned();
    (Server(server), address)
}

/// The head of the answer for `path`, in lower case.
fn head(address: &str, path: &str) -> String {
    let mut connection = TcpStream::connect(address).unwrap();
    write!(connection, "HEAD {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    answer.to_lowercase()
}

#[test]
fn files_have_the_types_that_browsers_insist_on() {
    let (_server, address) =
        serve(&folder("types", &["index.html", "app.js", "app_bg.wasm", "style.css", "engines.json"]));
    for (path, kind) in [
        ("/", "text/html"),
        ("/app.js", "text/javascript"),
        ("/app_bg.wasm", "application/wasm"),
        ("/style.css", "text/css"),
        ("/engines.json", "application/json"),
    ] {
        let head = head(&address, path);
        assert!(head.starts_with("http/1.1 200"), "{path}: {head}");
        assert!(head.contains(&format!("content-type: {kind}")), "{path}: {head}");
        assert!(head.contains("cache-control: no-cache"), "{path}: {head}");
    }
}

#[test]
fn nothing_above_the_folder_is_served() {
    let (_server, address) = serve(&folder("closed/inner", &["index.html"]));
    write(PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("closed/secret"), "").unwrap();
    for path in ["/../secret", "/%2e%2e/secret", "/missing"] {
        let head = head(&address, path);
        assert!(head.starts_with("http/1.1 404"), "{path}: {head}");
    }
}
