// Where the program speaks: the language button's hint.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBrowser, screenshot } from "./drivers/browser.mjs";
import { Desk } from "./drivers/desk.mjs";

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

test("the language button's hint speaks of the next click, also while the pointer stays on it", async () => {
  const desk = await Desk.open(browser, { name: "hint" });
  try {
    const button = desk.byTestId("language");
    const hint = button.getByTestId("hint");
    assert.equal(await hint.isVisible(), false);
    await button.hover();
    await screenshot(desk.page, "browser-hint-vi");
    for (const [says, becomes] of [["Switch to English", "en"], ["Chuyển sang tiếng Việt", "vi"]]) {
      assert.equal(await hint.isVisible(), true);
      assert.equal(await hint.innerText(), says);
      await button.click();
      await desk.page.locator(`html[lang="${becomes}"]`).waitFor();
    }
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});
