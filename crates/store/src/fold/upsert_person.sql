INSERT INTO person (seq, id, unit, present, state, name, birth, sex, number, old_number, staff_code, department, phone, address, note,
                    paper, issued, expires, request, residence, unlisted, sort_key, needs_newer)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23)
ON CONFLICT (seq) DO UPDATE SET
    present = excluded.present, state = excluded.state, name = excluded.name, birth = excluded.birth, sex = excluded.sex,
    number = excluded.number, old_number = excluded.old_number, staff_code = excluded.staff_code, department = excluded.department,
    phone = excluded.phone, address = excluded.address, note = excluded.note, paper = excluded.paper, issued = excluded.issued,
    expires = excluded.expires, request = excluded.request, residence = excluded.residence, unlisted = excluded.unlisted, sort_key = excluded.sort_key,
    needs_newer = excluded.needs_newer
