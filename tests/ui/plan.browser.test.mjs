// Slots: a leader cuts a day and gives them, by keyboard alone; HR sees and agrees them.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { accessibilityFaults, openBrowser, screenshot } from "./drivers/browser.mjs";
import { Central } from "./drivers/central.mjs";
import { Desk } from "./drivers/desk.mjs";
import { dataFolder } from "./drivers/window.mjs";

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

/** Two tables that capture, eighty-four people an hour. */
const DAY = {
  starts: "07:30",
  ends: "17:00",
  steps: ["papers", "capture"],
  stations: [
    { number: 1, steps: ["papers"], pace: 90 },
    { number: 2, steps: ["capture"], pace: 40 },
    { number: 3, steps: ["capture"], pace: 44 },
  ],
};

/** What the tests of this file do at a desk, and what they look at. */
function hands(desk) {
  const { page, byTestId } = desk;
  const press = (...keys) => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
  const found = [];
  return {
    press,
    found,
    type: async (id, text) => {
      await byTestId(id).focus();
      await press("Control+a");
      await page.keyboard.insertText(text);
    },
    /** The preview has `people` with a slot. */
    withSlot: (people) => page.locator(`[data-testid="slots-with"][data-count="${people}"]`).waitFor(),
    focused: (id) => page.locator(`[data-testid="${id}"]:focus`).waitFor(),
    look: async (name) => {
      await screenshot(page, `browser-plan-${name}`);
      found.push(...(await accessibilityFaults(page)).map((fault) => `${name}: ${fault}`));
    },
  };
}

const counts = (plan) => plan.groups.map(({ name, at }) => [name, at.reduce((sum, people) => sum + people, 0)]);

test("a leader cuts the day, sees what would be, and gives slots without a mouse", async () => {
  const desk = await Desk.open(browser, { name: "plan", people: 600 });
  const { page, byTestId } = desk;
  const { press, type, withSlot, focused, look, found } = hands(desk);
  const { session } = desk.demo;
  const now = () => desk.call("slots", { session });
  try {
    await desk.go("sessions");
    await byTestId("session-slots").waitFor();
    await look("sessions");
    await press("Alt+g");
    await byTestId("slots-arrange-now").waitFor();
    await look("no-hours");
    await desk.call("session_arrange", { session, arranged: { ...DAY, stations: [] } });
    await page.reload();
    await page.locator('[data-testid="slots-pace"][aria-invalid="true"]').waitFor();
    await look("no-pace");
    await desk.call("session_arrange", { session, arranged: DAY });
    await page.reload();
    await byTestId("slot-cell").first().waitFor();
    const expected = (await now()).expected;
    await look("preview");

    // What is typed shows at once, and what does not fit is said with what would help.
    const [before] = [Number(await byTestId("slots-with").getAttribute("data-count"))];
    await type("slots-pace", "30");
    await byTestId("slots-short").waitFor();
    await byTestId("slots-help").waitFor();
    await look("short");
    await type("slots-breaks", "trưa");
    await page.locator('[data-testid="slots-breaks"][aria-invalid="true"]').waitFor();
    await type("slots-breaks", "11h30-12h30");
    await type("slots-pace", "");
    await type("slots-kept", "5");
    await byTestId("slots-short").waitFor({ state: "detached" });
    assert.equal((await now()).with_slot, 0, "nothing is written by looking");
    assert.ok(before > 0 && before <= expected);

    // The last group first, and only until nine: all by keys.
    const groups = byTestId("slot-group");
    const last = (await groups.last().innerText()).split("\n")[0];
    await groups.last().focus();
    const down = await groups.count();
    for (let step = 1; step < down; step += 1) {
      await press("Alt+ArrowUp");
      await page.locator(`[data-testid="slot-group"][data-row="${down - 1 - step}"]:focus`, { hasText: last }).waitFor();
    }
    await press("Tab", "Tab");
    await focused("slot-band-open");
    await press("Enter");
    await byTestId("slot-band-dialog").waitFor();
    await page.keyboard.insertText("6h");
    await press("Enter");
    await page.locator('[data-testid="slot-band-to"][aria-invalid="true"]').waitFor();
    await type("slot-band-to", "9:00");
    await look("band");
    await press("Enter");
    await byTestId("slot-band").waitFor();

    // Arrows go over the picture, Enter tells who is there.
    await groups.first().focus();
    await press("ArrowRight");
    await focused("slot-cell");
    await press("Enter");
    await byTestId("slot-person").first().waitFor();
    await look("who");
    await press("Escape");
    await byTestId("slot-people").waitFor({ state: "detached" });
    await focused("slot-cell");

    await desk.says("slots-give", "Xếp giờ cho");
    const promised = await byTestId("slots-give").innerText();
    await press("Control+Enter");
    await desk.says("slots-state", "không còn gì phải ghi");
    const given = await now();
    assert.match(promised, new RegExp(`Xếp giờ cho ${given.with_slot} người`));
    assert.equal(given.with_slot + given.elsewhere + given.left, expected);
    assert.equal(counts(given)[0][0], last);
    assert.deepEqual(given.groups[0].band, { from: "06:00", to: "09:00" });
    assert.equal(given.slotting.kept, 5);
    await withSlot(given.with_slot);
    await look("given");

    // One of them comes at another time.
    await groups.first().focus();
    await press("ArrowRight", "Enter");
    await byTestId("slot-move").first().focus();
    await press("Enter");
    await byTestId("slot-moving").waitFor();
    await look("move");
    await press("Enter");
    await byTestId("slot-moving").waitFor({ state: "detached" });
    const moved = await now();
    assert.equal(moved.with_slot, given.with_slot);
    assert.notDeepEqual(moved.groups[0].at, given.groups[0].at);
    await press("Escape");

    // Everybody anew: the one is told as moved.
    await byTestId("slots-anew").focus();
    await press("Space");
    await desk.says("slots-state", "1 người đổi giờ");
    await look("anew");
    await press("Control+Enter");
    await desk.says("slots-state", "không còn gì phải ghi");
    assert.deepEqual((await now()).groups[0].at, given.groups[0].at);

    assert.deepEqual(found, []);
    assert.deepEqual(desk.faults, []);
  } finally {
    await screenshot(page, "browser-plan-end");
    await desk.close();
  }
});

