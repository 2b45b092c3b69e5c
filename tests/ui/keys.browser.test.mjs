// One key means one thing on every page; the map under `?` is where each page says what its keys do.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBrowser, screenshot } from "./drivers/browser.mjs";
import { Central } from "./drivers/central.mjs";
import { Desk } from "./drivers/desk.mjs";
import { dataFolder } from "./drivers/window.mjs";

/** Keys whose meaning is "here": the page's own search box, and a new one of what the page lists. */
const HERE = ["/", "Alt+n"];

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

/** Key and meaning of each line of the map on the page as it is. */
async function keysOf(page) {
  await page.getByTestId("keys").click();
  const lines = page.getByTestId("key-map").locator("dt");
  const keys = await lines.evaluateAll((all) =>
    all.flatMap((dt) => [...dt.querySelectorAll(".sr-only")].map((key) => [key.textContent, dt.nextElementSibling.textContent])),
  );
  await page.keyboard.press("Escape");
  return keys;
}

test("a key means the same on every page", async () => {
  const desk = await Desk.open(browser, { name: "keys", people: 20 });
  try {
    const [person] = await desk.call("search", { text: "nguyen", limit: 1 });
    const pages = [`lists/${desk.demo.unit}`, `person/${person.id}`, `import/${desk.demo.unit}`, "sessions", "hall", "day", "sync"];
    for (const language of ["vi", "en"]) {
      const meanings = new Map();
      for (const route of pages) {
        await desk.go(route);
        await desk.page.locator("main").waitFor();
        if (route === "sync") await desk.byTestId("sync-run").waitFor();
        for (const [key, meaning] of await keysOf(desk.page)) {
          if (!HERE.includes(key)) meanings.set(key, (meanings.get(key) ?? new Set()).add(meaning));
        }
      }
      assert.ok(["F9", "F5", "Alt+s"].every((key) => meanings.has(key)), [...meanings.keys()].join(" "));
      for (const [key, said] of meanings) assert.equal(said.size, 1, `${key} means ${[...said].join(", ")}`);
      await screenshot(desk.page, `browser-keys-sync-${language}`);
      await desk.byTestId("language").click();
    }
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});

test("a function key does nothing of the web view's while a dialog is open, and nothing of ours", async () => {
  const desk = await Desk.open(browser, { name: "keys-dialog", people: 20 });
  const { page } = desk;
  try {
    await desk.go("hall");
    await desk.caret();
    await page.evaluate(() =>
      addEventListener("keydown", (event) => setTimeout(() => (window.kept = { ...window.kept, [event.key]: event.defaultPrevented })), true),
    );
    await page.keyboard.press("Alt+b");
    await page.locator("dialog[open]").waitFor();
    const keys = ["F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10"];
    for (const key of keys) await page.keyboard.press(key);
    await page.waitForFunction((count) => Object.keys(window.kept ?? {}).filter((key) => /^F/.test(key)).length === count, keys.length);
    const kept = await page.evaluate(() => window.kept);
    for (const key of keys) assert.equal(kept[key], true, `${key} reaches the web view`);
    assert.equal(await page.locator("dialog[open]").count(), 1);
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});

test("Alt+S syncs, and F9 on the sync page does nothing", async () => {
  const files = dataFolder("keys-central");
  const central = await Central.open({ data: files.path, name: "keys" });
  const desk = await Desk.open(browser, { name: "keys-sync" });
  try {
    await desk.call("admit", { central: central.address, code: await central.code(), label: "Máy thử" });
    await desk.go("sync");
    await desk.page.locator('[data-testid="sync-run"]:enabled').waitFor();
    await desk.page.keyboard.press("F9");
    await desk.page.waitForTimeout(500);
    assert.equal((await desk.call("sync_status")).last, null);
    await desk.page.keyboard.press("Alt+s");
    await desk.byTestId("sync-report").waitFor();
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
    await central.stop();
    files.remove();
  }
});
