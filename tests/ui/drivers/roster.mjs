// A factory's list of people who do not exist: the same people for the same number of them.
import { workbook } from "./sheet.mjs";

const SURNAMES = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Đặng", "Vũ", "Bùi", "Đỗ", "Ngô"];
const MIDDLES = { female: ["Thị", "Thị Ngọc", "Thanh", "Thuỳ"], male: ["Văn", "Đức", "Minh", "Quốc"] };
const GIVEN = { female: ["Ánh", "Bích", "Đào", "Hạnh", "Lệ", "Nhung", "Oanh", "Quyên", "Thủy", "Yến"], male: ["Bảo", "Cường", "Đạt", "Hùng", "Khôi", "Lộc", "Phước", "Quý", "Sơn", "Trường"] };
const PLACES = ["001", "031", "034", "036", "038"];

const two = (number) => `${number}`.padStart(2, "0");

/** One person of the list, by place in it. */
export function person(index) {
  const sex = index % 3 === 0 ? "male" : "female";
  const year = 1963 + ((index * 7) % 42);
  const century = (year >= 2000 ? 2 : 0) + (sex === "female" ? 1 : 0);
  const pick = (names, step) => names[Math.floor(index / step) % names.length];
  return {
    name: [pick(SURNAMES, 1), pick(MIDDLES[sex], 10), pick(GIVEN[sex], 3)].join(" "),
    birth: `${two(1 + ((index * 5) % 28))}/${two(1 + ((index * 11) % 12))}/${year}`,
    sex: sex === "male" ? "Nam" : "Nữ",
    number: `${pick(PLACES, 7)}${century}${two(year % 100)}${`${100_000 + index}`}`,
    staff_code: `NV${`${index + 1}`.padStart(5, "0")}`,
    department: `Xưởng ${1 + (index % 6)}`,
    address: `Số ${1 + (index % 90)}, Thôn Ví Dụ ${1 + (index % 12)}`,
  };
}

/** Somebody with a card of the old kind, told apart by a digit and a name; `more` says otherwise. */
export const somebody = (at, name, more = {}) => ({
  name,
  birth: `198${at}-03-0${at + 1}`,
  sex: "male",
  number: `00108${at}00000${at}`,
  paper: "cmnd9",
  ...more,
});

/** The bytes of the list as XLSX: a title, a heading, and `people` rows. */
export function roster(people) {
  const heading = ["STT", "Mã NV", "Họ và tên", "Ngày sinh", "Giới tính", "Số CCCD/CMND", "Bộ phận", "Địa chỉ thường trú"];
  const rows = Array.from({ length: people }, (_, index) => {
    const { name, birth, sex, number, staff_code, department, address } = person(index);
    return [`${index + 1}`, staff_code, name, birth, sex, number, department, address];
  });
  return workbook("Danh sách", [["DANH SÁCH NGƯỜI LAO ĐỘNG"], heading, ...rows]);
}
