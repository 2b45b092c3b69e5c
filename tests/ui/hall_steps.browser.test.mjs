// A hall of several steps and stations: worked by keyboard alone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { accessibilityFaults, openBrowser, screenshot } from "./drivers/browser.mjs";
import { Desk, caret } from "./drivers/desk.mjs";

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

/** Longer than one key pressed twice. */
const THINK = 300;
const FOUR_STEPS = {
  steps: ["papers", "capture", "sign", "collect"],
  stations: [
    { number: 1, steps: ["papers"] },
    { number: 2, steps: ["papers", "capture"], pace: 12 },
    { number: 3, steps: ["sign", "collect"] },
  ],
  calls: 3,
  rules: { grace: 15, most_wait: 60, walk_ins: 3, old_from: 60 },
};

/** What the tests of this file do at a desk, and what they look at. */
function hands(desk) {
  const { page, byTestId } = desk;
  const press = (...keys) => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
  const is = (state, step) =>
    page.locator(`[data-testid="current"][data-state="${state}"]${step ? `[data-step="${step}"]` : ""}`).waitFor();
  const found = [];
  return {
    press,
    is,
    found,
    free: () => page.locator('[data-testid="current"]:not([data-state])').waitFor(),
    figures: (state, people) => page.locator(`[data-testid="figure-${state}"]`, { hasText: new RegExp(`^${people}$`) }).waitFor(),
    caret: () => caret(page),
    /** As a scanner does it: the code at once, then Enter. */
    scan: async (text) => {
      await page.keyboard.insertText(text);
      await press("Enter");
    },
    /** The station's select by its keys, and the caret back in the box. */
    stand: async (station) => {
      await byTestId("station").focus();
      const steps = station - Number(await byTestId("station").inputValue());
      await press(...Array(Math.abs(steps)).fill(steps > 0 ? "ArrowDown" : "ArrowUp"));
      await press("/");
      await page.locator(`[data-testid="current"][aria-label^="Bàn ${station}"]`).waitFor();
      await caret(page);
    },
    /** The next one is called, as soon as there is one for this station. */
    next: async (step) => {
      await page.locator('[data-testid="key-call"]:enabled').waitFor();
      await press("F9");
      await is("called", step);
    },
    /** A picture, and what axe finds on it. */
    look: async (name) => {
      await screenshot(page, `browser-steps-${name}`);
      found.push(...(await accessibilityFaults(page)).map((fault) => `${name}: ${fault}`));
    },
  };
}

