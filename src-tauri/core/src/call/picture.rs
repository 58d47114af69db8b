//! What kind of picture some bytes are, and how large: told by the bytes themselves, never by what a server says.

/// A picture the window can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Picture {
    pub mime_type: &'static str,
    pub extension: &'static str,
    pub size: Option<(u32, u32)>,
}

/// Looks at the magic bytes and the header. SVG is not among them: it can carry scripts.
pub(crate) fn recognise(bytes: &[u8]) -> Option<Picture> {
    let picture = |mime_type, extension, size| Some(Picture { mime_type, extension, size });
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        picture("image/png", "png", png(bytes))
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        picture("image/jpeg", "jpg", jpeg(bytes))
    } else if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
        picture("image/gif", "gif", gif(bytes))
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        picture("image/webp", "webp", webp(bytes))
    } else {
        None
    }
}

fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    Some((be32(bytes, 16)?, be32(bytes, 20)?))
}

fn gif(bytes: &[u8]) -> Option<(u32, u32)> {
    Some((le16(bytes, 6)?, le16(bytes, 8)?))
}

/// The first start-of-frame segment has the size.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        let &[0xff, marker] = bytes.get(at..at + 2)? else { return None };
        match marker {
            0xff => at += 1,
            0x01 | 0xd0..=0xd8 => at += 2,
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                return Some((be16(bytes, at + 7)?, be16(bytes, at + 5)?));
            }
            _ => at += 2 + usize::try_from(be16(bytes, at + 2)?).ok()?,
        }
    }
}

fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    match bytes.get(12..16)? {
        b"VP8 " => Some((le16(bytes, 26)? & 0x3fff, le16(bytes, 28)? & 0x3fff)),
        b"VP8L" => {
            let bits = le16(bytes, 21)? | le16(bytes, 23)? << 16;
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        b"VP8X" => Some((le24(bytes, 24)? + 1, le24(bytes, 27)? + 1)),
        _ => None,
    }
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(be16(bytes, at)? << 16 | be16(bytes, at + 2)?)
}

fn be16(bytes: &[u8], at: usize) -> Option<u32> {
    let &[high, low] = bytes.get(at..at + 2)? else { return None };
    Some(u32::from(u16::from_be_bytes([high, low])))
}

fn le16(bytes: &[u8], at: usize) -> Option<u32> {
    let &[low, high] = bytes.get(at..at + 2)? else { return None };
    Some(u32::from(u16::from_le_bytes([low, high])))
}

fn le24(bytes: &[u8], at: usize) -> Option<u32> {
    Some(le16(bytes, at)? | u32::from(*bytes.get(at + 2)?) << 16)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn pictures_are_known_by_their_bytes() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\x02\0\0\0\x10";
        let gif = b"GIF89a\x03\0\x04\0";
        let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x0b\x08\0\x05\0\x06\x03";
        let lossy = b"RIFF....WEBPVP8 ....\x30\x01\0\x9d\x01\x2a\x07\0\x08\0";
        let extended = b"RIFF....WEBPVP8X....\0\0\0\0\x08\0\0\x09\0\0";
        for (bytes, mime_type, size) in [
            (&png[..], "image/png", (258, 16)),
            (&gif[..], "image/gif", (3, 4)),
            (&jpeg[..], "image/jpeg", (6, 5)),
            (&lossy[..], "image/webp", (7, 8)),
            (&extended[..], "image/webp", (9, 10)),
        ] {
            let picture = recognise(bytes).unwrap();
            assert_eq!((picture.mime_type, picture.size), (mime_type, Some(size)));
        }
        assert_eq!(recognise(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), None);
        assert_eq!(recognise(b"<html>"), None);
    }

    proptest! {
        #[test]
        fn damaged_pictures_do_not_panic(start in 0..4_usize, rest in prop::collection::vec(any::<u8>(), 0..60)) {
            let magic: [&[u8]; 4] = [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"RIFF....WEBPVP8L"];
            recognise(&[magic[start], &rest].concat());
        }
    }
}
