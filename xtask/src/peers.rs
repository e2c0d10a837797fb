//! The programs that tests hold our results against: a Python environment in the cache, and beside it
//! the checkers of HTML that run on node.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::run;

/// What is installed; each is used as a program, never linked.
const PACKAGES: [&str; 10] = [
    "aiosmtpd>=1.4,<2",
    "beancount>=3,<4",
    "beanquery",
    "boto3",
    "detect-secrets>=1.5,<2",
    "kingfisher-bin>=2.14,<3",
    "moto[server]>=5,<6",
    "openpyxl>=3,<4",
    "scipy",
    "statsmodels",
];

/// Likewise from npm, into the folder `node`; versions that run on node 18 and later.
const NODE_PACKAGES: [&str; 3] = ["html-validate@9.7.1", "doiuse-email@0.4.1", "axe-core@4.14.1"];

/// The folder of the environment, if it is complete.
pub(crate) fn find() -> Option<PathBuf> {
    if let Some(given) = std::env::var_os("QUARTERDECK_PEERS") {
        return Some(PathBuf::from(given));
    }
    let folder = folder().ok()?;
    is_complete(&folder).then_some(folder)
}

/// Claims that the environment holds what this version of the tests needs: a longer list makes an
/// older environment incomplete.
fn is_complete(folder: &Path) -> bool {
    fs::read_to_string(folder.join("complete")).is_ok_and(|list| list == wanted())
}

fn wanted() -> String {
    let packages = PACKAGES.iter().chain(&NODE_PACKAGES).copied();
    packages.collect::<Vec<_>>().join("\n")
}

/// Makes the environment and returns its folder.
pub(crate) fn install() -> Result<PathBuf> {
    let folder = folder()?;
    if is_complete(&folder) {
        return Ok(folder);
    }
    fs::create_dir_all(&folder)?;
    let mut environment = Command::new("python3");
    run({
        environment.args(["-m", "venv"]).arg(&folder);
        environment
    })?;
    let mut packages = Command::new(folder.join("bin/python"));
    run({
        packages.args(["-m", "pip", "install", "--quiet"]).args(PACKAGES);
        packages
    })?;
    let node = folder.join("node");
    fs::create_dir_all(&node)?;
    let mut packages = Command::new("npm");
    packages.args(["install", "--no-fund", "--no-audit", "--loglevel=error", "--prefix"]);
    packages.arg(&node).args(NODE_PACKAGES);
    if let Err(error) = run(packages) {
        // Without them their tests are skipped; in CI those fail and say so.
        println!("peers: the checkers of HTML are not installed: {error}");
        return Ok(folder);
    }
    fs::write(folder.join("complete"), wanted())?;
    Ok(folder)
}

fn folder() -> Result<PathBuf> {
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
    let cache = cache.or_else(home).context("neither XDG_CACHE_HOME nor HOME is set")?;
    Ok(cache.join("quarterdeck/peers"))
}
