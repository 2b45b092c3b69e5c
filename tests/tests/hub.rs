//! Several laptops in one hall: one is the hub, the others see at once what each does; the hub comes and goes.

use std::time::{Duration, Instant};

use luudong_domain::role::Role;
use luudong_domain::scope::Grant;
use luudong_tests::world::{BEGIN, Laptop, TestCentral, temporary, until};
use mdns_sd::{ServiceDaemon, ServiceEvent, ServiceInfo};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Three laptops with the same roster and session, admitted and synced; central is gone.
struct Hall {
    _dir: TempDir,
    laptops: Vec<Laptop>,
    session: Value,
    people: Vec<Value>,
    central: TestCentral,
}

fn hall(people: usize) -> Hall {
    let dir = temporary();
    let mut central = TestCentral::start(dir.path());
    let laptops: Vec<Laptop> = ["a", "b", "c"].iter().map(|name| Laptop::new(dir.path(), name)).collect();
    for laptop in &laptops {
        laptop.admit(&central, Role::Leader, &[Grant::All]);
    }
    let made = laptops[0].ok("demo", json!({ "people": people, "seed": 4 }));
    for _ in 0..2 {
        laptops.iter().for_each(|laptop| drop(laptop.sync()));
    }
    central.stop();
    let expected = json!({ "session": made["session"], "state": "expected", "limit": people });
    let rows = laptops[0].ok("visits", expected);
    let people = rows.as_array().expect("rows").iter().map(|row| row["person"]["id"].clone()).collect();
    Hall { _dir: dir, laptops, session: made["session"].clone(), people, central }
}

impl Hall {
    fn serve(&self, laptop: usize) -> String {
        let status = self.laptops[laptop].ok("hub_start", json!({ "address": "127.0.0.1:0" }));
        status["serving"].as_str().expect("an address").to_owned()
    }

    fn join(&self, laptop: usize, address: &str) {
        self.laptops[laptop].ok("hub_join", json!({ "address": address }));
        until("linked", || self.linked(laptop));
    }

    fn linked(&self, laptop: usize) -> bool {
        self.laptops[laptop].ok("hub_status", json!({}))["linked"]["connected"] == true
    }

    fn check_in(&self, laptop: usize, person: usize) -> Value {
        self.laptops[laptop].ok("check_in", json!({ "session": self.session, "person": self.people[person] }))
    }

    fn count(&self, laptop: usize, state: &str) -> u64 {
        let queue = self.laptops[laptop].ok("queue", json!({ "session": self.session, "limit": 0 }));
        queue["figures"][state].as_u64().expect("a figure")
    }

    fn all_equal(&self) {
        until("equal", || {
            let digests: Vec<String> = self.laptops.iter().map(Laptop::digest).collect();
            digests.iter().all(|digest| *digest == digests[0])
        });
    }
}

#[test]
fn the_others_see_a_check_in_at_once() {
    let hall = hall(40);
    let address = hall.serve(0);
    hall.join(1, &address);
    hall.join(2, &address);
    for (count, laptop) in (1..).zip([1, 2, 0, 1, 2, 0, 1, 2]) {
        hall.check_in(laptop, count as usize);
        for other in 0..3 {
            until("seen", || hall.count(other, "waiting") == count);
        }
    }
    hall.all_equal();
}