test("four steps at three stations need no mouse", async () => {
  const desk = await Desk.open(browser, { name: "hall-steps", people: 100 });
  const { page, byTestId } = desk;
  const { press, is, next, free, figures, caret, scan, stand, look, found } = hands(desk);
  const { session } = desk.demo;
  const focused = () => page.evaluate(() => document.activeElement?.dataset.testid);
  try {
    await desk.call("session_arrange", { session, arranged: FOUR_STEPS });
    const codes = await desk.welcome(session);
    await desk.go("hall");
    await caret();
    for (const [count, code] of codes.slice(0, 6).entries()) {
      await scan(code);
      await figures("waiting", count + 1);
    }
    await look("waiting");

    // Of three stations it is the first one: the key that calls asks which, and calls nobody yet.
    await press("F9");
    await page.locator('[data-testid="station-choice"][data-station="1"]:focus').waitFor();
    await press("Enter");
    await byTestId("station-ask").waitFor({ state: "detached" });
    await caret();
    await page.waitForTimeout(THINK);

    // One goes through all four steps.
    await next();
    const ticket = await byTestId("current-ticket").innerText();
    await press("F8");
    await is("serving", "papers");
    await look("papers");
    await press("F5");
    await free();
    await caret();
    await stand(2);
    await next("capture");
    await press("F8");
    await is("serving", "capture");
    await press("F5");
    await free();
    await stand(3);
    await next("sign");
    await press("F8");
    await is("serving", "sign");
    await press("F5");
    await is("serving", "collect");
    assert.equal(await byTestId("current-ticket").innerText(), ticket);
    // As hands type: a burst would be a scan.
    await byTestId("receipt").focus();
    await page.keyboard.type("BN-0001", { delay: 80 });
    await byTestId("old-paper").focus();
    await press("ArrowDown", "ArrowDown", "ArrowDown");
    await byTestId("appointment").focus();
    await page.keyboard.type("15/04/2099", { delay: 80 });
    await look("last-step");
    await press("F5");
    await figures("captured", 1);
    await caret();
    const [done] = (await desk.call("queue", { session, limit: 10 })).recent;
    assert.deepEqual([done.receipt, done.old_paper, done.appointment], ["BN-0001", "collected", "2099-04-15"]);

    // One is set aside and brought back, by the keys of the list.
    await stand(1);
    await next();
    await press("F3");
    await figures("parked", 1);
    await look("parked");
    for (let row = 0; row < 5; row += 1) await press("ArrowDown");
    await byTestId("parked-back").and(page.locator(":focus")).waitFor();
    await press("Enter");
    await byTestId("requeue").waitFor();
    await look("requeue");
    await press("Enter");
    await byTestId("parked").waitFor({ state: "detached" });
    await caret();

    // No-show after three calls.
    await next();
    await press("F4");
    await desk.byTestId("toast-error").or(page.getByRole("alert")).first().waitFor();
    await look("calls-left");
    await press("F7");
    await page.locator("dialog[open]").waitFor();
    await press("Escape", "F7");
    await page.locator("dialog[open]").waitFor();
    await press("Escape", "F4");
    await figures("absent", 1);

    // One is refused, one goes first, one leaves: through the menu of the rest.
    await next();
    await press("F10");
    await byTestId("more-menu").waitFor();
    await look("more");
    await press("Escape");
    await caret();
    await press("Alt+k");
    await byTestId("refuse").waitFor();
    await press("2");
    await look("refuse");
    await press("Enter");
    await figures("refused", 1);
    await caret();
    await press("ArrowDown", "Alt+u");
    await byTestId("prioritise").waitFor();
    await press("2");
    await look("prioritise");
    await press("Enter");
    await byTestId("waiting-row").getByTestId("priority").first().waitFor();
    await caret();

    // One of the line is moved to another station, whose line they are in from then on.
    await press("ArrowDown", "ArrowDown", "Alt+c");
    await byTestId("move-choice-2").and(page.locator(":checked")).waitFor();
    await look("move");
    await press("Enter");
    await byTestId("move").waitFor({ state: "detached" });
    await caret();
    const { waiting } = await desk.call("queue", { session, station: 2, limit: 10 });
    assert.deepEqual(waiting.map(({ for_station }) => for_station).filter(Boolean), [2]);
    await next();
    // One goes away: an item of the menu, come to by the arrows from its end and round to its beginning, and Enter.
    await press("F10");
    await byTestId("more-menu").waitFor();
    await press("End");
    await byTestId("more-board-open").and(page.locator(":focus")).waitFor();
    await press("ArrowDown");
    await byTestId("more-requeue").and(page.locator(":focus")).waitFor();
    for (let item = 0; (await focused()) !== "more-leave"; item += 1) {
      assert.ok(item < 12, "the menu has who goes away");
      await press("ArrowDown");
    }
    await press("Enter");
    await byTestId("leave").waitFor();
    await look("leave");
    await press("1", "Enter");
    await figures("left", 1);
    await caret();

    // An incident begins and ends.
    await press("Alt+b");
    await byTestId("incident").waitFor();
    await press("3");
    await look("incident");
    await press("Enter");
    await byTestId("incident-lasts").waitFor();
    await look("incident-lasts");
    await next();
    await press("F6");
    await byTestId("defer-reason-papers_missing").waitFor();
    await press("1");
    await byTestId("defer-paper-birth_certificate").focus();
    await press("Space");
    await look("defer");
    await press("Enter");
    await figures("deferred", 1);
    await press("Alt+x");
    await byTestId("incident-lasts").waitFor({ state: "detached" });
    const { incidents } = await desk.call("session", { session });
    assert.deepEqual(incidents.map(({ kind, over }) => [kind, over !== null]), [["power_cut", true]]);
    await press("F1");
    await byTestId("key-map").waitFor();
    await look("keys");
    await press("Escape");

    assert.deepEqual(found, []);
    assert.deepEqual(desk.faults, []);
  } finally {
    await screenshot(page, "browser-steps-end");
    await desk.close();
  }
});

