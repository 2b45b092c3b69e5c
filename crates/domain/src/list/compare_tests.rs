//! Who is who, and what a new list may change.

use proptest::prelude::*;

use super::*;

fn fields(text: &str) -> Fields {
    let pairs = text.split(';').filter(|pair| !pair.is_empty()).filter_map(|pair| pair.split_once('='));
    let field = |name: &str| PersonField::ALL.into_iter().find(|field| field.as_str() == name).expect("a field");
    pairs.map(|(name, value)| (field(name), value.to_owned())).collect()
}

fn row(number: u32, text: &str) -> ListRow {
    ListRow { row: number, fields: fields(text), raw: BTreeMap::new(), findings: vec![], refused: false }
}

fn known(id: u32, text: &str) -> Known<u32> {
    Known { id, listed: fields(text), now: fields(text), active: true }
}

/// Where no other unit has anybody.
fn compare_here(rows: Vec<ListRow>, roster: &[Known<u32>]) -> Compared<u32> {
    compare(rows, roster, &Elsewhere::default())
}

/// Verdicts and people of rows numbered from 1.
fn verdicts(rows: &[&str], roster: &[Known<u32>]) -> Vec<(Verdict, Option<u32>)> {
    let rows = rows.iter().zip(1..).map(|(text, number)| row(number, text)).collect();
    compare_here(rows, roster).rows.iter().map(|row| (row.verdict, row.person)).collect()
}

#[test]
fn evidence_by_strength() {
    let roster = [
        known(1, "name=Lê An;birth=1990-08-15;number=001090000001"),
        known(2, "name=Lê Bê;staff_code=NV2"),
        known(3, "name=Lê Chi;birth=1991-02-03"),
        known(4, "name=Lê Danh;birth=1991-01-01"),
    ];
    let found = verdicts(
        &[
            "name=Lê An;number=001090000001",
            "name=LÊ BÊ;staff_code=nv2;phone=0912345678",
            "name=Le Chi;birth=1991-02-03",
            "name=Lê Danh;birth=1991-01-01",
            "name=Lê Em;staff_code=NV2",
        ],
        &roster,
    );
    assert_eq!(
        found,
        [
            (Verdict::Unchanged, Some(1)),
            (Verdict::Updated, Some(2)),
            (Verdict::Updated, Some(3)),
            (Verdict::New, None),
            (Verdict::New, None)
        ]
    );
}

#[test]
fn doubt_is_refused_whatever_the_order() {
    let twins =
        [known(1, "name=Lê An;birth=1990-08-15;department=A"), known(2, "name=Lê An;birth=1990-08-15;department=B")];
    assert_eq!(verdicts(&["name=Lê An;birth=1990-08-15"], &twins), [(Verdict::Refused, None)]);
    let one = [known(1, "name=Lê An;birth=1990-08-15")];
    let twice = ["name=Lê An;birth=1990-08-15;number=001090000001", "name=Lê An;birth=1990-08-15;number=001090000002"];
    assert_eq!(verdicts(&twice, &one), [(Verdict::Refused, None), (Verdict::Refused, None)]);
    let numbered = [known(1, "name=Lê An;birth=1990-08-15;number=001090000001")];
    assert_eq!(verdicts(&twice, &numbered), [(Verdict::Unchanged, Some(1)), (Verdict::New, None)]);
}

#[test]
fn a_number_of_somebody_else_is_refused() {
    let roster = [known(1, "name=Lê An;birth=1990-08-15;number=001090000001")];
    let compared = compare_here(vec![row(1, "name=Trần Bê;birth=1991-02-03;number=001090000001")], &roster);
    assert_eq!(compared.rows[0].row.findings[0].code, FindingCode::NumberDuplicateInRoster);
    assert_eq!((compared.rows[0].verdict, compared.missing), (Verdict::Refused, vec![]));
    // A corrected name alone, or a day for a year, is the same person.
    let same = verdicts(&["name=Lê Văn An;birth=1990-08-15;number=001090000001"], &roster);
    assert_eq!(same, [(Verdict::Updated, Some(1))]);
}

