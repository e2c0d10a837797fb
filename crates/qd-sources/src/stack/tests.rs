use super::{Manifest, Package, parse, product_of, reader};

/// A manifest's packages as `ecosystem name version requirement direct`, runtimes as `product version`.
fn check(path: &str, text: &str, expected: &[&str]) {
    let shown = match parse(reader(path).expect(path), text) {
        None => vec!["none".to_owned()],
        Some(Manifest { packages, runtimes }) => {
            let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
            let package = |p: &Package| {
                let direct = if p.is_direct { " direct" } else { "" };
                let (version, requirement) = (or_dash(&p.version), or_dash(&p.requirement));
                format!("{} {} {version} {requirement}{direct}", p.ecosystem, p.name)
            };
            let packages = packages.iter().map(package);
            packages
                .chain(runtimes.iter().map(|r| format!("{} {}", r.product, r.version)))
                .collect()
        }
    };
    assert_eq!(shown, expected, "{path}");
}

#[test]
fn manifests_say_what_is_asked() {
    check(
        "Cargo.toml",
        "[dependencies]\nserde = \"1\"\ntoml = { version = \"0.9\" }\n[dev-dependencies]\ninsta = { path = \"x\" }",
        &["cargo insta - - direct", "cargo serde - 1 direct", "cargo toml - 0.9 direct"],
    );
    check(
        "web/package.json",
        r#"{"dependencies":{"vue":"^2.7"},"devDependencies":{"vite":"5"},"engines":{"node":">=18.0 <21"}}"#,
        &["npm vite - 5 direct", "npm vue - ^2.7 direct", "nodejs 18.0"],
    );
    check(
        "requirements.txt",
        "# x\nDjango==3.2.1  # old\nboto3[crt]>=1.2 ; python_version > '3'\n-r other.txt\ngit+https://x\nflask\n",
        &["pypi boto3 - >=1.2 direct", "pypi django 3.2.1 ==3.2.1 direct", "pypi flask - - direct"],
    );
    check(
        "pyproject.toml",
        "[project]\nrequires-python = \">=3.9\"\ndependencies = [\"httpx>=0.2\", \"Flask\"]\n",
        &["pypi flask - - direct", "pypi httpx - >=0.2 direct", "python 3.9"],
    );
    check(
        "pyproject.toml",
        "[tool.poetry.dependencies]\npython = \"^3.8\"\ndjango = \"^4.2\"\n",
        &["pypi django - ^4.2 direct", "python 3.8"],
    );
    check(
        "composer.json",
        r#"{"require":{"php":"^7.4","laravel/framework":"^8.0","ext-json":"*"}}"#,
        &["composer laravel/framework - ^8.0 direct", "php 7.4"],
    );
    check(
        "go.mod",
        "module x\n\ngo 1.21\n\nrequire (\n\tgithub.com/a/b v1.2.3\n\tgolang.org/x/y v0.1.0 // indirect\n)\nrequire example.com/z v2.0.0\n",
        &[
            "golang example.com/z v2.0.0 - direct",
            "golang github.com/a/b v1.2.3 - direct",
            "golang golang.org/x/y v0.1.0 -",
            "go 1.21",
        ],
    );
    check(
        "pom.xml",
        "<project><parent><groupId>g</groupId><artifactId>p</artifactId><version>2.7.1</version></parent><dependencies><dependency><groupId>a</groupId><artifactId>b</artifactId><version>${v}</version></dependency></dependencies></project>",
        &["maven a:b - - direct", "maven g:p 2.7.1 - direct"],
    );
    check(
        "Dockerfile",
        "FROM --platform=linux/amd64 node:16-alpine AS build\nRUN x\nFROM python:3.8-slim@sha256:abc\nFROM scratch\nFROM build\n",
        &["nodejs 16-alpine", "python 3.8-slim"],
    );
    check(".nvmrc", "v20.11.0\n", &["nodejs 20.11.0"]);
    check(".nvmrc", "lts/iron\n", &[]);
    check(".tool-versions", "nodejs 18.1.0\npython 3.11.2\n", &["nodejs 18.1.0", "python 3.11.2"]);
}