#[test]
fn a_hub_grants_each_person_to_one_caller_only() {
    let hall = hall(60);
    let address = hall.serve(0);
    hall.join(1, &address);
    hall.join(2, &address);
    for person in 0..24 {
        hall.check_in(person % 3, person);
    }
    until("all waiting", || (0..3).all(|laptop| hall.count(laptop, "waiting") == 24));
    let called: Vec<String> = std::thread::scope(|scope| {
        let callers: Vec<_> = (0..3)
            .map(|laptop| {
                let (hall, session) = (&hall, &hall.session);
                scope.spawn(move || {
                    // A hub on a busy machine may be slow: then nobody was called, and one calls again.
                    let try_call =
                        || hall.laptops[laptop].app.call("call", json!({ "session": session, "station": laptop + 1 }));
                    let call = || loop {
                        match try_call() {
                            Ok(called) => return called,
                            Err(error) => assert_eq!(error.code, "hub_slow", "{error:?}"),
                        }
                    };
                    (0..8).map(|_| call()["id"].as_str().expect("id").to_owned()).collect::<Vec<_>>()
                })
            })
            .collect();
        callers.into_iter().flat_map(|caller| caller.join().expect("calls")).collect()
    });
    let mut once = called.clone();
    once.sort();
    once.dedup();
    assert_eq!((called.len(), once.len()), (24, 24), "somebody was called twice");
    let nobody = hall.laptops[1].refused("call", json!({ "session": hall.session, "station": 2 }));
    assert_eq!(nobody.code, "queue_empty");
    hall.all_equal();
    // Nor does one who names them: they are on their way to a station, whatever an older screen shows.
    let digest = hall.laptops[0].digest();
    for take in [false, true] {
        for visit in &called[8..] {
            let named = json!({ "session": hall.session, "station": 1, "visit": visit, "take": take });
            let refused = hall.laptops[0].refused("call", named);
            assert_eq!(refused.code, "called_elsewhere");
            assert!(["2", "3"].contains(&refused.params["station"].as_str()), "{refused:?}");
            let sits = hall.laptops[0].refused("serve", json!({ "visit": visit, "station": 1 }));
            assert_eq!(sits.code, "called_elsewhere");
        }
    }
    assert_eq!(hall.laptops[0].digest(), digest, "nothing was written");
    let again = hall.laptops[0].ok("call", json!({ "session": hall.session, "station": 1, "visit": called[0] }));
    assert_eq!((&again["calls"], &again["doubtful"]), (&json!(2), &json!(false)));
    hall.all_equal();
    for laptop in &hall.laptops {
        let rows = laptop.ok("visits", json!({ "session": hall.session, "state": "called", "limit": 60 }));
        let rows = rows.as_array().expect("rows");
        assert_eq!(rows.iter().filter(|row| row["doubtful"] == false).count(), 24);
    }
}

#[test]
fn a_hub_grants_in_the_order_of_the_queue_which_is_the_same_on_every_laptop() {
    let hall = hall(60);
    let address = hall.serve(0);
    hall.join(1, &address);
    hall.join(2, &address);
    // Central's clock is the machine's: laptops that are weeks behind it do not follow one another's.
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
    hall.laptops.iter().for_each(|laptop| laptop.set_clock(now.as_micros() as u64));
    let arranged = json!({ "steps": ["papers", "capture"], "stations": [
        { "number": 1, "steps": ["papers"] }, { "number": 2, "steps": ["papers"] }, { "number": 3, "steps": ["capture"] },
    ] });
    hall.laptops[1].ok("session_arrange", json!({ "session": hall.session, "arranged": arranged }));
    let rows: Vec<Value> = (0..9).map(|person| hall.check_in(person % 3, person)).collect();
    until("all waiting", || (0..3).all(|laptop| hall.count(laptop, "waiting") == 9));
    for row in &rows[6..] {
        hall.laptops[2].ok("prioritise", json!({ "visit": row["id"], "reasons": ["small_child"] }));
    }
    hall.all_equal();
    let line = |laptop: usize, station: u16| {
        let queue =
            hall.laptops[laptop].ok("queue", json!({ "session": hall.session, "limit": 9, "station": station }));
        let rows = queue["waiting"].as_array().expect("rows").clone();
        rows.into_iter().map(|row| row["ticket"].as_str().expect("ticket").to_owned()).collect::<Vec<_>>()
    };
    let shown = line(0, 1);
    assert_eq!((shown.len(), line(1, 1), line(2, 2)), (9, shown.clone(), shown.clone()));
    let call = |laptop: usize, station: u16| {
        hall.laptops[laptop].app.call("call", json!({ "session": hall.session, "station": station }))
    };
    let called: Vec<String> = (0..9)
        .map(|nth| {
            let row = call(nth % 3, nth as u16 % 2 + 1).expect("somebody");
            // Which of two calls was the last is said by clocks, where the laptops do not know of each other's.
            until("known", || (0..3).all(|laptop| hall.count(laptop, "waiting") == 8 - nth as u64));
            row["ticket"].as_str().expect("ticket").to_owned()
        })
        .collect();
    assert_eq!(called, shown);
    hall.check_in(0, 9);
    until("the last one too", || (0..3).all(|laptop| hall.count(laptop, "waiting") == 1));
    assert_eq!(call(1, 3).expect_err("nobody is through with the papers").code, "queue_not_here");
    hall.all_equal();
}

