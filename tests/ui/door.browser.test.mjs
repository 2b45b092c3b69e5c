// The door of the hall: one gesture from the card to the ticket, and every state that stops the hand.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { accessibilityFaults, openBrowser, screenshot } from "./drivers/browser.mjs";
import { qr } from "./drivers/card.mjs";
import { day } from "./drivers/day.mjs";
import { Desk, LOOK } from "./drivers/desk.mjs";
import { heardOf, listen, named } from "./drivers/hearing.mjs";

/** Longer than one key pressed twice. */
const THINK = 250;

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

const LONG = "Nguyễn Thị Ngọc Huyền Trân Công Tằng Tôn Nữ Phương Quỳnh Giao";
const UNIT = "Công ty trách nhiệm hữu hạn một thành viên May mặc Xuất khẩu Ví Dụ";
const FIRST = {
  name: LONG,
  birth: "1990-08-15",
  sex: "female",
  number: "001190000001",
  paper: "cmnd9",
  old_number: "012345678",
  department: "Phân xưởng may hoàn thiện số 12, chuyền 7",
  staff_code: "NV00012",
  address: "Thôn Tây, Xã Ví Dụ, Hưng Yên",
};

/** A laptop with a unit, a session of today, and people of it; nobody else. */
async function door(name, people, setup = async () => undefined) {
  const desk = await Desk.open(browser, { name });
  const unit = (await desk.call("unit_add", { name: UNIT })).id;
  const session = (await desk.call("session_add", { date: day(), place: "Hội trường A", units: [unit] })).id;
  const rows = [];
  for (const fields of people) rows.push(await desk.call("person_add", { unit, fields }));
  await desk.call("session_plan", { session, unit });
  Object.assign(desk, { unit, session, rows });
  await setup(desk);
  await listen(desk.page);
  await desk.page.evaluate((chosen) => localStorage.setItem("session", chosen), session);
  await desk.page.reload();
  await desk.go("hall");
  await desk.caret();
  // The browser's driver has no keys for Vietnamese letters: the text at once, as an input method gives it, then Enter.
  desk.scan = async (text) => {
    await desk.page.keyboard.insertText(text);
    await desk.page.keyboard.press("Enter");
  };
  desk.waiting = (count) => desk.says("figure-waiting", new RegExp(`^${count}$`));
  return desk;
}

