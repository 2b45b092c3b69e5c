//! What the headings of HR lists mean, in Vietnamese with or without marks and in English. There is no official
//! template; this table is what real lists use.

use super::headings::ColumnUse;
use crate::person::PersonField;
use crate::text::{clean, fold};

/// A heading longer than this is a title or a note, in characters.
const LONGEST_HEADING: usize = 70;

/// How a phrase is looked for in a heading.
#[derive(Clone, Copy)]
enum Place {
    /// It is the whole heading.
    Whole,
    /// It stands in it as whole words.
    Within,
}
use Place::{Whole, Within};

/// What phrases mean: where they stand, what the column is, and whether that is beyond doubt. The first that fits
/// counts, so the particular ("ngày cấp CCCD") stands before the general ("CCCD").
type Row = (Place, &'static [&'static str], ColumnUse, bool);

const IGNORED: ColumnUse = ColumnUse::Ignored;
const NAME: ColumnUse = ColumnUse::Field(PersonField::Name);
const BIRTH: ColumnUse = ColumnUse::Field(PersonField::Birth);
const SEX: ColumnUse = ColumnUse::Field(PersonField::Sex);
const NUMBER: ColumnUse = ColumnUse::Field(PersonField::Number);
const OLD_NUMBER: ColumnUse = ColumnUse::Field(PersonField::OldNumber);
const STAFF_CODE: ColumnUse = ColumnUse::Field(PersonField::StaffCode);
const DEPARTMENT: ColumnUse = ColumnUse::Field(PersonField::Department);
const PHONE: ColumnUse = ColumnUse::Field(PersonField::Phone);
const ADDRESS: ColumnUse = ColumnUse::Field(PersonField::Address);
const PAPER: ColumnUse = ColumnUse::Field(PersonField::Paper);
const ISSUED: ColumnUse = ColumnUse::Field(PersonField::Issued);
const EXPIRES: ColumnUse = ColumnUse::Field(PersonField::Expires);
const REQUEST: ColumnUse = ColumnUse::Field(PersonField::Request);
const RESIDENCE: ColumnUse = ColumnUse::Field(PersonField::Residence);
const NOTE: ColumnUse = ColumnUse::Field(PersonField::Note);

