//! What somebody should bring, from the facts of their paper: what the invitation says.

use super::{Facts, Paper, Request};
use crate::visit::event::NeededPaper;

/// The papers to bring, in the order in which an invitation names them. Whoever bears nothing brings what proves who
/// they are; whoever asks for a correction, what it follows from.
pub fn bring(facts: &Facts) -> Vec<NeededPaper> {
    let paper = match (facts.paper, facts.request) {
        (_, Request::Lost) => Some(NeededPaper::LossReport),
        (Paper::None, _) | (_, Request::FirstIssue) => Some(NeededPaper::BirthCertificate),
        (
            Paper::Cmnd9
            | Paper::Cmnd12
            | Paper::CccdBarcode
            | Paper::CccdChip
            | Paper::CanCuoc
            | Paper::Unknown12
            | Paper::Unknown,
            _,
        ) => Some(NeededPaper::OldCard),
    };
    let corrected = matches!(
        facts.request,
        Request::NameCorrected | Request::BirthCorrected | Request::SexCorrected | Request::HometownCorrected
    );
    paper.into_iter().chain(corrected.then_some(NeededPaper::CivilStatus)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_bring_what_they_bear_and_what_proves_a_correction() {
        use NeededPaper::{BirthCertificate, CivilStatus, LossReport, OldCard};
        let cases: [(Paper, Request, &[NeededPaper]); 6] = [
            (Paper::Cmnd9, Request::None, &[OldCard]),
            (Paper::Unknown, Request::None, &[OldCard]),
            (Paper::None, Request::None, &[BirthCertificate]),
            (Paper::None, Request::FirstIssue, &[BirthCertificate]),
            (Paper::CccdChip, Request::NameCorrected, &[OldCard, CivilStatus]),
            (Paper::CanCuoc, Request::Lost, &[LossReport]),
        ];
        for (paper, request, wanted) in cases {
            assert_eq!(bring(&Facts { paper, request, ..Facts::default() }), wanted, "{paper:?} {request:?}");
        }
    }
}
