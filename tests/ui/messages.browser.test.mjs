// Where the program speaks: the language button's hint, and what was just done or refused.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { accessibilityFaults, openBrowser, screenshot } from "./drivers/browser.mjs";
import { Desk, LOOK } from "./drivers/desk.mjs";

/** Longer than one key pressed twice. */
const THINK = 300;
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

const NAME = "Công Tằng Tôn Nữ Hoàng Thị Phương Quỳnh";

/** Runs in the page: what of the page a message covers, besides the right half of the top bar. */
function covered() {
  const toast = document.querySelector('[data-testid^="toast-"]').getBoundingClientRect();
  const over = (box) => box.left < toast.right && box.right > toast.left && box.top < toast.bottom && box.bottom > toast.top;
  return [...document.querySelectorAll("main, nav a")].filter((part) => over(part.getBoundingClientRect())).map((part) => part.outerHTML.slice(0, 60));
}

test("a message covers no row, no field and no button of the page", async () => {
  const desk = await Desk.open(browser, { name: "messages", people: 200 });
  const { page } = desk;
  try {
    const { unit, session } = desk.demo;
    await desk.call("person_add", { unit, fields: { name: NAME, birth: "1990" } });
    for (const { person } of (await desk.call("unresolved", { session })).slice(0, 30)) {
      await desk.call("check_in", { session, person: person.id });
    }
    // From the beginning: a request that is sent while the browser only begins to intercept may slip through.
    let refusal = null;
    await page.route("**/rpc/call", (route) => (refusal ? route.fulfill({ status: 422, json: { code: refusal, params: {} } }) : route.continue()));
    for (const language of ["vi", "en"]) {
      if (language === "en") await desk.byTestId("language").click();
      await desk.go("hall");
      await desk.byTestId("waiting-row").nth(20).waitFor();
      assert.ok(await page.evaluate(() => document.documentElement.scrollHeight <= innerHeight), "the page as a whole does not scroll");
      await page.keyboard.insertText(NAME);
      await desk.byTestId("lookup-row").first().waitFor();
      if (language === "vi") {
        // The ticket is shown with the key that takes it back: the same once more over the top bar would be too much.
        await page.waitForTimeout(LOOK);
        await page.keyboard.press("Enter");
        await desk.byTestId("ticket-given").getByTestId("given-undo").waitFor();
        assert.equal(await desk.byTestId("toast-done").count(), 0);
        await page.keyboard.insertText(NAME);
        await desk.byTestId("lookup-row").first().waitFor();
      }
      // Who has a ticket is called by the other key, and who was called sits down by it.
      await page.waitForTimeout(LOOK);
      await page.keyboard.press("Alt+Enter");
      await desk.byTestId("toast-done").waitFor();
      assert.deepEqual(await page.evaluate(covered), []);
      await screenshot(page, `browser-messages-done-${language}`);
      assert.deepEqual(await accessibilityFaults(page), []);

      // The longest of refusals; each stays until it is closed, one at a time.
      refusal = "export_failed";
      await page.keyboard.press("F9");
      await desk.byTestId("toast-error").waitFor();
      assert.deepEqual(await page.evaluate(covered), []);
      await screenshot(page, `browser-messages-error-${language}`);
      refusal = "scanner_gone";
      // The same key at once would be one that bounced.
      await page.waitForTimeout(THINK);
      await page.keyboard.press("F9");
      await desk.byTestId("toast-error").filter({ hasText: language === "vi" ? "và 1 nữa" : "and 1 more" }).waitFor();
      assert.deepEqual(await page.evaluate(covered), []);
      await screenshot(page, `browser-messages-errors-${language}`);
      refusal = null;
      for (const left of [1, 0]) {
        await desk.byTestId("toast-error").getByRole("button").last().click();
        assert.equal(await desk.byTestId("toast-error").count(), left);
      }
    }
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});
