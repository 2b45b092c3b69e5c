// From an empty folder to a closed day and its backup without a mouse: every control is reached by Tab, or has a key of its own.
import assert from "node:assert/strict";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { Bridge, openBrowser, screenshot } from "./drivers/browser.mjs";
import { PASSPHRASE, caret, welcome } from "./drivers/desk.mjs";
import { dataFolder } from "./drivers/window.mjs";

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

/** More stops than any page has. */
const STOPS = 120;

/** Longer than one key pressed twice. */
const THINK = 300;

/** One pair of hands, and no mouse. */
function hands(page) {
  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const focused = () => page.evaluate(() => document.activeElement?.closest("[data-testid]")?.dataset.testid ?? "");
  /** By Tab alone to a control; there it is drawn that it has the focus. */
  const reach = async (id) => {
    await page.getByTestId(id).first().waitFor();
    for (let stop = 0; stop < STOPS; stop++) {
      if ((await focused()) === id) return;
      await page.keyboard.press("Tab");
    }
    assert.fail(`"${id}" is not reached by Tab`);
  };
  const seen = async (id) => {
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.notEqual(outline, "none", `the focus of "${id}" is seen`);
  };
  return {
    press,
    /** As hands type: a burst would be a scan. */
    type: (text) => page.keyboard.type(text, { delay: 70 }),
    /** To a control and into it. */
    use: async (id) => {
      await reach(id);
      await seen(id);
      await press("Enter");
    },
    reach,
    write: async (id, text) => {
      await reach(id);
      await press("Control+a");
      await page.keyboard.type(text, { delay: 70 });
    },
    /** An item of the menu of the rest, by its arrows and Enter. */
    menu: async (item) => {
      await press("F10");
      await page.getByTestId("more-menu").waitFor();
      for (let at = 0; (await focused()) !== `more-${item}`; at++) {
        assert.ok(at < STOPS, `the menu has "${item}"`);
        await press("ArrowDown");
      }
      await press("Enter");
      await page.getByTestId("more-menu").waitFor({ state: "detached" });
      await page.waitForTimeout(THINK);
    },
    ticket: () => page.getByTestId("current-ticket").innerText(),
    is: (state) => page.locator(`[data-testid="current"][data-state="${state}"]`).waitFor(),
    free: () => page.locator('[data-testid="current"]:not([data-state])').waitFor(),
    figure: (state, people) =>
      page.locator(`[data-testid="figure-${state}"]`, { hasText: new RegExp(`^${people}$`) }).waitFor(),
    caret: () => caret(page),
  };
}

