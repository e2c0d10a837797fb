use crate::zoo;
use crate::{DocumentContext, assemble, render};

#[test]
#[ignore]
fn look() {
    let ctx = DocumentContext {
        edition: Some(14),
        previous: Some(zoo::previous()),
        ..Default::default()
    };
    let report = assemble(&zoo::template(), &zoo::evaluation(), &zoo::root(), &ctx);
    let r = render::render(&report, render::Options::default());
    for (ext, s) in [("html", &r.html), ("txt", &r.text), ("json", &r.json)] {
        std::fs::write(format!("/tmp/zoo.{ext}"), s).unwrap();
    }
    println!("{}", r.subject);
}
