//! Any bytes as a file of text, read and judged as a list.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    // Workbooks have targets of their own.
    if !bytes.starts_with(b"PK") && !bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        luudong_fuzz::lists::import(bytes, "danh-sach.csv");
    }
});
