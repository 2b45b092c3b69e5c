//! Invented people for papers.

use luudong_paper::{Checklist, Done, Gender, Invitation, Invitations, Lane, Planned, QueueState, Someone, Stamp};

/// When these papers are made.
pub const STAMP: Stamp = Stamp { year: 2026, month: 3, day: 30, hour: 9, minute: 41 };

/// Stacked marks, long names, and what a template would take for its own.
pub const NAMES: [&str; 12] = [
    "Nguyễn Thị Ánh Minh",
    "TRẦN VĂN ĐỨC",
    "K'Brăng Ơn",
    "#eval(\"1+1\")",
    "*Lê* _Đặng_ $Quỳnh$ @Như",
    "\\ Ngô ` Hữu <nhãn> = Ước",
    "Nguyễn Ngọc Phương Thảo Nguyên Hoàng Kiều Trang",
    "Đỗ Ỷ Lữ Ễnh Ượng Ậm Ộ",
    "// Bùi /* Nam */",
    "[Vũ] {Thị} (Lan)",
    "Phạm Thị Mỹ Lệ – Hường",
    "H'Yuôn Êban Niê Kđăm",
];

fn name(at: usize) -> String {
    NAMES[at % NAMES.len()].to_owned()
}

fn slot(at: usize) -> String {
    ["08:00–08:30", "08:30–09:00", "09:00–09:30"].get(at).copied().unwrap_or_default().to_owned()
}

/// A checklist of so many people.
pub fn checklist(people: usize) -> Checklist {
    let planned = |at: usize| Planned {
        name: name(at),
        born: (1958 + at % 48).to_string(),
        digits: format!("{:04}", 17 * at % 10_000),
        belongs: ["Xưởng 1", "Phòng Kế hoạch – Vật tư", "Tổ bảo dưỡng thiết bị cơ điện lạnh", ""][at % 4].to_owned(),
        slot: slot(at * 3 / people.max(1)),
        ticket: if at < 3 { format!("B-{:03}", at + 15) } else { String::new() },
    };
    Checklist {
        date: "30/03/2026".to_owned(),
        place: "Nhà ăn số 2, KCN Ví Dụ".to_owned(),
        units: vec!["Công ty TNHH May Ví Dụ".to_owned(), "Xí nghiệp Cơ khí Thử Nghiệm".to_owned()],
        departments: true,
        addresses: false,
        people: (0..people).map(planned).collect(),
    }
}

/// Invitations for all the names.
pub fn invitations() -> Invitations {
    let invited = |at: usize| Invitation {
        name: name(at),
        gender: [Gender::Female, Gender::Male, Gender::Unsaid][at % 3],
        birth: ["15/08/1990", "1958", ""][at % 3].to_owned(),
        department: ["Xưởng 1", "Phòng Kế hoạch – Vật tư", ""][at % 3].to_owned(),
        address: ["", "", "Số 12, ngõ 34, Thôn Đoài, xã Ví Dụ"][at % 3].to_owned(),
        when: ["08:00–08:30, thứ Hai, ngày 30/03/2026", "Ngày 30/03/2026, theo lịch của đơn vị"][at % 2].to_owned(),
        bring: [
            vec!["Thẻ CCCD hoặc CMND đang dùng"],
            vec![
                "CMND đang dùng",
                "Phiếu DC01 đã kê khai (Thông tư 17/2024/TT-BCA)",
                "Giấy tờ hộ tịch ghi nội dung thay đổi",
            ],
            vec!["Giấy khai sinh"],
        ][at % 3]
            .iter()
            .map(|line| (*line).to_owned())
            .collect(),
        code: format!("LD1:{:039}", 0x1234_5678_9abc_def0_u128 * (at as u128 + 7_919)),
    };
    Invitations {
        unit: "Công ty TNHH May Ví Dụ".to_owned(),
        place: "Nhà ăn số 2, KCN Ví Dụ, phường Thử, thành phố Nghiệm".to_owned(),
        people: (0..NAMES.len() + 1).map(invited).collect(),
        dated: "Ngày 20 tháng 03 năm 2026".to_owned(),
    }
}

/// A hall at work.
pub fn queue_state() -> QueueState {
    let someone = |at: usize, ticket: u32, why: &str, station: &str| Someone {
        ticket: format!("{}-{ticket:03}", ["B", "A"][at % 2]),
        name: name(at),
        born: (1958 + at).to_string(),
        digits: format!("{:04}", 3 * at + 1),
        slot: slot(at % 4),
        since: format!("09:{:02}", at + 3),
        station: station.to_owned(),
        step: "Thu nhận".to_owned(),
        why: why.to_owned(),
    };
    let waiting = |at: usize| {
        let why = ["", "Ưu tiên: cao tuổi", "Không hẹn trước"][at % 3];
        Someone { step: String::new(), ..someone(at, at as u32 + 16, why, "") }
    };
    let figures =
        [("Dự kiến", 600), ("Chưa đến", 231), ("Đang chờ", 24), ("Đã thu nhận", 312), ("Hoãn", 9), ("Vắng", 5)];
    QueueState {
        date: "30/03/2026".to_owned(),
        place: "Nhà ăn số 2, KCN Ví Dụ".to_owned(),
        units: vec!["Công ty TNHH May Ví Dụ".to_owned()],
        done: figures.map(|(word, people)| Done { word: word.to_owned(), people }).to_vec(),
        serving: vec![someone(1, 12, "", "1"), someone(0, 14, "", "2")],
        called: vec![someone(3, 15, "", "1")],
        waiting: (2..26)
            .map(|at| if at == 2 { Someone { ticket: "B-018".to_owned(), ..waiting(2) } } else { waiting(at) })
            .collect(),
        parked: vec![someone(7, 9, "Đi lấy giấy khai sinh", "")],
        lanes: vec![Lane { lane: "A".to_owned(), next: 42 }, Lane { lane: "B".to_owned(), next: 44 }],
    }
}

/// What a masked sheet keeps of a name in these tests: the product says what it is.
pub fn initials(name: &str) -> String {
    let letters = name.split_whitespace().filter_map(|word| word.chars().find(|letter| letter.is_alphabetic()));
    letters.flat_map(char::to_uppercase).collect()
}
