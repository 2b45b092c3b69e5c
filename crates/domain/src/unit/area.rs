//! Where in a residential area somebody lives: what stands in place of a department there.

use crate::text::{clean, fold};

/// Words that begin the smallest part of an address that neighbours share, folded. The first of them that is there counts:
/// an address is written from the smallest part to the largest.
const PARTS: [&str; 18] = [
    "to dan pho",
    "khu dan cu",
    "khu pho",
    "thon",
    "xom",
    "to",
    "ap",
    "ban",
    "buon",
    "plei",
    "lang",
    "khom",
    "khu",
    "doi",
    "cum",
    "duong",
    "pho",
    "ngo",
];

/// The hamlet, quarter or street of an address as it is written: of `Số 12, Tổ 5, phường Láng Hạ` it is `Tổ 5`, of
/// `12 đường Láng, …` `đường Láng`. What names none of them is taken whole up to the first comma.
pub fn area(address: &str) -> Option<String> {
    let address = clean(address);
    let parts: Vec<&str> = address.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let named = parts.iter().find_map(|part| from_word(part));
    named.or_else(|| parts.first().map(|part| (*part).to_owned()))
}

/// From the word on that names a part of an area, where there is one with something behind it.
fn from_word(part: &str) -> Option<String> {
    let words: Vec<&str> = part.split(' ').collect();
    let folded: Vec<String> = words.iter().map(|word| fold(word)).collect();
    let begins = |at: usize| {
        PARTS.iter().any(|name| {
            let mut rest = folded[at..].iter().map(String::as_str);
            // A name follows: `Tổ` alone, or the surname Phó at the end, says nothing.
            name.split(' ').all(|word| rest.next() == Some(word)) && rest.next().is_some()
        })
    };
    (0..words.len()).find(|at| begins(*at)).map(|at| words[at..].join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_share_an_area() {
        for (address, expected) in [
            ("Thôn Đoài, xã Ví Dụ, huyện Thử", "Thôn Đoài"),
            ("Số 12, Tổ 5, phường Láng Hạ", "Tổ 5"),
            ("Số 12 đường Láng, phường Láng Hạ", "đường Láng"),
            ("12 ngõ 34 phố Ví Dụ, phường Thử", "ngõ 34 phố Ví Dụ"),
            ("Tổ dân phố số 3, thị trấn Ví Dụ", "Tổ dân phố số 3"),
            ("Buôn Ví Dụ; xã Thử", "Buôn Ví Dụ"),
            ("Nhà văn hoá, xã Ví Dụ", "Nhà văn hoá"),
            ("  ấp 4 ", "ấp 4"),
        ] {
            assert_eq!(area(address).as_deref(), Some(expected), "{address}");
        }
        assert_eq!(area(" , "), None);
    }
}
