//! Writing Vietnamese as programs of the nineties did, by tables of our own: what reads it back must not be what wrote it.

/// How a text is put down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    Unicode,
    /// Letters and their marks apart, as a Mac writes them.
    Decomposed,
    Tcvn3,
    Vni,
    Windows1258,
    /// UTF-8 that somebody opened as Western text and saved.
    Utf8AsWestern,
}

const LETTERS: &str = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ";
const TCVN3: &str = "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u{ad}õøö÷ùúýûüþ";
const VNI: &str = "aø aù aû aõ aï aê aè aé aú aü aë aâ aà aá aå aã aä ñ eø eù eû eõ eï eâ eà eá eå eã eä ì í æ ó ò \
    oø où oû oõ oï oâ oà oá oå oã oä ô ôø ôù ôû ôõ ôï uø uù uû uõ uï ö öø öù öû öõ öï yø yù yû yõ î";
const SMALL: &str = "ăâđêôơư";
const CAPITALS_OF_TCVN3: &str = "¡¢§£¤¥¦";

impl Script {
    pub fn write(self, text: &str) -> String {
        match self {
            Script::Unicode => text.to_owned(),
            Script::Decomposed => text.chars().map(apart).collect(),
            Script::Tcvn3 => text.chars().map(tcvn3).collect(),
            Script::Vni => text.chars().map(vni).collect(),
            Script::Windows1258 => text.chars().map(windows_1258).collect(),
            Script::Utf8AsWestern => text.bytes().map(western).collect(),
        }
    }
}

fn place(letter: char) -> Option<usize> {
    LETTERS.chars().position(|known| known == letter)
}

fn small(letter: char) -> char {
    letter.to_lowercase().next().expect("a small letter")
}

fn tcvn3(letter: char) -> char {
    let nth = |text: &str, at| text.chars().nth(at).expect("as long");
    if let Some(at) = place(letter) {
        return nth(TCVN3, at);
    }
    match SMALL.chars().position(|known| known == small(letter)) {
        Some(at) if letter.is_uppercase() => nth(CAPITALS_OF_TCVN3, at),
        // A capital with a tone has no code: people typed the small one, or used a font of capitals.
        _ => place(small(letter)).map_or(letter, |at| nth(TCVN3, at)),
    }
}

fn vni(letter: char) -> String {
    let Some(at) = place(small(letter)) else { return letter.to_string() };
    let text = VNI.split_whitespace().nth(at).expect("as long");
    if letter.is_uppercase() { text.to_uppercase() } else { text.to_owned() }
}

/// The letter without its tone, and the tone: grave, acute, hook, tilde, dot below.
fn toned(letter: char) -> (char, Option<usize>) {
    let groups = [
        ('a', 0, 0),
        ('ă', 5, 1),
        ('â', 11, 1),
        ('e', 18, 0),
        ('ê', 23, 1),
        ('i', 29, 0),
        ('o', 34, 0),
        ('ô', 39, 1),
        ('ơ', 45, 1),
        ('u', 51, 0),
        ('ư', 56, 1),
        ('y', 62, 0),
    ];
    let Some(at) = place(small(letter)).filter(|_| small(letter) != 'đ') else { return (letter, None) };
    let (base, first, own) = groups.into_iter().rev().find(|group| group.1 <= at).expect("a group");
    let base = if letter.is_uppercase() { base.to_uppercase().next().expect("a capital") } else { base };
    (base, (at - first).checked_sub(own))
}

fn windows_1258(letter: char) -> String {
    let (base, tone) = toned(letter);
    let western = "ăđơưĂĐƠƯ".chars().position(|known| known == base).and_then(|at| "ãðõýÃÐÕÝ".chars().nth(at));
    let tone = tone.and_then(|at| "ÌìÒÞò".chars().nth(at));
    [western.unwrap_or(base)].into_iter().chain(tone).collect()
}

fn apart(letter: char) -> String {
    let (base, tone) = toned(letter);
    let shape = match small(base) {
        'ă' => Some(('a', '\u{306}')),
        'â' => Some(('a', '\u{302}')),
        'ê' => Some(('e', '\u{302}')),
        'ô' => Some(('o', '\u{302}')),
        'ơ' => Some(('o', '\u{31b}')),
        'ư' => Some(('u', '\u{31b}')),
        _ => None,
    };
    let plain = shape.map_or(base, |(plain, _)| if base.is_uppercase() { plain.to_ascii_uppercase() } else { plain });
    let tone = tone.and_then(|at| ['\u{300}', '\u{301}', '\u{309}', '\u{303}', '\u{323}'].get(at).copied());
    [plain].into_iter().chain(shape.map(|shape| shape.1)).chain(tone).collect()
}

/// The character that Windows-1252 shows for a byte.
fn western(byte: u8) -> char {
    const SIGNS: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
    match byte {
        0x80..=0x9f => SIGNS.chars().nth(usize::from(byte - 0x80)).expect("32 signs"),
        _ => char::from(byte),
    }
}

#[test]
fn the_tables_agree_with_whole_names() {
    for (script, written) in [
        (Script::Tcvn3, "NguyÔn V¨n §øc"),
        (Script::Vni, "Nguyeãn Vaên Ñöùc"),
        (Script::Windows1258, "NguyêÞn Vãn Ðýìc"),
        (Script::Decomposed, "Nguye\u{302}\u{303}n Va\u{306}n Đu\u{31b}\u{301}c"),
    ] {
        assert_eq!(script.write("Nguyễn Văn Đức"), written, "{script:?}");
    }
}
