//! The schema and its numbered steps.

use rusqlite::Connection;

use crate::StoreError;

/// The whole schema as it is now.
const SCHEMA: &str = include_str!("../../../schema.sql");

/// All steps, in order. `user_version` counts those that were taken.
const STEPS: &[&str] = &[
    include_str!("../../../migrations/0001_start.sql"),
    include_str!("../../../migrations/0002_peers.sql"),
    include_str!("../../../migrations/0003_anomalies.sql"),
    include_str!("../../../migrations/0004_not_counted.sql"),
    include_str!("../../../migrations/0005_laptops.sql"),
    include_str!("../../../migrations/0006_let_go.sql"),
    include_str!("../../../migrations/0007_unfolded.sql"),
    include_str!("../../../migrations/0008_vouches.sql"),
    include_str!("../../../migrations/0009_hall.sql"),
    include_str!("../../../migrations/0010_slots.sql"),
    include_str!("../../../migrations/0011_paper.sql"),
    include_str!("../../../migrations/0012_shared_ticket.sql"),
    include_str!("../../../migrations/0013_shared_receipt.sql"),
];

/// Brings a database to the newest schema in one transaction; a new one gets the schema at once.
pub(crate) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let known = STEPS.len() as i64;
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    if found == known {
        return Ok(());
    }
    let transaction = connection.transaction()?;
    if found == 0 {
        transaction.execute_batch(SCHEMA)?;
    } else {
        for step in &STEPS[found as usize..] {
            transaction.execute_batch(step)?;
        }
    }
    transaction.pragma_update(None, "user_version", known)?;
    Ok(transaction.commit()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(connection: &Connection) -> Vec<(String, String)> {
        let mut statement =
            connection.prepare("SELECT name, coalesce(sql, '') FROM sqlite_master ORDER BY name").expect("prepare");
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("query");
        rows.map(|row| row.expect("row")).collect()
    }

    #[test]
    fn a_migrated_schema_equals_a_fresh_one() {
        let mut fresh = Connection::open_in_memory().expect("open");
        migrate(&mut fresh).expect("migrate");
        let old = Connection::open_in_memory().expect("open");
        for step in STEPS {
            old.execute_batch(step).expect("step");
        }
        assert_eq!(layout(&fresh), layout(&old));
    }

    #[test]
    fn what_central_was_seen_to_have_survives_the_second_step() {
        let mut connection = Connection::open_in_memory().expect("open");
        connection.execute_batch(STEPS[0]).expect("step");
        connection
            .execute_batch(
                "PRAGMA user_version = 1; INSERT INTO setting VALUES ('founder', '000102030405060708090a0b0c0d0e0f');
                 INSERT INTO central_has VALUES ('org', x'aa', 7)",
            )
            .expect("an old folder");
        migrate(&mut connection).expect("migrate");
        let found: (Vec<u8>, u64) = connection
            .query_row("SELECT peer, last FROM peer_has", [], |row| Ok((row.get(0)?, row.get(1)?)))
            .expect("one row");
        assert_eq!(found, ((0..16).collect(), 7));
    }

    #[test]
    fn codes_that_central_gave_out_survive_the_seventh_step() {
        let mut connection = Connection::open_in_memory().expect("open");
        STEPS[..6].iter().for_each(|step| connection.execute_batch(step).expect("step"));
        let codes =
            "INSERT INTO admission VALUES ('AAAA', 'leader', '[]', 'C', 5, NULL), ('BBBB', 'hr', '[]', NULL, 6, x'01');
                     PRAGMA user_version = 6";
        connection.execute_batch(codes).expect("an old folder");
        migrate(&mut connection).expect("migrate");
        let mut find = connection
            .prepare("SELECT code || made || ifnull(days, '-') || hex(ifnull(used, '')) FROM admission ORDER BY code")
            .expect("prepare");
        let found: Vec<String> =
            find.query_map([], |row| row.get(0)).expect("rows").map(|row| row.expect("row")).collect();
        assert_eq!(found, ["AAAA5-", "BBBB6-01"]);
    }

    #[test]
    fn a_newer_database_is_left_alone() {
        let mut connection = Connection::open_in_memory().expect("open");
        connection.pragma_update(None, "user_version", 99).expect("pragma");
        assert!(matches!(migrate(&mut connection), Err(StoreError::Newer { found: 99, .. })));
    }
}
