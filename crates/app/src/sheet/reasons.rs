//! Findings as Vietnamese sentences, for files that go back to HR.

use luudong_domain::finding::Finding;
use luudong_domain::person::PersonField;

use crate::messages::{Language, filled, message};

/// What a finding says, with the field it is about.
pub fn sentence(finding: &Finding) -> String {
    let code = finding.code.as_str();
    let text = message(Language::Vi, &format!("finding_{code}")).unwrap_or(code);
    let text = filled(text, finding.params.iter().map(|(name, value)| (name.as_str(), value.as_str())));
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
        PersonField::Paper => "Loại giấy tờ",
        PersonField::Issued => "Ngày cấp",
        PersonField::Expires => "Ngày hết hạn",
        PersonField::Request => "Yêu cầu",
        PersonField::Residence => "Tình trạng cư trú",
        PersonField::StaffCode => "Mã NV",
        PersonField::Department => "Bộ phận",
        PersonField::Phone => "Điện thoại",
        PersonField::Address => "Địa chỉ thường trú",
        PersonField::Note => "Ghi chú",
    }
}
