import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Bridge, accessibilityFaults, openBrowser, screenshot } from "./drivers/browser.mjs";
import { dataFolder } from "./drivers/window.mjs";

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

test("the start page keeps to its security policy and can be read by everyone", async () => {
  const data = dataFolder("start");
  const bridge = await Bridge.open({ data: data.path, name: "start" });
  try {
    const { page, faults } = await bridge.page(browser);
    await page.getByTestId("start-demo").waitFor();
    await screenshot(page, "browser-start");
    assert.deepEqual(await accessibilityFaults(page), []);
    assert.deepEqual(faults, []);
  } finally {
    await bridge.close();
    data.remove();
  }
});

test("the bridge refuses a command from another page", async () => {
  const data = dataFolder("foreign");
  const bridge = await Bridge.open({ data: data.path, name: "foreign" });
  try {
    const foreign = { method: "POST", body: "{}", headers: { origin: "http://example.com" } };
    assert.equal((await fetch(`${bridge.address}/rpc/status`, foreign)).status, 403);
    assert.equal((await bridge.call("status")).state, "empty");
    assert.equal((await bridge.call("no_such_command")).refused, "unknown_command");
  } finally {
    await bridge.close();
    data.remove();
  }
});
