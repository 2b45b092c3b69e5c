//! A laptop that holds the people, central over TLS, and a laptop that gets them: what a person starts with "sync".

use luudong_central::Listen;
use luudong_domain::event::Event;
use luudong_domain::id::{ActorId, UnitId};
use luudong_domain::person::event::Added;
use luudong_domain::person::{Fields, PersonField};
use luudong_domain::role::Role;
use luudong_domain::scope::{Grant, Scope};
use luudong_domain::unit::Named;
use luudong_store::{Folder, Store, StoreError};
use luudong_tests::world::{BEGIN, Laptop, PASSPHRASE, TestCentral, temporary};
use serde_json::json;

use crate::rows::{Row, rows};
use crate::{Measured, forget_peak, peak, timed};

/// People of one transaction.
const AT_ONCE: usize = 10_000;

pub(crate) fn measure(count: usize) -> Measured {
    let dir = temporary();
    let central = TestCentral::listening(dir.path(), Listen::Tls);
    fill(&Folder::at(dir.path().join("sender/data")), &rows(count));
    let sender = Laptop::closed(dir.path(), "sender");
    sender.ok("unlock", json!({ "passphrase": PASSPHRASE }));
    sender.ok("actor_pick", json!({ "name": "người gửi", "role": "supervisor" }));
    let receiver = Laptop::new(dir.path(), "receiver");
    for laptop in [&sender, &receiver] {
        laptop.admit(&central, Role::Leader, &[Grant::All]);
    }
    forget_peak();
    let (push, sent) = timed(|| sender.sync());
    let (pull, fetched) = timed(|| receiver.sync());
    let peak = peak();
    let number = |report: &serde_json::Value, name: &str| report[name].as_u64().unwrap();
    assert!(number(&sent, "pushed") > count as u64 && number(&fetched, "pulled") > count as u64, "{sent} {fetched}");
    Measured {
        push: push.as_secs_f64(),
        pull: pull.as_secs_f64(),
        up: number(&sent, "bytes_up"),
        down: number(&fetched, "bytes_down"),
        peak,
    }
}

/// Writes the people into a new folder, as they are when typed by hand.
fn fill(folder: &Folder, rows: &[Row]) {
    let (mut store, _) = Store::init(folder, PASSPHRASE, BEGIN).unwrap();
    let unit = UnitId::of_name("nha may vi du");
    let scope = Scope::Unit(unit);
    let named = Event::UnitNamed(Named { name: "Nhà máy ví dụ".to_owned(), code: None, kind: None });
    store.write::<_, StoreError>(ActorId::CENTRAL, BEGIN, |gate| gate.append(scope, unit, &named)).unwrap();
    for some in rows.chunks(AT_ONCE) {
        store
            .write::<_, StoreError>(ActorId::CENTRAL, some[0].changed, |gate| {
                for row in some {
                    let id = gate.birth(scope)?;
                    gate.append_first(
                        scope,
                        id,
                        &Event::PersonAdded(Added { fields: fields(row), ..Added::default() }),
                    )?;
                }
                Ok(())
            })
            .unwrap();
    }
}

/// All that the row says; its id and the time of the change are the event's own.
fn fields(row: &Row) -> Fields {
    Fields::from([
        (PersonField::Name, row.name.clone()),
        (PersonField::Birth, row.birth.clone()),
        (PersonField::Sex, row.sex.clone()),
        (PersonField::Number, row.number.clone()),
        (PersonField::Address, row.address.clone()),
        (PersonField::Phone, row.phone.clone()),
        (PersonField::Note, format!("{} {}", row.state, row.session)),
    ])
}
