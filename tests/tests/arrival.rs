//! Devices that have the same events show the same state, byte for byte, whatever order they came in, however the runs
//! were cut and how often they came.

use luudong_domain::anomaly::Anomaly;
use luudong_domain::anomaly::event::Settled;
use luudong_domain::device::{Admitted, Founded};
use luudong_domain::event::Event;
use luudong_domain::id::{ActorId, PersonId, SessionId, UnitId, VisitId};
use luudong_domain::person::event::{Added, Edited, Left, Planned, Returned};
use luudong_domain::person::{self, Fields, PersonField};
use luudong_domain::role::Role;
use luudong_domain::scope::{Grant, Scope};
use luudong_domain::visit::event::{DeferReason, Priority, RefuseReason};
use luudong_domain::visit::{self, Ticket, Visit, decide};
use luudong_domain::{session, time, unit};
use luudong_store::query::AnomalyRow;
use luudong_store::{Folder, Gate, Store, StoreError};
use luudong_sync::batch::Batch;
use luudong_sync::check::check;
use luudong_sync::log::Log;
use luudong_sync::plan::Plan;
use luudong_tests::world::{BEGIN, temporary};
use proptest::prelude::*;

const DEVICES: usize = 3;
/// Its store comes after theirs.
const CENTRAL: usize = DEVICES;
const PEOPLE: u8 = 4;

/// One thing somebody does at one of the laptops.
#[derive(Debug, Clone)]
enum Deed {
    Edit(u8, u8),
    Left(u8),
    Returned(u8),
    Close,
    /// Settles whatever is odd here, by the side of this number.
    Settle(usize),
    CheckIn(u8),
    Start(u8),
    Capture(u8),
    Defer(u8),
    Undo(u8),
    /// Whatever else happens to a visit in the hall: this of it.
    Go(u8, u8),
    /// Asked to come at that hour.
    Slot(u8, u8),
    /// Says how the session works: in so many steps.
    Arrange(u8),
    Reopen,
    /// Something hinders the work, or no more.
    Incident,
    /// The other laptop gets what this one has, cut into runs, perhaps twice.
    Carry {
        to: usize,
        twice: bool,
    },
}

fn deed() -> impl Strategy<Value = (usize, i64, Deed)> {
    let person = 0..PEOPLE;
    let what = prop_oneof![
        (person.clone(), any::<u8>()).prop_map(|(person, value)| Deed::Edit(person, value)),
        person.clone().prop_map(Deed::Left),
        person.clone().prop_map(Deed::Returned),
        Just(Deed::Close),
        (0usize..3).prop_map(Deed::Settle),
        person.clone().prop_map(Deed::CheckIn),
        person.clone().prop_map(Deed::CheckIn),
        person.clone().prop_map(Deed::Start),
        person.clone().prop_map(Deed::Start),
        person.clone().prop_map(Deed::Capture),
        person.clone().prop_map(Deed::Defer),
        person.clone().prop_map(Deed::Undo),
        (person.clone(), 0u8..8).prop_map(|(person, what)| Deed::Go(person, what)),
        (person.clone(), 0u8..8).prop_map(|(person, what)| Deed::Go(person, what)),
        (person, 8u8..12).prop_map(|(person, hour)| Deed::Slot(person, hour)),
        (1u8..4).prop_map(Deed::Arrange),
        Just(Deed::Reopen),
        Just(Deed::Incident),
        (0..DEVICES, any::<bool>()).prop_map(|(to, twice)| Deed::Carry { to, twice }),
    ];
    // Clocks of the laptops are wrong by up to an hour either way.
    (0..DEVICES, -3_600_000_000i64..3_600_000_000, what)
}

struct Hall {
    stores: Vec<Store>,
    unit: UnitId,
    session: SessionId,
    people: Vec<PersonId>,
}

fn fields(name: &str) -> Fields {
    Fields::from([(PersonField::Name, name.to_owned())])
}