#[test]
fn somebody_whose_unit_not_every_laptop_may_know_gets_no_ticket_of_any() {
    let dir = temporary();
    let central = TestCentral::start(dir.path());
    let leader = Laptop::new(dir.path(), "leader");
    leader.admit(&central, Role::Leader, &[Grant::All]);
    let unit = |name: &str| leader.ok("unit_add", json!({ "name": name }))["id"].clone();
    let (ours, theirs) = (unit("Xưởng Ví Dụ"), unit("Xưởng Bên Cạnh"));
    let session = json!({ "date": "2026-03-30", "place": "Hội trường", "units": [ours] });
    let session = leader.ok("session_add", session)["id"].clone();
    let fields = json!({ "name": "Vũ Văn Khách", "birth": "1985-03-04", "number": "001085000009" });
    let guest = leader.ok("person_add", json!({ "unit": theirs, "fields": fields }))["id"].clone();
    leader.sync();
    let look = |laptop: &Laptop| {
        let found = laptop.ok("lookup", json!({ "session": session, "text": "001085000009" }));
        let stop = &found["rows"][0]["stops"][0];
        (stop["kind"].clone(), stop["pass"].clone(), stop["unit"].clone())
    };
    let word = |pass: &str| (json!("other_unit"), json!(pass), json!("Xưởng Bên Cạnh"));
    assert_eq!(look(&leader), word("knowing"), "it is the only laptop");

    let other = Laptop::new(dir.path(), "other");
    let granted = [&ours, &session].map(|id| id.as_str().expect("id").to_owned());
    let grants = [Grant::One(format!("unit:{}", granted[0]).parse().expect("a scope"))];
    other.admit(
        &central,
        Role::Member,
        &[grants[0], Grant::One(format!("session:{}", granted[1]).parse().expect("a scope"))],
    );
    other.sync();
    leader.sync();
    assert_eq!(look(&leader), word("not"));
    let before = leader.digest();
    let refused = leader.refused("check_in", json!({ "session": session, "person": guest }));
    assert_eq!((refused.code.as_str(), refused.params["unit"].as_str()), ("person_of_other_unit", "Xưởng Bên Cạnh"));
    assert_eq!(leader.digest(), before);
}

#[test]
fn nobody_works_in_a_folder_that_was_closed() {
    let mut hall = hall(40);
    let address = hall.serve(0);
    hall.join(2, &address);
    for person in 0..6 {
        hall.join(1, &address);
        // The link has something to carry both ways while the program ends.
        hall.check_in(1, person);
        hall.check_in(2, person + 10);
        hall.laptops[1].app.close();
        let folder = hall.laptops[1].dir.parent().expect("a folder").to_path_buf();
        hall.laptops[1] = Laptop::again(&folder, "b");
    }
    hall.laptops[0].app.close();
    let folder = hall.laptops[0].dir.parent().expect("a folder").to_path_buf();
    hall.laptops[0] = Laptop::again(&folder, "a");
}

#[test]
fn the_hub_vanishes_each_works_on_and_another_takes_over() {
    let mut hall = hall(60);
    let address = hall.serve(0);
    hall.join(1, &address);
    hall.join(2, &address);
    hall.check_in(1, 0);
    until("seen", || hall.count(2, "waiting") == 1);
    hall.laptops[0].ok("hub_stop", json!({}));
    until("noticed", || !hall.linked(1) && !hall.linked(2));
    // Each goes on alone, with its own lane.
    for (laptop, person) in [(0, 1), (1, 2), (2, 3), (2, 4)] {
        hall.check_in(laptop, person);
    }
    let call = |laptop: usize, rest: Value| {
        let mut args = json!({ "session": hall.session, "station": 1 });
        args.as_object_mut().expect("object").extend(rest.as_object().cloned().unwrap_or_default());
        hall.laptops[laptop].app.call("call", args)
    };
    let lane = hall.laptops[2].ok("status", json!({}))["device"]["lane"].as_str().expect("lane").to_owned();
    let next = || {
        let queue = hall.laptops[2].ok("queue", json!({ "session": hall.session, "limit": 0 }));
        queue["next"]["ticket"].as_str().map(str::to_owned)
    };
    for _ in 0..2 {
        let shown = next();
        let own = call(2, json!({})).expect("its own lane");
        assert!(own["ticket"].as_str().expect("ticket").starts_with(&lane), "{own}");
        assert_eq!(own["ticket"].as_str(), shown.as_deref(), "who was shown as the next is called");
    }
    assert_eq!(next(), None, "nobody of this lane");
    assert_eq!(call(2, json!({})).expect_err("only others wait").code, "queue_of_others");
    // Another's is an explicit act, and marked.
    let waiting = hall.laptops[2].ok("visits", json!({ "session": hall.session, "state": "waiting", "limit": 9 }));
    let other = waiting[0]["id"].clone();
    assert_eq!(call(2, json!({ "visit": other })).expect_err("not by accident").code, "other_lane");
    let taken = call(2, json!({ "visit": other, "take": true })).expect("taken");
    assert_eq!(taken["doubtful"], true);
    // Another laptop takes over; the old hub comes to it, and all is whole again.
    let address = hall.serve(1);
    hall.join(0, &address);
    hall.join(2, &address);
    hall.all_equal();
    assert_eq!(hall.count(0, "waiting") + hall.count(0, "called"), 5);
    hall.central.resume();
    hall.laptops[1].sync();
    assert!(hall.central.central().verify().expect("verify").ok);
    let report = hall.laptops[0].sync();
    assert_eq!((&report["pushed"], &report["pulled"]), (&json!(0), &json!(0)), "the hub carried it for all: {report}");
}

