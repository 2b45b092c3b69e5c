// What somebody at the door waits for, in the real window: a card under the scanner until its owner is on the screen, Enter until
// the ticket is durable and the list on the screen has it; beside a bare repaint of the same page. One line of JSON each time.
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { zone } from "./drivers/card.mjs";
import { Laptop, cardOf } from "./drivers/laptop.mjs";
import { person, roster } from "./drivers/roster.mjs";
import { Display, dataFolder } from "./drivers/window.mjs";

const SCANS = Number(process.env.SCANS ?? 500);
/** Not measured: what is loaded at the first time. */
const WARM = 20;
/** People who wait while it is measured, as in a hall that is full. */
const WAITING = 40;
const PEOPLE = SCANS + WARM + 10;

const IN_THE_PAGE = `
  const HAND_MS = 200;
  const key = (key, altKey = false) => (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent("keydown", { key, altKey, bubbles: true, cancelable: true }));
  // The next frame begins, and what comes after it was painted.
  const painted = () => new Promise((done) => requestAnimationFrame(() => { const port = new MessageChannel(); port.port1.onmessage = () => done(performance.now()); port.port2.postMessage(0); }));
  const until = (holds) => new Promise((done) => {
    if (holds()) return done();
    const watch = new MutationObserver(() => { if (holds()) { watch.disconnect(); done(); } });
    watch.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
  });
  const shown = (id) => document.querySelector('[data-testid="' + id + '"]');
  window.scanned = async (lines, name) => {
    const before = Number(shown("figure-waiting").textContent);
    name = name.toLocaleUpperCase("vi");
    // Nor does a card come in the same breath as the last key.
    await new Promise((done) => setTimeout(done, HAND_MS));
    const began = performance.now();
    for (const line of lines) for (const letter of [...line, "Enter"]) key(letter);
    await until(() => shown("card-read") && shown("door")?.textContent.toLocaleUpperCase("vi").includes(name));
    const seen = await painted();
    // A hand takes a moment; an Enter in the same breath as the scan would be taken for the scanner's own.
    await new Promise((done) => setTimeout(done, HAND_MS));
    const pressed = performance.now();
    // Whom the screen stops the hand for gets a ticket by the other key.
    key("Enter", shown("door").dataset.pass !== "usual");
    await until(() => Number(shown("figure-waiting").textContent) === before + 1);
    const listed = await painted();
    return { shown: seen - began, listed: listed - pressed };
  };
  window.repainted = async () => {
    const mark = document.querySelector("[data-bench]") ?? document.body.appendChild(Object.assign(document.createElement("p"), { textContent: "" }));
    mark.dataset.bench = "";
    Object.assign(mark.style, { position: "fixed", left: 0, bottom: 0 });
    await painted();
    const began = performance.now();
    mark.textContent = String(began);
    return (await painted()) - began;
  };
  // Somebody is called, served and done, by the keys of the station: the line stays as long as it is.
  window.served = async () => {
    for (const [press, state] of [["F9", "called"], ["F8", "serving"], ["F5", undefined]]) {
      key(press);
      await until(() => shown("current")?.dataset.state === state);
      await painted();
    }
  };
  arguments[0]("ready");
`;

const files = dataFolder("bench");
const display = await Display.open();
const laptop = await Laptop.open({ display, name: "bench" });
try {
  const list = join(files.path, "Danh sách.xlsx");
  writeFileSync(list, roster(PEOPLE));
  await laptop.addUnit("Công ty Ví Dụ");
  await laptop.importList(list, PEOPLE);
  await laptop.planSession("30/03/2026", "Nhà ăn ca 1", PEOPLE);
  await laptop.enterHall();
  const { driver } = laptop.window;
  await driver.runAsync(IN_THE_PAGE);
  for (let at = 0; at < SCANS + WARM; at++) {
    const who = person(at);
    const script = "const [lines, name, done] = arguments; scanned(lines, name).then(done, (error) => done({ error: String(error) }))";
    const times = await driver.runAsync(script, zone(cardOf(who)), who.name);
    if (times.error) throw new Error(times.error);
    const repaint = await driver.runAsync("repainted().then(arguments[0])");
    if (at >= WAITING) await driver.runAsync("served().then(arguments[0])");
    if (at >= WARM) console.log(JSON.stringify({ ...times, repaint }));
  }
} finally {
  await laptop.close();
  await display.close();
  files.remove();
}