impl Hall {
    fn new(dir: &std::path::Path) -> Hall {
        let open = |at: usize| Store::central(&Folder::at(dir.join(at.to_string())), BEGIN).expect("store");
        let mut stores: Vec<Store> = (0..=DEVICES).map(open).collect();
        let mut keys: Vec<_> = stores.iter().map(|store| (store.identity().device, hex(store))).collect();
        let Some((founder, founder_key)) = keys.pop() else { panic!("no central") };
        for store in &mut stores {
            let known = store.write::<_, StoreError>(ActorId::CENTRAL, BEGIN, |gate| {
                gate.set("founder", &founder.to_string())?;
                gate.set("founder_key", &founder_key)
            });
            known.expect("founder");
        }
        let unit = UnitId::of_name("vi du");
        let admit_all = stores[CENTRAL].write::<_, StoreError>(ActorId::CENTRAL, BEGIN, |gate| {
            gate.append(Scope::Org, founder, &Event::OrgFounded(Founded { key: founder_key }))?;
            for (device, key) in &keys {
                let admitted = Admitted {
                    key: key.clone(),
                    lane: "B".into(),
                    role: Role::Leader,
                    grants: vec![Grant::All],
                    label: String::new(),
                    until: None,
                };
                gate.append(Scope::Org, *device, &Event::DeviceAdmitted(admitted))?;
            }
            Ok(())
        });
        admit_all.expect("admitted");
        let made = stores[0].write(ActorId::CENTRAL, BEGIN, |gate| people(gate, unit));
        let (session, people) = made.expect("made");
        let mut hall = Hall { stores, unit, session, people };
        for to in 0..DEVICES {
            hall.carry(CENTRAL, to, false);
            hall.carry(0, to, false);
        }
        hall
    }

    /// Everything that `from` has and `to` lacks, run by run.
    fn carry(&mut self, from: usize, to: usize, twice: bool) {
        if from == to {
            return;
        }
        self.stores[from].sign_heads(BEGIN).expect("sign");
        let plan =
            Plan::between(&self.stores[from].have().expect("have"), &self.stores[to].have().expect("have"), None);
        for run in plan.push {
            let mut after = run.after;
            while let Some(batch) = self.stores[from].batch_after(&run.series, after).expect("batch") {
                after = batch.last();
                let packed = batch.pack().expect("pack");
                for _ in 0..=usize::from(twice) {
                    let batch = Batch::unpack(&packed).expect("unpack");
                    let store = &mut self.stores[to];
                    let key = store.key_of(batch.series.device).expect("key").expect("known");
                    let checked = check(store, batch, &key).expect("authentic");
                    store.add(checked).expect("add");
                }
            }
        }
    }

