// The board as the program's second window: opened from the hall, told little, closed with the window people work in.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { Laptop } from "./drivers/laptop.mjs";
import { until } from "./drivers/processes.mjs";
import { roster } from "./drivers/roster.mjs";
import { KEYS } from "./drivers/webdriver.mjs";
import { Display, dataFolder } from "./drivers/window.mjs";

let display;
let laptop;
const files = dataFolder("board-window");
before(async () => (display = await Display.open()));
after(async () => {
  await laptop?.close();
  await display?.close();
  files.remove();
});

test("the board is a second window, which may ask for nothing that tells who somebody is", async () => {
  const list = join(files.path, "Danh sách.xlsx");
  writeFileSync(list, roster(20));
  laptop = await Laptop.open({ display, name: "board" });
  await laptop.addUnit("Công ty Ví Dụ");
  await laptop.importList(list, 20);
  await laptop.planSession("30/03/2026", "Nhà ăn ca 1", 20);
  await laptop.enterHall();
  await laptop.checkIn("NV00003");
  const { window } = laptop;
  const { driver } = window;

  const [main] = await driver.windows();
  await driver.chord(KEYS.alt, "o");
  const board = await until("a second window", async () => (await driver.windows()).find((handle) => handle !== main));
  await driver.drive(board);
  await window.byTestId("board-none");
  await window.screenshot("second-window");
  const asked = `const done = arguments[arguments.length - 1];
    Promise.allSettled(["board", "queue", "person"].map((command) =>
      window.__TAURI_INTERNALS__.invoke("rpc", { command, args: { session: arguments[0], limit: 1, person: arguments[0] } })))
      .then((answers) => done(answers.map((answer) => answer.status === "fulfilled" ? Object.keys(answer.value).sort().join() : answer.reason.code)));`;
  const session = (await driver.url()).split("/").at(-1);
  const [told, queue, person] = await driver.runAsync(asked, session);
  assert.match(told, /called.*next.*serving/);
  assert.deepEqual([queue, person], ["not_allowed", "not_allowed"]);
  const opens = `const done = arguments[arguments.length - 1];
    window.__TAURI_INTERNALS__.invoke("board", { session: arguments[0] }).then(() => done("opened"), () => done("refused"));`;
  assert.equal(await driver.runAsync(opens, session), "refused", "a board opens no windows");

  await driver.drive(main);
  await window.press(KEYS.f9);
  await driver.drive(board);
  await window.byTestId("board-call");
  await window.screenshot("second-window-called");
});
