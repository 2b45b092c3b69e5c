import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBrowser, screenshot } from "./drivers/browser.mjs";
import { Desk } from "./drivers/desk.mjs";

const PEOPLE = 20_000;
const ROWS_AT_MOST = 200;
/** One turn of the wheel, pixels: about a hundred rows, faster than anybody reads. */
const WHEEL = 4_000;

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

/** Watches every frame: how many rows are in the document, and how often running the list was blank in its middle. */
function watchFrames() {
  const list = document.querySelector('[data-testid="people-scroll"]');
  const seen = { frames: 0, rows: 0, blankRunning: 0, running: 0 };
  const look = () => {
    const { left, top, width, height } = list.getBoundingClientRect();
    const row = document.elementFromPoint(left + width / 2, top + height / 2)?.closest('[role="row"]');
    seen.frames += 1;
    seen.rows = Math.max(seen.rows, document.querySelectorAll('[role="row"]').length);
    seen.running = row?.textContent.trim() ? 0 : seen.running + 1;
    seen.blankRunning = Math.max(seen.blankRunning, seen.running);
    window.watching = requestAnimationFrame(look);
  };
  window.framesSeen = seen;
  look();
}

test("a roster of 20,000 scrolls from end to end without blank frames and with few rows in the document", async () => {
  const desk = await Desk.open(browser, { name: "lists", people: PEOPLE });
  try {
    const { page } = desk;
    await desk.go("lists");
    await desk.byTestId("people-row").first().waitFor();
    const total = Number(await desk.byTestId("people-total").getAttribute("data-count"));
    assert.ok(total > PEOPLE * 0.95, `${total} people`);

    await page.evaluate(watchFrames);
    await desk.byTestId("people-scroll").hover();
    const atEnd = () =>
      desk.byTestId("people-scroll").evaluate((list) => list.scrollTop + list.clientHeight >= list.scrollHeight - 1);
    for (let turn = 0; !(await atEnd()); turn += 1) {
      assert.ok(turn < 1_000, "the list never ends");
      await page.mouse.wheel(0, WHEEL);
    }
    await page.locator(`[aria-rowindex="${total + 1}"] [data-testid="people-row"]`).waitFor();
    const seen = await page.evaluate(() => (cancelAnimationFrame(window.watching), window.framesSeen));

    assert.ok(seen.frames > 60, `${seen.frames} frames were watched`);
    assert.ok(seen.rows < ROWS_AT_MOST, `${seen.rows} rows in the document`);
    assert.ok(seen.blankRunning < 2, `${seen.blankRunning} blank frames running`);
    await screenshot(page, "browser-lists-end");
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});

test("typing narrows the roster, and what is found nowhere says what to do", async () => {
  const desk = await Desk.open(browser, { name: "search", people: 200 });
  try {
    await desk.go("lists");
    const first = desk.byTestId("people-row").first();
    const name = await first.innerText();
    const people = await desk.call("search", { text: name, limit: 200 });
    await desk.page.keyboard.press("/");
    await desk.page.keyboard.type(name);
    await desk.page.locator(`[data-testid="people-total"][data-count="${people.length}"]`).waitFor();
    await desk.byTestId("people-search").fill("không ai tên thế này");
    await desk.page.locator('[data-testid="people-total"][data-count="0"]').waitFor();
    await screenshot(desk.page, "browser-lists-nobody");
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});
