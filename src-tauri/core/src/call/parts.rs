//! Turns a result into what is shown at once, and keeps the rest where it can be read on.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use hitchpost_mcp::{ContentBlock, RawJson};

use super::picture::{self, Picture};
use super::{ContentPart, TextPage, TextPart, count, indent};
use crate::credential::Redactor;

/// How much of all texts of a result comes with it, the first ones first; structured content and the whole as JSON
/// have as much each.
const SHOWN: usize = 256 << 10;
/// The largest page that is handed out.
const PAGE: usize = 1 << 20;
/// Pictures larger than this are saved, not shown.
const PICTURE: usize = 4 << 20;
/// Pictures with more pixels than this would fill the window's memory.
const PIXELS: u64 = 64 << 20;

/// One part of a result as it is kept.
pub(crate) enum Stored {
    /// UTF-8.
    Text(Bytes),
    /// Indented while it is read.
    Json(RawJson),
    Binary {
        bytes: Bytes,
        extension: &'static str,
    },
}

impl Stored {
    pub fn size(&self) -> usize {
        match self {
            Self::Text(bytes) | Self::Binary { bytes, .. } => bytes.len(),
            Self::Json(json) => json.as_bytes().len(),
        }
    }

    /// The text from byte `offset` on, at most `length` bytes of it; nothing for binary parts.
    pub fn page(&self, offset: usize, length: usize) -> Option<TextPage> {
        let length = length.min(PAGE);
        let (text, end, total) = match self {
            Self::Text(text) => {
                let start = boundary(text, offset);
                let end = end_of_page(text, start, length);
                (text.slice(start..end).to_vec(), end, text.len())
            }
            Self::Json(json) => {
                let mut window = Window::new(offset, length);
                indent::indent(json.as_bytes(), |piece| window.push(piece));
                (window.text, window.end, window.total)
            }
            Self::Binary { .. } => return None,
        };
        // Cut between characters, so nothing is replaced.
        let text = String::from_utf8(text)
            .unwrap_or_else(|cut| String::from_utf8_lossy(cut.as_bytes()).into_owned());
        Some(TextPage { text, end: count(end), total_bytes: count(total) })
    }

    /// The whole part as it is saved to a file.
    pub fn to_file(&self) -> (Cow<'_, [u8]>, &'static str) {
        match self {
            Self::Text(bytes) => (Cow::Borrowed(bytes.as_ref()), "txt"),
            Self::Json(json) => (Cow::Owned(indent::indented_bytes(json.as_bytes())), "json"),
            Self::Binary { bytes, extension } => (Cow::Borrowed(bytes.as_ref()), extension),
        }
    }
}

/// The last place at or before `at` where a character begins. Only the bytes around it are looked at: a page of a
/// long text is cheap.
fn boundary(text: &[u8], at: usize) -> usize {
    let is_inside = |at: &usize| text.get(*at).is_some_and(|byte| byte & 0xc0 == 0x80);
    let at = at.min(text.len());
    (0..=at).rev().find(|at| !is_inside(at)).unwrap_or(0)
}

/// Cuts between characters, but never before the first one unless nothing is wanted.
fn end_of_page(text: &[u8], start: usize, length: usize) -> usize {
    if length == 0 {
        return start;
    }
    let end = boundary(text, start.saturating_add(length));
    match end > start || start == text.len() {
        true => end,
        false => (start + 1..text.len()).find(|at| text[*at] & 0xc0 != 0x80).unwrap_or(text.len()),
    }
}

/// A page cut out of a text that arrives in pieces.
struct Window {
    start: usize,
    length: usize,
    text: Vec<u8>,
    total: usize,
    end: usize,
    full: bool,
}

impl Window {
    fn new(start: usize, length: usize) -> Self {
        Self { start, length, text: Vec::new(), total: 0, end: start, full: false }
    }

    fn push(&mut self, piece: &[u8]) {
        let before = self.total;
        self.total += piece.len();
        if self.full || self.total <= self.start {
            return;
        }
        let from = boundary(piece, self.start.saturating_sub(before));
        let room = self.length.saturating_sub(self.text.len());
        let to = boundary(piece, from.saturating_add(room));
        self.text.extend_from_slice(&piece[from..to]);
        self.end = before + to;
        self.full = to < piece.len();
    }
}

/// Collects the parts of one result. Numbers are handed out in order.
pub(crate) struct Parts<'a> {
    redactor: &'a Redactor,
    stored: Vec<Stored>,
    /// How much more the blocks may show.
    room: usize,
}

impl<'a> Parts<'a> {
    pub fn new(redactor: &'a Redactor) -> Self {
        Self { redactor, stored: Vec::new(), room: SHOWN }
    }

    pub fn into_stored(self) -> Vec<Stored> {
        self.stored
    }

    /// A short text, without secrets.
    pub fn clean(&self, text: String) -> String {
        self.redactor.clean(text).into_owned()
    }

    /// Shows the beginning of a text while there is room, and keeps all of it.
    pub fn text(&mut self, text: String) -> TextPart {
        let text = match self.redactor.clean(text.as_str()) {
            Cow::Borrowed(_) => text,
            Cow::Owned(cleaned) => cleaned,
        };
        self.keep_in_room(Stored::Text(Bytes::from(text)))
    }

    /// Shows the beginning of indented JSON and keeps it.
    pub fn json(&mut self, json: RawJson) -> TextPart {
        let stored = self.clean_json(json);
        self.keep(stored, SHOWN)
    }

