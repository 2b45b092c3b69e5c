//! Any bytes as a workbook (xlsx, ods, xls), read and judged as a list. Few damaged archives pass their own checksums:
//! `import_sheet` goes behind them.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| luudong_fuzz::lists::import(bytes, "danh-sach.xlsx"));
