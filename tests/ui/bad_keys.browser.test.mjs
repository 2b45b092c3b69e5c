// Keys that nobody meant: held, bouncing, one too many, about a row that is gone, after the day.
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { after, before, test } from "node:test";

import { openBrowser, screenshot } from "./drivers/browser.mjs";
import { zone } from "./drivers/card.mjs";
import { day } from "./drivers/day.mjs";
import { Desk, LOOK } from "./drivers/desk.mjs";
import { heardOf, listen, named } from "./drivers/hearing.mjs";
import { typesAsAScanner } from "./drivers/scanner.mjs";

/** Longer than one key pressed twice. */
const THINK = 300;
const person = (at, name) => ({ name, birth: `198${at}-03-0${at + 1}`, sex: "male", number: `00108${at}00000${at}`, paper: "cmnd9" });
const PEOPLE = ["Trần Văn Đức", "Lê Văn Anh", "Phạm Văn Bình", "Vũ Văn Cường", "Đỗ Văn Dũng"].map((name, at) => person(at + 1, name));
const [DUC, ANH] = PEOPLE;

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

/** A hall with so many who wait, and the page of a station. */
async function hall(name, waiting) {
  const desk = await Desk.open(browser, { name });
  const { page } = desk;
  const unit = (await desk.call("unit_add", { name: "Xưởng Ví Dụ" })).id;
  desk.session = (await desk.call("session_add", { date: day(), place: "Hội trường A", units: [unit] })).id;
  const added = [];
  for (const fields of PEOPLE) added.push(await desk.call("person_add", { unit, fields }));
  await desk.call("session_plan", { session: desk.session, unit });
  for (const { id } of added.slice(0, waiting)) await desk.call("check_in", { session: desk.session, person: id });
  desk.queue = () => desk.call("queue", { session: desk.session, station: 1, limit: 9 });
  desk.state = (wanted) => page.locator(`[data-testid="current"][data-state="${wanted}"]`).waitFor();
  await listen(page);
  await page.evaluate((chosen) => localStorage.setItem("session", chosen), desk.session);
  await page.reload();
  await desk.go("hall");
  await desk.caret();
  return desk;
}

/** A test at a station of such a hall. */
const inHall = (title, { name, waiting }, does) =>
  test(title, async () => {
    const desk = await hall(name, waiting);
    try {
      await does(desk);
      assert.deepEqual(desk.faults, []);
    } finally {
      await desk.close();
    }
  });

/** Presses a key at a time of its own, milliseconds after the first one; `repeat` as a key that is held. */
const presses = (page, key, at, repeat = false) =>
  page.evaluate(
    ([key, at, repeat]) => {
      window.firstPress ??= performance.now();
      const event = new KeyboardEvent("keydown", { key, repeat, bubbles: true, cancelable: true });
      Object.defineProperty(event, "timeStamp", { value: window.firstPress + at });
      document.activeElement.dispatchEvent(event);
    },
    [key, at, repeat],
  );

inHall("a key that bounces or is held calls one person", { name: "bouncing", waiting: 4 }, async (desk) => {
  const { page } = desk;
  await presses(page, "F9", 0);
  await desk.state("called");
  for (const at of [120, 240, 360]) await presses(page, "F9", at);
  for (const at of [900, 930, 960]) await presses(page, "F9", at, true);
  await pause(THINK);
  assert.equal((await desk.queue()).called.length, 1);
  // Pressed anew it calls the next one: somebody who does not come holds nobody up.
  await presses(page, "F9", 2_000);
  await page.getByTestId("waiting-row").nth(2).waitFor({ state: "detached" });
  assert.equal((await desk.queue()).called.length, 2);
});

