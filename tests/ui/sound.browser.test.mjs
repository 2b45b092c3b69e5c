// Sounds as the loudspeaker gets them: told apart, louder or softer, and none where the laptop is silent.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBrowser } from "./drivers/browser.mjs";
import { Desk } from "./drivers/desk.mjs";
import { heardOf, listen, named } from "./drivers/hearing.mjs";

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

test("the laptop is louder, loud, silent and soft by a key, and keeps it", async () => {
  const desk = await Desk.open(browser, { name: "sound", people: 20 });
  try {
    const { page } = desk;
    await listen(page);
    await page.reload();
    await desk.go("hall");
    await desk.caret();
    const louder = () => page.keyboard.press("Alt+m");

    const loud = await heardOf(page, louder);
    assert.equal(named(loud), "done");
    await desk.says("toast-done", "to");
    await louder();
    await desk.says("toast-done", "tắt");
    await page.evaluate(() => Object.assign(window.heard, { loudest: 0, pitches: [] }));
    await page.reload();
    await desk.caret();
    const soft = await heardOf(page, louder);
    await desk.says("toast-done", "nhỏ");
    assert.ok(soft.loudest > 0.03 && soft.loudest < 0.2, `soft: ${soft.loudest}`);
    assert.ok(loud.loudest > 0.4, `loud: ${loud.loudest}`);
    assert.equal(named(await heardOf(page, louder)), "done", "middle");
    assert.equal(await page.evaluate(() => localStorage.getItem("sound")), "middle");
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});
