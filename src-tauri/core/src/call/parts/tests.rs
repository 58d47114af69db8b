use proptest::prelude::*;

use super::*;

fn raw() -> RawJson {
    RawJson::parse("{}").unwrap()
}

fn image(bytes: &[u8], mime_type: &str) -> ContentBlock {
    ContentBlock::Image { data: STANDARD.encode(bytes), mime_type: mime_type.to_owned(), raw: raw() }
}

fn png(width: u32, height: u32, padding: usize) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.resize(bytes.len() + padding, 0);
    bytes
}

fn show(block: ContentBlock) -> (ContentPart, Vec<Stored>) {
    let redactor = Redactor::default();
    let mut parts = Parts::new(&redactor);
    let part = parts.block(block);
    (part, parts.into_stored())
}

#[test]
fn a_picture_is_shown_as_what_it_is_not_as_what_it_is_called() {
    let (part, stored) = show(image(&png(3, 2, 8), "text/html"));
    let ContentPart::Image { mime_type, width, height, .. } = part else { panic!("{part:?}") };
    assert_eq!((mime_type.as_str(), width, height), ("image/png", Some(3), Some(2)));
    assert_eq!(stored[0].to_file().1, "png");
}

#[test]
fn what_is_no_picture_too_large_or_has_too_many_pixels_can_only_be_saved() {
    for (bytes, expected) in [
        (b"<svg onload=alert(1)>".to_vec(), "not a PNG"),
        (png(3, 2, PICTURE), "larger than 4 MiB"),
        (png(50_000, 50_000, 8), "50000 × 50000"),
    ] {
        let (part, stored) = show(image(&bytes, "image/png"));
        let ContentPart::Binary { note: Some(note), .. } = part else { panic!("{part:?}") };
        assert!(note.contains(expected), "{note}");
        assert_eq!(stored[0].size(), bytes.len());
    }
}

#[test]
fn broken_base64_is_shown_as_json() {
    let block = ContentBlock::Audio { data: "???".to_owned(), mime_type: "audio/wav".to_owned(), raw: raw() };
    assert!(matches!(show(block).0, ContentPart::Unknown { kind: Some(kind), .. } if kind == "audio"));
}

#[test]
fn a_long_text_is_shown_in_part_and_can_be_read_to_the_end() {
    let text = "é€x".repeat(200_000);
    let redactor = Redactor::default();
    let mut parts = Parts::new(&redactor);
    let shown = parts.text(text.clone());
    assert_eq!(shown.total_bytes as usize, text.len());
    assert!(shown.shown_bytes as usize <= SHOWN);
    let stored = parts.into_stored();
    let mut whole = shown.text;
    while whole.len() < text.len() {
        whole.push_str(&stored[0].page(whole.len(), 100_001).unwrap().text);
    }
    assert_eq!(whole, text);
}

#[test]
fn the_blocks_of_a_result_share_what_is_shown_at_once() {
    let redactor = Redactor::default();
    let mut parts = Parts::new(&redactor);
    let half = "x".repeat(SHOWN / 2 + 1);
    let shown: Vec<_> = (0..3).map(|_| parts.text(half.clone())).collect();
    let lengths: Vec<_> = shown.iter().map(|part| part.shown_bytes as usize).collect();
    assert_eq!(lengths, [SHOWN / 2 + 1, SHOWN / 2 - 1, 0]);
    assert_eq!((shown[2].text.as_str(), shown[2].total_bytes as usize), ("", half.len()));
    // The result as JSON is looked at on its own, not along with the blocks.
    assert_eq!(parts.json(raw()).shown_bytes, 2);
    let stored = parts.into_stored();
    assert_eq!(stored[2].page(0, PAGE).unwrap().text, half);
}

#[test]
fn an_unknown_block_without_room_shows_nothing() {
    let redactor = Redactor::default();
    let mut parts = Parts::new(&redactor);
    parts.text("x".repeat(SHOWN));
    let part = parts.block(ContentBlock::Unknown { kind: None, reason: "odd".to_owned(), raw: raw() });
    let ContentPart::Unknown { json, .. } = part else { panic!("{part:?}") };
    assert_eq!((json.text.as_str(), json.shown_bytes, json.total_bytes), ("", 0, 2));
}

#[test]
fn a_secret_in_a_result_is_masked_in_text_and_json() {
    let redactor = Redactor::new(["canary-12345"]);
    let mut parts = Parts::new(&redactor);
    assert_eq!(parts.text("got canary-12345!".to_owned()).text, "got ••••!");
    let json = RawJson::parse(r#"{"token":"canary-12345"}"#).unwrap();
    assert_eq!(parts.json(json).text, "{\n  \"token\": \"••••\"\n}");
}

#[test]
fn a_secret_in_what_a_block_says_of_itself_is_masked() {
    let redactor = Redactor::new(["canary-12345"]);
    let mut parts = Parts::new(&redactor);
    let said = || "x/canary-12345".to_owned();
    let data = STANDARD.encode("abc");
    let resource =
        |text, blob| ContentBlock::Resource { uri: said(), mime_type: Some(said()), text, blob, raw: raw() };
    for block in [
        ContentBlock::Image { data: data.clone(), mime_type: said(), raw: raw() },
        ContentBlock::Audio { data: data.clone(), mime_type: said(), raw: raw() },
        resource(Some(said()), None),
        resource(None, Some(data.clone())),
        ContentBlock::Unknown { kind: Some(said()), reason: said(), raw: raw() },
    ] {
        let shown = format!("{:?}", parts.block(block));
        assert!(shown.contains("••••") && !shown.contains("canary"), "{shown}");
    }
}

proptest! {
    #[test]
    fn pages_of_json_put_together_are_the_whole(strings in prop::collection::vec("\\PC{0,20}", 0..8), length in 1..40_usize) {
        let json = RawJson::of(&strings).unwrap();
        let whole = indent::indented(json.as_str());
        let stored = Stored::Json(json);
        let mut read = String::new();
        while read.len() < whole.len() {
            let page = stored.page(read.len(), length.max(4)).unwrap();
            prop_assert!(!page.text.is_empty());
            read.push_str(&page.text);
            prop_assert_eq!(page.end as usize, read.len());
            prop_assert_eq!(page.total_bytes as usize, whole.len());
        }
        prop_assert_eq!(read, whole);
    }

    #[test]
    fn any_page_of_any_text_can_be_asked_for(text in "\\PC{0,40}", offset in 0..60_usize, length in 0..60_usize) {
        let page = Stored::Text(Bytes::from(text.clone())).page(offset, length).unwrap();
        prop_assert!(text.contains(&page.text));
    }
}
