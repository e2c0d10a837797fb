//! Workbooks and archives with a text in different places.

use super::archive::archive;

fn xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// A cell's string in the shared table.
pub fn shared(text: &str) -> Vec<u8> {
    let strings =
        format!("<sst count=\"1\"><si><t xml:space=\"preserve\">{}</t></si></sst>", xml(text));
    archive(&[("[Content_Types].xml", b"<Types/>"), ("xl/sharedStrings.xml", strings.as_bytes())])
}

/// A cell whose string is in two runs.
pub fn rich(text: &str) -> Vec<u8> {
    let (first, second) = text.split_at(text.len() / 2);
    let strings = format!(
        "<sst><si><r><rPr><b/></rPr><t>{}</t></r><r><t>{}</t></r></si></sst>",
        xml(first),
        xml(second)
    );
    archive(&[("xl/sharedStrings.xml", strings.as_bytes())])
}

/// A sheet's name.
pub fn sheet(text: &str) -> Vec<u8> {
    let book = format!(
        "<workbook><sheets><sheet name=\"{}\" sheetId=\"1\"/></sheets></workbook>",
        xml(text)
    );
    archive(&[("xl/workbook.xml", book.as_bytes())])
}
