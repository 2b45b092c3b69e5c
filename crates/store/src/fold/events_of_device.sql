SELECT e.at, s.scope, e.at & 0xffffffff, e.record, e.envelope, e.counts
FROM series s JOIN event e ON e.at > s.id << 32 AND e.at < s.id + 1 << 32
WHERE s.device = ?1
