// What the answers to a search say of each person: what they are due for.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { accessibilityFaults, openBrowser, screenshot } from "./drivers/browser.mjs";
import { Desk } from "./drivers/desk.mjs";

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

/** In both languages, on the roster and in the hall: types `text` and waits for the answers. */
async function everywhere(desk, text, look) {
  for (const language of ["vi", "en"]) {
    await desk.go(`lists/${desk.demo.unit}`);
    if (language === "en") await desk.byTestId("language").click();
    await desk.byTestId("people-row").first().waitFor();
    const found = await desk.call("search", { text, unit: desk.demo.unit, state: "active", limit: 101 });
    await desk.byTestId("people-search").fill(text);
    await desk.page.locator(`[data-testid="people-total"][data-count="${Math.min(found.length, 100)}"]`).waitFor();
    await desk.page.locator(`[data-testid="people-row"][href$="${found[0].id}"]`).waitFor();
    await look({ where: "roster", language, rows: '[role="row"]:has([data-testid="people-row"])', found });

    await desk.go("hall");
    const { rows } = await desk.call("lookup", { session: desk.demo.session, text });
    await desk.byTestId("scan-box").fill(text);
    await desk.byTestId("lookup-row").nth(rows.length - 1).waitFor();
    await look({ where: "hall", language, rows: '[data-testid="lookup-row"]', found: rows.map((row) => ({ ...row.person, ...row })) });
  }
}

test("the answers to a search say what people are due for, in the roster and in the hall", async () => {
  const desk = await Desk.open(browser, { name: "search-due", people: 300 });
  try {
    await everywhere(desk, "hoang", async ({ where, language, rows, found }) => {
      const shown = await desk.page.locator(rows).evaluateAll((all) =>
        all.map((row) => [
          row.querySelector("[data-verdict]")?.dataset.verdict,
          row.querySelector('[data-testid="due-short"], [data-testid="lookup-due"]')?.textContent.trim() !== "",
        ]),
      );
      assert.ok(new Set(found.map(({ due }) => due.verdict)).size > 1, "some are due, some are not");
      assert.deepEqual(shown, found.map(({ due }) => [due.verdict, true]), `${where} ${language}`);
      await screenshot(desk.page, `browser-search-due-${where}-${language}`);
      assert.deepEqual(await accessibilityFaults(desk.page), [], `${where} ${language}`);
    });
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});