const MEANINGS: &[Row] = &[
    (Whole, &["stt", "tt", "so tt", "s tt", "so thu tu", "thu tu", "no", "order", "index"], IGNORED, true),
    (Within, &["ly do khong nhan", "ly do nghi", "ket qua", "nhan xet"], IGNORED, false),
    (
        Within,
        &["chu ho", "ten cha", "ten bo", "ten me", "ten vo", "ten chong", "nguoi than", "khan cap"],
        IGNORED,
        true,
    ),
    // A date and a place in one cell are neither.
    (Within, &["noi cap", "co quan cap", "place of issue", "issued by", "ho chieu", "passport"], IGNORED, true),
    (
        Within,
        &["ngay vao", "ngay ky", "ngay lam", "hop dong", "noi sinh", "noi dang ky", "place of birth"],
        IGNORED,
        true,
    ),
    (
        Within,
        &["dan toc", "ton giao", "quoc tich", "que quan", "nguyen quan", "ethnicity", "nationality"],
        IGNORED,
        true,
    ),
    (Within, &["email", "e mail", "thu dien tu", "chuc vu", "chuc danh", "trinh do", "position"], IGNORED, true),
    (
        Within,
        &["bhxh", "bhyt", "bao hiem", "thue", "mst", "tai khoan", "ngan hang", "luong", "tuoi", "age"],
        IGNORED,
        true,
    ),
    (Within, &["ky ten", "chu ky", "ky nhan", "signature"], IGNORED, true),
    // The paper that a new one has replaced.
    (Within, &["ngay cap cmnd cu", "ngay cap cmt cu", "ngay cap cu", "ngay cap so cu"], IGNORED, true),
    (Within, &["ngay cap", "ngaycap", "issue date", "date of issue", "issued"], ISSUED, true),
    (
        Within,
        &["het han", "gia tri den", "co gia tri", "thoi han", "expiry", "expires", "expiry date", "valid until"],
        EXPIRES,
        true,
    ),
    (
        Within,
        &["loai giay to", "loai cccd", "loai cmnd", "loai can cuoc", "giay to hien co", "giay to dang dung", "id type"],
        PAPER,
        true,
    ),
    (Within, &["loai the", "kind of paper"], PAPER, false),
    (
        Within,
        &["ly do cap", "ly do doi", "ly do de nghi", "yeu cau cap", "noi dung de nghi", "hinh thuc cap", "loai cap"],
        REQUEST,
        true,
    ),
    (Whole, &["yeu cau", "de nghi", "request"], REQUEST, true),
    // As our own template heads it in English.
    (Within, &["asked for"], REQUEST, true),
    (Within, &["ly do", "yeu cau", "thu tuc", "de nghi"], REQUEST, false),
    (Within, &["tinh trang cu tru", "hinh thuc cu tru", "loai cu tru", "dien cu tru", "kieu cu tru"], RESIDENCE, true),
    (Whole, &["cu tru", "thuong tru tam tru", "tam tru thuong tru", "residence"], RESIDENCE, false),
    (Within, &["ho va ten", "ho ten", "hoten", "hovaten", "full name", "fullname", "ten khai sinh"], NAME, true),
    (Within, &["ho dem", "ho lot", "ho va dem", "ho va chu dem", "ten dem", "ho chu dem"], NAME, true),
    (Within, &["ten nhan vien", "ten nv", "ten nld", "ten cong nhan", "ten lao dong", "employee name"], NAME, true),
    (
        Whole,
        &["ten", "ho", "name", "ten goi", "surname", "given name", "family name", "first name", "last name"],
        NAME,
        true,
    ),
    (Within, &["ngay sinh", "nam sinh", "thang sinh", "ngay thang nam", "sinh ngay", "sinh nam"], BIRTH, true),
    (
        Within,
        &["date of birth", "birth date", "birthdate", "birthday", "dob", "birth year", "year of birth"],
        BIRTH,
        true,
    ),
    (Whole, &["ngaysinh", "namsinh", "ntns", "birth"], BIRTH, true),
    (Within, &["gioi tinh", "nam nu", "sex", "gender"], SEX, true),
    (Whole, &["gioi", "phai", "nu", "nam", "gt", "gioitinh"], SEX, true),
    (
        Within,
        &["cmnd cu", "cmt cu", "cmnd 9 so", "cmt 9 so", "so cu", "giay to cu", "cccd cu", "old number", "old id"],
        OLD_NUMBER,
        true,
    ),
    (Within, &["cccd", "can cuoc", "dinh danh", "personal number", "id number", "id card", "citizen id"], NUMBER, true),
    (Whole, &["so giay to", "so giay to tuy than", "giay to tuy than", "id no", "national id", "so cc"], NUMBER, true),
    (Within, &["cmnd", "cmt", "cmtnd", "chung minh"], NUMBER, true),
    (
        Within,
        &["ma nv", "ma nhan vien", "ma so nv", "ma so nhan vien", "manv", "msnv", "ma nld", "ma cb", "ma can bo"],
        STAFF_CODE,
        true,
    ),
    (
        Within,
        &["ma cong nhan", "ma cn", "ma the", "so the", "staff code", "staff id", "employee code", "employee id"],
        STAFF_CODE,
        true,
    ),
    (Whole, &["ma so", "ma", "code", "emp id", "emp code", "ma lao dong", "ma ho so"], STAFF_CODE, false),
    (
        Within,
        &["dien thoai", "so dt", "sdt", "sodt", "di dong", "phone", "mobile", "so lien he", "so lien lac"],
        PHONE,
        true,
    ),
    (Whole, &["dt", "tel", "lien he", "lien lac", "dtdd"], PHONE, true),
    (Within, &["thuong tru", "ho khau", "permanent address"], ADDRESS, true),
    (Within, &["dia chi", "address", "tam tru", "noi o", "cho o", "cu tru", "residence"], ADDRESS, true),
    (
        Within,
        &["phong ban", "bo phan", "phan xuong", "don vi", "to san xuat", "department", "dept", "workshop"],
        DEPARTMENT,
        true,
    ),
    (
        Whole,
        &["phong", "xuong", "to", "to doi", "doi", "chuyen", "ca", "ca lam viec", "khoa", "ban", "nhom", "line"],
        DEPARTMENT,
        true,
    ),
    (Whole, &["lop", "khoi", "shift", "team", "section", "division", "khu vuc", "ca kip"], DEPARTMENT, false),
    (Within, &["ghi chu", "note", "notes", "remark", "remarks", "luu y"], NOTE, true),
];

