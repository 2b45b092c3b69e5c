//! Why there is no page. Personal data is in neither.

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// The template and the data do not fit together: a mistake of this program.
    #[error("the template {template} failed at {at:?}: {why}")]
    Template {
        /// Which one.
        template: &'static str,
        /// Where, bytes from its beginning.
        at: Option<usize>,
        /// What the compiler says; it may quote a value, so it is for the tests alone.
        #[doc(hidden)]
        why: Why,
    },
    /// More than fits into a code.
    #[error("too much for a code")]
    Code,
    /// A day or a time that there is not.
    #[error("no such moment")]
    Moment,
}

/// The compiler's words. Shown where the program is tested, and nowhere else: they may quote somebody's name.
#[derive(Debug)]
pub struct Why(#[cfg_attr(not(debug_assertions), expect(dead_code, reason = "shown to nobody"))] pub(crate) String);

impl std::fmt::Display for Why {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        #[cfg(debug_assertions)]
        return f.write_str(&self.0);
        #[cfg(not(debug_assertions))]
        f.write_str("not said")
    }
}
