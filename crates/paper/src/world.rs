//! What a template sees: itself, the words that all of them share, the data, the bundled faces, and no clock.

use std::sync::LazyLock;

use serde::Serialize;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, Span, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, WorldExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::PaperError;
use crate::error::Why;

/// Be Vietnam Pro, under the SIL Open Font License (`fonts/OFL.txt`).
const FACES: [&[u8]; 4] = [
    include_bytes!("../fonts/BeVietnamPro-Regular.ttf"),
    include_bytes!("../fonts/BeVietnamPro-SemiBold.ttf"),
    include_bytes!("../fonts/BeVietnamPro-Bold.ttf"),
    include_bytes!("../fonts/BeVietnamPro-Italic.ttf"),
];
const SHARED: &str = include_str!("../templates/shared.typ");
/// Uses of what was set before that it is kept for: the next list has other names.
const CACHED_RUNS: usize = 0;

static FONTS: LazyLock<Vec<Font>> =
    LazyLock::new(|| FACES.iter().flat_map(|face| Font::iter(Bytes::new(*face))).collect());
static BOOK: LazyLock<LazyHash<FontBook>> = LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

/// When a page was made, by the clock in Hà Nội.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Year.
    pub year: i32,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
}

impl Serialize for Stamp {
    /// As it is printed: `30/03/2026 09:41`.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Stamp { year, month, day, hour, minute } = self;
        serializer.collect_str(&format_args!("{day:02}/{month:02}/{year} {hour:02}:{minute:02}"))
    }
}

/// A page to be set.
pub(crate) struct Page {
    /// Its name, for errors.
    pub(crate) name: &'static str,
    /// The template.
    pub(crate) template: &'static str,
}

struct Desk {
    main: Source,
    shared: Source,
    data: (FileId, Bytes),
}

fn file(path: &str) -> Option<FileId> {
    Some(RootedPath::new(VirtualRoot::Project, VirtualPath::new(path).ok()?).intern())
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let known = [&self.main, &self.shared].into_iter().find(|source| source.id() == id);
        known.cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.data.0 { Ok(self.data.1.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// Sets a page from its data, as PDF/A-2a: tagged, with its faces in it, dated with `stamp`.
pub(crate) fn set(page: &Page, data: &impl Serialize, stamp: Stamp) -> Result<Vec<u8>, PaperError> {
    let failed = |at, why: String| PaperError::Template { template: page.name, at, why: Why(why) };
    let bytes = serde_json::to_vec(data).map_err(|error| failed(None, error.to_string()))?;
    let id = |path| file(path).ok_or_else(|| failed(None, path.to_owned()));
    let desk = Desk {
        main: Source::new(id("/main.typ")?, page.template.to_owned()),
        shared: Source::new(id("/shared.typ")?, SHARED.to_owned()),
        data: (id("/data.json")?, Bytes::new(bytes)),
    };
    let first = |errors: &[SourceDiagnostic]| {
        let span = errors.first().map_or_else(|| Span::detached().into(), |error| error.span);
        let why = errors.iter().map(|error| error.message.to_string()).collect::<Vec<_>>().join("; ");
        failed(desk.range(span).map(|range| range.start), why)
    };
    let set = typst::compile::<PagedDocument>(&desk).output.map_err(|errors| first(&errors));
    let pdf = set.and_then(|document| {
        let options = options(stamp).map_err(|why| failed(None, why))?.ok_or(PaperError::Moment)?;
        typst_pdf::pdf(&document, &options).map_err(|errors| first(&errors))
    });
    comemo::evict(CACHED_RUNS);
    pdf
}

fn options(stamp: Stamp) -> Result<Option<PdfOptions>, String> {
    let Stamp { year, month, day, hour, minute } = stamp;
    let moment = Datetime::from_ymd_hms(year, month, day, hour, minute, 0);
    let Some(timestamp) = moment.and_then(|moment| Timestamp::new_local(moment, MINUTES_EAST)) else { return Ok(None) };
    let standards = PdfStandards::new(&[PdfStandard::A_2a]).map_err(|error| error.message().to_string())?;
    Ok(Some(PdfOptions {
        ident: Smart::Auto,
        creator: Smart::Custom(Some("Lưu Động".to_owned())),
        timestamp: Some(timestamp),
        standards,
        ..PdfOptions::default()
    }))
}

/// Hà Nội is seven hours before UTC, all year.
const MINUTES_EAST: i32 = 7 * 60;

/// Sets any template, for the bench beside which the papers are measured.
///
/// # Errors
/// [`PaperError`].
#[doc(hidden)]
pub fn bare(template: &'static str, data: &impl Serialize, stamp: Stamp) -> Result<Vec<u8>, PaperError> {
    set(&Page { name: "bare", template }, data, stamp)
}
