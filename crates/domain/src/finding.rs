//! What is noticed about a value or a row: a code whose sentence the screens know, never the value itself.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::person::PersonField;

/// Whether a finding keeps a row out of the roster or only asks for a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The value is not taken; a row of a list that has one is refused.
    Error,
    /// The value is taken, or left out without harm; somebody should look.
    Warning,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal $level:ident;)*) => {
        /// Every finding there is. Its sentence is the message `finding_<code>`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
        pub enum FindingCode {
            $($(#[$doc])* #[serde(rename = $code)] $name,)*
        }

        impl FindingCode {
            /// All codes, for the test that every one has its sentence.
            pub const ALL: &'static [FindingCode] = &[$(FindingCode::$name),*];

            /// The stable text of the code.
            pub fn as_str(self) -> &'static str {
                match self { $(FindingCode::$name => $code,)* }
            }

            /// How grave it is unless the circumstances say otherwise.
            pub fn level(self) -> Level {
                match self { $(FindingCode::$name => Level::$level,)* }
            }
        }
    };
}

codes! {
    /// Not 12 (nor 9) digits. Params: `length`.
    NumberLength = "number_length" Error;
    /// Something other than digits.
    NumberNotDigits = "number_not_digits" Error;
    /// `1,19E+09`: the last digits are lost for good.
    NumberScientific = "number_scientific" Error;
    /// Leading zeros that a spreadsheet ate were put back; birth and sex prove them. Params: `count`.
    NumberZerosRestored = "number_zeros_restored" Warning;
    /// Leading zeros may be missing, and nothing proves them. Params: `length`.
    NumberZerosUnproven = "number_zeros_unproven" Error;
    /// Looks like a telephone number.
    NumberIsPhone = "number_is_phone" Error;
    /// The fourth digit says another sex. Lawful since 1/7/2024, so a warning.
    NumberSexDisagrees = "number_sex_disagrees" Warning;
    /// The digits for the birth year say another year. Lawful since 1/7/2024, so a warning.
    NumberBirthDisagrees = "number_birth_disagrees" Warning;
    /// No province has this prefix; births abroad have others.
    NumberProvinceUnknown = "number_province_unknown" Warning;
    /// An earlier row of this list has the same number. Params: `row`.
    NumberDuplicateInList = "number_duplicate_in_list" Error;
    /// Somebody with another name and birth date has this number.
    NumberDuplicateInRoster = "number_duplicate_in_roster" Error;
    /// No such day in the calendar.
    BirthUnreal = "birth_unreal" Error;
    /// Not understood as a date.
    BirthUnreadable = "birth_unreadable" Error;
    /// After today.
    BirthFuture = "birth_future" Error;
    /// Longer ago than anybody lives. Params: `years`.
    BirthTooOld = "birth_too_old" Error;
    /// Only the year is given.
    BirthYearOnly = "birth_year_only" Warning;
    /// Only month and year are given.
    BirthMonthOnly = "birth_month_only" Warning;
    /// A spreadsheet's day count was read as a date.
    BirthSerial = "birth_serial" Warning;
    /// No name.
    NameMissing = "name_missing" Error;
    /// Characters that no name has.
    NameOddCharacters = "name_odd_characters" Warning;
    /// Letters were lost before the list came here (`Nguy?n`); nobody can guess them.
    NameDamaged = "name_damaged" Error;
    /// Words without capitals; capitals were put in.
    NameLowerCase = "name_lower_case" Warning;
    /// Not understood as a sex; left out.
    SexUnreadable = "sex_unreadable" Warning;
    /// The cell holds an error of the spreadsheet. Params: `error`.
    CellError = "cell_error" Error;
    /// The cell holds a formula that was never calculated.
    FormulaWithoutValue = "formula_without_value" Error;
    /// Longer than the field holds. Params: `length`, `limit`.
    TextTooLong = "text_too_long" Error;
    /// Read from an old encoding without certainty. Params: `encoding`.
    EncodingLegacy = "encoding_legacy" Warning;
    /// Left as it is, though it may be in an old encoding. Params: `encoding`.
    EncodingKept = "encoding_kept" Warning;
    /// Day and month may have changed places: the column speaks for month first, or a program swapped some of it.
    BirthOrderDoubtful = "birth_order_doubtful" Error;
    /// One cell was merged over the rows of several people. Params: `people`.
    CellMerged = "cell_merged" Error;
    /// The row is hidden in the file; whoever is in it is taken like the others.
    RowHidden = "row_hidden" Warning;
    /// One text and nothing else: a title, or a person of whom nothing is known.
    RowLoneText = "row_lone_text" Error;
    /// An earlier row has the same old number, name and birth. Params: `row`.
    DuplicateOldNumberInList = "duplicate_old_number_in_list" Error;
    /// An earlier row has the same name and birth date, and no number or staff code tells the two apart. Params: `row`.
    DuplicateInList = "duplicate_in_list" Error;
    /// An earlier row has the same name and birth date, and another number or staff code. Params: `row`.
    DuplicateLikelyInList = "duplicate_likely_in_list" Warning;
    /// An earlier row has the same name and birth year, and nothing tells the two apart. Params: `row`.
    DuplicateWeakInList = "duplicate_weak_in_list" Warning;
    /// Somebody of the roster has the same name and birth year, and nothing tells the two apart.
    DuplicateWeakInRoster = "duplicate_weak_in_roster" Warning;
    /// Name and birth date are those of a person of the roster who has another number.
    NumberReplaced = "number_replaced" Warning;
    /// Somebody of another unit has this number.
    NumberInOtherUnit = "number_in_other_unit" Warning;
    /// Somebody of another unit has the same old number, name and birth.
    OldNumberInOtherUnit = "old_number_in_other_unit" Warning;
    /// Somebody of another unit has the same name and birth date, and no other number.
    LikelyInOtherUnit = "likely_in_other_unit" Warning;
    /// May mean more than one person of the roster, or more than one row means the same person.
    RowAmbiguous = "row_ambiguous" Error;
    /// An old number that is not 9 or 12 digits; left out. Params: `length`.
    OldNumberLength = "old_number_length" Warning;
    /// Not understood as a kind of paper; left out.
    PaperUnreadable = "paper_unreadable" Warning;
    /// Not understood as the day on which a paper was issued, or that day is to come; left out.
    IssuedUnreadable = "issued_unreadable" Warning;
    /// Not understood as the end of a paper; left out.
    ExpiresUnreadable = "expires_unreadable" Warning;
    /// Not understood as something to ask for; left out.
    RequestUnreadable = "request_unreadable" Warning;
    /// Not understood as a way to live somewhere; left out.
    ResidenceUnreadable = "residence_unreadable" Warning;
    /// Not a Vietnamese telephone number as they are now.
    PhoneOdd = "phone_odd" Warning;
    /// The first of January, which offices write for a day they don't know.
    BirthFirstOfJanuary = "birth_first_of_january" Warning;
    /// What was scanned is no identity card.
    ScanNotACard = "scan_not_a_card" Error;
    /// The code of an invitation that was cut or changed.
    InvitationCut = "invitation_cut" Error;
    /// Begins like a card, but number, birth date and sex are not all there.
    ScanUnreadable = "scan_unreadable" Error;
    /// The scanner dropped or doubled a `|`; the dates and the sex say where fields end.
    ScanSeparatorsRestored = "scan_separators_restored" Warning;
    /// Letters came as decimal bytes (`0225 0187 0133`) and were read back.
    ScanBytesRestored = "scan_bytes_restored" Warning;
    /// Letters came as decimal code points (`Nguy7877n`) and were read back.
    ScanCodePointsRestored = "scan_code_points_restored" Warning;
    /// UTF-8 came as Latin-1 or Windows-1252 and was read back.
    ScanEncodingRestored = "scan_encoding_restored" Warning;
    /// Letters came as the keys of Telex or VNI and were read back, which nothing proves.
    ScanKeysRestored = "scan_keys_restored" Warning;
    /// Another character stood for `<` everywhere; the check digits prove it.
    ScanFillerRestored = "scan_filler_restored" Warning;
    /// *Nữ* came without its marks or its last letter.
    ScanSexRestored = "scan_sex_restored" Warning;
    /// Letters of the field are lost or doubtful; left out.
    ScanLettersLost = "scan_letters_lost" Warning;
    /// Nothing shows that the scanner types Vietnamese marks; the field is left out.
    ScanMarksUnproven = "scan_marks_unproven" Warning;
    /// A name has a tone where no syllable has one, as an input method makes it.
    ScanKeysRewritten = "scan_keys_rewritten" Warning;
    /// A field of the card is missing.
    ScanFieldMissing = "scan_field_missing" Warning;
    /// The day of issue is no day, is to come, or is before the birth.
    ScanIssuedImpossible = "scan_issued_impossible" Warning;
    /// A machine-readable zone that is not whole, or not in its form.
    MrzIncomplete = "mrz_incomplete" Error;
    /// A check digit of the machine-readable zone is wrong. Params: `check`.
    MrzCheckWrong = "mrz_check_wrong" Error;
    /// The number stands twice in the machine-readable zone, and differs.
    MrzNumbersDisagree = "mrz_numbers_disagree" Error;
    /// The card's last day is over. Params: `year`.
    CardExpired = "card_expired" Warning;
}

/// One thing noticed. Carries no personal data: codes, counts and places only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Finding {
    /// What.
    pub code: FindingCode,
    /// How grave.
    pub level: Level,
    /// Letter of the column of the list, when it comes from one.
    pub column: Option<String>,
    /// The field it is about, when it is about one.
    pub field: Option<PersonField>,
    /// Parameters of the sentence.
    pub params: BTreeMap<String, String>,
}

impl Finding {
    /// A finding about a whole row, at the usual level of its code.
    pub fn of_row(code: FindingCode) -> Finding {
        Finding { code, level: code.level(), column: None, field: None, params: BTreeMap::new() }
    }

    /// A finding about one field, at the usual level of its code.
    pub fn of(code: FindingCode, field: PersonField) -> Finding {
        Finding { field: Some(field), ..Finding::of_row(code) }
    }

    /// The same with a parameter of its sentence, which must not be personal data.
    pub fn with(mut self, name: &str, value: impl ToString) -> Finding {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }

    /// The same at another level.
    pub fn at_level(mut self, level: Level) -> Finding {
        self.level = level;
        self
    }

    /// Whether it keeps a row out.
    pub fn is_error(&self) -> bool {
        self.level == Level::Error
    }
}
