INSERT INTO device (id, key, central, lane, role, grants, withdrawn, label, revoked, until, voucher, void)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
ON CONFLICT (id) DO UPDATE SET
    key = excluded.key, central = excluded.central, lane = excluded.lane, role = excluded.role,
    grants = excluded.grants, withdrawn = excluded.withdrawn, label = excluded.label, revoked = excluded.revoked,
    until = excluded.until, voucher = excluded.voucher, void = excluded.void
