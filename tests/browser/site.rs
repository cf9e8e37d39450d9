//! The built page on a port of its own, served by the project's own `serve`.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

pub struct Site {
    server: Child,
    pub address: String,
}

impl Site {
    /// The folder of the built page.
    pub fn built() -> PathBuf {
        let dist = std::env::var("UNWRAP_DIST").map_or_else(|_| PathBuf::from("dist"), PathBuf::from);
        assert!(dist.join("index.html").is_file(), "{} holds no built page: run ./lab build first", dist.display());
        dist
    }

    /// A copy of the built page in a folder of its own, for a host that is not as it should be.
    pub fn copied(name: &str) -> PathBuf {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(&folder);
        copy(&Self::built(), &folder);
        folder
    }

    /// Serves a copy of the built page with a script of the test's own beside it: the page runs nothing that its site does not serve.
    pub fn with_script(name: &str, file: &str, script: &str) -> Self {
        let folder = Self::copied(name);
        std::fs::write(folder.join(file), script).expect("the script");
        Self::serve_folder(&folder)
    }

    /// Serves the built page.
    pub fn serve() -> Self {
        Self::serve_folder(&Self::built())
    }

    /// Serves a folder.
    pub fn serve_folder(dist: &Path) -> Self {
        let mut server = Command::new(env!("CARGO_BIN_EXE_serve"))
            .arg(dist)
            .args(["--port", "0"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut address = String::new();
        BufReader::new(server.stdout.take().expect("its output")).read_line(&mut address).expect("its address");
        Self { server, address: address.trim().to_owned() }
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("the page") {
        let entry = entry.expect("a file");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
