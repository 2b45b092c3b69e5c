// A roster of 20,000 in the real window: the web view of the product draws it, not the browser of the other tests.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { assertWellDrawn, framesSeen, watchFrames } from "./drivers/frames.mjs";
import { PASSPHRASE } from "./drivers/desk.mjs";
import { BINARIES } from "./drivers/processes.mjs";
import { Display, Window, dataFolder } from "./drivers/window.mjs";

const PEOPLE = 20_000;
/** Pixels a frame: about a hundred rows, faster than anybody reads. */
const STEP = 4_000;

let display;
before(async () => (display = await Display.open()));
after(() => display?.close());

/** Runs in the page: one step a frame down to the end of the list. */
function scrollToEnd(step) {
  const list = document.querySelector('[data-testid="people-scroll"]');
  const down = () => {
    list.scrollTop += step;
    if (list.scrollTop + list.clientHeight < list.scrollHeight - 1) requestAnimationFrame(down);
    else window.atEnd = true;
  };
  window.atEnd = false;
  requestAnimationFrame(down);
}

test("a roster of 20,000 scrolls from end to end in the window without blank frames", async () => {
  const data = dataFolder("long-list");
  const env = { ...process.env, LUUDONG_DATA: data.path, LUUDONG_PASSPHRASE: PASSPHRASE };
  const luudong = (...words) => execFileSync(join(BINARIES, "luudong"), words, { env });
  luudong("init");
  luudong("demo", "--people", `${PEOPLE}`, "--seed", "7");
  const window = await Window.open({ display, data: data.path, name: "long-list" });
  try {
    await window.type("passphrase", PASSPHRASE);
    await window.click("unlock-run");
    await window.type("actor-name", "Người thử");
    await window.click("actor-role-leader");
    await window.click("actor-done");
    await window.click("nav-lists");
    await window.byTestId("people-scroll");
    await window.waitFor("the first rows are there", async () => (await window.allByTestId("people-row")).length > 10);
    const total = await window.count("people-total");
    assert.ok(total > PEOPLE * 0.95, `${total} people`);

    const run = (script, ...args) => window.driver.run(`return (${script})(...arguments)`, ...args);
    await run(watchFrames);
    await run(scrollToEnd, STEP);
    await window.waitFor("the list is at its end", () => window.driver.run("return window.atEnd"));
    const last = `[aria-rowindex="${total + 1}"] [data-testid="people-row"]`;
    await window.waitFor("the last row is drawn", async () => (await window.driver.find(last)).length === 1);
    assertWellDrawn(await run(framesSeen));
    await window.screenshot("long-list-end");
  } finally {
    await window.close();
    data.remove();
  }
});
