//! The Python programs that tests hold our results against: a virtual environment in the cache.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::run;

/// What is installed; each is used as a program, never linked.
const PACKAGES: [&str; 7] = [
    "aiosmtpd>=1.4,<2",
    "beancount>=3,<4",
    "beanquery",
    "boto3",
    "moto[server]>=5,<6",
    "scipy",
    "statsmodels",
];

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
    fs::read_to_string(folder.join("complete")).is_ok_and(|list| list == PACKAGES.join("\n"))
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
    fs::write(folder.join("complete"), PACKAGES.join("\n"))?;
    Ok(folder)
}

fn folder() -> Result<PathBuf> {
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
    let cache = cache.or_else(home).context("neither XDG_CACHE_HOME nor HOME is set")?;
    Ok(cache.join("quarterdeck/peers"))
}
