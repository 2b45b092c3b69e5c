//! The words of the due engine: closed lists, each word with its stable text and its sentence on the pages.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident as $kind:literal, $ts:literal { $($(#[$word_doc:meta])* $word:ident = $code:literal,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
            #[ts(rename = $ts)]
            pub enum $name {
                $($(#[$word_doc])* #[serde(rename = $code)] $word,)*
            }

            impl $name {
                /// All of them, in the order in which screens show them.
                pub const ALL: &'static [$name] = &[$($name::$word),*];

                /// The stable text, as it stands in rule files and events.
                pub fn as_str(self) -> &'static str {
                    match self { $($name::$word => $code,)* }
                }

                /// From the stable text.
                pub fn parse(text: &str) -> Option<$name> {
                    $name::ALL.iter().copied().find(|word| word.as_str() == text)
                }

                /// The key of its sentence in `ui/messages`.
                pub fn sentence(self) -> String {
                    format!(concat!("due_", $kind, "_{}"), self.as_str())
                }
            }
        )*

        /// The keys of all sentences, for the test that both languages have them.
        pub fn sentences() -> Vec<String> {
            [$($name::ALL.iter().map(|word| word.sentence()).collect::<Vec<_>>()),*].concat()
        }
    };
}

words! {
    /// What somebody bears now.
    Paper as "paper", "DuePaper" {
        /// Never had one.
        None = "none",
        /// CMND of 9 digits.
        Cmnd9 = "cmnd9",
        /// CMND of 12 digits, of 2012–2015.
        Cmnd12 = "cmnd12",
        /// CCCD with a barcode, of 2016–2021.
        CccdBarcode = "cccd_barcode",
        /// CCCD with a chip, of 2021–2024.
        CccdChip = "cccd_chip",
        /// Thẻ căn cước, from 1/7/2024.
        CanCuoc = "can_cuoc",
        /// One with 12 digits; which kind is not known.
        Unknown12 = "unknown12",
        /// Nothing is known of it.
        Unknown = "unknown",
    }

    /// What a person, or HR for them, asks for.
    Request as "request", "DueRequest" {
        /// Nothing was said.
        None = "none",
        /// "Cấp mới", without more.
        FirstIssue = "first_issue",
        /// "Cấp đổi", without a cause.
        Exchange = "exchange",
        /// "Cấp lại", without a cause.
        Reissue = "reissue",
        /// Lost.
        Lost = "lost",
        /// Damaged, but it can be used.
        Damaged = "damaged",
        /// Damaged beyond use.
        DamagedBeyondUse = "damaged_beyond_use",
        /// Surname, middle or given name corrected.
        NameCorrected = "name_corrected",
        /// Birth date corrected.
        BirthCorrected = "birth_corrected",
        /// Sex determined anew or changed.
        SexCorrected = "sex_corrected",
        /// Hometown corrected.
        HometownCorrected = "hometown_corrected",
        /// Features, face or fingerprints changed or added.
        FeaturesChanged = "features_changed",
        /// Something on the card is wrong.
        CardError = "card_error",
        /// The personal number was established anew.
        Renumbered = "renumbered",
        /// The administrative unit on the card is no more.
        AreaReorganised = "area_reorganised",
        /// Vietnamese nationality regained.
        NationalityRegained = "nationality_regained",
        /// The person wishes it.
        OnRequest = "on_request",
    }

    /// How somebody lives where the unit is.
    Residence as "residence", "DueResidence" {
        /// Registered permanently.
        Permanent = "permanent",
        /// Registered for the time being, 30 days or more.
        Temporary = "temporary",
        /// Not known.
        Unknown = "unknown",
    }

    /// Whether somebody is due.
    Verdict as "verdict", "DueVerdict" {
        /// Due.
        Due = "due",
        /// Not due.
        NotDue = "not_due",
        /// What is known allows both.
        Uncertain = "uncertain",
    }

    /// What is filed. Derived from the rules in force, never stored: the names changed on 1/7/2024.
    Procedure as "procedure", "DueProcedure" {
        /// Cấp mới.
        FirstIssue = "first_issue",
        /// Cấp đổi.
        Exchange = "exchange",
        /// Cấp lại.
        Reissue = "reissue",
    }

    /// Why a verdict is what it is.
    Reason as "reason", "DueReason" {
        /// Old enough and without a paper. Date: when they were.
        NoPaper = "no_paper",
        /// Bears a CMND, and a campaign calls for a card. Date: by when.
        NoCardYet = "no_card_yet",
        /// An age of exchange is reached. Age, date.
        AgeReached = "age_reached",
        /// The paper's time is over. Date.
        Expired = "expired",
        /// No CMND is valid any more. Date: the last day.
        CmndEnded = "cmnd_ended",
        /// Too young, and asks for one, which the law allows.
        YoungerOnRequest = "younger_on_request",
        /// "Cấp mới" was asked for.
        FirstIssueAsked = "first_issue_asked",
        /// "Cấp lại" was asked for, without a cause.
        ReissueAsked = "reissue_asked",
        /// Lost.
        Lost = "lost",
        /// Damaged.
        Damaged = "damaged",
        /// Damaged beyond use.
        DamagedBeyondUse = "damaged_beyond_use",
        /// Name corrected.
        NameCorrected = "name_corrected",
        /// Birth date corrected.
        BirthCorrected = "birth_corrected",
        /// Sex corrected.
        SexCorrected = "sex_corrected",
        /// Hometown corrected.
        HometownCorrected = "hometown_corrected",
        /// Features changed.
        FeaturesChanged = "features_changed",
        /// An error on the card.
        CardError = "card_error",
        /// Number established anew.
        Renumbered = "renumbered",
        /// Administrative unit reorganised.
        AreaReorganised = "area_reorganised",
        /// Nationality regained.
        NationalityRegained = "nationality_regained",
        /// By the person's wish.
        OnRequest = "on_request",
        /// Not due: too young. Date: when old enough.
        TooYoung = "too_young",
        /// Not due: the paper is valid. Date: until when; age, where one ends it.
        StillValid = "still_valid",
        /// Not due: the paper has no end.
        NoExpiry = "no_expiry",
    }

    /// The legal basis of a reason.
    Basis as "basis", "DueBasis" {
        /// Law 59/2014/QH13, art. 19: who.
        Law2014Who = "law_2014_who",
        /// Law 59/2014/QH13, art. 21: ages.
        Law2014Ages = "law_2014_ages",
        /// Law 59/2014/QH13, art. 23.1: exchange.
        Law2014Exchange = "law_2014_exchange",
        /// Law 59/2014/QH13, art. 23.2: reissue.
        Law2014Reissue = "law_2014_reissue",
        /// Law 59/2014/QH13, art. 25: time limits.
        Law2014Limit = "law_2014_limit",
        /// Law 26/2023/QH15, art. 19: who.
        Law2023Who = "law_2023_who",
        /// Law 26/2023/QH15, art. 21: ages.
        Law2023Ages = "law_2023_ages",
        /// Law 26/2023/QH15, art. 24.1: exchange.
        Law2023Exchange = "law_2023_exchange",
        /// Law 26/2023/QH15, art. 24.2: reissue.
        Law2023Reissue = "law_2023_reissue",
        /// Law 26/2023/QH15, art. 26: time limit.
        Law2023Limit = "law_2023_limit",
        /// Law 26/2023/QH15, art. 46: what becomes of earlier papers.
        Law2023Transition = "law_2023_transition",
        /// Decree 05/1999/ND-CP, art. 2: a CMND is valid for 15 years.
        Decree1999Cmnd = "decree_1999_cmnd",
        /// Directive 08/CT-UBND of Hà Nội, 30/3/2021.
        Directive08 = "directive_08",
        /// The date printed on the paper.
        Printed = "printed",
    }

    /// What would settle an uncertain verdict, or name the procedure.
    Missing as "missing", "DueMissing" {
        /// The kind of paper.
        Paper = "paper",
        /// Its issue date, or the date printed as its end.
        Issued = "issued",
        /// The birth date to the day.
        Birth = "birth",
    }

    /// Kinds of places that the time limits know.
    Place as "place", "DuePlace" {
        /// Cities and towns.
        Town = "town",
        /// Mountain, border and island districts.
        Highland = "highland",
        /// Anywhere else.
        Elsewhere = "elsewhere",
    }

    /// A law with its own set of rules.
    Law as "law", "DueLaw" {
        /// Citizen identity law 59/2014/QH13.
        Law2014 = "2014",
        /// Identity law 26/2023/QH15.
        Law2023 = "2023",
    }

    /// Where somebody is served.
    Desk as "route", "DueDesk" {
        /// By the mobile team.
        MobileTeam = "mobile_team",
        /// At the office.
        Office = "office",
        /// A form has to be handed in first.
        FormFirst = "form_first",
    }

    /// What is wrong with a list of routing rules.
    RoutingFault as "routing", "DueRoutingFault" {
        /// Not understood: a word that is no word of the rules, or no JSON.
        Unreadable = "unreadable",
        /// No rule at all, or more than a person can read.
        Length = "length",
        /// The last rule has a condition, so somebody may fit none.
        Open = "open",
        /// A rule stands after one that fits everybody.
        Unreachable = "unreachable",
        /// A form without its code or its regulation.
        Form = "form",
    }
}

