//! `cargo xtask icons`: every size of the application icon, drawn from the one source `icons/icon.svg`.

use crate::failure::Failure;

/// PNG files and the length of their side in pixels; the names are those that Tauri's bundler looks for.
#[cfg(any(feature = "icons", test))]
const PNG_FILES: [(&str, u16); 5] =
    [("32x32.png", 32), ("64x64.png", 64), ("128x128.png", 128), ("128x128@2x.png", 256), ("icon.png", 512)];

/// The sides of the pictures inside `icon.ico`, for Windows.
#[cfg(any(feature = "icons", test))]
const ICO_SIDES: [u16; 6] = [16, 24, 32, 48, 64, 256];

/// The sides of the pictures inside `icon.icns`, for macOS.
#[cfg(any(feature = "icons", test))]
const ICNS_SIDES: [u16; 6] = [16, 32, 128, 256, 512, 1024];

/// Builds this program once more, with the renderer, and lets it draw.
#[cfg(not(feature = "icons"))]
pub(crate) fn draw() -> Result<(), Failure> {
    use crate::command::{cargo, run};
    run(cargo().args(["run", "--quiet", "--package", "xtask", "--features", "icons", "--", "icons"]))
}

/// Draws all files.
#[cfg(feature = "icons")]
pub(crate) fn draw() -> Result<(), Failure> {
    drawing::all()
}

#[cfg(feature = "icons")]
mod drawing {
    use std::fs;
    use std::io::Cursor;
    use std::path::Path;

    use resvg::tiny_skia::{Pixmap, Transform};
    use resvg::usvg::{Options, Tree};

    use super::{ICNS_SIDES, ICO_SIDES, PNG_FILES};
    use crate::failure::Failure;
    use crate::tree;

    pub(super) fn all() -> Result<(), Failure> {
        let folder = tree::root().join("icons");
        let source = folder.join("icon.svg");
        let svg = fs::read(&source).map_err(Failure::file(&source))?;
        let mark = Tree::from_data(&svg, &Options::default()).map_err(wrong(&source))?;
        for (name, side) in PNG_FILES {
            save(&folder.join(name), &png(&mark, side, &source)?)?;
        }
        save(&folder.join("icon.ico"), &ico_file(&mark, &source)?)?;
        save(&folder.join("icon.icns"), &icns_file(&mark, &source)?)
    }

    fn png(mark: &Tree, side: u16, source: &Path) -> Result<Vec<u8>, Failure> {
        let mut canvas = Pixmap::new(u32::from(side), u32::from(side))
            .ok_or_else(|| wrong(source)("a picture of this size cannot be drawn"))?;
        let scale = f32::from(side) / mark.size().width();
        resvg::render(mark, Transform::from_scale(scale, scale), &mut canvas.as_mut());
        canvas.encode_png().map_err(wrong(source))
    }

    fn ico_file(mark: &Tree, source: &Path) -> Result<Vec<u8>, Failure> {
        let mut icons = ico::IconDir::new(ico::ResourceType::Icon);
        for side in ICO_SIDES {
            let image = ico::IconImage::read_png(Cursor::new(png(mark, side, source)?)).map_err(wrong(source))?;
            icons.add_entry(ico::IconDirEntry::encode(&image).map_err(wrong(source))?);
        }
        let mut bytes = Vec::new();
        icons.write(&mut bytes).map_err(wrong(source))?;
        Ok(bytes)
    }

    fn icns_file(mark: &Tree, source: &Path) -> Result<Vec<u8>, Failure> {
        let mut icons = icns::IconFamily::new();
        for side in ICNS_SIDES {
            let image = icns::Image::read_png(Cursor::new(png(mark, side, source)?)).map_err(wrong(source))?;
            icons.add_icon(&image).map_err(wrong(source))?;
        }
        let mut bytes = Vec::new();
        icons.write(&mut bytes).map_err(wrong(source))?;
        Ok(bytes)
    }

    fn save(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
        println!("{}", path.display());
        fs::write(path, bytes).map_err(Failure::file(path))
    }

    fn wrong<E: ToString>(source: &Path) -> impl Fn(E) -> Failure + use<'_, E> {
        move |reason| Failure::Picture { path: source.to_owned(), reason: reason.to_string() }
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error;
    use std::fs;

    use super::{ICNS_SIDES, ICO_SIDES, PNG_FILES};
    use crate::tree;

    type Outcome = Result<(), Box<dyn Error>>;

    fn committed(name: &str) -> std::io::Result<Vec<u8>> {
        fs::read(tree::root().join("icons").join(name))
    }

    /// Width and height, from the header that every PNG file begins with.
    fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
        let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
        (bytes.get(..8)? == b"\x89PNG\r\n\x1a\n" && bytes.get(12..16)? == b"IHDR").then_some((number(16)?, number(20)?))
    }

    #[test]
    fn the_png_files_have_the_size_their_name_promises() -> Outcome {
        for (name, side) in PNG_FILES {
            assert_eq!(png_size(&committed(name)?), Some((u32::from(side), u32::from(side))), "{name}");
        }
        Ok(())
    }

    #[test]
    fn the_windows_icon_holds_all_sizes() -> Outcome {
        let bytes = committed("icon.ico")?;
        assert_eq!(bytes.get(..6), Some([0, 0, 1, 0, 6, 0].as_slice()), "six pictures, as the header says");
        // One directory entry is 16 bytes and begins with width and height, where 0 stands for 256.
        let sides: Vec<(u16, u16)> = bytes
            .get(6..)
            .unwrap_or_default()
            .chunks_exact(16)
            .take(ICO_SIDES.len())
            .filter_map(|entry| match entry {
                [width, height, ..] => Some((u16::from(*width), u16::from(*height))),
                _ => None,
            })
            .collect();
        assert_eq!(sides, ICO_SIDES.map(|side| (side % 256, side % 256)));
        Ok(())
    }

    #[test]
    fn the_macos_icon_holds_all_sizes() -> Outcome {
        let bytes = committed("icon.icns")?;
        assert_eq!(bytes.get(..4), Some(b"icns".as_slice()));
        let mut sides = Vec::new();
        let mut rest = bytes.get(8..).unwrap_or_default();
        // Elements: four letters of type, the length with these eight bytes, the picture.
        while let Some(length) = rest.get(4..8).and_then(|length| length.try_into().ok()).map(u32::from_be_bytes) {
            let length = usize::try_from(length)?;
            let picture = rest.get(8..length).ok_or("an element is longer than the file")?;
            sides.push(match (rest.get(..4), png_size(picture)) {
                (_, Some((width, _))) => width,
                (Some(b"is32"), None) => 16,
                (Some(b"il32"), None) => 32,
                (Some(b"it32"), None) => 128,
                _ => 0,
            });
            rest = rest.get(length..).unwrap_or_default();
        }
        sides.retain(|side| *side != 0);
        assert_eq!(sides, ICNS_SIDES.map(u32::from));
        Ok(())
    }
}
