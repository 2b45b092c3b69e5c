import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { until } from "./drivers/processes.mjs";
import { Display, Window, dataFolder } from "./drivers/window.mjs";

/** The web view writes what pages remember a little later. */
const WRITES_MS = 1_000;

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

test("what the pages of one data folder remember, another's know nothing of", async () => {
  const [first, second] = [dataFolder("start-first"), dataFolder("start-second")];
  // Runs `body` in the start page of a folder, and closes the window.
  const opened = async (data, name, body) => {
    const window = await Window.open({ display, data: data.path, name });
    try {
      await window.byTestId("start-demo");
      return await body(window);
    } finally {
      await window.close();
    }
  };
  const language = (window) => window.driver.run("return document.documentElement.lang");
  try {
    await opened(first, "start-first", async (window) => {
      await window.click("language");
      await until("English", async () => (await language(window)) === "en");
      await pause(WRITES_MS);
    });
    assert.equal(await opened(second, "start-second", language), "vi", "a second laptop's worth of data begins anew");
    assert.equal(await opened(first, "start-again", language), "en", "the first one's choice is kept");
  } finally {
    for (const data of [first, second]) data.remove();
  }
});