impl Request {
    /// The reason that it is.
    pub fn reason(self) -> Option<Reason> {
        Some(match self {
            Request::None => return None,
            Request::FirstIssue => Reason::FirstIssueAsked,
            Request::Exchange | Request::OnRequest => Reason::OnRequest,
            Request::Reissue => Reason::ReissueAsked,
            Request::Lost => Reason::Lost,
            Request::Damaged => Reason::Damaged,
            Request::DamagedBeyondUse => Reason::DamagedBeyondUse,
            Request::NameCorrected => Reason::NameCorrected,
            Request::BirthCorrected => Reason::BirthCorrected,
            Request::SexCorrected => Reason::SexCorrected,
            Request::HometownCorrected => Reason::HometownCorrected,
            Request::FeaturesChanged => Reason::FeaturesChanged,
            Request::CardError => Reason::CardError,
            Request::Renumbered => Reason::Renumbered,
            Request::AreaReorganised => Reason::AreaReorganised,
            Request::NationalityRegained => Reason::NationalityRegained,
        })
    }

    /// Whether nobody can ask for it who never had a paper.
    pub fn supposes_paper(self) -> bool {
        !matches!(self, Request::None | Request::FirstIssue | Request::OnRequest | Request::NationalityRegained)
    }
}

impl Paper {
    /// Whether it bears a personal number of 12 digits.
    pub fn has_12_digits(self) -> bool {
        match self {
            Paper::Cmnd12 | Paper::CccdBarcode | Paper::CccdChip | Paper::CanCuoc | Paper::Unknown12 => true,
            Paper::None | Paper::Cmnd9 | Paper::Unknown => false,
        }
    }
}