#[test]
fn a_laptop_comes_back_to_its_hub_by_itself() {
    let hall = hall(20);
    let address = hall.serve(0);
    hall.join(1, &address);
    hall.laptops[0].ok("hub_stop", json!({}));
    until("noticed", || !hall.linked(1));
    hall.check_in(1, 0);
    hall.laptops[0].ok("hub_start", json!({ "address": address }));
    until("back", || hall.linked(1) && hall.count(0, "waiting") == 1);
}

#[test]
fn strangers_are_told_so() {
    let hall = hall(5);
    let address = hall.serve(0);
    let dir = temporary();
    let stranger = Laptop::new(dir.path(), "x");
    let join = json!({ "address": address });
    assert_eq!(stranger.refused("hub_join", join.clone()).code, "not_admitted");
    assert_eq!(stranger.refused("hub_start", json!({})).code, "not_admitted");
    // One of another team: it has a central, and this hub is none of its laptops.
    let other = TestCentral::start(dir.path());
    stranger.admit(&other, Role::Leader, &[Grant::All]);
    stranger.sync();
    assert_eq!(stranger.refused("hub_join", join).code, "hub_other");
    assert_eq!(hall.laptops[1].refused("hub_join", json!({ "address": "127.0.0.1:9" })).code, "hub_unreachable");
    assert_eq!(hall.laptops[0].refused("hub_join", json!({ "address": address })).code, "hub_is_this");
    assert_eq!(hall.laptops[1].refused("hub_start", json!({ "address": address })).code, "hub_address_taken");
}

const SERVICE: &str = "_luudong._tcp.local.";

/// Says on this machine's loopback that the device `id` is a hub at `port`, and waits until others hear it; nothing where
/// the loopback carries no multicast.
fn announced(id: &str, port: u16) -> Option<ServiceDaemon> {
    let daemon = ServiceDaemon::new().expect("a daemon");
    let of = [("device", id)];
    let host = format!("x-{id}.local.");
    let service = ServiceInfo::new(SERVICE, id, &host, "127.0.0.1", port, &of[..]).expect("a service");
    daemon.register(service).expect("announced");
    let heard = ServiceDaemon::new().expect("a daemon").browse(SERVICE).expect("browsing");
    let until = Instant::now() + Duration::from_secs(5);
    while let Ok(event) = heard.recv_deadline(until) {
        if matches!(event, ServiceEvent::ServiceResolved(of) if of.get_property_val_str("device") == Some(id)) {
            return Some(daemon);
        }
    }
    None
}

#[test]
fn a_search_shows_hubs_of_the_team_only_and_none_where_nobody_answers() {
    let hall = hall(5);
    let found = |laptop: usize| hall.laptops[laptop].ok("hub_search", json!({}));
    assert_eq!(found(1), json!([]));
    let device = |laptop: usize| hall.laptops[laptop].ok("status", json!({}))["device"]["id"].clone();
    let (stranger, itself) = ("5".repeat(32), device(1));
    let Some(_stranger) = announced(&stranger, 9) else {
        return eprintln!("skipped: the loopback carries no multicast here");
    };
    let _itself = announced(itself.as_str().expect("id"), 9).expect("heard, as the first was");
    assert_eq!(found(1), json!([]), "an unknown device, and this laptop itself");
    // A known device is shown as the team calls it, whatever it says.
    let _known = announced(device(2).as_str().expect("id"), 9).expect("heard");
    let lane = hall.laptops[2].ok("status", json!({}))["device"]["lane"].clone();
    let shown = json!([{ "address": "127.0.0.1:9", "lane": lane, "label": "máy thử" }]);
    until("shown", || found(1) == shown);
    // That is all: nobody is linked to whoever does not prove to be of the team.
    assert_eq!(hall.laptops[1].refused("hub_join", json!({ "address": "127.0.0.1:9" })).code, "hub_unreachable");
}

