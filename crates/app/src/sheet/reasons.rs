//! Findings as Vietnamese sentences, for files that go back to HR. Screens have their own messages.

use luudong_domain::finding::{Finding, FindingCode};
use luudong_domain::person::PersonField;

/// What a finding says, with the field it is about.
pub fn sentence(finding: &Finding) -> String {
    let param = |name: &str| finding.params.get(name).map_or("?", String::as_str);
    let text = match finding.code {
        FindingCode::NumberLength => format!("số có {} chữ số, phải có 12 (hoặc 9 nếu là CMND)", param("length")),
        FindingCode::NumberNotDigits => "số có ký tự không phải chữ số".to_owned(),
        FindingCode::NumberScientific => "số bị Excel rút gọn (dạng 1,19E+09), các chữ số cuối đã mất".to_owned(),
        FindingCode::NumberZerosRestored => format!("đã thêm lại {} số 0 ở đầu do Excel bỏ", param("count")),
        FindingCode::NumberZerosUnproven => {
            format!(
                "số có {} chữ số, có thể Excel đã bỏ số 0 ở đầu; ghi lại đủ 12 chữ số dạng văn bản",
                param("length")
            )
        }
        FindingCode::NumberIsPhone => "có vẻ là số điện thoại".to_owned(),
        FindingCode::NumberSexDisagrees => "chữ số thứ tư không khớp giới tính".to_owned(),
        FindingCode::NumberBirthDisagrees => "chữ số năm sinh không khớp ngày sinh".to_owned(),
        FindingCode::NumberProvinceUnknown => "ba chữ số đầu không phải mã tỉnh".to_owned(),
        FindingCode::NumberDuplicateInList => format!("trùng số với dòng {} của danh sách", param("row")),
        FindingCode::NumberDuplicateInRoster => "số này đang là của người khác tên, khác ngày sinh".to_owned(),
        FindingCode::BirthUnreal => "không có ngày này trong lịch".to_owned(),
        FindingCode::BirthUnreadable => "không đọc được; ghi dạng ngày/tháng/năm".to_owned(),
        FindingCode::BirthFuture => "ở tương lai".to_owned(),
        FindingCode::BirthTooOld => format!("cách đây hơn {} năm", param("years")),
        FindingCode::BirthYearOnly => "chỉ có năm".to_owned(),
        FindingCode::BirthMonthOnly => "chỉ có tháng và năm".to_owned(),
        FindingCode::BirthSerial => "đọc từ số thứ tự ngày của Excel, cần xem lại".to_owned(),
        FindingCode::NameMissing => "thiếu".to_owned(),
        FindingCode::NameOddCharacters => "có ký tự lạ".to_owned(),
        FindingCode::NameLowerCase => "viết thường, đã viết hoa lại".to_owned(),
        FindingCode::SexUnreadable => "không hiểu; ghi Nam hoặc Nữ".to_owned(),
        FindingCode::CellError => format!("ô bị lỗi {}", param("error")),
        FindingCode::FormulaWithoutValue => "ô là công thức chưa tính; mở bằng Excel rồi lưu lại".to_owned(),
        FindingCode::TextTooLong => format!("dài {} ký tự, nhiều nhất {}", param("length"), param("limit")),
        FindingCode::EncodingLegacy => format!("đọc từ bảng mã cũ {}, cần xem lại", param("encoding")),
        FindingCode::RowAmbiguous => {
            "có thể là nhiều người, hoặc trùng với dòng khác; thêm số CCCD hay mã nhân viên".to_owned()
        }
        FindingCode::OldNumberLength => format!("số có {} chữ số, phải có 9 hoặc 12", param("length")),
        FindingCode::PhoneOdd => "không giống số điện thoại".to_owned(),
    };
    match finding.field {
        Some(field) => format!("{}: {text}", field_name(field)),
        None => text,
    }
}

/// A field as Vietnamese lists head it; these headings read back as the same fields.
pub(super) fn field_name(field: PersonField) -> &'static str {
    match field {
        PersonField::Name => "Họ và tên",
        PersonField::Birth => "Ngày sinh",
        PersonField::Sex => "Giới tính",
        PersonField::Number => "Số CCCD",
        PersonField::OldNumber => "CMND cũ (9 số)",
        PersonField::StaffCode => "Mã NV",
        PersonField::Department => "Bộ phận",
        PersonField::Phone => "Điện thoại",
        PersonField::Address => "Địa chỉ thường trú",
        PersonField::Note => "Ghi chú",
    }
}