#[test]
fn only_what_hr_changed_is_written() {
    let mut person = known(1, "name=Lê An;number=001090000001;phone=0911111111;department=A;address=X");
    person.now.extend(fields("phone=0922222222;department=B;note=Hay quên"));
    // Unchanged by HR though corrected here; changed by both; changed by HR alone; not in the list at all.
    let compared = compare_here(
        vec![row(1, "name=Lê An;number=001090000001;phone=0911111111;department=C;address=Y")],
        std::slice::from_ref(&person),
    );
    let told: Vec<_> = compared.rows[0].changes.iter().map(|change| (change.field, change.conflict)).collect();
    assert_eq!(told, [(PersonField::Department, true), (PersonField::Address, false)]);
    // The list caught up with the correction: no conflict, but the list now says it.
    let compared = compare_here(vec![row(1, "number=001090000001;department=B")], std::slice::from_ref(&person));
    assert_eq!(compared.rows[0].changes.iter().map(|change| change.conflict).collect::<Vec<_>>(), [false]);
}

#[test]
fn who_is_missing_and_who_returns() {
    let mut roster = vec![
        known(1, "name=Lê An;staff_code=1"),
        known(2, "name=Lê Bê;staff_code=2"),
        known(3, "name=Lê Chi;staff_code=3"),
    ];
    roster[2].active = false;
    let mut refused = row(1, "name=Lê An;staff_code=1");
    refused.refused = true;
    let compared = compare_here(vec![refused, row(2, "name=Lê Chi;staff_code=3")], &roster);
    assert_eq!(compared.missing, [2]);
    assert!(compared.rows[1].returns);
}

#[test]
fn a_whole_roster_in_another_order_is_unchanged() {
    let text = |n: u32| format!("name=Nguyễn Văn {n};birth=19{:02}-02-{:02};staff_code=NV{n}", n % 90 + 10, n % 28 + 1);
    let roster: Vec<_> = (0..20_000).map(|n| known(n, &text(n))).collect();
    let rows = (0..20_000).map(|n| row(n + 1, &text(19_999 - n))).collect();
    let compared = compare_here(rows, &roster);
    assert!(compared.rows.iter().all(|row| row.verdict == Verdict::Unchanged));
}

proptest! {
    #[test]
    fn nobody_is_meant_twice_and_order_decides_nothing(picks in proptest::collection::vec((0u32..6, 0u32..6, 0u32..4), 0..24), cut in 0usize..12) {
        let text = |(name, birth, number): (u32, u32, u32)| {
            let number = if number == 0 { String::new() } else { format!(";number=00109000000{number}") };
            format!("name=Lê {name};birth=1990-02-0{}{number}", birth + 1)
        };
        let cut = cut.min(picks.len());
        let roster: Vec<_> = picks[..cut].iter().zip(0..).map(|(pick, id)| known(id, &text(*pick))).collect();
        let rows: Vec<_> = picks[cut..].iter().zip(1..).map(|(pick, number)| row(number, &text(*pick))).collect();
        let forwards = compare_here(rows.clone(), &roster);
        let mut people: Vec<_> = forwards.rows.iter().filter_map(|row| row.person).collect();
        let count = people.len();
        people.sort_unstable();
        people.dedup();
        prop_assert_eq!(people.len(), count);
        let mut backwards = compare_here(rows.into_iter().rev().collect(), &roster);
        backwards.rows.reverse();
        prop_assert_eq!(forwards, backwards);
    }

    #[test]
    fn the_same_list_again_changes_nothing(picks in proptest::collection::vec((0u32..9, 0u32..28), 0..20)) {
        let text = |(at, (name, day)): (u32, &(u32, u32))| format!("name=Lê {name};birth=1990-02-{:02};number=0010900{at:05}", day + 1);
        let roster: Vec<_> = (0..).zip(&picks).map(|pair| known(pair.0, &text(pair))).collect();
        let rows = (0..).zip(&picks).map(|pair| row(pair.0 + 1, &text(pair))).collect();
        let compared = compare_here(rows, &roster);
        prop_assert!(compared.rows.iter().all(|row| row.verdict == Verdict::Unchanged));
        prop_assert!(compared.missing.is_empty());
    }
}