/// A heading without marks, signs and capitals.
pub(super) fn plain(heading: &str) -> String {
    let folded = fold(heading);
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// Whether a heading names a part of a date, in either language.
pub(super) fn is_date_part(heading: &str) -> bool {
    matches!(plain(heading).as_str(), "ngay" | "thang" | "nam" | "day" | "month" | "year")
}

/// What a heading means, and whether that is beyond doubt.
pub(super) fn meaning(heading: &str) -> Option<(ColumnUse, bool)> {
    if heading.chars().count() > LONGEST_HEADING {
        return None;
    }
    let text = plain(heading);
    if text == "nam" && clean(heading).to_lowercase().contains('ă') {
        return Some((BIRTH, false));
    }
    let padded = format!(" {text} ");
    let fits = |place: Place, phrase: &str| match place {
        Whole => text == phrase,
        Within => padded.match_indices(phrase).any(|(at, found)| {
            padded.as_bytes()[at - 1] == b' ' && padded.as_bytes().get(at + found.len()) == Some(&b' ')
        }),
    };
    MEANINGS
        .iter()
        .find(|(place, phrases, _, _)| phrases.iter().any(|phrase| fits(*place, phrase)))
        .map(|(_, _, use_, certain)| (*use_, *certain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_real_lists() {
        for (heading, expected) in [
            ("STT", IGNORED),
            ("Họ và tên (*)", NAME),
            ("HỌ TÊN", NAME),
            ("Ho va ten NLD", NAME),
            ("Full name", NAME),
            ("Họ tên chủ hộ", IGNORED),
            ("Ngày, tháng, năm sinh", BIRTH),
            ("Ngày sinh (dd/mm/yyyy)", BIRTH),
            ("Năm sinh", BIRTH),
            ("Năm", BIRTH),
            ("Nơi sinh", IGNORED),
            ("Giới tính", SEX),
            ("Nam/Nữ", SEX),
            ("Nữ", SEX),
            ("Phái", SEX),
            ("Số CCCD/CMND", NUMBER),
            ("Số định danh cá nhân", NUMBER),
            ("Số căn cước công dân", NUMBER),
            ("CMTND", NUMBER),
            ("Ngày cấp CCCD", ISSUED),
            ("Ngày cấp", ISSUED),
            ("Ngày cấp CMND cũ", IGNORED),
            ("Ngày, nơi cấp", IGNORED),
            ("Ngày cấp hộ chiếu", IGNORED),
            ("Ngày cấp sổ BHXH", IGNORED),
            ("Ngày hết hạn", EXPIRES),
            ("Có giá trị đến", EXPIRES),
            ("Ngày hết hạn hợp đồng", IGNORED),
            ("Loại giấy tờ", PAPER),
            ("Yêu cầu", REQUEST),
            ("Lý do cấp đổi", REQUEST),
            ("Lý do", REQUEST),
            ("Lý do không nhận", IGNORED),
            ("Tình trạng cư trú", RESIDENCE),
            ("Nơi cấp CMND", IGNORED),
            ("CMND cũ (9 số)", OLD_NUMBER),
            ("Mã NV", STAFF_CODE),
            ("Mã số nhân viên", STAFF_CODE),
            ("Mã số thuế", IGNORED),
            ("Số sổ BHXH", IGNORED),
            ("Phòng/Ban", DEPARTMENT),
            ("Bộ phận", DEPARTMENT),
            ("Tổ", DEPARTMENT),
            ("Số ĐT liên hệ", PHONE),
            ("Điện thoại", PHONE),
            ("Hộ khẩu thường trú", ADDRESS),
            ("Địa chỉ", ADDRESS),
            ("Ghi chú", NOTE),
        ] {
            assert_eq!(meaning(heading).map(|found| found.0), Some(expected), "{heading}");
        }
        for heading in ["", "Nguyễn Văn An", "Xyz", "Size áo"] {
            assert_eq!(meaning(heading), None, "{heading}");
        }
    }
}