test("a leader arranges a session, and takes up again what was closed", async () => {
  const desk = await Desk.open(browser, { name: "arrange", people: 20 });
  const { page, byTestId } = desk;
  const { press, look, found } = hands(desk);
  const { session } = desk.demo;
  const typeInto = async (id, text) => {
    await byTestId(id).focus();
    await press("Control+a");
    await page.keyboard.insertText(text);
  };
  try {
    await desk.go("sessions");
    await byTestId("session-arrange").press("Enter");
    await byTestId("arrange").waitFor();
    await byTestId("arrange-four").press("Enter");
    await typeInto("arrange-starts", "7h30");
    await typeInto("arrange-oldFrom", "70");
    await look("arrange");

    // Esc closes it and loses nothing.
    await press("Escape");
    await byTestId("arrange").waitFor({ state: "detached" });
    await byTestId("session-arrange").press("Enter");
    assert.deepEqual(
      [await byTestId("arrange-starts").inputValue(), await byTestId("arrange-oldFrom").inputValue(), await byTestId("arrange-number").count()],
      ["7h30", "70", 4],
    );

    // Each refusal stands at its field, and what was typed stays.
    await byTestId("arrange-save").press("Enter");
    await byTestId("arrange-hours-error").waitFor();
    await typeInto("arrange-ends", "17:00");
    await byTestId("arrange-does-papers").first().press("Enter");
    await typeInto("arrange-grace", "nhiều");
    await byTestId("arrange-save").press("Enter");
    await page.locator('[data-testid="arrange-grace"][aria-invalid="true"]').waitFor();
    await typeInto("arrange-grace", "20");
    await byTestId("arrange-save").press("Enter");
    await byTestId("arrange-stations-error").waitFor();
    await look("arrange-wrong");
    await byTestId("arrange-does-papers").first().press("Enter");
    await byTestId("arrange-add").press("Enter");
    await typeInto("arrange-starts", "07:30");
    await byTestId("arrange-save").press("Enter");
    await byTestId("arrange").waitFor({ state: "detached" });
    await byTestId("session-how").waitFor();
    await look("arranged");
    const { arranged } = await desk.call("session", { session });
    assert.deepEqual(arranged.stations.map(({ number, steps }) => [number, steps.length]), [[1, 1], [2, 1], [3, 1], [4, 2], [5, 4]]);
    assert.deepEqual([arranged.starts, arranged.ends, arranged.calls], ["07:30", "17:00", 3]);
    assert.deepEqual(arranged.rules, { grace: 20, most_wait: 60, walk_ins: 3, old_from: 70 });

    await desk.call("session_close", { session, accept_unresolved: true, reason: "thử", gap: "" });
    await desk.go("day");
    await byTestId("day-reopen").press("Enter");
    await byTestId("reason").waitFor();
    await look("reopen");
    await press("Enter");
    await byTestId("day-close").waitFor();
    assert.equal((await desk.call("session", { session })).state, "open");

    assert.deepEqual(found, []);
    assert.deepEqual(desk.faults, []);
  } finally {
    await screenshot(page, "browser-steps-arrange-end");
    await desk.close();
  }
});

test("whoever waits can be read in the dark, in high contrast and on a narrow screen", async () => {
  const desk = await Desk.open(browser, { name: "hall-looks", people: 40 });
  const { page, byTestId } = desk;
  const { look, found } = hands(desk);
  const { session, unit } = desk.demo;
  try {
    const long = await desk.call("person_add", {
      unit,
      fields: { name: "Công Tằng Tôn Nữ Nguyễn Phước Thị Khánh Ngọc Quỳnh Như", birth: "1950-01-01", sex: "female" },
    });
    await desk.call("session_plan", { session, unit });
    const rules = { grace: 15, most_wait: 60, walk_ins: 3, old_from: 40 };
    await desk.call("session_arrange", { session, arranged: { steps: ["papers", "capture"], calls: 3, rules } });
    const people = await desk.call("unresolved", { session });
    const rows = [];
    for (const { person } of people.slice(0, 12)) rows.push(await desk.call("check_in", { session, person: person.id }));
    const first = await desk.call("check_in", { session, person: long.id });
    await desk.call("prioritise", { visit: first.id, reasons: ["disability", "small_child", "night_shift"] });
    await desk.call("prioritise", { visit: rows[4].id, reasons: ["pregnancy"] });
    await desk.call("move", { visit: rows[5].id, station: 2 });
    await desk.call("park", { visit: rows[6].id, note: "đi lấy giấy tờ" });
    const called = await desk.call("call", { session, station: 3, visit: rows[7].id });
    await desk.call("pass", { visit: called.id, step: "papers" });
    await desk.call("requeue", { visit: called.id });
    for (const visit of rows.slice(8, 12)) {
      await desk.call("call", { session, station: 4, visit: visit.id });
      await desk.call("serve", { visit: visit.id, station: 4 });
      await desk.call("pass", { visit: visit.id, step: "papers" });
      await desk.call("capture", { visit: visit.id, receipt: null, old_paper: "cut" });
    }
    await desk.go("hall");
    await byTestId("waiting-row").first().waitFor();
    await byTestId("wait").waitFor();
    await byTestId("done-lately").waitFor();
    assert.match(await page.locator('[data-testid="waiting-row"][data-why="first"]').first().innerText(), /tuổi[^]*Ưu tiên/);
    await look("looks-light");
    await desk.call("call", { session, station: 1, visit: first.id });
    await desk.call("serve", { visit: first.id, station: 1 });
    await page.locator('[data-testid="current"][data-state="serving"]').waitFor();
    for (const theme of ["dark", "contrast"]) {
      await byTestId("theme").click();
      await look(`looks-${theme}`);
    }
    await page.setViewportSize({ width: 1024, height: 700 });
    await look("looks-narrow");
    await page.setViewportSize({ width: 1366, height: 768 });
    await desk.go("day");
    await byTestId("day-show-captured").click();
    await byTestId("day-outcome").first().waitFor();
    await look("looks-day");
    assert.deepEqual(found, []);
    assert.deepEqual(desk.faults, []);
  } finally {
    await screenshot(page, "browser-steps-looks-end");
    await desk.close();
  }
});
