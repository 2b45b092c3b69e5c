//! Every laptop of a session: what each was last seen to have, and whether that is all there is.

use std::collections::BTreeMap;

use luudong_domain::id::{DeviceId, SessionId};
use luudong_domain::scope::Scope;
use luudong_domain::session::{Covered, LaptopAtClose};
use luudong_store::query::{LaptopRow, Reader};
use luudong_sync::wire::About;
use serde::Serialize;
use sha2::{Digest, Sha256};
use ts_rs::TS;

use super::hub::Heard;
use crate::session::One;
use crate::{App, AppError, locked};

/// What was heard longer ago says nothing of now: somebody may have worked on alone since. Milliseconds.
const FRESH: u64 = 10 * 60_000;

/// So long two sides may differ while something is on its way, milliseconds.
const UNDER_WAY: u64 = 60_000;

/// Whether a laptop has the same of a session as this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LaptopStanding {
    /// This laptop itself.
    Mine,
    /// It has all that is here, and nothing else; heard just now.
    Same,
    /// Something differs.
    Differs,
    /// It had the same, but was not heard of for a while.
    Silent,
    /// It wrote to the session, and never said what it has.
    Unknown,
}

/// One laptop of a session.
#[derive(Debug, Serialize, TS)]
pub struct Laptop {
    id: DeviceId,
    lane: String,
    label: String,
    standing: LaptopStanding,
    /// When it had what is known of it, milliseconds.
    #[ts(type = "number | null")]
    seen: Option<u64>,
    /// Version of its program.
    program: Option<String>,
    /// How far its clock was ahead of the hub's, milliseconds.
    #[ts(type = "number | null")]
    ahead: Option<i64>,
    /// Events that it had not seen central have.
    #[ts(type = "number | null")]
    unsent: Option<u64>,
    /// Events that it has and this laptop lacks.
    #[ts(type = "number")]
    more: u64,
    /// Events that are here and it lacks.
    #[ts(type = "number")]
    fewer: u64,
    /// Eight characters that are the same where two laptops have the same of the session.
    digest: Option<String>,
}

/// Every laptop of a session, this one first.
#[derive(Debug, Serialize, TS)]
pub struct Laptops {
    laptops: Vec<Laptop>,
    /// How many of them would have to be accepted as they are when the session is closed now.
    gaps: usize,
}

/// What this device says of itself to a host.
pub(super) fn about(reader: &Reader<'_>) -> Result<About, AppError> {
    let unsent = reader.only_here()?.iter().map(|line| line.events).sum();
    Ok(About { program: env!("CARGO_PKG_VERSION").to_owned(), unsent })
}

/// Asks the hub, where there is one, so that what follows is of now: whoever does not answer is as silent as before.
pub(crate) fn ask_around(app: &App, session: SessionId) -> Result<(), AppError> {
    let open = app.opened()?;
    let Heard::Here(heard) = super::hub::laptops(app, session)? else { return Ok(()) };
    locked(&open.store).note_laptops(Scope::Session(session), &heard, app.now() / 1000)?;
    Ok(())
}

fn digest(has: &Covered) -> String {
    let mut hash = Sha256::new();
    for (device, last) in has.iter().filter(|(_, last)| **last > 0) {
        hash.update(device.0);
        hash.update(last.to_le_bytes());
    }
    hex::encode(&hash.finalize()[..4])
}

/// Events that `one` covers and `other` does not.
fn beyond(one: &Covered, other: &Covered) -> u64 {
    one.iter().map(|(device, last)| last.saturating_sub(other.get(device).copied().unwrap_or(0))).sum()
}

fn standing(row: &LaptopRow, mine: &Covered, now: u64) -> LaptopStanding {
    let (Some(has), Some(same)) = (&row.has, row.same) else { return LaptopStanding::Unknown };
    if beyond(has, mine) + beyond(mine, has) > 0 {
        return LaptopStanding::Differs;
    }
    // It spoke since without having the same, so it has something that cannot come over; or a clock was wrong.
    let spoke_since = row.seen.is_some_and(|seen| seen.saturating_sub(same) > UNDER_WAY);
    if spoke_since || now.abs_diff(same) > FRESH { LaptopStanding::Silent } else { LaptopStanding::Same }
}

