// A real browser on the real backend: Debian's Chromium, and the bridge that serves the window's pages and commands.
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import { chromium } from "playwright-core";

import { BINARIES, PATIENCE, ROOT, firstLine, start, stop } from "./processes.mjs";

const CHROMIUM = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/google-chrome"].find((path) => path && existsSync(path));
const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** A browser; pages are opened by a bridge each. */
export const openBrowser = () =>
  chromium.launch({
    executablePath: CHROMIUM,
    // Scroll bars take room on the laptops, so they do here.
    ignoreDefaultArgs: ["--hide-scrollbars"],
    args: [...(process.getuid() === 0 ? ["--no-sandbox"] : []), "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });

/** The program over one data folder, served on loopback. */
export class Bridge {
  static async open({ data, name, env = {} }) {
    const bridge = new Bridge();
    const args = ["--data", data, "--ui", join(ROOT, "ui/dist"), "--listen", "127.0.0.1:0"];
    bridge.child = start(join(BINARIES, "bridge"), args, { env, log: join(ROOT, `out/logs/bridge-${name}.log`), line: true });
    bridge.address = await firstLine(bridge.child, bridge.child.stdout);
    return bridge;
  }

  close = () => stop(this.child);

  /** A page at the start, and the list of everything that went wrong in it. */
  async page(browser, options = {}) {
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, ...options });
    context.setDefaultTimeout(PATIENCE);
    const page = await context.newPage();
    const faults = [];
    page.on("pageerror", (error) => faults.push(`${error}`));
    page.on("console", (message) => isFault(message) && faults.push(message.text()));
    await page.goto(this.address);
    return { page, faults };
  }

  /** Runs a command without a page; a refusal comes back as `{ refused: code }`. */
  async call(command, args = {}) {
    const reply = await fetch(`${this.address}/rpc/${command}`, { method: "POST", body: JSON.stringify(args) });
    if (reply.status === 422) return { refused: (await reply.json()).code };
    if (!reply.ok) throw new Error(`${command}: ${reply.status} ${await reply.text()}`);
    return reply.json();
  }
}

// A refusal travels as status 422, which Chromium reports as an error of its own.
const isFault = (message) => message.type() === "error" && !message.text().includes("status of 422");

/**
 * What axe finds against WCAG 2.2 A and AA on the page as it is now: one line a rule and place.
 * It runs outside the page's own world, where the page's security policy does not hold it back.
 */
export async function accessibilityFaults(page) {
  const session = await page.context().newCDPSession(page);
  const { frameTree } = await session.send("Page.getFrameTree");
  const world = await session.send("Page.createIsolatedWorld", { frameId: frameTree.frame.id, worldName: "axe" });
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
  const expression = `${readFileSync(AXE, "utf8")};
    axe.run({ runOnly: ${JSON.stringify(tags)} }).then(({ violations }) =>
      violations.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => id + " (" + help + ") " + target.join(" "))))`;
  const { result, exceptionDetails } = await session.send("Runtime.evaluate", {
    expression,
    contextId: world.executionContextId,
    awaitPromise: true,
    returnByValue: true,
  });
  await session.detach();
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value;
}

/** Keeps a picture in `out/screens`. */
export async function screenshot(page, name) {
  mkdirSync(join(ROOT, "out/screens"), { recursive: true });
  await page.screenshot({ path: join(ROOT, `out/screens/${name}.png`) });
}
