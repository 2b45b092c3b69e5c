// Which station a laptop is: asked where there are several, and told where another laptop is the same one.
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { after, before, test } from "node:test";

import { accessibilityFaults, openBrowser, screenshot } from "./drivers/browser.mjs";
import { Desk } from "./drivers/desk.mjs";
import { heardOf, listen, named } from "./drivers/hearing.mjs";

/** Longer than one key pressed twice. */
const THINK = 300;
const TWO = {
  steps: ["papers", "capture"],
  stations: [
    { number: 1, steps: ["papers"] },
    { number: 2, steps: ["papers", "capture"] },
  ],
};

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

async function hall(desk, waiting) {
  const { session } = desk.demo;
  const codes = await desk.welcome(session);
  for (const text of codes.slice(0, waiting)) {
    const { rows } = await desk.call("lookup", { session, text });
    await desk.call("check_in", { session, person: rows[0].person.id });
  }
  await listen(desk.page);
  await desk.page.reload();
  await desk.go("hall");
  await desk.caret();
  await desk.byTestId("waiting-row").first().waitFor();
  return codes.slice(waiting);
}

test("where there are several stations a laptop is asked which one it is before it calls anybody, and once only", async () => {
  const desk = await Desk.open(browser, { name: "station-asked", people: 40 });
  const { page, byTestId } = desk;
  const { session } = desk.demo;
  const called = async () => (await desk.call("queue", { session, limit: 9 })).called.map(({ station }) => station);
  try {
    await desk.call("session_arrange", { session, arranged: TWO });
    const [code] = await hall(desk, 3);
    await byTestId("station-ask").waitFor();
    await screenshot(page, "browser-station-ask");
    const faults = await accessibilityFaults(page);
    await page.keyboard.press("Alt+j");
    await screenshot(page, "browser-station-ask-dark");
    faults.push(...(await accessibilityFaults(page)));
    assert.deepEqual(faults, []);

    // Tickets are given without an answer: the door needs none.
    await page.keyboard.insertText(code);
    await page.keyboard.press("Enter");
    await byTestId("ticket-given").waitFor();
    // A call is not made, by the key or at a row; the choices have the focus, and what is typed still goes to the box.
    const heard = await heardOf(page, () => page.keyboard.press("F9"));
    assert.equal(named(heard), "attention");
    await page.locator('[data-testid="station-choice"][data-station="1"]:focus').waitFor();
    await page.keyboard.press("0");
    await desk.caret();
    assert.equal(await byTestId("scan-box").inputValue(), "0");
    await byTestId("scan-box").fill("");
    await page.keyboard.press("ArrowDown");
    await page.locator('[data-testid="waiting-call"]:focus').waitFor();
    await page.keyboard.press("Enter");
    await page.locator('[data-testid="station-choice"][data-station="1"]:focus').waitFor();
    assert.deepEqual(await called(), []);

    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await byTestId("station-ask").waitFor({ state: "detached" });
    await desk.caret();
    assert.equal(await byTestId("station").inputValue(), "2");
    await pause(THINK);
    await page.keyboard.press("F9");
    await page.locator('[data-testid="current"][data-state="called"]').waitFor();
    assert.deepEqual(await called(), [2]);
    await page.reload();
    await page.locator('[data-testid="current"][data-state="called"]').waitFor();
    assert.equal(await byTestId("station-ask").count(), 0);
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});

test("a session without stations asks nothing, and one that somebody else calls to the same station says so", async () => {
  const desk = await Desk.open(browser, { name: "station-shared", people: 40 });
  const { page, byTestId } = desk;
  try {
    await hall(desk, 2);
    await page.keyboard.press("F9");
    await page.locator('[data-testid="current"][data-state="called"]').waitFor();
    await pause(THINK);
    assert.equal(await byTestId("station-ask").count(), 0);
    assert.equal(await byTestId("station-shared").count(), 0, "called by this laptop");
    // As it is where the call came by sync: the laptop in the name of its event is another one.
    await page.route("**/rpc/queue", async (route) => {
      const response = await route.fetch();
      const queue = await response.json();
      for (const visit of queue.called) visit.last_event = `${"0".repeat(32)}:${visit.last_event.split(":")[1]}`;
      await route.fulfill({ response, json: queue });
    });
    await byTestId("station-shared").filter({ hasText: "Máy khác cũng đang là bàn 1" }).waitFor();
    await screenshot(page, "browser-station-shared");
    await page.keyboard.press("F8");
    await page.locator('[data-testid="current"][data-state="serving"]').waitFor();
    await byTestId("station-shared").waitFor({ state: "detached" });
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});
