import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBrowser, screenshot } from "./drivers/browser.mjs";
import { Desk } from "./drivers/desk.mjs";

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

test("a day in the hall needs no mouse, and the scan box has the caret after every step", async () => {
  const desk = await Desk.open(browser, { name: "hall", people: 100 });
  const { page } = desk;
  const figures = (state, people) => desk.says(`figure-${state}`, new RegExp(`^${people}$`));
  const at = (state) => page.locator(`[data-testid="current"][data-state="${state}"]`).waitFor();
  const press = (...keys) => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
  /** As a scanner does it: the digits or the code at once, then Enter. */
  const scan = async (text) => {
    await page.keyboard.insertText(text);
    await press("Enter");
  };
  const { caret } = desk;
  try {
    const codes = await desk.welcome(desk.demo.session);
    await desk.byTestId("theme").focus();
    await desk.go("hall");
    await caret();

    for (const [count, code] of codes.slice(0, 3).entries()) {
      await scan(code);
      await figures("waiting", count + 1);
      await caret();
    }
    // The same card again is shown, and nobody is called by it.
    await scan(codes[0]);
    await desk.byTestId("lookup-row").first().waitFor();
    await figures("waiting", 3);
    await press("Escape");

    await press("F9");
    await at("called");
    await press("F7");
    await page.locator("dialog[open]").waitFor();
    await screenshot(page, "browser-hall-called");
    await press("Escape");
    await press("F8");
    await at("serving");
    await screenshot(page, "browser-hall-serving");
    await press("F5");
    await figures("captured", 1);
    await caret();

    await press("F9");
    await at("called");
    await press("F6");
    await desk.byTestId("defer-reason-papers_missing").waitFor();
    await press("1", "Enter");
    await figures("deferred", 1);
    await caret();

    await press("F9");
    await at("called");
    await press("F4");
    await figures("absent", 1);
    await press("Control+z");
    await desk.byTestId("reason").waitFor();
    await press("Enter");
    await figures("absent", 0);
    await at("called");
    await caret();

    const done = await desk.call("queue", { session: desk.demo.session, limit: 10 });
    assert.deepEqual(done.recent.map(({ state }) => state).sort(), ["captured", "deferred"]);
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});

test("the picture of the pace leaves out the days between, and says so", async () => {
  const desk = await Desk.open(browser, { name: "hall-pace", people: 20 });
  const { page } = desk;
  const QUARTER = 900_000;
  const now = Math.floor(Date.now() / (2 * QUARTER)) * 2 * QUARTER;
  const before = now - 3 * 24 * 4 * QUARTER;
  try {
    // What a session has that was taken up again three days later: nobody can be captured three days ago in a test.
    const pace = [[before, 4], [before + 2 * QUARTER, 7], [before + 8 * QUARTER, 2], [now, 1]].map(([from, captured]) => ({ from, captured }));
    await page.route("**/rpc/queue", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), pace } });
    });
    await desk.go("hall");
    // Two that follow each other, two half hours without anybody, one, the pause, and today's.
    await page.getByTestId("pace-bar").nth(5).waitFor();
    assert.deepEqual([await page.getByTestId("pace-bar").count(), await page.getByTestId("pace-pause").count()], [6, 1]);
    assert.match(await page.getByTestId("pace").getAttribute("aria-label"), /: 4, .*: 7, .*: 0, .*: 0, .*: 2, nghỉ .*: 1$/);
    await screenshot(page, "browser-hall-pace");
    await desk.go("day");
    await page.getByTestId("pace-pause").waitFor();
    assert.equal(await page.getByTestId("pace-bar").count(), 6);
    await page.getByTestId("pace").scrollIntoViewIfNeeded();
    await screenshot(page, "browser-day-pace");
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});