/// The other laptops of a session, as the close of it takes them down.
pub(crate) fn at_close(
    reader: &Reader<'_>,
    me: DeviceId,
    session: SessionId,
    now: u64,
) -> Result<BTreeMap<DeviceId, LaptopAtClose>, AppError> {
    let mine = reader.points(Scope::Session(session))?;
    let rows = reader.laptops(me, session)?.into_iter();
    let told = |row: LaptopRow| {
        let same = standing(&row, &mine, now) == LaptopStanding::Same;
        (row.id, LaptopAtClose { same, seen: row.same })
    };
    Ok(rows.map(told).collect())
}

/// How many have to be accepted as they are.
pub(crate) fn gaps(laptops: &BTreeMap<DeviceId, LaptopAtClose>) -> usize {
    laptops.values().filter(|laptop| !laptop.same).count()
}

pub(crate) fn laptops(app: &App, args: One) -> Result<Laptops, AppError> {
    ask_around(app, args.session)?;
    let me = locked(&app.opened()?.store).identity().device;
    let now = app.now() / 1000;
    app.read(|reader| {
        let mine = reader.points(Scope::Session(args.session))?;
        let known = |id: DeviceId| Ok::<_, AppError>(reader.device(id)?.map(|row| row.device).unwrap_or_default());
        let (own, about) = (known(me)?, about(reader)?);
        let mut laptops = vec![Laptop {
            id: me,
            lane: super::lane(reader, me)?.unwrap_or_default(),
            label: own.label,
            standing: LaptopStanding::Mine,
            seen: Some(now),
            program: Some(about.program),
            ahead: super::clock_offset(reader)?.map(|behind| -behind),
            unsent: Some(about.unsent),
            more: 0,
            fewer: 0,
            digest: Some(digest(&mine)),
        }];
        for row in reader.laptops(me, args.session)? {
            let device = known(row.id)?;
            laptops.push(Laptop {
                id: row.id,
                lane: device.lane,
                label: device.label,
                standing: standing(&row, &mine, now),
                more: row.has.as_ref().map_or(0, |has| beyond(has, &mine)),
                fewer: row.has.as_ref().map_or(0, |has| beyond(&mine, has)),
                digest: row.has.as_ref().map(digest),
                seen: row.same,
                program: row.program,
                ahead: row.ahead,
                unsent: row.unsent,
            });
        }
        laptops[1..].sort_by(|a, b| a.lane.cmp(&b.lane));
        let fine = |laptop: &&Laptop| matches!(laptop.standing, LaptopStanding::Mine | LaptopStanding::Same);
        let gaps = laptops.len() - laptops.iter().filter(fine).count();
        Ok(Laptops { laptops, gaps })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(has: &[(u8, u64)], same: Option<u64>) -> LaptopRow {
        let has: Covered = has.iter().map(|(device, last)| (DeviceId([*device; 16]), *last)).collect();
        let has = (!has.is_empty()).then_some(has);
        LaptopRow { id: DeviceId([9; 16]), seen: same, same, program: None, ahead: None, unsent: None, has }
    }

    #[test]
    fn a_laptop_is_the_same_only_when_it_was_just_heard_to_be() {
        let now = 100 * 60_000;
        let mine: Covered = [(DeviceId([1; 16]), 5), (DeviceId([9; 16]), 3)].into();
        let of = |has: &[(u8, u64)], seen| standing(&row(has, seen), &mine, now);
        assert_eq!(of(&[(1, 5), (9, 3)], Some(now - FRESH)), LaptopStanding::Same);
        assert_eq!(of(&[(1, 5), (9, 3)], Some(now - FRESH - 1)), LaptopStanding::Silent);
        assert_eq!(of(&[(1, 4), (9, 3)], Some(now)), LaptopStanding::Differs);
        assert_eq!(of(&[(1, 5), (9, 4)], Some(now)), LaptopStanding::Differs);
        assert_eq!(of(&[(1, 5), (9, 3), (2, 1)], Some(now)), LaptopStanding::Differs);
        assert_eq!(of(&[], Some(now)), LaptopStanding::Unknown);
        assert_eq!(of(&[(1, 5), (9, 3)], None), LaptopStanding::Unknown);
        assert_eq!(of(&[(1, 5), (9, 3)], Some(now + FRESH + 1)), LaptopStanding::Silent, "by a clock that was wrong");
        let spoke = LaptopRow { seen: Some(now), ..row(&[(1, 5), (9, 3)], Some(now - UNDER_WAY - 1)) };
        assert_eq!(standing(&spoke, &mine, now), LaptopStanding::Silent, "it spoke since, and had something else");
    }
}