#[test]
fn lock_files_say_what_is_installed() {
    check(
        "Cargo.lock",
        "[[package]]\nname = \"own\"\nversion = \"0.1.0\"\n[[package]]\nname = \"serde\"\nversion = \"1.0.1\"\nsource = \"registry+x\"\n",
        &["cargo serde 1.0.1 -"],
    );
    check(
        "package-lock.json",
        r#"{"packages":{"":{"dependencies":{"a":"^1"}},"node_modules/a":{"version":"1.2.0"},"node_modules/a/node_modules/@s/b":{"version":"2.0.0"}}}"#,
        &["npm @s/b 2.0.0 -", "npm a 1.2.0 - direct"],
    );
    check("package-lock.json", r#"{"dependencies":{"a":{"version":"1.2.0"}}}"#, &["npm a 1.2.0 -"]);
    check(
        "yarn.lock",
        "# yarn\n\n\"@s/b@^1.0\", \"@s/b@^1.1\":\n  version \"1.1.5\"\n\nleft@~1:\n  version \"1.0.0\"\n",
        &["npm @s/b 1.1.5 -", "npm left 1.0.0 -"],
    );
    check(
        "poetry.lock",
        "[[package]]\nname = \"django\"\nversion = \"3.2.25\"\n",
        &["pypi django 3.2.25 -"],
    );
    check(
        "Pipfile.lock",
        r#"{"default":{"flask":{"version":"==2.0.1"}}}"#,
        &["pypi flask 2.0.1 -"],
    );
    check(
        "composer.lock",
        r#"{"packages":[{"name":"laravel/framework","version":"v8.83.0"}]}"#,
        &["composer laravel/framework 8.83.0 -"],
    );
    check(
        "Gemfile.lock",
        "GEM\n  remote: https://rubygems.org/\n  specs:\n    nokogiri (1.15.0-x86_64-linux)\n      racc (~> 1.4)\n    rails (6.1.7)\n\nDEPENDENCIES\n  rails (~> 6.1)\n",
        &["gem nokogiri 1.15.0 -", "gem rails 6.1.7 - direct"],
    );
    check(
        "a.cdx.json",
        r#"{"bomFormat":"CycloneDX","components":[{"type":"library","name":"left-pad","version":"1.3.0","purl":"pkg:npm/left-pad@1.3.0"},{"group":"@a","name":"b","type":"library"}]}"#,
        &["library @a/b - -", "npm left-pad 1.3.0 -"],
    );
}

#[test]
fn what_is_broken_is_none_and_never_panics() {
    for path in [
        "Cargo.toml",
        "package.json",
        "composer.lock",
        "bom.json",
        "poetry.lock",
        "package-lock.json",
    ] {
        check(path, "{ torn [", &["none"]);
        check(path, "[]", &["none"]);
    }
    check("pom.xml", "<a><b></a>", &["none"]);
    let names = [
        "Cargo.toml",
        "package.json",
        "requirements.txt",
        "pyproject.toml",
        "go.mod",
        "pom.xml",
        "Dockerfile",
        "yarn.lock",
        "Gemfile.lock",
        ".tool-versions",
        "runtime.txt",
    ];
    let seed = b"FROM node:18\n[[package]]\nname = \"a\"\n{\"dependencies\": {\"a\": \"^1\"}}\n<dependency><groupId>a</groupId></dependency>\n    rails (6.1)\n\"@s/b@^1\":\n  version \"1\"\n";
    crate::testing::mutate(seed, &["\u{e9}", "\"", "@", "(", "[", "node:", "=="], 400, |bytes| {
        let text = String::from_utf8_lossy(bytes);
        for name in names {
            parse(reader(name).unwrap(), &text);
        }
    });
    assert!(reader("README.md").is_none() && reader("src/main.rs").is_none());
    assert_eq!(product_of("pypi", "django"), Some("django"));
}