#[test]
fn a_hub_is_found_while_it_serves_and_joined_where_it_was_found() {
    let hall = hall(5);
    if announced(&"7".repeat(32), 9).is_none() {
        return eprintln!("skipped: the loopback carries no multicast here");
    }
    let address = hall.serve(0);
    let lane = hall.laptops[0].ok("status", json!({}))["device"]["lane"].clone();
    let found = || hall.laptops[1].ok("hub_search", json!({}));
    // A hub first asks whether somebody has its name: a search may come before it says anything.
    until("found", || found() == json!([{ "address": address, "lane": lane, "label": "máy thử" }]));
    hall.join(1, &address);
    assert_eq!(hall.laptops[0].refused("hub_search", json!({})).code, "hub_is_this");
    hall.laptops[1].ok("hub_leave", json!({}));
    hall.laptops[0].ok("hub_stop", json!({}));
    assert_eq!(found(), json!([]));
}

#[test]
fn a_day_is_closed_when_every_laptop_has_the_same_or_somebody_accepts_the_gap() {
    let hall = hall(30);
    let address = hall.serve(0);
    hall.join(1, &address);
    hall.join(2, &address);
    (0..6).for_each(|person| drop(hall.check_in(person % 3, person)));
    hall.all_equal();
    let known = |laptop: usize| hall.laptops[laptop].ok("laptops", json!({ "session": hall.session }));
    let standings = |laptop: usize| -> Vec<String> {
        let known = known(laptop);
        let rows = known["laptops"].as_array().expect("rows");
        rows.iter().map(|row| row["standing"].as_str().expect("word").to_owned()).collect()
    };
    for laptop in 0..3 {
        until("the same", || standings(laptop) == ["mine", "same", "same"]);
        let known = known(laptop);
        let digests: Vec<&Value> =
            known["laptops"].as_array().expect("rows").iter().map(|row| &row["digest"]).collect();
        assert!(digests.iter().all(|digest| *digest == digests[0]), "{known}");
        assert_eq!(known["gaps"], 0);
    }
    // One goes away and works on alone; what it wrote is known to nobody else.
    hall.laptops[2].ok("hub_leave", json!({}));
    hall.check_in(2, 6);
    hall.check_in(0, 7);
    let close =
        |gap: &str| json!({ "session": hall.session, "accept_unresolved": true, "reason": "hết giờ", "gap": gap });
    until("one differs", || standings(0).contains(&"differs".to_owned()) && known(0)["gaps"] == 1);
    let refused = hall.laptops[0].refused("session_close", close(" "));
    assert_eq!((refused.code.as_str(), refused.params["count"].as_str()), ("laptops_differ", "1"));
    assert_eq!(hall.laptops[0].ok("session", json!({ "session": hall.session }))["state"], "open");
    hall.laptops[0].ok("session_close", close("máy làn C đã về trước"));
    hall.join(2, &address);
    hall.all_equal();
    until("told", || {
        let open = hall.laptops[0].ok("anomalies", json!({ "session": hall.session }));
        open["rows"].as_array().expect("rows").iter().any(|row| row["kind"] == "after_close")
    });
}

#[test]
fn a_laptop_that_was_not_heard_of_for_a_while_is_no_proof() {
    let hall = hall(20);
    let address = hall.serve(0);
    hall.join(1, &address);
    hall.check_in(1, 0);
    until("seen", || hall.count(0, "waiting") == 1);
    hall.join(2, &address);
    let known = || hall.laptops[0].ok("laptops", json!({ "session": hall.session }));
    until("the same", || known()["gaps"] == 0);
    hall.laptops[1].ok("hub_leave", json!({}));
    hall.laptops[0].ok("hub_stop", json!({}));
    hall.laptops[0].set_clock(BEGIN + 11 * 60_000_000);
    assert_eq!((&known()["laptops"][1]["standing"], &known()["gaps"]), (&json!("silent"), &json!(2)));
    let close = json!({ "session": hall.session, "accept_unresolved": true, "reason": "hết giờ" });
    assert_eq!(hall.laptops[0].refused("session_close", close).code, "laptops_differ");
}