    fn act(&mut self, at: usize, wall: u64, deed: &Deed) {
        let (unit, session, people) = (Scope::Unit(self.unit), self.session, self.people.clone());
        let person = |at: u8| people[usize::from(at)];
        if let Deed::Carry { to, twice } = deed {
            return self.carry(at, *to, *twice);
        }
        let done = self.stores[at].write::<_, StoreError>(ActorId::CENTRAL, wall, |gate| {
            let (who, event) = match deed {
                Deed::Edit(who, value) => {
                    let fields = [(PersonField::Note, Some(format!("ghi chú {value}")))].into();
                    return gate
                        .append(unit, person(*who), &Event::PersonEdited(Edited { fields, ..Edited::default() }))
                        .map(|_| ());
                }
                Deed::Left(who) => {
                    return gate
                        .append(unit, person(*who), &Event::PersonLeft(Left { reason: "nghỉ".into() }))
                        .map(|_| ());
                }
                Deed::Returned(who) => {
                    let returned = Event::PersonReturned(Returned { reason: "về".into() });
                    return gate.append(unit, person(*who), &returned).map(|_| ());
                }
                Deed::Close => {
                    let scope = Scope::Session(session);
                    let closed = session::Closed {
                        unresolved: 0,
                        reason: String::new(),
                        had: Some(gate.points(scope)?),
                        laptops: Default::default(),
                        gap: String::new(),
                    };
                    return gate.append(scope, session, &Event::SessionClosed(closed)).map(|_| ());
                }
                Deed::Settle(side) => return settle(gate, *side),
                Deed::Arrange(_) | Deed::Reopen | Deed::Incident => {
                    let Some(event) = of_session(gate, session, deed)? else { return Ok(()) };
                    return gate.append(Scope::Session(session), session, &event).map(|_| ());
                }
                Deed::Slot(who, hour) => {
                    let time = |minute: &str| format!("{hour}:{minute}").parse().expect("a time");
                    let slot = Some(session::Slot { from: time("00"), to: time("10") });
                    let planned = Event::PersonPlanned(Planned { session, slot, cleared: false });
                    return gate.append(unit, person(*who), &planned).map(|_| ());
                }
                Deed::Go(who, what) => {
                    let state = gate.visit_state(session, VisitId::of(session, person(*who)))?;
                    let (_, arranged) = gate.arranged(session)?.expect("known");
                    (who, go(&state, &arranged, *what))
                }
                Deed::CheckIn(who) => {
                    let state = gate.visit_state(session, VisitId::of(session, person(*who)))?;
                    let ticket =
                        Ticket { lane: format!("L{}", (b'A' + at as u8) as char), number: u32::from(*who) + 1 };
                    (who, decide::check_in(&state, person(*who), ticket))
                }
                Deed::Start(who) => {
                    let state = gate.visit_state(session, VisitId::of(session, person(*who)))?;
                    (who, decide::start(&state, &Default::default(), 1))
                }
                Deed::Capture(who) => {
                    let state = gate.visit_state(session, VisitId::of(session, person(*who)))?;
                    (who, decide::capture(&state, &Default::default(), Default::default()))
                }
                Deed::Defer(who) => {
                    let state = gate.visit_state(session, VisitId::of(session, person(*who)))?;
                    (who, decide::defer(&state, DeferReason::Residence, String::new(), Default::default()))
                }
                Deed::Undo(who) => {
                    let state = gate.visit_state(session, VisitId::of(session, person(*who)))?;
                    let Some(last) = state.last else { return Ok(()) };
                    (who, decide::undo(&state, last, "nhầm".into()))
                }
                Deed::Carry { .. } => return Ok(()),
            };
            // What the rules refuse is simply not done.
            if let Ok(event) = event {
                gate.append(Scope::Session(session), VisitId::of(session, person(*who)), &event)?;
            }
            Ok(())
        });
        done.expect("written");
    }
}

/// Judges the first thing that is open on this laptop.
fn settle(gate: &mut Gate<'_>, side: usize) -> Result<(), StoreError> {
    let Some(row) = gate.anomalies(&|_| true)?.into_iter().find(|row| row.open()) else { return Ok(()) };
    let AnomalyRow { id, kind, scope, field, sides, records, .. } = row;
    let stands = sides[side % sides.len()].clone();
    let anomaly = Anomaly { id, kind, field, sides, overtaken: None };
    let event = match scope {
        Scope::Session(session) => {
            let (entries, covered) = (gate.visit_entries(session, records[0].into())?, gate.covered(session)?);
            visit::settle(&entries, &anomaly, covered.as_ref(), Some(stands.event), "đã hỏi")
        }
        Scope::Unit(_) | Scope::Org => person::settle(&anomaly, &stands, "đã hỏi"),
    };
    if let Some(event) = event {
        gate.append(scope, records[0], &event)?;
    }
    let settled = Settled { kind, records, stands: Some(stands.event), reason: "đã hỏi".into() };
    gate.append(scope, id, &Event::AnomalySettled(settled))?;
    Ok(())
}

/// What else happens to a visit in the hall.
fn go(state: &Visit, arranged: &session::Arranged, what: u8) -> Result<Event, decide::Refusal> {
    match what {
        0 => decide::call(state, arranged, 1, decide::CallBy::OwnLane),
        1 => decide::pass(state, arranged, None),
        2 => decide::park(state, String::new()),
        3 => decide::requeue(state, true),
        4 => decide::move_to(state, arranged, 2),
        5 => decide::prioritise(state, [Priority::NightShift].into()),
        6 => decide::refuse(state, RefuseReason::Declined, String::new()),
        _ => decide::leave(state, "về sớm".into()),
    }
}

