import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Display, Window, dataFolder } from "./drivers/window.mjs";

let display;
before(async () => (display = await Display.open()));
after(() => display?.close());

test("an empty folder opens on the start page", async () => {
  const data = dataFolder("start");
  const window = await Window.open({ display, data: data.path, name: "start" });
  try {
    assert.equal(await window.driver.title(), "Lưu Động");
    await window.byTestId("start-demo");
    await window.byTestId("start-real");
    await window.screenshot("empty");
    assert.equal(await window.driver.run("return typeof window.__TAURI__"), "undefined");
  } finally {
    await window.close();
    data.remove();
  }
});
