// Whoever tries the sample data lands in the hall, and is told the three steps of it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Bridge, accessibilityFaults, openBrowser, screenshot } from "./drivers/browser.mjs";
import { Desk, PASSPHRASE, caret } from "./drivers/desk.mjs";
import { dataFolder } from "./drivers/window.mjs";

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

for (const language of ["vi", "en"]) {
  test(`the sample data begins with three steps in the hall, which can be put away, in ${language}`, async () => {
    const data = dataFolder(`steps-${language}`);
    const bridge = await Bridge.open({ data: data.path, name: `steps-${language}`, env: { HOME: data.path } });
    try {
      const { page, faults } = await bridge.page(browser);
      const at = (step) =>
        page.waitForFunction(
          (step) => [...document.querySelectorAll('[data-testid="first-step"]')].findIndex((li) => li.ariaCurrent === "step") === step,
          step,
        );
      if (language === "en") await page.getByTestId("language").click();
      await page.getByTestId("start-demo").click();
      await page.getByTestId("passphrase").fill(PASSPHRASE);
      await page.getByTestId("demo-people").fill("60");
      await page.keyboard.press("Enter");
      await page.getByTestId("first-steps").waitFor();
      await at(0);
      await screenshot(page, `browser-steps-1-${language}`);
      assert.deepEqual(await accessibilityFaults(page), []);

      await page.keyboard.type("nguyen");
      await page.getByTestId("lookup-row").first().waitFor();
      await at(1);
      // The first of them before whom nothing stops the hand.
      while ((await page.getByTestId("door").getAttribute("data-pass")) !== "usual") await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await page.getByTestId("waiting-row").waitFor();
      await at(2);
      assert.ok(await page.evaluate(() => document.documentElement.scrollHeight <= innerHeight), "the page does not scroll");
      await screenshot(page, `browser-steps-3-${language}`);
      await page.keyboard.press("F9");
      await page.locator('[data-testid="current"][data-state="called"]').waitFor();
      await at(-1);
      assert.deepEqual(await accessibilityFaults(page), []);
      await screenshot(page, `browser-steps-done-${language}`);

      await page.getByTestId("first-steps-hide").click();
      await page.getByTestId("first-steps").waitFor({ state: "detached" });
      await caret(page);
      await page.reload();
      await page.getByTestId("scan-box").waitFor();
      assert.equal(await page.getByTestId("first-steps").count(), 0, "put away is put away");
      assert.deepEqual(faults, []);
    } finally {
      await bridge.close();
      data.remove();
    }
  });
}

test("the hall of a real session has no first steps", async () => {
  const desk = await Desk.open(browser, { name: "steps-real" });
  try {
    const unit = await desk.call("unit_add", { name: "Công ty Ví Dụ", code: null });
    await desk.call("session_add", { date: "2026-12-15", place: "Xưởng 2", units: [unit.id] });
    await desk.go("hall");
    await desk.page.reload();
    await desk.byTestId("scan-box").waitFor();
    await desk.byTestId("figure-waiting").waitFor();
    assert.equal(await desk.byTestId("first-steps").count(), 0);
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});