test("HR sees when its people come, and moves them within the places it was told", async () => {
  const desk = await Desk.open(browser, { name: "plan-hr", people: 120 });
  const { page, byTestId } = desk;
  const { press, focused, look, found } = hands(desk);
  const { session } = desk.demo;
  const picked = async (role) => {
    await desk.call("actor_pick", { name: `Người ${role}`, role });
    await page.reload();
  };
  try {
    await desk.call("session_arrange", { session, arranged: DAY });
    await picked("hr");
    await desk.go(`slots/${session}`);
    await page.getByText("Đội chưa xếp giờ cho đơn vị").waitFor();
    await look("hr-none");
    await picked("leader");
    const slotting = { minutes: 30, breaks: [{ from: "11:30", to: "13:00" }], kept: 10, bring: "CMND cũ, sổ hộ khẩu" };
    const { changes } = await desk.call("slots_preview", { session, slotting });
    await desk.call("slots_give", { session, slotting, changes });
    await picked("hr");
    await byTestId("slot-cell").first().waitFor();
    assert.equal(await byTestId("slots-settings").count(), 0, "cutting the day is for leaders");
    assert.equal(await byTestId("slots-give").count(), 0);
    const before = await desk.call("slots", { session });
    const last = before.rooms.length - 1;

    await byTestId("slot-group").first().focus();
    await press("ArrowRight", "Enter");
    await byTestId("slot-move").first().focus();
    await press("Enter");
    await byTestId("slot-moving").waitFor();
    assert.equal(await byTestId("slot-clear").count(), 0, "a slot is taken away by leaders");
    // A full slot cannot be chosen: the last of the day can.
    await press("End", "ArrowUp");
    await page.locator('[data-testid="slot-to"]:checked').waitFor();
    await press("ArrowUp");
    await look("hr-move");
    await press("Enter");
    await byTestId("slot-moving").waitFor({ state: "detached" });
    await byTestId("slots-agreed").waitFor();
    const after = await desk.call("slots", { session });
    assert.deepEqual([after.agreed, after.with_slot], [1, before.with_slot]);
    assert.ok(after.rooms.every(({ people, places }) => people <= places));
    assert.ok(last > 0);
    await byTestId("slots-agreed").focus();
    await press("Enter");
    await desk.says("slot-person", "đơn vị đổi: Người hr");
    await look("hr");
    await press("Escape");

    // The person's own page says when, and so does the day's table, by slot.
    const [first] = await desk.call("slots_people", { session, which: "agreed" });
    await desk.go(`person/${first.person.id}`);
    await desk.says("person-slot", `hẹn ${first.slot.from}–${first.slot.to}`);
    await look("hr-person");
    await picked("leader");
    await desk.go("day");
    await byTestId("day-by-slot").focus();
    await press("Space");
    await desk.says("day-slot", "07:30–08:00");
    await look("day-by-slot");

    await desk.call("session_close", { session, accept_unresolved: true, reason: "thử", gap: "" });
    await desk.go(`slots/${session}`);
    await desk.says("slots-read", "chỉ xem được");
    await byTestId("slot-group").first().focus();
    await press("Enter");
    await byTestId("slot-person").first().waitFor();
    assert.equal(await byTestId("slot-move").count(), 0);
    await look("closed");
    await focused("slot-group");
    assert.deepEqual(found, []);
    assert.deepEqual(desk.faults, []);
  } finally {
    await screenshot(page, "browser-plan-hr-end");
    await desk.close();
  }
});

