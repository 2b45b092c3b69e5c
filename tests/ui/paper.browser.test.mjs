// Papers: by keyboard from the hall to a real printer and into files; invitations from the roster; what goes wrong is told.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { accessibilityFaults, openBrowser, screenshot } from "./drivers/browser.mjs";
import { Desk } from "./drivers/desk.mjs";
import { heardOf, listen, named } from "./drivers/hearing.mjs";
import { freePort } from "./drivers/processes.mjs";
import { dataFolder } from "./drivers/window.mjs";

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

const root = new URL("../..", import.meta.url).pathname;

/** A printer of CUPS that keeps what it is sent. */
class Printer {
  static async start() {
    const printer = new Printer();
    printer.folder = dataFolder("paper-printer");
    printer.port = await freePort();
    printer.process = spawn(join(root, "tests/printer.sh"), [printer.folder.path, String(printer.port)], {
      stdio: "ignore",
    });
    for (let tries = 0; ; tries++) {
      const there = await new Promise((done) => {
        const socket = connect(printer.port, "127.0.0.1", () => done(true)).on("error", () => done(false));
        socket.on("connect", () => socket.end());
      });
      if (there) return printer;
      assert.ok(tries < 200, "a printer that listens: scripts/install.sh test");
      await new Promise((done) => setTimeout(done, 100));
    }
  }
  received() {
    const spool = join(this.folder.path, "spool");
    return readdirSync(spool)
      .filter((name) => name.endsWith(".pdf"))
      .toSorted()
      .map((name) => readFileSync(join(spool, name)));
  }
  async end() {
    const over = new Promise((done) => this.process.on("exit", done));
    this.process.kill();
    await over;
    this.folder.remove();
  }
}

test("the hall prints by keyboard alone, saves masked and sealed, and repeats by itself", async () => {
  const printer = await Printer.start();
  const desk = await Desk.open(browser, { name: "paper", people: 40 });
  const outside = dataFolder("paper-stick");
  try {
    const stick = join(outside.path, "USB");
    mkdirSync(stick);
    const { page } = desk;
    await listen(page);
    await page.reload();
    await desk.go("hall");
    await desk.byTestId("scan-box").waitFor();
    const before = (await desk.call("verify")).digest;
    await page.keyboard.press("Alt+r");
    await desk.byTestId("paper-print").waitFor();
    assert.equal(await desk.byTestId("paper-kind-state").isChecked(), true, "in the hall it is the queue");
    await desk.byTestId("paper-printer").focus();
    await page.keyboard.type("localhost:9");
    const heard = await heardOf(page, () => page.keyboard.press("Enter"));
    await desk.byTestId("paper-failure").waitFor();
    assert.equal(named(heard), "refused");
    assert.equal((await desk.call("verify")).digest, before, "the queue is as it was");
    assert.equal(await desk.byTestId("paper-failure").getAttribute("data-code"), "printer_unreachable");
    await screenshot(page, "browser-paper-no-printer");
    await page.keyboard.press("Control+a");
    await page.keyboard.type(`localhost:${printer.port}`);
    await page.keyboard.press("Enter");
    await desk.says("paper-last", "in lúc");
    assert.equal(printer.received().length, 1);
    assert.ok(printer.received()[0].subarray(0, 5).equals(Buffer.from("%PDF-")));

    // Into a file: sealed, and masked as it is.
    await desk.byTestId("paper-way-folder").check();
    await desk.byTestId("paper-folder").fill(stick);
    await desk.byTestId("paper-go").click();
    await page.waitForFunction(() => /\.sealed/.test(document.body.innerText));
    await desk.byTestId("paper-masked").check();
    await desk.byTestId("paper-go").click();
    await page.waitForFunction(() => /che-thong-tin/.test(document.body.innerText));
    const names = readdirSync(stick).toSorted();
    assert.equal(names.length, 2);
    assert.ok(names.some((name) => name.endsWith(".sealed")) && names.some((name) => name.endsWith(".pdf")), names);
    await screenshot(page, "browser-paper-light");
    assert.deepEqual(await accessibilityFaults(page), []);

    // By itself: the first one at once; a stick that is gone is told in the hall, and nobody has to look for it.
    await desk.byTestId("paper-regular-start").click();
    await desk.byTestId("paper-regular-now").waitFor();
    await desk.says("paper-last", "lưu lúc");
    await page.waitForFunction(() => document.querySelector('[data-testid="paper-regular-now"]'));
    rmSync(stick, { recursive: true });
    await desk.byTestId("paper-regular-stop").click();
    await desk.byTestId("paper-regular-start").click();
    await page.keyboard.press("Escape");
    await desk.byTestId("paper-regular-failed").waitFor();
    await screenshot(page, "browser-paper-regular-failed");
    assert.deepEqual(await accessibilityFaults(page), []);
    await page.waitForFunction(() => document.activeElement?.getAttribute("data-testid") === "scan-box");
    await desk.byTestId("theme").click();
    await page.keyboard.press("Alt+r");
    await desk.byTestId("paper-regular-now").waitFor();
    await screenshot(page, "browser-paper-dark");
    assert.deepEqual(await accessibilityFaults(page), []);
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
    outside.remove();
    await printer.end();
  }
});

test("invitations are saved from the roster, and say whom they are for", async () => {
  const desk = await Desk.open(browser, { name: "invitations", people: 30 });
  const outside = dataFolder("invitations-stick");
  try {
    const stick = join(outside.path, "USB");
    mkdirSync(stick);
    const { page } = desk;
    await desk.go(`lists/${desk.demo.unit}`);
    await desk.byTestId("invitations-open").waitFor();
    await page.keyboard.press("Alt+p");
    await desk.byTestId("invitations-count").waitFor();
    assert.ok(Number(await desk.byTestId("invitations-count").getAttribute("data-count")) > 0);
    await desk.byTestId("paper-way-folder").check();
    await desk.byTestId("paper-folder").fill(stick);
    await screenshot(page, "browser-invitations-light");
    assert.deepEqual(await accessibilityFaults(page), []);
    await desk.byTestId("invitations-go").click();
    await page.waitForFunction(() => /giay-moi-/.test(document.body.innerText));
    assert.equal(readdirSync(stick).length, 1);
    await page.keyboard.press("Escape");
    await desk.byTestId("theme").click();
    await page.keyboard.press("Alt+p");
    await desk.byTestId("invitations-count").waitFor();
    await screenshot(page, "browser-invitations-dark");
    assert.deepEqual(await accessibilityFaults(page), []);
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
    outside.remove();
  }
});
