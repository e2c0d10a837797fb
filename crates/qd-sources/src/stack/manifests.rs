//! Manifests: what a repository asks for by itself, and the runtimes that it chooses.

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;

use super::products::product_of_image;
use super::{Manifest, Package, Runtime};

fn of(packages: Vec<Package>) -> Option<Manifest> {
    Some(Manifest { packages, runtimes: Vec::new() })
}

fn runtime(product: &str, version: &str, line: u32) -> Vec<Runtime> {
    let version = version.trim().trim_start_matches('v');
    if version.is_empty() || !version.starts_with(|letter: char| letter.is_ascii_digit()) {
        return Vec::new();
    }
    vec![Runtime { product: product.to_owned(), version: version.to_owned(), line }]
}

fn of_runtime(product: &str, text: &str) -> Option<Manifest> {
    let first = text.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#'))?;
    Some(Manifest { packages: Vec::new(), runtimes: runtime(product, first, 1) })
}

/// `.nvmrc`.
pub(super) fn node_version(text: &str) -> Option<Manifest> {
    of_runtime("nodejs", text)
}

/// `.python-version`.
pub(super) fn python_version(text: &str) -> Option<Manifest> {
    of_runtime("python", text)
}

/// `.ruby-version`.
pub(super) fn ruby_version(text: &str) -> Option<Manifest> {
    of_runtime("ruby", text.trim().trim_start_matches("ruby-"))
}

/// `runtime.txt`: `python-3.8.10`.
pub(super) fn runtime_txt(text: &str) -> Option<Manifest> {
    let (product, version) = text.trim().split_once('-')?;
    of_runtime(product, version)
}

/// `.tool-versions`: a tool and its version a line.
pub(super) fn tool_versions(text: &str) -> Option<Manifest> {
    let runtimes = text.lines().zip(1..).filter_map(|(line, number)| {
        let (tool, version) = line.trim().split_once(char::is_whitespace)?;
        let product = match tool {
            "node" => "nodejs",
            "golang" => "go",
            other => other,
        };
        Some(runtime(product, version, number))
    });
    Some(Manifest { packages: Vec::new(), runtimes: runtimes.flatten().collect() })
}

/// `Cargo.toml`.
pub(super) fn cargo(text: &str) -> Option<Manifest> {
    let document = text.parse::<toml::Table>().ok()?;
    let sections = ["dependencies", "dev-dependencies", "build-dependencies"];
    let sections = sections.iter().filter_map(|key| document.get(*key)?.as_table());
    let workspace =
        document.get("workspace").and_then(|workspace| workspace.get("dependencies")?.as_table());
    let all = sections.chain(workspace).flatten();
    of(all.map(|(name, value)| Package::asked("cargo", name, asked_of(value))).collect())
}

/// A requirement, alone or as the member `version`.
fn asked_of(value: &toml::Value) -> Option<&str> {
    value.as_str().or_else(|| value.get("version")?.as_str())
}

/// `package.json`.
pub(super) fn npm(text: &str) -> Option<Manifest> {
    let document = serde_json::from_str::<Value>(text).ok()?;
    let document = document.as_object()?;
    let sections = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"];
    let sections = sections.iter().filter_map(|key| document.get(*key)?.as_object());
    let packages =
        sections.flatten().map(|(name, asked)| Package::asked("npm", name, asked.as_str()));
    let packages = packages.collect();
    let node = document.get("engines").and_then(|engines| engines.get("node")?.as_str());
    let lowest = node.map(|asked| asked.trim_start_matches(['>', '=', '^', '~', ' ']));
    let runtimes = lowest.map(|version| runtime("nodejs", first_word(version), 1));
    Some(Manifest { packages, runtimes: runtimes.unwrap_or_default() })
}

fn first_word(text: &str) -> &str {
    text.split([' ', '|', ',', '<']).next().unwrap_or(text)
}

/// `requirements.txt`: a name and what is asked of it a line.
pub(super) fn requirements(text: &str) -> Option<Manifest> {
    let packages = text.lines().zip(1..).filter_map(|(line, number)| {
        let line = line.split(" #").next()?.split(';').next()?.trim();
        if line.is_empty() || line.starts_with(['#', '-']) || line.contains("://") {
            return None;
        }
        let end = line.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.')));
        let (name, rest) = line.split_at(end.unwrap_or(line.len()));
        let rest = match rest.split_once(']') {
            Some((extras, rest)) if extras.trim_start().starts_with('[') => rest,
            _ => rest,
        };
        let mut package = Package::asked("pypi", &normalized(name), Some(rest));
        if let Some(version) = rest.trim().strip_prefix("==") {
            package.version = Some(version.trim().to_owned());
        }
        Some(package.at(number))
    });
    of(packages.collect())
}

/// Names of PyPI are one whatever their case and hyphens (PEP 503).
fn normalized(name: &str) -> String {
    name.to_lowercase().replace(['_', '.'], "-")
}