test("a whole day by keyboard alone", async () => {
  const data = dataFolder("keyboard-day");
  const stick = join(data.path, "stick");
  mkdirSync(stick);
  const bridge = await Bridge.open({ data: join(data.path, "data"), name: "keyboard-day", env: { HOME: data.path } });
  const { page, faults } = await bridge.page(browser);
  const { press, type, use, reach, write, menu, ticket, is, free, figure, caret } = hands(page);
  const shown = (id) => page.getByTestId(id).first().waitFor();
  // A mouse would be heard.
  await page.evaluate(() => addEventListener("pointerdown", () => (window.pointed = true), true));
  try {
    // Morning: a folder, people, who works here.
    await use("start-demo");
    await write("passphrase", PASSPHRASE);
    await write("demo-people", "60");
    await press("Enter");
    await shown("first-steps");
    await caret();
    const [{ id: session }] = await bridge.call("sessions");

    // Planning: another session for the same people, its hours and stations.
    await use("nav-sessions");
    await use("session-arrange");
    await shown("arrange");
    await write("arrange-starts", "07:30");
    await write("arrange-ends", "17:00");
    await use("arrange-save");
    await page.getByTestId("arrange").waitFor({ state: "detached" });
    await use("session-hall");
    await caret();

    // Ten come.
    const codes = await welcome(bridge, session);
    assert.ok(codes.length >= 10, "ten whom nothing stops");
    for (let count = 1; count <= 10; count++) {
      await type(codes[count - 1]);
      await shown("lookup-row");
      await press("Enter");
      await figure("waiting", count);
      await caret();
    }
    // Captured, undone, and captured again; deferred with a reason.
    const queue = (station = 1) => bridge.call("queue", { session, station, limit: 60 });
    const next = async () => {
      await page.waitForTimeout(THINK);
      await page.locator('[data-testid="key-call"]:enabled').waitFor();
      await press("F9");
      await is("called");
    };
    await next();
    await press("F8");
    await is("serving");
    await press("F5");
    await free();
    await figure("captured", 1);
    await press("Control+z");
    await shown("reason");
    await type("bấm nhầm người");
    await press("Enter");
    await is("serving");
    await press("F5");
    await figure("captured", 1);
    await next();
    await press("F8");
    await is("serving");
    await press("F6");
    await shown("defer-reason-residence");
    await press("3");
    await press("Enter");
    await figure("deferred", 1);
    await free();
    // Set aside, and back by the keys of the list: one up from the box is its end.
    await next();
    const aside = await ticket();
    await press("F7");
    await page.locator("dialog[open]").waitFor();
    await press("Escape");
    await caret();
    await press("F3");
    await free();
    await figure("parked", 1);
    await press("ArrowUp");
    await page.locator('[data-testid="parked-back"]:focus').waitFor();
    await press("Enter");
    await shown("requeue");
    await press("Enter");
    await page.getByTestId("parked-row").waitFor({ state: "detached" });
    await caret();
    // In the place that they had they come next.
    await next();
    assert.equal(await ticket(), aside);
    // To the end of the line, through the menu: its arrows and Enter.
    await menu("requeue");
    await shown("requeue");
    await press("2", "Enter");
    await free();
    await caret();
    assert.equal((await queue()).waiting.at(-1).ticket, aside);
    // Another is moved to another station, the same way.
    await next();
    const moved = await ticket();
    await press("F10");
    await shown("more-menu");
    await screenshot(page, "keyboard-day-menu");
    await press("Escape");
    await caret();
    await page.waitForTimeout(THINK);
    await menu("move");
    await page.locator('[data-testid="move-choice-2"]:checked').waitFor();
    await press("Enter");
    await free();
    await caret();
    assert.equal((await queue(2)).waiting.find((visit) => visit.ticket === moved).for_station, 2);
    assert.ok(!(await queue()).waiting.some((visit) => visit.ticket === moved), "this station calls them no more");
    // Somebody on no list comes, and somebody's data are put right.
    await press("Alt+a");
    await shown("walk-in");
    await write("walk-in-name", "Trịnh Văn Khách");
    await write("walk-in-birth", "02/03/1985");
    await press("Enter");
    await shown("ticket-given");
    await caret();
    assert.ok((await queue()).waiting.some((visit) => visit.walk_in && visit.person.name === "Trịnh Văn Khách"));
    await next();
    await press("Alt+t");
    await shown("correct");
    await write("correct-department", "Xưởng 9");
    await press("Enter");
    await page.getByTestId("correct").waitFor({ state: "detached" });
    await caret();
    assert.equal((await queue()).called[0].person.department, "Xưởng 9");
    await press("F4");
    await figure("absent", 1);
    await press("Alt+b");
    await page.locator("dialog[open]").waitFor();
    await press("3", "Enter");
    await shown("incident-lasts");
    await press("Alt+x");
    await page.getByTestId("incident-lasts").waitFor({ state: "detached" });
    // All that are left but who was moved away, and then at that station, whose choice has the focus by Tab.
    const left = (await queue()).waiting.length;
    for (let count = 2; count <= 1 + left; count++) {
      await next();
      await press("F8");
      await is("serving");
      await press("F5");
      await figure("captured", count);
      await free();
    }
    await reach("station");
    await press("ArrowDown", "/");
    await caret();
    await next();
    assert.equal(await ticket(), moved);
    await press("F8");
    await is("serving");
    await press("F5");
    await figure("captured", 2 + left);
    await figure("waiting", 0);
    await press("?");
    await shown("key-map");
    await press("Escape");
    await screenshot(page, "keyboard-day-hall");

    // Letters, light and language by keys and Tab.
    await press("Alt+y");
    assert.equal(await page.evaluate(() => document.documentElement.dataset.type), "large");
    await press("Alt+y", "Alt+j");
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
    await press("Alt+j", "Alt+j");

    // Evening: the day is looked at and closed, and a backup goes to the stick.
    await use("nav-day");
    await shown("times");
    await use("day-close");
    await shown("close-unresolved");
    await write("reason", "Hết ngày, số còn lại hẹn đợt sau");
    await use("confirm");
    await shown("day-closed");
    await write("backup-folder", stick);
    await use("backup-run");
    await shown("backup-done");
    await use("backup-later");
    assert.equal(readdirSync(stick).length > 0, true, "the backup is on the stick");
    await use("nav-sync");
    await shown("verify-run");
    await use("verify-run");
    await page.locator('[data-testid="verify-digest"][data-ok="true"]').waitFor();

    const { state, figures } = await bridge.call("session", { session });
    assert.equal(state, "closed");
    assert.deepEqual([figures.captured, figures.deferred, figures.absent, figures.parked], [9, 1, 1, 0]);
    assert.equal(await page.evaluate(() => window.pointed ?? false), false, "no mouse");
    assert.deepEqual(faults, []);
  } finally {
    await screenshot(page, "keyboard-day-end");
    await bridge.close();
    data.remove();
  }
});
