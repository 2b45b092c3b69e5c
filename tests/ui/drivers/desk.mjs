// A laptop with its folder open and somebody at work, in a real browser: where the tests of single pages begin.
import assert from "node:assert/strict";

import { accessibilityFaults, Bridge, screenshot } from "./browser.mjs";
import { PATIENCE } from "./processes.mjs";
import { dataFolder } from "./window.mjs";

/** Longer than somebody found by a part of their name must have been on the screen before a key is about them, milliseconds. */
export const LOOK = 500;
export const PASSPHRASE = "một câu dài chỉ để thử 2026";

/** The box of the hall has the caret, and the queue was read: before that a key about somebody in it is about nobody. */
export const caret = (page) => page.locator('main:has([data-testid="current"]) [data-testid="scan-box"]:focus').waitFor();

export class Desk {
  /**
   * Opens a folder by the program's own commands, with `people` of the demonstration when there are to be any.
   * @param {import("playwright-core").Browser} browser
   * @param {{ name: string, people?: number, role?: string }} options
   */
  static async open(browser, { name, people = 0, role = "leader" }) {
    const desk = new Desk();
    desk.data = dataFolder(name);
    try {
      // Files that the program saves for people stay inside the test's own folder.
      desk.bridge = await Bridge.open({ data: desk.data.path, name, env: { HOME: desk.data.path } });
      await desk.bridge.call("init", { passphrase: PASSPHRASE });
      await desk.bridge.call("actor_pick", { name: "Người thử", role });
      if (people > 0) desk.demo = await desk.bridge.call("demo", { people, seed: 7 });
      Object.assign(desk, await desk.bridge.page(browser));
    } catch (error) {
      await desk.close();
      throw error;
    }
    return desk;
  }

  byTestId = (id) => this.page.getByTestId(id);

  go = (route) => this.page.goto(`${this.bridge.address}/#/${route}`);

  caret = () => caret(this.page);

  /** The page of the hall for that session, from the beginning, with the caret where a scan is typed. */
  async hall(session) {
    await this.page.evaluate((chosen) => localStorage.setItem("session", chosen), session);
    await this.page.reload();
    await this.go("hall");
    await this.caret();
  }

  /** Keeps a picture, and nothing of the page stands in anybody's way. */
  async wellMade(name) {
    await screenshot(this.page, `browser-${name}`);
    assert.deepEqual(await accessibilityFaults(this.page), [], name);
  }

  call = (command, args) => this.bridge.call(command, args);

  welcome = (session) => welcome(this.bridge, session);

  /** Waits until the element says `text`. */
  async says(id, text) {
    await this.byTestId(id).filter({ hasText: text }).first().waitFor({ timeout: PATIENCE });
  }

  async close() {
    await this.page?.context().close();
    await this.bridge?.close();
    this.data.remove();
  }
}

/** The staff codes of people whom nothing stops at the door of a session, by the next ones expected. */
export async function welcome(bridge, session) {
  const codes = (await bridge.call("unresolved", { session })).map(({ person }) => person.staff_code).filter(Boolean);
  const found = [];
  for (const text of codes.slice(0, 40)) {
    const { rows } = await bridge.call("lookup", { session, text });
    if (rows.length === 1 && rows[0].stops.every(({ pass }) => pass === "usual")) found.push(text);
  }
  return found;
}