test("a card is one panel with the person, what differs and the ticket to come; Enter gives it, large", async () => {
  const desk = await door("door", [FIRST]);
  const { page } = desk;
  try {
    await heardOf(page, () => desk.scan(qr({ ...FIRST, address: "Thôn Đoài, Xã Ví Dụ, Hưng Yên" })));
    await desk.byTestId("door").waitFor();
    assert.equal(await desk.byTestId("door-name").innerText(), LONG.toLocaleUpperCase("vi"));
    assert.equal(await desk.byTestId("door-ticket").innerText(), "T-001");
    assert.ok((await desk.byTestId("card-differs").innerText()).includes("Thôn Đoài"));
    assert.deepEqual(await accessibilityFaults(page), []);
    await screenshot(page, "browser-door-card");
    await page.waitForTimeout(THINK);
    const heard = await heardOf(page, () => page.keyboard.press("Enter").then(() => page.keyboard.press("Enter")));
    assert.equal(named(heard), "done");
    await desk.byTestId("ticket-given").waitFor();
    assert.ok((await desk.byTestId("ticket-given").innerText()).includes("T-001"));
    await desk.waiting(1);
    await screenshot(page, "browser-door-given");
    assert.equal(await desk.byTestId("current").getAttribute("data-state"), null, "the second Enter called nobody");

    // By name it is as good: the same panel, the same key.
    await page.keyboard.type("nguyen thi ngoc");
    await desk.byTestId("door").waitFor();
    assert.equal(await desk.byTestId("door").getAttribute("data-pass"), "not");
    assert.equal(await desk.byTestId("ticket-given").count(), 0);
    await screenshot(page, "browser-door-has-ticket");
    await page.keyboard.press("Enter");
    await page.waitForTimeout(LOOK);
    await page.keyboard.press("Alt+Enter");
    await page.locator('[data-testid="current"][data-state="called"]').waitFor();
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});

test("every reason stops the hand by itself: Enter gives nothing, and the other key only where it may", async () => {
  const person = (at, more = {}) => ({
    name: `Lê Văn ${["Ất", "Bính", "Đinh", "Mậu", "Kỷ", "Canh", "Tân", "Nhâm"][at]}`,
    birth: `198${at}-03-0${at + 1}`,
    sex: "male",
    number: `00108${at}00000${at}`,
    paper: "cmnd9",
    ...more,
  });
  const people = [
    person(0),
    person(1),
    person(2),
    person(3, { paper: "can_cuoc", issued: "2025-08-05" }),
    { ...FIRST, number: "001190000002", birth: "1990-08-16", staff_code: "NV2" },
    { ...FIRST, birth: "1990-08-15", staff_code: "NV1" },
    person(5),
  ];
  const desk = await door("stops", people, async ({ call: ask, session, unit, rows }) => {
    const through = async (session, person) => {
      const { id } = await ask("check_in", { session, person });
      await ask("call", { session, station: 1, visit: id });
      await ask("serve", { visit: id, station: 1 });
      return id;
    };
    await ask("capture", { visit: await through(session, rows[0].id) });
    const other = (await ask("session_add", { date: day(-1), place: "Cổng Bắc KCN Ví Dụ", units: [unit] })).id;
    await ask("capture", { visit: await through(other, rows[1].id) });
    await ask("person_left", { person: rows[2].id, reason: "Nghỉ việc" });
    await ask("defer", { visit: await through(session, rows[6].id), reason: "papers_missing" });
    const next = (await ask("unit_add", { name: "Xưởng Bên Cạnh" })).id;
    await ask("person_add", { unit: next, fields: person(7) });
    await ask("person_add", { unit, fields: person(4) });
    const tomorrow = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
    const coming = (await ask("session_add", { date: tomorrow, place: "Cổng Nam", units: [unit] })).id;
    await ask("session_plan", { session: coming, unit });
  });
  const { page } = desk;
  try {
    const figures = () => desk.call("session", { session: desk.session }).then(({ figures }) => figures);
    const numbers = people.map(({ number }) => number);
    for (const [what, kind, pass, offered] of [
      [numbers[0], "captured", "not", false],
      [numbers[1], "served_before", "knowing", true],
      [numbers[2], "left_unit", "not", false],
      [numbers[3], "not_due", "knowing", true],
      ["nguyen thi ngoc huyen", "look_alike", "knowing", true],
      [numbers[6], "ended", "knowing", true],
      [person(7).number, "other_unit", "knowing", true],
      [person(4).number, "other_session", "knowing", true],
    ]) {
      const before = await figures();
      const heard = await heardOf(page, () => desk.scan(what));
      await page.locator(`[data-testid="stop"][data-kind="${kind}"]`).first().waitFor();
      assert.equal(await desk.byTestId("door").getAttribute("data-pass"), pass, kind);
      assert.equal(named(heard), pass === "not" ? "refused" : "attention", kind);
      assert.equal(await desk.byTestId("door-take").count(), offered ? 1 : 0, kind);
      await screenshot(page, `browser-stop-${kind}`);
      assert.deepEqual(await accessibilityFaults(page), [], kind);
      await page.waitForTimeout(THINK);
      await page.keyboard.press("Enter");
      await page.keyboard.press("Enter");
      if (!offered) await page.keyboard.press("Alt+Enter");
      await page.waitForTimeout(100);
      assert.deepEqual(await figures(), before, `${kind}: the queue as it was`);
      await page.keyboard.press("Escape");
      await desk.byTestId("scan-box").fill("");
    }
    // Knowing it, the other key gives the ticket.
    await desk.scan(numbers[1]);
    await page.locator('[data-testid="stop"][data-kind="served_before"]').waitFor();
    await page.waitForTimeout(THINK);
    await page.keyboard.press("Alt+Enter");
    await desk.byTestId("ticket-given").waitFor();
    await desk.waiting(1);

    // Of two who are much alike the arrows choose, and the panel beside says whom.
    await page.keyboard.type("nguyen thi ngoc huyen");
    await desk.byTestId("lookup-row").nth(1).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.locator('[data-testid="lookup-row"][aria-selected="true"]').waitFor();
    await desk.byTestId("theme").click();
    await desk.byTestId("scan-box").focus();
    await screenshot(page, "browser-stop-look-alike-dark");
    assert.deepEqual(await accessibilityFaults(page), []);
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});

test("a card of nobody fills the form; with the unit chosen Enter adds them and gives a ticket, and never twice", async () => {
  const stranger = { name: "Lê Đặng Quỳnh Như", birth: "2003-02-02", sex: "female", number: "079303000003", address: "Khu Phố 3, Tân Phong, Quận 7, TP. Hồ Chí Minh" };
  const desk = await door("walk-in", [FIRST]);
  const { page } = desk;
  try {
    const heard = await heardOf(page, () => desk.scan(qr(stranger)));
    assert.equal(named(heard), "attention");
    await desk.byTestId("walk-in").waitFor();
    assert.equal(await desk.byTestId("walk-in-name").inputValue(), stranger.name);
    assert.equal(await desk.byTestId("walk-in-unit").inputValue(), desk.unit, "the only unit is chosen");
    await screenshot(page, "browser-walk-in-card");
    assert.deepEqual(await accessibilityFaults(page), []);
    await page.waitForTimeout(THINK);
    await page.keyboard.press("Enter");
    await desk.byTestId("ticket-given").waitFor();
    await desk.waiting(1);
    assert.ok((await desk.byTestId("waiting-row").innerText()).includes("không hẹn trước"));
    await page.keyboard.press("Enter");
    await desk.scan(qr(stranger));
    await page.locator('[data-testid="stop"][data-kind="has_ticket"]').waitFor();
    await page.keyboard.press("Escape");

    // Without a card: typed, and a namesake is compared first.
    await page.keyboard.type("Nguyễn Thị Ngọc Khuê");
    await desk.byTestId("lookup-nobody").waitFor();
    await screenshot(page, "browser-walk-in-nobody");
    await page.keyboard.press("Alt+a");
    await desk.byTestId("walk-in").waitFor();
    await desk.byTestId("walk-in-name").fill(LONG);
    await desk.byTestId("walk-in-birth").fill("1990");
    await desk.byTestId("walk-in-alike").waitFor();
    assert.equal(await desk.byTestId("walk-in-alike").getAttribute("data-known"), "false");
    await screenshot(page, "browser-walk-in-alike");
    assert.deepEqual(await accessibilityFaults(page), []);
    await page.keyboard.press("Enter");
    // What was typed is there after Esc and another page.
    await page.keyboard.press("Escape");
    await desk.byTestId("walk-in").waitFor({ state: "detached" });
    // For somebody else the form is empty; for the one that it was typed for it is as it was.
    const box = desk.byTestId("scan-box");
    const sought = await box.inputValue();
    await box.fill("Trần Thị Không Ai");
    await desk.byTestId("lookup-nobody").waitFor();
    await page.keyboard.press("Alt+a");
    assert.equal(await desk.byTestId("walk-in-birth").inputValue(), "");
    await page.keyboard.press("Escape");
    await box.fill(sought);
    await desk.byTestId("lookup-nobody").waitFor();
    await page.keyboard.press("Alt+a");
    assert.equal(await desk.byTestId("walk-in-birth").inputValue(), "1990");
    await desk.byTestId("walk-in-number").fill(FIRST.number);
    await page.locator('[data-testid="walk-in-alike"][data-known="true"]').waitFor();
    await page.keyboard.press("Alt+Enter");
    await page.keyboard.press("Enter");
    await desk.waiting(1);
    await desk.byTestId("walk-in-number").fill("");
    await page.locator('[data-testid="walk-in-alike"][data-known="false"]').waitFor();
    await page.keyboard.press("Alt+Enter");
    await desk.waiting(2);
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});

test("what the card says otherwise is taken over by its key, and the story and the roster say so", async () => {
  const desk = await door("correct", [FIRST]);
  const { page } = desk;
  try {
    await desk.scan(qr({ ...FIRST, address: "Thôn Đoài, Xã Ví Dụ, Hưng Yên" }));
    await desk.byTestId("door").waitFor();
    await page.keyboard.press("Alt+t");
    await desk.byTestId("correct-card").waitFor();
    await page.keyboard.press("Alt+1");
    await screenshot(page, "browser-correct");
    assert.deepEqual(await accessibilityFaults(page), []);
    await desk.byTestId("correct-phone").fill("0912345678");
    // Esc loses nothing.
    await page.keyboard.press("Escape");
    await desk.byTestId("correct").waitFor({ state: "detached" });
    await page.keyboard.press("Alt+t");
    assert.equal(await desk.byTestId("correct-phone").inputValue(), "0912345678");
    await page.keyboard.press("Enter");
    await desk.byTestId("correct").waitFor({ state: "detached" });
    await desk.caret();
    const { row, history } = await desk.call("person", { person: desk.rows[0].id });
    assert.deepEqual([row.address, row.phone, row.spot], ["Thôn Đoài, Xã Ví Dụ, Hưng Yên", "0912345678", ["phone", "address"]]);
    assert.deepEqual(history.at(-1).card, history.at(-1).card.filter((field) => field !== "phone"));
    assert.ok(history.at(-1).card.includes("address"));
    await desk.go(`person/${desk.rows[0].id}`);
    await desk.byTestId("history-spot").first().waitFor();
    await screenshot(page, "browser-correct-story");
    await desk.go(`lists/${desk.unit}`);
    await desk.byTestId("spot-mark").waitFor();
    await screenshot(page, "browser-correct-roster");
    assert.deepEqual(await accessibilityFaults(page), []);
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});