    fn clean_json(&self, json: RawJson) -> Stored {
        let cleaned = match self.redactor.is_empty() {
            true => None,
            false => match self.redactor.clean(json.as_str()) {
                Cow::Borrowed(_) => None,
                Cow::Owned(cleaned) => Some(cleaned),
            },
        };
        match cleaned.map(|text| (RawJson::parse(text.clone()), text)) {
            None => Stored::Json(json),
            Some((Ok(json), _)) => Stored::Json(json),
            // A secret that was part of the syntax, such as a number.
            Some((Err(_), text)) => Stored::Text(Bytes::from(text)),
        }
    }

    fn keep_in_room(&mut self, stored: Stored) -> TextPart {
        let shown = self.keep(stored, self.room);
        self.room = self.room.saturating_sub(shown.text.len());
        shown
    }

    fn keep(&mut self, stored: Stored, most: usize) -> TextPart {
        let part = count(self.stored.len());
        let page = stored.page(0, most).unwrap_or(TextPage { text: String::new(), end: 0, total_bytes: 0 });
        self.stored.push(stored);
        TextPart { part, text: page.text, total_bytes: page.total_bytes, shown_bytes: page.end }
    }

    /// Shows one content block as well as it can be shown.
    pub fn block(&mut self, block: ContentBlock) -> ContentPart {
        let redactor = self.redactor;
        let clean = |text: String| redactor.clean(text).into_owned();
        match block {
            ContentBlock::Text { text, .. } => ContentPart::Text { text: self.text(text) },
            ContentBlock::Image { data, mime_type, raw } => self.binary("image", &data, Some(mime_type), raw),
            ContentBlock::Audio { data, mime_type, raw } => self.binary("audio", &data, Some(mime_type), raw),
            ContentBlock::Resource { uri, mime_type, text: Some(text), .. } => {
                let (uri, mime_type) = (clean(uri), mime_type.map(clean));
                ContentPart::Resource { uri, mime_type, text: self.text(text) }
            }
            ContentBlock::Resource { mime_type, blob: Some(blob), raw, .. } => {
                self.binary("resource", &blob, mime_type, raw)
            }
            ContentBlock::Resource { raw, .. } => {
                self.unknown(Some("resource".to_owned()), "it has neither text nor data".to_owned(), raw)
            }
            ContentBlock::ResourceLink { uri, name, description, mime_type, .. } => {
                ContentPart::ResourceLink {
                    uri: clean(uri),
                    name: name.map(clean),
                    description: description.map(clean),
                    mime_type: mime_type.map(clean),
                }
            }
            ContentBlock::Unknown { kind, reason, raw } => self.unknown(kind.map(clean), clean(reason), raw),
        }
    }

    fn unknown(&mut self, kind: Option<String>, reason: String, raw: RawJson) -> ContentPart {
        let stored = self.clean_json(raw);
        ContentPart::Unknown { kind, reason, json: self.keep_in_room(stored) }
    }

    fn binary(&mut self, kind: &str, data: &str, mime_type: Option<String>, raw: RawJson) -> ContentPart {
        let data: Cow<'_, str> = match data.contains(char::is_whitespace) {
            true => Cow::Owned(data.split_whitespace().collect()),
            false => Cow::Borrowed(data),
        };
        let Ok(bytes) = STANDARD.decode(data.as_bytes()) else {
            return self.unknown(Some(kind.to_owned()), "its data is not valid Base64".to_owned(), raw);
        };
        let bytes = Bytes::from(bytes);
        let picture = picture::recognise(&bytes);
        let part = count(self.stored.len());
        let size = count(bytes.len());
        let extension = picture.map_or_else(|| extension(mime_type.as_deref()), |picture| picture.extension);
        let claims_picture =
            kind == "image" || mime_type.as_deref().is_some_and(|claimed| claimed.starts_with("image/"));
        let hidden = claims_picture.then(|| why_hidden(picture, bytes.len())).flatten();
        self.stored.push(Stored::Binary { bytes, extension });
        match picture {
            Some(picture) if claims_picture && hidden.is_none() => ContentPart::Image {
                mime_type: picture.mime_type.to_owned(),
                data: data.into_owned(),
                bytes: size,
                width: picture.size.map(|(width, _)| width),
                height: picture.size.map(|(_, height)| height),
                part,
            },
            _ => {
                let mime_type = mime_type.map(|claimed| self.redactor.clean(claimed).into_owned());
                ContentPart::Binary { kind: kind.to_owned(), mime_type, bytes: size, note: hidden, part }
            }
        }
    }
}

fn why_hidden(picture: Option<Picture>, bytes: usize) -> Option<String> {
    match picture {
        None => Some("its bytes are not a PNG, JPEG, GIF or WebP picture".to_owned()),
        Some(_) if bytes > PICTURE => Some("it is larger than 4 MiB".to_owned()),
        Some(Picture { size: Some((width, height)), .. })
            if u64::from(width) * u64::from(height) > PIXELS =>
        {
            Some(format!("it has {width} × {height} pixels"))
        }
        Some(_) => None,
    }
}

/// A file name's extension for a type that a server claims. Nothing that would be run when opened.
fn extension(mime_type: Option<&str>) -> &'static str {
    match mime_type.and_then(|mime_type| mime_type.split(';').next()).map(str::trim) {
        Some("audio/mpeg") => "mp3",
        Some("audio/wav" | "audio/x-wav" | "audio/wave") => "wav",
        Some("audio/ogg") => "ogg",
        Some("audio/flac") => "flac",
        Some("audio/mp4") => "m4a",
        Some("application/pdf") => "pdf",
        Some("application/zip") => "zip",
        Some("application/json") => "json",
        Some("text/plain") => "txt",
        Some("text/csv") => "csv",
        _ => "bin",
    }
}

#[cfg(test)]
mod tests;
