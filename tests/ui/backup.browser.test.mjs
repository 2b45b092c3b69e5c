// A backup to a stick: the folder of the last one is offered again, in the data folder it belongs to.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { openBrowser, screenshot } from "./drivers/browser.mjs";
import { Desk } from "./drivers/desk.mjs";
import { dataFolder } from "./drivers/window.mjs";

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

test("the folder of the last backup is offered again, as the data folder knows it and not the browser", async () => {
  const desk = await Desk.open(browser, { name: "backup", people: 20 });
  const outside = dataFolder("backup-stick");
  try {
    const stick = join(outside.path, "USB của đội cấp căn cước lưu động số 12");
    mkdirSync(stick);
    const field = (page) => page.getByTestId("backup-folder");
    await desk.go("sync");
    assert.equal(await field(desk.page).inputValue(), "");
    await field(desk.page).fill(stick);
    await desk.byTestId("backup-run").click();
    await desk.byTestId("backup-done").waitFor();
    const kept = await desk.page.evaluate(() => JSON.stringify(localStorage));
    assert.ok(!kept.includes("USB"), `a folder's name is not left unencrypted: ${kept}`);

    // Another browser profile: what is known is known to the data folder.
    const { page, faults } = await desk.bridge.page(browser);
    await page.goto(`${desk.bridge.address}/#/sync`);
    await page.waitForFunction(() => document.querySelector('[data-testid="backup-folder"]')?.value.includes("USB"));
    assert.equal(await field(page).inputValue(), stick);
    for (const language of ["vi", "en"]) {
      await field(page).scrollIntoViewIfNeeded();
      await screenshot(page, `browser-backup-${language}`);
      await page.getByTestId("language").click();
    }
    assert.deepEqual([...desk.faults, ...faults], []);
    await page.context().close();
  } finally {
    await desk.close();
    outside.remove();
  }
});