inHall("who is called last is at the station; who did not come has a row with all that can be done", { name: "not-come", waiting: 4 }, async (desk) => {
  const { page } = desk;
  const ticket = (wanted) => desk.byTestId("current-ticket").filter({ hasText: wanted }).waitFor();
  const before = (wanted) => page.locator(`[data-testid="called-row"][data-ticket="${wanted}"]`);
  await page.keyboard.press("F9");
  await ticket("T-001");
  await pause(THINK);
  await page.keyboard.press("F9");
  await ticket("T-002");
  await before("T-001").waitFor();
  await screenshot(page, "browser-not-come");
  // The key of somebody sitting down is about whoever the panel says.
  await page.keyboard.press("F8");
  await desk.state("serving");
  assert.deepEqual((await desk.queue()).serving.map((visit) => visit.ticket), ["T-002"]);
  assert.equal(await desk.byTestId("current-ticket").innerText(), "T-002");
  // One key up from the box is the row; its keys are about them, and the panel stays as it is.
  const onRow = async (...keys) => {
    await desk.caret();
    await page.keyboard.press("ArrowUp");
    await page.locator('[data-testid="called-again"]:focus').waitFor();
    for (const key of keys) await page.keyboard.press(key);
  };
  await onRow("Enter");
  await page.locator("dialog[open]").getByText("T-001").waitFor();
  await page.keyboard.press("Escape");
  await page.locator("dialog[open]").waitFor({ state: "detached" });
  assert.deepEqual((await desk.queue()).called.map(({ ticket, calls }) => [ticket, calls]), [["T-001", 2]]);
  assert.equal(await desk.byTestId("current-ticket").innerText(), "T-002");
  await onRow("Alt+h");
  await desk.byTestId("requeue").waitFor();
  await page.keyboard.press("Enter");
  await before("T-001").waitFor({ state: "detached" });
  assert.deepEqual((await desk.queue()).waiting.map((visit) => visit.ticket), ["T-001", "T-003", "T-004"]);
  // Captured is whoever was served.
  await page.keyboard.press("F5");
  await page.locator('[data-testid="current"]:not([data-state])').waitFor();
  assert.deepEqual((await desk.queue()).recent.map((visit) => visit.ticket), ["T-002"]);
  // Two who do not come at once.
  for (const wanted of ["T-001", "T-003", "T-004"]) {
    await pause(THINK);
    await page.keyboard.press("F9");
    await ticket(wanted);
  }
  // One of them is found by their ticket: what is shown large is whom the keys are about, and not the panel behind it.
  const [{ person }] = (await desk.call("lookup", { session: desk.session, text: "T-001" })).rows;
  await page.keyboard.insertText("T-001");
  await page.keyboard.press("Enter");
  await desk.byTestId("door-name").filter({ hasText: person.name.toLocaleUpperCase("vi") }).waitFor();
  await page.keyboard.press("F8");
  await desk.state("serving");
  assert.deepEqual((await desk.queue()).serving.map((visit) => visit.ticket), ["T-001"]);
  await pause(THINK);
  await page.keyboard.press("F3");
  await desk.byTestId("parked-row").waitFor();
  await ticket("T-004");
  await desk.caret();
  // The other is absent, by the key of their row.
  await page.keyboard.press("ArrowDown");
  await page.locator('[data-testid="called-again"]:focus').waitFor();
  await page.keyboard.press("F4");
  await page.getByTestId("called-row").waitFor({ state: "detached" });
  const { figures, called } = await desk.queue();
  assert.deepEqual([figures.absent, figures.parked, called.map((visit) => visit.ticket)], [1, 1, ["T-004"]]);
});

inHall("who goes first is no step: what is undone is the step before, and only when it is asked for", { name: "first", waiting: 2 }, async (desk) => {
  const { page } = desk;
  await page.keyboard.press("F9");
  await desk.state("called");
  await page.keyboard.press("Alt+u");
  await page.keyboard.press("2");
  await page.keyboard.press("Enter");
  const told = desk.byTestId("toast-done").filter({ hasText: "ưu tiên" });
  await told.waitFor();
  assert.equal(await told.getByRole("button", { name: /Hoàn tác/ }).count(), 0, "no undo that would take the call back");
  await screenshot(page, "browser-goes-first");
  assert.equal((await desk.queue()).called.length, 1);
  await page.keyboard.press("Control+z");
  await desk.byTestId("reason").waitFor();
  assert.ok((await page.locator("dialog[open]").innerText()).includes("“Được gọi”"), "what is undone is the call");
});

inHall("a scanner's second Enter answers nothing, and neither does the one that closed a dialog", { name: "enters", waiting: 1 }, async (desk) => {
  const { page } = desk;
  const shows = (person) => desk.byTestId("door-name").filter({ hasText: person.name.toLocaleUpperCase("vi") }).waitFor();
  const doubled = (person) => zone(person).flatMap((line) => [line, ""]);
  for (const [key, state] of [["F9", "called"], ["F8", "serving"]]) {
    await page.keyboard.press(key);
    await desk.state(state);
  }
  // With the caret in a field that Enter would send off.
  await page.getByLabel("Số biên nhận").fill("BN12");
  await page.evaluate(typesAsAScanner, doubled(ANH));
  await shows(ANH);
  await pause(THINK);
  const { serving, figures } = await desk.queue();
  assert.deepEqual([serving.length, figures.captured, figures.waiting], [1, 0, 0]);
  assert.equal(await page.getByLabel("Số biên nhận").inputValue(), "BN12");
  // A correction is sent off by Enter, pressed once too often while the person stands behind the dialog.
  await page.keyboard.press("Escape");
  await page.evaluate(typesAsAScanner, doubled(ANH));
  await shows(ANH);
  await page.keyboard.press("Alt+t");
  await page.locator("dialog[open]").getByRole("textbox").last().fill("Thôn Tây");
  await page.keyboard.press("Enter");
  await page.locator("dialog[open]").waitFor({ state: "detached" });
  await page.keyboard.press("Enter");
  await pause(THINK);
  assert.equal((await desk.queue()).figures.waiting, 0, "the key that closed the dialog and the next one are one");
  await page.keyboard.press("Enter");
  await desk.byTestId("ticket-given").waitFor();
});