/// What is said of the session itself; nothing where there is nothing to take up again.
fn of_session(gate: &Gate<'_>, session: SessionId, deed: &Deed) -> Result<Option<Event>, StoreError> {
    let row = gate.session(session)?.expect("known");
    let lasts = row.incidents.iter().find(|incident| incident.over.is_none()).map(|incident| incident.at);
    Ok(match (deed, lasts) {
        (Deed::Arrange(steps), _) => {
            let steps = session::Step::ALL.into_iter().take(usize::from(*steps) + 1).collect();
            Some(Event::SessionArranged(session::Arranged { steps, ..session::Arranged::default() }))
        }
        (Deed::Reopen, _) => {
            let closes = gate.closes(session)?;
            let reopened = session::Reopened { closes, reason: "bị trả lại".into() };
            (!reopened.closes.is_empty()).then_some(Event::SessionReopened(reopened))
        }
        (_, Some(incident)) => Some(Event::SessionIncidentOver(session::IncidentOver { incident })),
        (_, None) => {
            let kind = session::IncidentKind::PowerCut;
            Some(Event::SessionIncident(session::IncidentBegan { kind, station: None, note: String::new() }))
        }
    })
}

fn hex(store: &Store) -> String {
    store.identity().key.verifying_key().as_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn people(gate: &mut Gate<'_>, unit: UnitId) -> Result<(SessionId, Vec<PersonId>), StoreError> {
    let scope = Scope::Unit(unit);
    gate.append(scope, unit, &Event::UnitNamed(unit::Named { name: "Ví Dụ".into(), code: None, kind: None }))?;
    let session = gate.new_session();
    let opened =
        session::Opened { date: time::date_in_hanoi(BEGIN), place: "Hội trường".into(), units: vec![unit] };
    gate.append(Scope::Session(session), session, &Event::SessionOpened(opened))?;
    let mut people = Vec::new();
    for at in 0..PEOPLE {
        let id = PersonId::from(gate.birth(scope)?);
        gate.append_first(
            scope,
            id,
            &Event::PersonAdded(Added { fields: fields(&format!("Người {at}")), ..Added::default() }),
        )?;
        gate.append(scope, id, &Event::PersonPlanned(Planned { session, slot: None, cleared: false }))?;
        people.push(id);
    }
    Ok((session, people))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 60, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_arrival_gives_the_digest_of_the_refold(deeds in prop::collection::vec(deed(), 1..40), rounds in prop::collection::vec((0..DEVICES, 0..DEVICES), 0..6)) {
        let dir = temporary();
        let mut hall = Hall::new(dir.path());
        for (step, (at, skew, deed)) in deeds.iter().enumerate() {
            let wall = (BEGIN + 1_000_000 * step as u64).saturating_add_signed(*skew);
            hall.act(*at, wall, deed);
        }
        for (from, to) in rounds {
            hall.carry(from, to, false);
        }
        for (from, to) in [(0, 1), (1, 2), (2, 0), (0, 1), (1, 2), (2, 0), (0, CENTRAL)] {
            hall.carry(from, to, true);
        }
        let proofs: Vec<_> = hall.stores.iter_mut().map(|store| store.verify().expect("verify")).collect();
        for proof in &proofs {
            // `verify` refolds the whole log sorted by the rules, and compares.
            prop_assert!(proof.ok, "{:?}", proof.findings);
            prop_assert_eq!(&proof.scopes, &proofs[0].scopes);
            prop_assert_eq!(proof.events, proofs[0].events);
        }
        let told = |store: &Store| store.reader().anomalies(&|_| true).expect("anomalies");
        let queue = |store: &Store| {
            let line = store.reader().line(hall.session, None).expect("line").expect("known");
            let order = line.order(None, BEGIN + 60_000_000);
            order.into_iter().map(|place| (line.waiting[place.at].visit, place.reason)).collect::<Vec<_>>()
        };
        for store in &hall.stores[..CENTRAL] {
            prop_assert_eq!(told(store), told(&hall.stores[0]));
            prop_assert_eq!(queue(store), queue(&hall.stores[0]));
        }
    }
}