/// `pyproject.toml`: PEP 621, and Poetry's own sections.
pub(super) fn pyproject(text: &str) -> Option<Manifest> {
    let document = text.parse::<toml::Table>().ok()?;
    let project = document.get("project").and_then(toml::Value::as_table);
    let listed = project.and_then(|project| project.get("dependencies")?.as_array());
    let lines = listed.into_iter().flatten().filter_map(toml::Value::as_str);
    let mut packages = requirements(&lines.collect::<Vec<_>>().join("\n"))?.packages;
    packages.iter_mut().for_each(|package| package.line = 1);
    let poetry = document.get("tool").and_then(|tool| tool.get("poetry"));
    let sections = ["dependencies", "dev-dependencies"];
    let sections = sections.iter().filter_map(|key| poetry?.get(key)?.as_table());
    let mut python = project.and_then(|project| project.get("requires-python")?.as_str());
    for (name, value) in sections.flatten() {
        if name == "python" {
            python = python.or_else(|| value.as_str());
        } else {
            packages.push(Package::asked("pypi", &normalized(name), asked_of(value)));
        }
    }
    let lowest = python.map(|asked| asked.trim_start_matches(['>', '=', '^', '~', ' ']));
    let runtimes = lowest.map(|version| runtime("python", first_word(version), 1));
    Some(Manifest { packages, runtimes: runtimes.unwrap_or_default() })
}

/// `Pipfile`.
pub(super) fn pipfile(text: &str) -> Option<Manifest> {
    let document = text.parse::<toml::Table>().ok()?;
    let sections =
        ["packages", "dev-packages"].iter().filter_map(|key| document.get(*key)?.as_table());
    let packages = sections
        .flatten()
        .map(|(name, value)| Package::asked("pypi", &normalized(name), asked_of(value)));
    let packages = packages.collect();
    let python =
        document.get("requires").and_then(|requires| requires.get("python_version")?.as_str());
    let runtimes = python.map(|version| runtime("python", version, 1)).unwrap_or_default();
    Some(Manifest { packages, runtimes })
}

/// `composer.json`.
pub(super) fn composer(text: &str) -> Option<Manifest> {
    let document = serde_json::from_str::<Value>(text).ok()?;
    let document = document.as_object()?;
    let sections =
        ["require", "require-dev"].iter().filter_map(|key| document.get(*key)?.as_object());
    let (mut packages, mut runtimes) = (Vec::new(), Vec::new());
    for (name, asked) in sections.flatten() {
        match name.as_str() {
            "php" => {
                let lowest = asked.as_str().unwrap_or_default();
                let lowest = lowest.trim_start_matches(['>', '=', '^', '~', ' ']);
                runtimes.extend(runtime("php", first_word(lowest), 1));
            }
            name if name.starts_with("ext-") => {}
            name => packages.push(Package::asked("composer", name, asked.as_str())),
        }
    }
    Some(Manifest { packages, runtimes })
}

/// `go.mod`: versions are what is built; `// indirect` is another's choice.
pub(super) fn go(text: &str) -> Option<Manifest> {
    let (mut manifest, mut is_list) = (Manifest::default(), false);
    for (line, number) in text.lines().zip(1..) {
        let (code, comment) = line.split_once("//").unwrap_or((line, ""));
        let code = code.trim();
        if let Some(version) = code.strip_prefix("go ") {
            manifest.runtimes.extend(runtime("go", version, number));
        }
        is_list = match code {
            "require (" => true,
            ")" => false,
            _ => is_list,
        };
        let entry = if is_list { Some(code) } else { code.strip_prefix("require ") };
        let entry = entry.and_then(|entry| entry.trim().split_once(' '));
        if let Some((name, version)) = entry.filter(|(name, _)| name.contains('.')) {
            let package = Package::pinned("golang", name, version.trim());
            let is_direct = !comment.trim().starts_with("indirect");
            manifest.packages.push(Package { is_direct, line: number, ..package });
        }
    }
    Some(manifest)
}

/// `Dockerfile`: the bases of its stages.
pub(super) fn dockerfile(text: &str) -> Option<Manifest> {
    let runtimes = text.lines().zip(1..).filter_map(|(line, number)| {
        let mut words = line.split_whitespace();
        words.next().filter(|word| word.eq_ignore_ascii_case("FROM"))?;
        let image = words.find(|word| !word.starts_with("--"))?;
        let image = image.split('@').next()?;
        let (name, tag) = image.rsplit_once(':')?;
        let found = runtime(product_of_image(name)?, tag, number);
        Some(found)
    });
    Some(Manifest { packages: Vec::new(), runtimes: runtimes.flatten().collect() })
}

/// `pom.xml`: dependencies and the parent, with versions that are written out.
pub(super) fn maven(text: &str) -> Option<Manifest> {
    let mut reader = Reader::from_str(text);
    let (mut packages, mut path) = (Vec::new(), Vec::<String>::new());
    let mut parts = [String::new(), String::new(), String::new()];
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) => {
                let name = String::from_utf8_lossy(tag.local_name().as_ref()).into_owned();
                if matches!(name.as_str(), "dependency" | "parent") {
                    parts = Default::default();
                }
                path.push(name);
                if path.len() > 64 {
                    return None;
                }
            }
            Event::Text(text) => {
                let within = path.len().checked_sub(2).and_then(|at| path.get(at));
                if within.is_some_and(|name| matches!(name.as_str(), "dependency" | "parent")) {
                    let at = match path.last().map(String::as_str) {
                        Some("groupId") => 0,
                        Some("artifactId") => 1,
                        Some("version") => 2,
                        _ => continue,
                    };
                    parts[at] = String::from_utf8_lossy(&text).trim().to_owned();
                }
            }
            Event::End(_) => {
                let ended = path.pop()?;
                if matches!(ended.as_str(), "dependency" | "parent") && !parts[1].is_empty() {
                    let [group, artifact, version] = &parts;
                    let version = if version.contains("${") { "" } else { version };
                    let package = Package::pinned("maven", &format!("{group}:{artifact}"), version);
                    packages.push(Package { is_direct: true, ..package });
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if path.is_empty() { of(packages) } else { None }
}