inHall("keys are about nobody whose row has left the line", { name: "gone-row", waiting: 4 }, async (desk) => {
  const { page } = desk;
  await page.keyboard.press("ArrowDown");
  await page.locator('[data-testid="waiting-call"]:focus').waitFor();
  const [first] = (await desk.queue()).waiting;
  // Another laptop calls them while the row has the focus.
  await desk.call("call", { session: desk.session, station: 2, visit: first.id });
  await page.locator(`[data-testid="waiting-row"][data-ticket="${first.ticket}"]`).waitFor({ state: "detached" });
  for (const key of ["F4", "F6", "F3"]) await page.keyboard.press(key);
  await pause(THINK);
  const { figures, called } = await desk.queue();
  assert.deepEqual([figures.absent, figures.deferred, figures.parked, called.length], [0, 0, 0, 1]);
  assert.equal(await page.locator("dialog[open]").count(), 0);
});

inHall("a scan takes the large ticket away, and is shown", { name: "large-ticket", waiting: 1 }, async (desk) => {
  const { page } = desk;
  await page.keyboard.press("F9");
  await desk.state("called");
  await pause(THINK);
  await page.keyboard.press("F7");
  await page.locator("dialog[open]").waitFor();
  await page.keyboard.press("F7");
  await page.locator("dialog[open]").waitFor();
  await screenshot(page, "browser-large-ticket");
  // A scanner at a serial port types no key. The port has its own test; here the program's answer is given at once.
  const heard = JSON.stringify({ count: 1, text: zone(ANH).join("\n") });
  await page.route("**/rpc/scanner_next", (route) => route.fulfill({ contentType: "application/json", body: heard }), { times: 1 });
  await desk.byTestId("door-name").filter({ hasText: "LÊ VĂN ANH" }).waitFor();
  assert.equal(await page.locator("dialog[open]").count(), 0);
});

inHall("nobody sits down where somebody sits, and capitals undo too", { name: "sits", waiting: 2 }, async (desk) => {
  const { page } = desk;
  await page.keyboard.press("F9");
  await desk.state("called");
  await page.keyboard.press("F8");
  await desk.state("serving");
  await pause(THINK);
  await page.keyboard.press("F9");
  await page.locator('[data-testid="called-row"]').waitFor();
  // The key is about whoever's row it is pressed on.
  await desk.caret();
  await page.keyboard.press("ArrowUp");
  await page.locator('[data-testid="called-again"]:focus').waitFor();
  await pause(THINK);
  await page.keyboard.press("F8");
  await pause(THINK);
  const { called, serving } = await desk.queue();
  assert.deepEqual([called, serving].map((visits) => visits.map(({ ticket }) => ticket)), [["T-002"], ["T-001"]]);
  // With capitals locked the key is a "Z".
  await page.keyboard.press("Control+Z");
  await desk.byTestId("reason").waitFor();
});

inHall("an Enter from before somebody was shown answers nothing", { name: "unread", waiting: 0 }, async (desk) => {
  const { page } = desk;
  await page.keyboard.insertText("pham");
  await desk.byTestId("lookup-row").waitFor();
  const heard = await heardOf(page, () => presses(page, "Enter", -5_000));
  assert.equal(named(heard), "attention");
  await pause(LOOK);
  assert.deepEqual((await desk.queue()).waiting, []);
  // Read, and then pressed.
  await page.keyboard.press("Enter");
  await desk.byTestId("waiting-row").waitFor();
});

inHall("what other laptops do moves no caret while somebody is typed who is on no list", { name: "typed-on", waiting: 2 }, async (desk) => {
  const { page } = desk;
  await page.keyboard.press("Alt+a");
  await page.locator('[data-testid="walk-in-name"]:focus').waitFor();
  await page.keyboard.type("Vu ");
  // Another laptop calls somebody, and the page hears of it.
  await desk.call("call", { session: desk.session, station: 2, visit: null });
  await page.waitForResponse(async (response) => response.url().endsWith("/rpc/session") && (await response.json()).figures.called === 1);
  await pause(THINK);
  await page.keyboard.type("Van Khach", { delay: 70 });
  assert.equal(await desk.byTestId("walk-in-name").inputValue(), "Vu Van Khach");
  assert.equal(await desk.byTestId("walk-in-birth").inputValue(), "");
});

inHall("keys after the day say that it is over, with a sound", { name: "after", waiting: 2 }, async (desk) => {
  const { page } = desk;
  await page.keyboard.press("F9");
  await desk.state("called");
  await desk.call("session_close", { session: desk.session, accept_unresolved: true, reason: "Hết giờ" });
  await desk.byTestId("session-closed").waitFor();
  const before = (await desk.call("verify")).digest;
  await page.waitForTimeout(THINK);
  for (const key of ["F9", "F8", "F4", "Control+z"]) {
    const heard = await heardOf(page, () => page.keyboard.press(key));
    assert.equal(named(heard), "refused", key);
    await desk.byTestId("toast-error").waitFor();
    await page.waitForTimeout(THINK);
  }
  assert.equal(await page.locator("dialog[open]").count(), 0);
  assert.equal((await desk.call("verify")).digest, before);
});