test("two hundred departments with long names can be read in the dark, in high contrast, in English and on a narrow screen", async () => {
  const desk = await Desk.open(browser, { name: "plan-many" });
  const { page, byTestId } = desk;
  const { press, look, found } = hands(desk);
  try {
    const unit = await desk.call("unit_add", { name: "Công ty cổ phần Ví Dụ", kind: "enterprise" });
    const rows = Array.from({ length: 1200 }, (_, at) => {
      const department = `Phân xưởng ${(at % 200) + 1} - Dây chuyền hoàn thiện sản phẩm xuất khẩu khu công nghiệp Ví Dụ mở rộng`;
      return `Nguyễn Văn ${["An", "Bình", "Đức"][at % 3]} ${at},1980-05-06,${at % 200 === 7 ? "" : department}`;
    });
    const bytes = Buffer.from(["Họ và tên,Ngày sinh,Bộ phận", ...rows].join("\n")).toString("base64");
    const { draft } = await desk.call("import_open", { unit: unit.id, file_name: "a.csv", bytes });
    await desk.call("import_run", { draft });
    const { id } = await desk.call("session_add", { date: "2099-03-30", place: "Trung tâm văn hoá thể thao khu công nghiệp Ví Dụ, cổng số 2", units: [unit.id] });
    await desk.go(`slots/${id}`);
    await page.getByText("Chưa đưa ai vào đợt").waitFor();
    await look("empty");
    await desk.call("session_plan", { session: id, unit: unit.id });
    const stations = [{ number: 1, steps: ["capture"], pace: 60 }];
    await desk.call("session_arrange", { session: id, arranged: { starts: "20:00", ends: "06:00", steps: ["capture"], stations } });
    await page.reload();
    await byTestId("slot-cell").first().waitFor();
    await byTestId("slots-short").waitFor();
    await look("many");
    const rowsDrawn = await byTestId("slot-group").count();
    assert.ok(rowsDrawn < 80, `only what is near is drawn: ${rowsDrawn}`);
    await byTestId("slot-group").first().focus();
    for (let step = 0; step < 40; step += 1) await press("ArrowDown");
    await page.locator('[data-testid="slot-group"][data-row="40"]:focus').waitFor();
    for (const theme of ["dark", "contrast"]) {
      await byTestId("theme").click();
      await look(`many-${theme}`);
    }
    await byTestId("language").click();
    await look("many-english");
    await page.setViewportSize({ width: 1024, height: 700 });
    await look("many-narrow");
    assert.deepEqual(found, []);
    assert.deepEqual(desk.faults, []);
  } finally {
    await screenshot(page, "browser-plan-many-end");
    await desk.close();
  }
});

test("on the unit's own laptop the session is told of, and its people come slot by slot", async () => {
  const folder = dataFolder("plan-central");
  const central = await Central.open({ data: join(folder.path, "central"), name: "plan" });
  const leader = await Desk.open(browser, { name: "plan-leader", people: 60 });
  const staff = await Desk.open(browser, { name: "plan-staff", role: "hr" });
  const { look, found } = hands(staff);
  const { session, unit } = leader.demo;
  try {
    await leader.call("admit", { central: central.address, code: await central.code(), label: "Máy đội" });
    await leader.call("session_arrange", { session, arranged: DAY });
    const slotting = { minutes: 30, kept: 10, bring: "CMND cũ" };
    const { changes } = await leader.call("slots_preview", { session, slotting });
    await leader.call("slots_give", { session, slotting, changes });
    await leader.call("sync", {});
    await staff.call("admit", { central: central.address, code: await central.code("hr", `unit:${unit}`), label: "Máy công ty" });
    await staff.call("sync", {});
    await staff.go("sessions");
    await staff.says("announced", "Hội trường KCN Ví Dụ");
    await staff.says("announced", "Mang theo: CMND cũ");
    assert.equal(await staff.byTestId("session").count(), 0);
    await look("staff-sessions");
    await staff.byTestId("announced-slots").press("Enter");
    await staff.byTestId("slot-cell").first().waitFor();
    await look("staff");
    const seen = await staff.call("slots", { session });
    const given = await leader.call("slots", { session });
    assert.deepEqual(seen.rooms.map(({ people }) => people), given.rooms.map(({ people }) => people));
    assert.deepEqual(seen.groups.map(({ name, at }) => [name, at]), given.groups.map(({ name, at }) => [name, at]));
    const [first] = await staff.call("slots_people", { session, which: "slot" });
    await staff.go(`person/${first.person.id}`);
    await staff.says("person-slot", `hẹn ${first.slot.from}–${first.slot.to}`);
    await look("staff-person");
    assert.deepEqual(found, []);
    assert.deepEqual(staff.faults, []);
  } finally {
    await screenshot(staff.page, "browser-plan-staff-end");
    await leader.close();
    await staff.close();
    await central.stop();
    folder.remove();
  }
});
