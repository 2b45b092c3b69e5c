DELETE FROM head WHERE idx > ?3 AND series = (SELECT id FROM series WHERE scope = ?1 AND device = ?2)
