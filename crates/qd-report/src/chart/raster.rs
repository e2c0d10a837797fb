//! From SVG to PNG at two pixels a pixel, with the faces that are compiled in and no other.

use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{Options, Tree};

/// Inter, cut to Latin, its digits all of one width (`assets/Inter-OFL.txt`).
pub const FACES: [&[u8]; 2] = [
    include_bytes!("../../assets/Inter-Regular.subset.ttf"),
    include_bytes!("../../assets/Inter-SemiBold.subset.ttf"),
];

/// How many pixels stand for one.
const SCALE: u32 = 2;

static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    FACES.into_iter().for_each(|face| fonts.load_font_data(face.to_vec()));
    fonts.set_sans_serif_family("Inter");
    Arc::new(fonts)
});

/// Draws an SVG; `None` if it is none, which a picture made here never is.
pub(super) fn png(svg: &str) -> Option<Vec<u8>> {
    let options =
        Options { fontdb: Arc::clone(&FONTS), font_family: "Inter".into(), ..Options::default() };
    let tree = Tree::from_str(svg, &options).ok()?;
    let size = tree.size().to_int_size();
    let mut pixels = Pixmap::new(size.width() * SCALE, size.height() * SCALE)?;
    let scale = Transform::from_scale(SCALE as f32, SCALE as f32);
    resvg::render(&tree, scale, &mut pixels.as_mut());
    let rgb = pixels.pixels().iter().flat_map(|p| [p.red(), p.green(), p.blue()]);
    encode(pixels.width(), pixels.height(), &rgb.collect::<Vec<_>>())
}

/// Claims that the face has a glyph for each character: it is cut to Latin and the signs of figures.
pub fn can_write(words: &str) -> bool {
    words.chars().all(|c| {
        matches!(c, ' '..='~' | '\u{a0}'..='\u{17f}' | 'Δ' | '–' | '—' | '‘' | '’' | '“' | '”'
            | '†' | '•' | '…' | '€' | '\u{2190}' | '\u{2192}' | '\u{2212}' | '≈' | '≤' | '≥')
    })
}

/// Writes RGB without alpha: the ground is opaque, and a mail client has nothing to blend.
pub(crate) fn encode(width: u32, height: u32, rgb: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Balanced);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(rgb).ok()?;
    writer.finish().ok()?;
    Some(bytes)
}
