// What Ctrl+Z is about: whom it names, what of theirs, and never what another laptop did.
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { after, before, test } from "node:test";

import { openBrowser, screenshot } from "./drivers/browser.mjs";
import { Desk } from "./drivers/desk.mjs";

/** Longer than one key pressed twice. */
const THINK = 300;
/** More outcomes than the page has of what was done last. */
const LATER = 22;

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

async function captured(desk, person) {
  const { session } = desk.demo;
  const { id } = await desk.call("check_in", { session, person });
  await desk.call("call", { session, station: 1, visit: id });
  await desk.call("serve", { visit: id, station: 1 });
  await desk.call("capture", { visit: id });
  return id;
}

async function inHall(desk) {
  await desk.go("hall");
  await desk.page.reload();
  await desk.caret();
  await desk.byTestId("figures").waitFor();
}

const dialog = (desk) => desk.page.locator("dialog[open]");

async function asksAbout(desk, name, deed) {
  await pause(THINK);
  await desk.page.keyboard.press("Control+z");
  await desk.byTestId("reason").waitFor();
  const text = await dialog(desk).innerText();
  assert.ok(text.includes(name), `${name}: ${text}`);
  if (deed) assert.ok(text.includes(`“${deed}”`), `${deed}: ${text}`);
}

async function closes(desk) {
  await desk.page.keyboard.press("Escape");
  await dialog(desk).waitFor({ state: "detached" });
}

test("a capture of long ago is undone by the person's card and Ctrl+Z", async () => {
  const desk = await Desk.open(browser, { name: "undo-old", people: 60 });
  const { page } = desk;
  const { session } = desk.demo;
  try {
    const codes = await desk.welcome(session);
    const [code] = codes;
    const { rows } = await desk.call("lookup", { session, text: code });
    const [{ person }] = rows;
    await captured(desk, person.id);
    const others = (await desk.call("unresolved", { session })).filter((visit) => visit.person.id !== person.id);
    let last;
    for (const visit of others.slice(0, LATER)) last = (await captured(desk, visit.person.id), visit.person.name);
    await inHall(desk);
    const { recent } = await desk.call("queue", { session, station: 1, limit: 60 });
    assert.ok(!recent.some((visit) => visit.person.id === person.id), "it is in no list of the page any more");

    // With nobody found it is the last thing done here.
    await asksAbout(desk, last, "Thu nhận xong");
    await closes(desk);
    await page.keyboard.insertText(code);
    await page.keyboard.press("Enter");
    await desk.byTestId("stop").filter({ hasText: "Ctrl+Z" }).waitFor();
    await desk.byTestId("door-undo").waitFor();
    await screenshot(page, "browser-undo-old");
    await asksAbout(desk, person.name, "Thu nhận xong");
    await closes(desk);
    // The same where what was typed still stands in the box, whose own undo the key is elsewhere.
    await desk.byTestId("scan-box").fill("");
    await page.keyboard.insertText(code);
    await desk.byTestId("stop").filter({ hasText: "Ctrl+Z" }).waitFor();
    await asksAbout(desk, person.name, "Thu nhận xong");
    await page.keyboard.type("nhầm người", { delay: 70 });
    await page.keyboard.press("Enter");
    await dialog(desk).waitFor({ state: "detached" });
    assert.equal((await desk.call("lookup", { session, text: code })).rows[0].state, "serving");
    // What is shown of them is as they stand now: nothing more to undo here.
    await desk.byTestId("door-undo").waitFor({ state: "detached", timeout: 5_000 });
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});

test("what is undone is named as what was done, not as the state after it", async () => {
  const desk = await Desk.open(browser, { name: "undo-names", people: 40 });
  const { page } = desk;
  const { session } = desk.demo;
  try {
    await desk.call("session_arrange", { session, arranged: { steps: ["papers", "capture"] } });
    const [code] = await desk.welcome(session);
    await inHall(desk);
    const [{ person }] = (await desk.call("lookup", { session, text: code })).rows;
    await page.keyboard.insertText(code);
    await page.keyboard.press("Enter");
    await desk.byTestId("ticket-given").waitFor();
    await asksAbout(desk, person.name, "Lấy số");
    await closes(desk);
    await page.keyboard.press("F9");
    await page.locator('[data-testid="current"][data-state="called"]').waitFor();
    await page.keyboard.press("Alt+h");
    await desk.byTestId("requeue").waitFor();
    await page.keyboard.press("Enter");
    await page.locator('[data-testid="current"]:not([data-state])').waitFor();
    await asksAbout(desk, person.name, "Trở lại hàng chờ");
    await closes(desk);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Alt+c");
    await desk.byTestId("move").waitFor();
    await page.keyboard.press("Enter");
    await desk.byTestId("move").waitFor({ state: "detached" });
    await asksAbout(desk, person.name, "Chuyển bàn");
    await screenshot(page, "browser-undo-moved");
    await page.keyboard.type("nhầm bàn", { delay: 70 });
    await page.keyboard.press("Enter");
    await dialog(desk).waitFor({ state: "detached" });
    await pause(THINK);
    await page.keyboard.press("F9");
    await page.locator('[data-testid="current"][data-state="called"]').waitFor();
    await page.keyboard.press("F8");
    await page.locator('[data-testid="current"][data-state="serving"]').waitFor();
    await page.keyboard.press("F5");
    await page.locator('[data-testid="current"][data-step="capture"]').waitFor();
    await asksAbout(desk, person.name, "Xong một bước");
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});

test("a page that was just opened offers to undo nothing that another laptop did", async () => {
  const desk = await Desk.open(browser, { name: "undo-others", people: 20 });
  const { page } = desk;
  const { session } = desk.demo;
  try {
    const [one, other] = await desk.call("unresolved", { session });
    await captured(desk, one.person.id);
    await captured(desk, other.person.id);
    // As it is where the newest came by sync: the laptop in the name of its event is another one.
    await page.route("**/rpc/queue", async (route) => {
      const response = await route.fetch();
      const queue = await response.json();
      const [newest] = queue.recent;
      newest.last_event = `${"0".repeat(32)}:${newest.last_event.split(":")[1]}`;
      await route.fulfill({ response, json: queue });
    });
    await inHall(desk);
    await desk.byTestId("recent-row").nth(1).waitFor();
    await asksAbout(desk, one.person.name, "Thu nhận xong");
    await closes(desk);
    // On purpose, at its row, it can be.
    await desk.byTestId("recent-undo").first().click();
    await dialog(desk).getByText(other.person.name).waitFor();
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});
