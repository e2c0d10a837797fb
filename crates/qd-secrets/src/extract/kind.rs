//! What kind of file a path names, as far as it changes how assignments read.

/// How a file's text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `key = value` to the end of the line: env, ini, properties and their kin.
    Lines,
    /// `key value` to the end of the line, or as [`Kind::Lines`]: the settings of mail programs and
    /// servers, and Dockerfiles.
    Words,
    /// Structured configuration: a bare value is a value.
    Config,
    /// Shell and batch files: a bare value behind `=` is a value, and commands carry passwords.
    Shell,
    /// Prose and logs: a bare value is one if it is no word.
    Text,
    /// Rows under a line of names.
    Csv,
    /// Statements, and the rows of dumps.
    Sql,
    /// Code, markup: a bare word behind a key is an expression or a word.
    Code,
    /// Code that a program wrote on few lines: only what is random counts.
    Minified,
    /// What leaves: as code, but a figure's `{"metric": "exposed_secret", "value": ...}` is no pair of
    /// a secret's name and its value.
    Outgoing,
    /// Lock files, checksums and source maps: random by nature, read for private keys and prefixes
    /// only.
    Lock,
    /// `machine x login y password z`.
    Netrc,
    /// `host:port:database:user:password`.
    Pgpass,
    /// `user:hash`, as password files of web servers and systems.
    Passwd,
}

const LOCK_NAMES: &[&str] = &[
    ".cargo-checksum.json",
    "bun.lock",
    "bun.lockb",
    "cargo.lock",
    "checksums.txt",
    "composer.lock",
    "deno.lock",
    "flake.lock",
    "gemfile.lock",
    "go.sum",
    "go.work.sum",
    "gradle.lockfile",
    "manifest.in.lock",
    "mix.lock",
    "modules.txt",
    "npm-shrinkwrap.json",
    "package-lock.json",
    "package.resolved",
    "packages.lock.json",
    "paket.lock",
    "pdm.lock",
    "pipfile.lock",
    "pnpm-lock.yaml",
    "podfile.lock",
    "poetry.lock",
    "pubspec.lock",
    "record",
    "sha256sums",
    "sha512sums",
    "uv.lock",
    "verification-metadata.xml",
    "yarn.lock",
    ".terraform.lock.hcl",
];
const LOCK_ENDINGS: &[&str] = &["map", "sum", "md5", "sha1", "sha256", "sha512", "lockb", "asc"];
const LINES_ENDINGS: &[&str] = &[
    "env",
    "ini",
    "inf",
    "properties",
    "cfg",
    "conf",
    "config",
    "cnf",
    "npmrc",
    "yarnrc",
    "pypirc",
    "s3cfg",
    "boto",
    "tfvars",
    "toml",
    "credentials",
    "envrc",
    "flaskenv",
    "desktop",
    "service",
    "ovpn",
    "rdp",
    "reg",
    "prefs",
    "passwords",
];
const WORDS_ENDINGS: &[&str] = &[
    "msmtprc",
    "fetchmailrc",
    "esmtprc",
    "mailrc",
    "muttrc",
    "mbsyncrc",
    "offlineimaprc",
    "ldaprc",
];
const WORDS_NAMES: &[&str] = &[
    "dockerfile",
    "containerfile",
    "redis.conf",
    "ldap.conf",
    "slapd.conf",
    "haproxy.cfg",
    "wgetrc",
];
const CONFIG_ENDINGS: &[&str] = &[
    "json",
    "yaml",
    "yml",
    "json5",
    "jsonc",
    "xml",
    "plist",
    "template",
    "tfstate",
    "ipynb",
    "settings",
    "har",
    "webmanifest",
    "ldif",
    "dockercfg",
    "dockerconfigjson",
    "hcl",
    "postman_environment",
    "ftpconfig",
    "neon",
    "raml",
    "xcconfig",
    "iml",
    "pubxml",
    "csdef",
    "cscfg",
];
const SHELL_ENDINGS: &[&str] = &[
    "sh",
    "bash",
    "zsh",
    "ksh",
    "fish",
    "bat",
    "cmd",
    "ps1",
    "psm1",
    "bashrc",
    "zshrc",
    "profile",
    "bash_profile",
    "bash_history",
    "zsh_history",
    "sh_history",
    "history",
    "crontab",
    "command",
];
const TEXT_ENDINGS: &[&str] =
    &["md", "txt", "log", "rst", "adoc", "markdown", "text", "org", "http", "rest", "eml", "out"];

/// Bytes above which a text without line ends is a program's work.
const MINIFIED_BYTES: usize = 4096;
/// The mean length of its lines.
const MINIFIED_LINE_BYTES: usize = 400;

