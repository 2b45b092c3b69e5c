import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, before, test } from "node:test";

import { openBrowser, screenshot } from "./drivers/browser.mjs";
import { Desk } from "./drivers/desk.mjs";
import { workbook } from "./drivers/sheet.mjs";

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const HEADING = ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Số CCCD", "Khu", "SĐT"];
const GOOD = [
  ["1", "Nguyễn Thị Ánh", "15/08/1990", "Nữ", "001190000001", "May 1", "0912345678"],
  ["2", "Trần Văn Đức", "1958", "Nam", "034058000012", "May 2", null],
];
const REFUSED = [
  ["3", "Lê Đặng Quỳnh Như", "31/02/2003", "Nữ", "079303000003", "May 1", null],
  ["4", "K'Brăng Ơn", "01/01/1999", "Nam", "06809900001", "May 3", null],
  ["5", "Phạm Văn Hùng", "12/12/1985", "Nam", "1,19E+11", "May 1", null],
];

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

/** Opens the unit's import and gives it the list. */
async function give(desk, unit, name, rows) {
  await desk.go(`import/${unit}`);
  const buffer = workbook("Danh sách", [["DANH SÁCH NGƯỜI LAO ĐỘNG"], HEADING, ...rows]);
  await desk.byTestId("import-file").setInputFiles({ name, mimeType: XLSX, buffer });
  await desk.byTestId("import-next").waitFor();
}

test("a list with mistakes: columns corrected by hand, refused rows kept out and saved, conflicts decided", async () => {
  const desk = await Desk.open(browser, { name: "import" });
  const { page } = desk;
  const count = (id, people) => page.locator(`[data-testid="${id}"][data-count="${people}"]`).waitFor();
  try {
    const unit = await desk.call("unit_add", { name: "Công ty Ví Dụ", code: null });
    await give(desk, unit.id, "danh_sach_T3.xlsx", [...GOOD, ...REFUSED]);

    await desk.byTestId("import-column-F").selectOption("department");
    // Whatever was corrected by hand is certain.
    await page.locator('[data-testid="import-column"][data-column="F"] .text-warn').waitFor({ state: "detached" });
    await screenshot(page, "browser-import-columns");
    await desk.byTestId("import-next").click();
    await count("import-show-refused", REFUSED.length);
    await count("import-show-new", GOOD.length);
    for (const code of ["birth_unreal", "number_length", "number_scientific"]) {
      await page.locator(`[data-testid="finding"][data-code="${code}"]`).first().waitFor();
    }
    await screenshot(page, "browser-import-preview");
    await page.keyboard.press("Control+Enter");
    await count("report-accepted", GOOD.length);
    await count("report-refused", REFUSED.length);
    await desk.byTestId("import-refused").click();
    const saved = await desk.byTestId("refused-path").innerText();
    assert.ok(existsSync(saved.slice(saved.indexOf("/"))), saved);
    await desk.byTestId("import-done").click();
    await count("people-total", GOOD.length);

    const people = await desk.call("search", { text: "Ánh", limit: 5 });
    assert.equal(people[0].department, "May 1", "the column that was corrected by hand");
    await desk.call("person_edit", { person: people[0].id, fields: { phone: "0987654321" } });
    const changed = GOOD[0].map((cell, at) => (at === 6 ? "0911111111" : cell));
    await give(desk, unit.id, "danh_sach_T4.xlsx", [changed]);
    await desk.byTestId("import-next").click();
    await desk.byTestId("conflict-keep").and(page.locator(":checked")).waitFor();
    await desk.byTestId("conflict-take").check();
    await desk.byTestId("import-missing-open").click();
    await desk.byTestId("import-left").check();
    await screenshot(page, "browser-import-conflict");
    await desk.byTestId("import-run").click();
    await count("report-updated", 1);

    const now = await desk.call("person", { person: people[0].id });
    assert.equal(now.row.phone, "0911111111");
    const gone = await desk.call("search", { text: "Đức", limit: 5 });
    assert.equal(gone[0].state, "left");
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});

test("a file that is no list is refused in words, and the next one can be chosen at once", async () => {
  const desk = await Desk.open(browser, { name: "no-list" });
  try {
    const unit = await desk.call("unit_add", { name: "Công ty Ví Dụ", code: null });
    await desk.go(`import/${unit.id}`);
    const rubbish = { name: "anh.xlsx", mimeType: XLSX, buffer: Buffer.from("PK\x03\x04 nothing") };
    await desk.byTestId("import-file").setInputFiles(rubbish);
    await desk.page.locator('[data-code="not_a_spreadsheet"]').waitFor();
    await give(desk, unit.id, "danh_sach.xlsx", GOOD);
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});
