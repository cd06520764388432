//! `cargo xtask page`: the inspector page, built and served on loopback.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use crate::build;
use crate::install::need_npm_packages;
use crate::tools::{Result, command, root, run as finish, step};

const FOLDER: &str = "web";
/// Sent with every answer, so that it binds the worker too, which the document's own policy does not reach.
const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const PORT: u16 = 4873;
/// A request line and headers of a browser on this machine fit many times.
const MAX_REQUEST: u64 = 64 << 10;

pub fn run(arguments: &[String]) -> Result<()> {
    let build_only = match arguments {
        [] => false,
        [only] if only == "--build-only" => true,
        _ => return Err("usage: cargo xtask page [--build-only]".into()),
    };
    build::run()?;
    build_page()?;
    size()?;
    if build_only { Ok(()) } else { serve(&root().join(FOLDER).join("dist")) }
}

/// `web/dist` from `npm/dist`: types checked, the page, the page as one file.
pub fn build_page() -> Result<()> {
    need_npm_packages(FOLDER)?;
    let npm = |script: &str| finish(command("npm", &["run", "--silent", script]).current_dir(root().join(FOLDER)));
    step("types of the page", || npm("check"))?;
    step("vite: the page, and the page as one file (web/dist)", || npm("build"))
}

/// A table of what a browser fetches first; fails when over the budget in `web/size.mjs`.
pub fn size() -> Result<()> {
    finish(&mut command("node", &["web/size.mjs"]))
}

fn serve(folder: &Path) -> Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", PORT)).or_else(|_| TcpListener::bind(("127.0.0.1", 0)))?;
    println!("\nThe inspector: http://{}/  (Ctrl-C ends it)", listener.local_addr()?);
    for stream in listener.incoming() {
        let (Ok(stream), folder) = (stream, folder.to_path_buf()) else { continue };
        std::thread::spawn(move || answer(stream, &folder).ok());
    }
    Ok(())
}

fn answer(mut stream: TcpStream, folder: &Path) -> Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut lines = BufReader::new(std::io::Read::take(stream.try_clone()?, MAX_REQUEST)).lines();
    let request = lines.next().ok_or("no request")??;
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let mut parts = request.split(' ');
    let (method, target) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let file = file_of(folder, target).filter(|_| matches!(method, "GET" | "HEAD"));
    let content = file.as_ref().and_then(|path| Some((media_type(path), fs::read(path).ok()?)));
    let (status, media_type, body) = match content {
        Some((media_type, body)) => ("200 OK", media_type, body),
        None => ("404 Not Found", "text/plain", b"not found\n".to_vec()),
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {}\r\nContent-Security-Policy: {POLICY}\r\n\
         X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\nCache-Control: no-cache\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    if method == "GET" {
        stream.write_all(&body)?;
    }
    Ok(())
}

/// The file that a request names; nothing outside the folder.
fn file_of(folder: &Path, target: &str) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?.strip_prefix('/')?;
    let path = Path::new(if path.is_empty() { "index.html" } else { path });
    path.components().all(|part| matches!(part, Component::Normal(_))).then(|| folder.join(path))
}

fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("css") => "text/css",
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("svg") => "image/svg+xml",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_stay_inside_the_folder() {
        let folder = Path::new("/dist");
        assert_eq!(file_of(folder, "/"), Some("/dist/index.html".into()));
        assert_eq!(file_of(folder, "/assets/a.js?x#y"), Some("/dist/assets/a.js".into()));
        for outside in ["/../secret", "/assets/../../secret", "//etc/passwd", "assets", ""] {
            assert_eq!(file_of(folder, outside), None, "{outside}");
        }
    }
}
