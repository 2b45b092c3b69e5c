// The real window: the built program under tauri-driver, WebKitWebDriver and a display of its own.
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { offer } from "./guide.mjs";
import { BINARIES, ROOT, firstLine, freePort, start, stop, until } from "./processes.mjs";
import { WebDriver } from "./webdriver.mjs";

const LOGS = join(ROOT, "out/logs");
const SCREENS = join(ROOT, "out/screens");
const TAURI_DRIVER = process.env.TAURI_DRIVER ?? join(ROOT, "target/tools/bin/tauri-driver");

/** A virtual screen of the field laptops' size, 1366 × 768. */
export class Display {
  static async open() {
    // Xvfb itself picks a number that is free and says it on descriptor 3.
    const args = ["-displayfd", "3", "-screen", "0", "1366x768x24", "-nolisten", "tcp"];
    const child = start("Xvfb", args, { log: join(LOGS, "xvfb.log"), fd: true });
    const display = new Display();
    display.child = child;
    display.name = `:${await firstLine(child, child.stdio[3])}`;
    return display;
  }

  close = () => stop(this.child);
}

/** A data folder that is gone after the test. What a web view that is ending still writes there is waited for. */
export function dataFolder(name) {
  const path = mkdtempSync(join(tmpdir(), `luudong-${name}-`));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }) };
}

/** One running program with one window. */
export class Window {
  #screens = 0;

  /**
   * Opens the program on a data folder.
   * @param {{ display: Display, data: string, name: string, env?: Record<string, string> }} options
   */
  static async open({ display, data, name, env = {} }) {
    const window = new Window();
    window.name = name;
    const [port, nativePort] = [await freePort(), await freePort()];
    // tauri-driver can't pass an environment on, so each window has a driver of its own that has it.
    const own = {
      DISPLAY: display.name,
      LUUDONG_DATA: data,
      // There is no graphics card here. WebKit's own switches for that (WEBKIT_DISABLE_DMABUF_RENDERER,
      // WEBKIT_DISABLE_COMPOSITING_MODE) must stay off: with them a screenshot waits for ever.
      LIBGL_ALWAYS_SOFTWARE: "1",
      ...env,
    };
    const args = ["--", TAURI_DRIVER, "--port", `${port}`, "--native-port", `${nativePort}`];
    window.child = start("dbus-run-session", args, { env: own, log: join(LOGS, `window-${name}.log`) });
    const server = `http://127.0.0.1:${port}`;
    try {
      await until("tauri-driver answers", () => isReady(window.child, server));
      const application = join(BINARIES, "luudong-desktop");
      window.driver = await WebDriver.open(server, { "tauri:options": { application } });
      await until("the page is loaded", () => window.driver.run("return document.readyState === 'complete'"));
    } catch (error) {
      await window.close();
      throw error;
    }
    return window;
  }

  /** Closes the window and everything that was started for it. Safe to call twice and after a failure. */
  async close() {
    await this.driver?.close().catch(() => {}); // a program that has died can't be asked to close
    this.driver = undefined;
    await stop(this.child);
  }

  /** The shown element with a data-testid; waits for it. */
  async byTestId(id, patience) {
    return until(`${this.name}: "${id}" is shown`, async () => (await this.allByTestId(id))[0], patience);
  }

  /** All shown elements with a data-testid, now. */
  allByTestId = (id) => this.driver.findShown(`[data-testid="${id}"]`);

  /** Clicks as soon as the element is there, enabled and not covered. */
  async click(id) {
    await until(`${this.name}: "${id}" can be clicked`, async () => {
      const [element] = await this.allByTestId(id);
      if (!element || !(await this.driver.enabled(element))) return false;
      await this.driver.click(element);
      return true;
    });
  }

  /** Replaces what a field holds. */
  async type(id, text) {
    const element = await this.byTestId(id);
    await this.driver.clear(element);
    await this.driver.type(element, text);
  }

  /** Presses keys wherever the focus is. */
  press = (...keys) => this.driver.press(...keys);

  /** Gives a file to an `<input type=file>`, shown or not. */
  async upload(id, path) {
    const [element] = await until(`${this.name}: "${id}" is there`, async () => {
      const found = await this.driver.find(`input[type=file][data-testid="${id}"]`);
      return found.length > 0 && found;
    });
    await this.driver.type(element, path);
  }

  async text(id) {
    return this.driver.text(await this.byTestId(id));
  }

  /** The number that an element stands for: its `data-count`, or what it shows. */
  async count(id) {
    const element = await this.byTestId(id);
    const text = (await this.driver.attribute(element, "data-count")) ?? (await this.driver.text(element));
    return Number(text.replace(/\D/g, ""));
  }

  waitForCount = (id, wanted, patience) =>
    until(`${this.name}: "${id}" is ${wanted}`, async () => (await this.count(id)) === wanted, patience);

  /** Waits until a text is as wanted. */
  async waitForText(id, wanted, patience) {
    const matches = (text) => (wanted instanceof RegExp ? wanted.test(text) : text.includes(wanted));
    return until(`${this.name}: "${id}" says ${wanted}`, async () => {
      const text = await this.text(id);
      return matches(text) && text;
    }, patience);
  }

  waitFor = (what, ask, patience) => until(`${this.name}: ${what}`, ask, patience);

  async waitGone(id, patience) {
    return until(`${this.name}: "${id}" is gone`, async () => (await this.allByTestId(id)).length === 0, patience);
  }

  /** Keeps a picture: `out/screens/WINDOW-NN-name.png`, numbered in the order of the test; the guide may want it too. */
  async screenshot(name) {
    mkdirSync(SCREENS, { recursive: true });
    this.#screens += 1;
    const path = join(SCREENS, `${this.name}-${String(this.#screens).padStart(2, "0")}-${name}.png`);
    const picture = await this.driver.screenshot();
    writeFileSync(path, picture);
    offer(name, picture);
    return path;
  }
}

async function isReady(child, server) {
  if (child.exitCode !== null) {
    throw Object.assign(new Error(`tauri-driver ended with ${child.exitCode}: see ${child.log}`), { final: true });
  }
  const { value } = await (await fetch(`${server}/status`)).json();
  return value.ready;
}
