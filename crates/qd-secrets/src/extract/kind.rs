//! What kind of file a path names, as far as it changes how assignments read.

/// How a file's text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `key = value` to the end of the line: env, ini, properties and their kin.
    Lines,
    /// Structured configuration: a bare value is a value.
    Config,
    /// Code, markup, prose: a bare word behind a key is an expression or a word.
    Code,
    /// What leaves: as code, but a figure's `{"metric": "exposed_secret", "value": ...}` is no pair of
    /// a secret's name and its value.
    Outgoing,
    /// Lock files and source maps: random by nature, read for private keys and prefixes only.
    Lock,
    /// `machine x login y password z`.
    Netrc,
    /// `host:port:database:user:password`.
    Pgpass,
}

const LOCK_NAMES: &[&str] = &[
    "package-lock.json",
    "npm-shrinkwrap.json",
    "yarn.lock",
    "pnpm-lock.yaml",
    "cargo.lock",
    "poetry.lock",
    "pipfile.lock",
    "composer.lock",
    "gemfile.lock",
    "go.sum",
    "flake.lock",
    "bun.lock",
    "uv.lock",
    "packages.lock.json",
    ".terraform.lock.hcl",
    "mix.lock",
];
const LINES_ENDINGS: &[&str] = &[
    "env",
    "ini",
    "properties",
    "cfg",
    "conf",
    "config",
    "cnf",
    "npmrc",
    "pypirc",
    "tfvars",
    "toml",
    "credentials",
    "envrc",
    "flaskenv",
    "desktop",
    "service",
];
const CONFIG_ENDINGS: &[&str] =
    &["json", "yaml", "yml", "json5", "jsonc", "xml", "plist", "template"];

impl Kind {
    /// The kind by the file's name; a path is never opened.
    pub(crate) fn of(path: &str) -> Self {
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path).to_ascii_lowercase();
        let ending = name.rsplit('.').next().unwrap_or(&name);
        if LOCK_NAMES.contains(&name.as_str()) || ending == "map" {
            Self::Lock
        } else if name.ends_with("netrc") {
            Self::Netrc
        } else if name.ends_with("pgpass") || name == "pgpass.conf" {
            Self::Pgpass
        } else if LINES_ENDINGS.contains(&ending)
            || name.starts_with(".env")
            || name.contains(".env.")
            || name == "dockerfile"
        {
            Self::Lines
        } else if CONFIG_ENDINGS.contains(&ending) || name.ends_with(".dockercfg") {
            Self::Config
        } else {
            Self::Code
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_by_name() {
        let check = |path: &str, expected| assert_eq!(Kind::of(path), expected, "{path}");
        check("a/.env", Kind::Lines);
        check("repos.env", Kind::Lines);
        check(".env.production", Kind::Lines);
        check(".npmrc", Kind::Lines);
        check("home/.aws/credentials", Kind::Lines);
        check("docker-compose.yml", Kind::Config);
        check(".docker/config.json", Kind::Config);
        check("package-lock.json", Kind::Lock);
        check("C:\\Users\\x\\_netrc", Kind::Netrc);
        check(".pgpass", Kind::Pgpass);
        check("src/main.rs", Kind::Code);
        check("", Kind::Code);
    }
}
