//! A screen in memory: the X server Xvfb, and what it shows.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter};
use std::path::Path;
use std::process::{Child, Stdio};

use crate::command::{command, could_not_start};
use crate::failure::Failure;

/// An X server with one screen, on the first free display number; ends when dropped.
pub(crate) struct Screen {
    server: Child,
    name: String,
    memory: tempfile::TempDir,
}

impl Screen {
    /// Starts the server and waits until it accepts windows. Sizes are pixels.
    pub(crate) fn start(width: u32, height: u32) -> Result<Self, Failure> {
        let memory = tempfile::Builder::new()
            .prefix("support-atlas-screen-")
            .tempdir()
            .map_err(Failure::file(&std::env::temp_dir()))?;
        let mut xvfb = command("Xvfb");
        xvfb.args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0", &format!("{width}x{height}x24"), "-fbdir"])
            .arg(memory.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut server = xvfb.spawn().map_err(|source| could_not_start(&xvfb, source))?;
        let mut number = String::new();
        if let Some(output) = server.stdout.take() {
            BufReader::new(output).read_line(&mut number).map_err(Failure::file(Path::new("Xvfb")))?;
        }
        let screen = Self { server, name: format!(":{}", number.trim()), memory };
        if number.trim().is_empty() {
            Err(Failure::Window("The screen in memory (Xvfb) did not start.".to_owned()))
        } else {
            Ok(screen)
        }
    }

    /// The value of `DISPLAY` for programs that shall appear here.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// What the screen shows now, as the server keeps it.
    pub(crate) fn dump(&self) -> Result<Vec<u8>, Failure> {
        let file = self.memory.path().join("Xvfb_screen0");
        fs::read(&file).map_err(Failure::file(&file))
    }

    /// What the screen shows now.
    pub(crate) fn picture(&self) -> Result<Picture, Failure> {
        Picture::read(&self.memory.path().join("Xvfb_screen0"))
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Red, green and blue of every pixel, row by row.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Picture {
    width: u32,
    height: u32,
    rgb: Vec<u8>,
}

impl Picture {
    /// Reads the file that Xvfb keeps its screen in, or a copy of it.
    pub(crate) fn read(file: &Path) -> Result<Self, Failure> {
        let dump = fs::read(file).map_err(Failure::file(file))?;
        Self::from_window_dump(&dump).ok_or_else(|| Failure::Picture {
            path: file.to_owned(),
            reason: "not a picture of a 24-bit screen".to_owned(),
        })
    }

    /// Reads an X window dump (`XWDFile.h`): a header of big-endian 32-bit numbers, a colour map, then the rows.
    /// Only what Xvfb writes for a 24-bit screen: 4 bytes a pixel, blue first.
    fn from_window_dump(dump: &[u8]) -> Option<Self> {
        const COLOUR_SIZE: usize = 12;
        let field = |index: usize| -> Option<usize> {
            let bytes = dump.get(index * 4..index * 4 + 4)?;
            usize::try_from(u32::from_be_bytes(bytes.try_into().ok()?)).ok()
        };
        let (header_size, version, width, height) = (field(0)?, field(1)?, field(4)?, field(5)?);
        let (least_significant_first, bits_per_pixel, bytes_per_row, colours) =
            (field(7)? == 0, field(11)?, field(12)?, field(19)?);
        if version != 7 || !least_significant_first || bits_per_pixel != 32 || width == 0 {
            return None;
        }
        let rows = dump.get(header_size.checked_add(colours.checked_mul(COLOUR_SIZE)?)?..)?;
        let mut rgb = Vec::with_capacity(width * height * 3);
        for row in rows.chunks_exact(bytes_per_row).take(height) {
            for pixel in row.get(..width * 4)?.chunks_exact(4) {
                if let [blue, green, red, _] = pixel {
                    rgb.extend([red, green, blue]);
                }
            }
        }
        (rgb.len() == width * height * 3).then_some(Self {
            width: u32::try_from(width).ok()?,
            height: u32::try_from(height).ok()?,
            rgb,
        })
    }

    /// How many different colours there are.
    pub(crate) fn colours(&self) -> usize {
        self.rgb.chunks_exact(3).collect::<HashSet<_>>().len()
    }

    /// Writes a PNG file.
    pub(crate) fn save(&self, path: &Path) -> Result<(), Failure> {
        let picture = |error: png::EncodingError| Failure::Picture { path: path.to_owned(), reason: error.to_string() };
        let file = File::create(path).map_err(Failure::file(path))?;
        let mut encoder = png::Encoder::new(BufWriter::new(file), self.width, self.height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header().map_err(picture)?;
        writer.write_image_data(&self.rgb).map_err(picture)?;
        writer.finish().map_err(picture)
    }
}

#[cfg(test)]
mod tests {
    use super::Picture;

    /// A dump of two pixels side by side, red and blue, with `padding` bytes at the end of the row and a colour map of one entry.
    fn dump(padding: u32) -> Vec<u8> {
        let mut header = [0u32; 25];
        for (index, value) in [(0, 100), (1, 7), (4, 2), (5, 1), (11, 32), (12, 8 + padding), (19, 1)] {
            if let Some(field) = header.get_mut(index) {
                *field = value;
            }
        }
        let mut dump: Vec<u8> = header.iter().flat_map(|field| field.to_be_bytes()).collect();
        dump.extend([9; 12]);
        dump.extend([0, 0, 255, 0, 255, 0, 0, 0]);
        dump.extend(std::iter::repeat_n(7, usize::try_from(padding).unwrap_or_default()));
        dump
    }

    #[test]
    fn a_dump_becomes_red_green_blue() {
        let wanted = Picture { width: 2, height: 1, rgb: vec![255, 0, 0, 0, 0, 255] };
        assert_eq!(Picture::from_window_dump(&dump(0)), Some(wanted));
        assert_eq!(Picture::from_window_dump(&dump(0)), Picture::from_window_dump(&dump(4)));
        assert_eq!(Picture::from_window_dump(&dump(0)).map(|picture| picture.colours()), Some(2));
    }

    #[test]
    fn a_cut_or_foreign_dump_is_refused() {
        let whole = dump(0);
        for length in 0..whole.len() {
            assert_eq!(Picture::from_window_dump(whole.get(..length).unwrap_or_default()), None, "cut at {length}");
        }
        let mut foreign = whole;
        if let Some(version) = foreign.get_mut(7) {
            *version = 6;
        }
        assert_eq!(Picture::from_window_dump(&foreign), None);
    }
}