impl Kind {
    /// The kind by the file's name; a path is never opened.
    pub(crate) fn of(path: &str) -> Self {
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path).to_ascii_lowercase();
        let ending = name.rsplit('.').next().unwrap_or(&name);
        let is_one_of = |list: &[&str]| list.contains(&ending);
        if LOCK_NAMES.contains(&name.as_str()) || is_one_of(LOCK_ENDINGS) {
            Self::Lock
        } else if name.ends_with("netrc") {
            Self::Netrc
        } else if name.ends_with("pgpass") || name == "pgpass.conf" {
            Self::Pgpass
        } else if name.ends_with("htpasswd")
            || matches!(ending, "shadow" | "passwd" | "htdigest" | "proftpdpasswd" | "gshadow")
        {
            Self::Passwd
        } else if WORDS_NAMES.contains(&name.as_str())
            || name.starts_with("dockerfile.")
            || is_one_of(WORDS_ENDINGS)
        {
            Self::Words
        } else if name == "web.config" || name == "app.config" || name == "nuget.config" {
            Self::Config
        } else if is_one_of(LINES_ENDINGS)
            || name.starts_with(".env")
            || name.contains(".env.")
            || matches!(name.as_str(), ".gitconfig" | "my.cnf" | ".flaskenv")
        {
            Self::Lines
        } else if is_one_of(CONFIG_ENDINGS) {
            Self::Config
        } else if is_one_of(SHELL_ENDINGS) {
            Self::Shell
        } else if is_one_of(TEXT_ENDINGS) {
            Self::Text
        } else if matches!(ending, "csv" | "tsv") {
            Self::Csv
        } else if matches!(ending, "sql" | "dump" | "psql" | "mysql" | "ddl") {
            Self::Sql
        } else {
            Self::Code
        }
    }

    /// The kind by name and text: code on few long lines is minified.
    pub(crate) fn of_text(path: &str, text: &[u8]) -> Self {
        match Self::of(path) {
            Self::Code if is_minified(text) => Self::Minified,
            kind => kind,
        }
    }

    /// Whether a bare value behind a secret's name is the value itself.
    pub(crate) fn has_bare_values(self) -> bool {
        matches!(self, Self::Lines | Self::Words | Self::Config | Self::Netrc | Self::Pgpass)
    }
}

/// Whether the first bytes of a text are lines that nobody wrote.
fn is_minified(text: &[u8]) -> bool {
    let probe = &text[..text.len().min(64 * 1024)];
    let n_lines = 1 + probe.iter().filter(|byte| **byte == b'\n').count();
    probe.len() >= MINIFIED_BYTES && probe.len() / n_lines >= MINIFIED_LINE_BYTES
}

/// Whether a path names examples, tests or documentation, where a value is mostly made up. It still
/// counts; it is rated lower.
pub(crate) fn is_rehearsal(path: &str) -> bool {
    const FOLDERS: &[&str] = &[
        "test",
        "tests",
        "testing",
        "testdata",
        "test-data",
        "test_data",
        "__tests__",
        "spec",
        "specs",
        "fixture",
        "fixtures",
        "example",
        "examples",
        "sample",
        "samples",
        "doc",
        "docs",
        "mock",
        "mocks",
        "__mocks__",
        "benches",
        "demo",
        "e2e",
        "testutil",
        "testutils",
    ];
    let path = path.to_ascii_lowercase();
    let mut parts = path.split(['/', '\\']).rev();
    let name = parts.next().unwrap_or_default();
    let stem = name.split('.').next().unwrap_or(name);
    stem.starts_with("test_")
        || stem.ends_with("_test")
        || stem.ends_with("_tests")
        || matches!(stem, "test" | "tests")
        || name.contains(".test.")
        || name.contains(".spec.")
        || name.contains(".example")
        || name.contains(".sample")
        || name.contains(".dist.")
        || name.ends_with(".dist")
        || parts.any(|folder| FOLDERS.contains(&folder))
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
        check("Web.config", Kind::Config);
        check("package-lock.json", Kind::Lock);
        check("go.sum", Kind::Lock);
        check("C:\\Users\\x\\_netrc", Kind::Netrc);
        check(".pgpass", Kind::Pgpass);
        check("etc/shadow", Kind::Passwd);
        check(".htpasswd", Kind::Passwd);
        check("Dockerfile", Kind::Words);
        check("deploy.sh", Kind::Shell);
        check("README.md", Kind::Text);
        check("users.csv", Kind::Csv);
        check("src/main.rs", Kind::Code);
        check("", Kind::Code);
    }

    #[test]
    fn minified_code_is_known_by_its_lines() {
        let code = "const a = 1;\n".repeat(1000);
        assert_eq!(Kind::of_text("a.js", code.as_bytes()), Kind::Code);
        let minified = code.replace('\n', "");
        assert_eq!(Kind::of_text("a.js", minified.as_bytes()), Kind::Minified);
        assert_eq!(Kind::of_text("a.json", minified.as_bytes()), Kind::Config);
    }

    #[test]
    fn rehearsals() {
        for path in ["tests/a.py", "src/a_test.go", "docs/x.md", "a.example.env", "app/fixtures/k"]
        {
            assert!(is_rehearsal(path), "{path}");
        }
        for path in ["src/latest.py", "config/prod.env", "contest/a.py", "README.md"] {
            assert!(!is_rehearsal(path), "{path}");
        }
    }
}
