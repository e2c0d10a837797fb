//! Languages by the endings of files that people write.

/// Ending and language; each ending once.
const LANGUAGES: [(&str, &str); 66] = [
    ("astro", "Astro"),
    ("bash", "Shell"),
    ("c", "C"),
    ("cc", "C++"),
    ("clj", "Clojure"),
    ("cpp", "C++"),
    ("cs", "C#"),
    ("css", "CSS"),
    ("dart", "Dart"),
    ("elm", "Elm"),
    ("erl", "Erlang"),
    ("ex", "Elixir"),
    ("exs", "Elixir"),
    ("fs", "F#"),
    ("go", "Go"),
    ("groovy", "Groovy"),
    ("h", "C"),
    ("hcl", "HCL"),
    ("hpp", "C++"),
    ("hs", "Haskell"),
    ("htm", "HTML"),
    ("html", "HTML"),
    ("java", "Java"),
    ("jl", "Julia"),
    ("js", "JavaScript"),
    ("jsx", "JavaScript"),
    ("kt", "Kotlin"),
    ("kts", "Kotlin"),
    ("less", "Less"),
    ("liquid", "Liquid"),
    ("lua", "Lua"),
    ("m", "Objective-C"),
    ("mjs", "JavaScript"),
    ("cjs", "JavaScript"),
    ("ml", "OCaml"),
    ("mts", "TypeScript"),
    ("nim", "Nim"),
    ("nix", "Nix"),
    ("php", "PHP"),
    ("pl", "Perl"),
    ("pm", "Perl"),
    ("ps1", "PowerShell"),
    ("py", "Python"),
    ("pyi", "Python"),
    ("r", "R"),
    ("rb", "Ruby"),
    ("rs", "Rust"),
    ("sass", "Sass"),
    ("scala", "Scala"),
    ("scss", "SCSS"),
    ("sh", "Shell"),
    ("sol", "Solidity"),
    ("sql", "SQL"),
    ("svelte", "Svelte"),
    ("swift", "Swift"),
    ("tcl", "Tcl"),
    ("tf", "HCL"),
    ("ts", "TypeScript"),
    ("cts", "TypeScript"),
    ("tsx", "TypeScript"),
    ("vb", "Visual Basic"),
    ("vue", "Vue"),
    ("wat", "WebAssembly"),
    ("zig", "Zig"),
    ("zsh", "Shell"),
    ("jsonnet", "Jsonnet"),
];

/// Folders whose files others wrote or programs made.
const FOREIGN: [&str; 14] = [
    "node_modules",
    "bower_components",
    "vendor",
    "vendored",
    "third_party",
    "third-party",
    "dist",
    "build",
    "target",
    "out",
    ".venv",
    "venv",
    "site-packages",
    "__generated__",
];

/// The language of a file by its ending.
pub(crate) fn language(path: &str) -> Option<&'static str> {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name {
        "Dockerfile" | "Containerfile" => return Some("Dockerfile"),
        "Makefile" | "GNUmakefile" => return Some("Makefile"),
        _ => {}
    }
    let ending = name.rsplit_once('.')?.1.to_lowercase();
    LANGUAGES.iter().find(|(known, _)| *known == ending).map(|(_, language)| *language)
}

/// Claims that a file is neither another's nor made by a program.
pub(crate) fn is_written_by_people(path: &str) -> bool {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let is_made = [".min.", ".bundle.", ".generated.", "_pb2.", ".pb."];
    !folders.split('/').any(|folder| FOREIGN.contains(&folder))
        && !is_made.iter().any(|part| name.contains(part))
}
