// A laptop of the team as its user sees it: the steps of the job, in the words of the screens.
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

import { zone } from "./card.mjs";
import { day, written } from "./day.mjs";
import { PASSPHRASE } from "./desk.mjs";
import { typesAsAScanner } from "./scanner.mjs";
import { Window, dataFolder } from "./window.mjs";
import { KEYS } from "./webdriver.mjs";

const STATES = ["expected", "waiting", "called", "serving", "captured", "deferred", "absent"];

/** What a hand takes from the scan to the key, milliseconds: more than what the page takes for a second Enter of the first. */
const HAND_MS = 200;

/** Somebody of a list as their card has them. */
export const cardOf = (person) => ({
  ...person,
  birth: person.birth.split("/").reverse().join("-"),
  sex: person.sex === "Nam" ? "male" : "female",
});

export class Laptop {
  /** A new laptop: an empty folder, a passphrase, the recovery words, and who is working. */
  static async open({ display, name, env = {} }) {
    const laptop = new Laptop();
    Object.assign(laptop, { name, data: dataFolder(name), stick: dataFolder(`${name}-stick`) });
    try {
      laptop.window = await Window.open({ display, data: laptop.data.path, name, env });
      await laptop.#begin();
    } catch (error) {
      await laptop.close();
      throw error;
    }
    return laptop;
  }

  async #begin() {
    const { window } = this;
    await window.click("start-real");
    await window.type("passphrase", PASSPHRASE);
    await window.type("passphrase-again", PASSPHRASE);
    await window.click("start-create");
    await window.byTestId("recovery-words");
    await window.screenshot("words");
    await window.click("words-done");
    await window.type("actor-name", `Trưởng nhóm ${this.name}`);
    await window.click("actor-role-leader");
    await window.click("actor-done");
    await window.byTestId("nav-lists");
  }

  async close() {
    await this.window?.close();
    this.data.remove();
    this.stick.remove();
  }

  async addUnit(name) {
    const { window } = this;
    await window.click("nav-lists");
    await window.click("unit-add");
    await window.type("unit-name", name);
    await window.click("unit-save");
    await window.waitGone("unit-save");
  }

  /** Imports a list into the unit that is open, and checks how many people it brought. */
  async importList(path, people) {
    const { window } = this;
    await window.click("import-open");
    await window.upload("import-file", path);
    await window.byTestId("import-next");
    await window.screenshot("columns");
    await window.click("import-next");
    await window.byTestId("import-run");
    await window.screenshot("preview");
    await window.click("import-run");
    await window.waitForCount("report-accepted", people);
    await window.screenshot("imported");
    await window.click("import-done");
    await window.waitForCount("people-total", people);
    await window.screenshot("roster");
  }

  /** A session for the only unit; `date` as typed, 30/03/2026. Everyone of the unit is planned. */
  async planSession(date, place, people) {
    const { window } = this;
    await window.click("nav-sessions");
    await window.click("session-add");
    await window.byTestId("session-date");
    const proposed = await window.driver.run(`return document.querySelector("[data-testid=session-date]").value`);
    assert.equal(proposed, written(day()), "a session is proposed for today");
    await window.type("session-date", date);
    await window.type("session-place", place);
    await window.click("session-save");
    await window.click("session-plan");
    await window.click("plan-save");
    await window.waitForCount("session-planned", people);
    await window.screenshot("session");
  }

  /** Opens the queue of the only session. */
  async enterHall() {
    await this.window.click("nav-sessions");
    await this.window.click("session-hall");
    await this.window.byTestId("scan-box");
  }

  /** Someone comes in: scanned, as a scanner types, and given a ticket. */
  async checkIn(code) {
    const before = await this.window.count("figure-waiting");
    await this.#scan(code);
    // Before somebody whom the screen stops the hand for, Enter does nothing: it is said with open eyes.
    const [door] = await this.window.allByTestId("door");
    if ((await this.window.driver.attribute(door, "data-pass")) === "usual") await this.window.press(KEYS.enter);
    else await this.window.click("door-take");
    await this.window.waitForCount("figure-waiting", before + 1);
  }

  /** A command of the program, past the page: for what a test has to know or prepare. */
  async call(command, args) {
    const script = `const [command, args, done] = arguments;
      window.__TAURI_INTERNALS__.invoke("rpc", { command, args }).then((reply) => done({ reply }), (refused) => done({ refused }));`;
    const { reply, refused } = await this.window.driver.runAsync(script, command, args);
    if (refused) throw new Error(`${this.name}: ${command} was refused: ${refused.code}`);
    return reply;
  }

  /** A card comes under the scanner, is shown, and its owner gets a ticket; whom the screen stops the hand for, by the other key. */
  async scanCard(person) {
    await this.window.driver.run(`(${typesAsAScanner})(arguments[0])`, zone(cardOf(person)));
    const { driver } = this.window;
    const pass = await this.window.waitFor("the card is read", () =>
      driver.run('return document.querySelector("[data-testid=card-read]") && document.querySelector("[data-testid=door]")?.dataset.pass'),
    );
    // An Enter in the same breath as the scan is the scanner's own: nobody's hand is so fast.
    await pause(HAND_MS);
    await (pass === "usual" ? driver.press(KEYS.enter) : driver.chord(KEYS.alt, KEYS.enter));
  }

  /** The next in order comes to this station. */
  async callAndServe() {
    await this.window.press(KEYS.f9);
    await this.#currentIs("called");
    await this.window.press(KEYS.f8);
    await this.#currentIs("serving");
  }

  async capture() {
    const before = await this.window.count("figure-captured");
    await this.window.press(KEYS.f5);
    await this.window.waitForCount("figure-captured", before + 1);
  }

  async defer(reason) {
    const before = await this.window.count("figure-deferred");
    await this.window.press(KEYS.f6);
    await this.window.click(`defer-reason-${reason}`);
    await this.window.screenshot(`defer-${reason}`);
    await this.window.click("confirm");
    await this.window.waitGone("confirm");
    await this.window.waitForCount("figure-deferred", before + 1);
  }

  /** Someone who is planned did not come. */
  async markAbsent(code) {
    const before = await this.window.count("figure-absent");
    await this.#scan(code);
    await this.window.press(KEYS.f4);
    await this.window.waitForCount("figure-absent", before + 1);
    await this.window.press(KEYS.escape);
  }

  /** Takes the last step back. */
  async undo(reason) {
    await this.window.click("key-undo");
    await this.window.type("reason", reason);
    await this.window.click("confirm");
    await this.window.waitGone("confirm");
  }

  async #scan(code) {
    await this.window.type("scan-box", code);
    await this.window.waitFor(`"${code}" means one person`, async () => {
      const rows = await this.window.allByTestId("lookup-row");
      return rows.length === 1 && (await this.window.driver.text(rows[0])).includes(code);
    });
  }

  #currentIs = (state) =>
    this.window.waitFor(`the station's visit is ${state}`, async () => {
      const [current] = await this.window.allByTestId("current");
      return current && (await this.window.driver.attribute(current, "data-state")) === state;
    });

  /** Closes the day, and takes a backup of it to the stick as the screen offers. */
  async closeDay(reason) {
    const { window } = this;
    await window.click("nav-day");
    await window.click("day-close");
    await window.byTestId("close-unresolved");
    await window.type("reason", reason);
    await window.screenshot("closing");
    await window.click("confirm");
    await window.byTestId("day-closed");
    await window.type("backup-folder", this.stick.path);
    await window.click("backup-run");
    await window.byTestId("backup-done");
    await window.screenshot("backed-up");
    await window.click("backup-later");
    await window.waitGone("backup-later");
    await window.screenshot("closed");
  }

  /** The whole day in figures, by state; they must add up. */
  async figures() {
    const { window } = this;
    await window.click("nav-day");
    await window.byTestId("day-rows");
    const figures = {};
    for (const state of ["planned", ...STATES]) figures[state] = await window.count(`figure-${state}`);
    const sum = STATES.reduce((total, state) => total + figures[state], 0);
    assert.equal(sum, figures.planned, `${this.name}: the states of a day add up to the plan`);
    return figures;
  }

  async admit(central) {
    const { window } = this;
    await window.click("nav-sync");
    await window.type("admit-address", central.address);
    await window.type("admit-code", await central.code());
    await window.click("admit-run");
    await window.waitGone("admit-run");
    await window.byTestId("lane");
    // These tests say themselves when it is time.
    await window.click("sync-background");
  }

  /** Syncs, and waits until nothing is on this laptop only. */
  async sync() {
    const { window } = this;
    await window.click("nav-lists"); // so that the report of an earlier sync is gone
    await window.click("nav-sync");
    await window.click("sync-run");
    await window.byTestId("sync-report");
    await window.waitForCount("sync-only-here", 0);
  }

  /** Tries to sync while central cannot be reached. The screen says so, and what is only here stays. */
  async syncInVain() {
    const { window } = this;
    const before = await window.count("only-here");
    await window.click("nav-sync");
    await window.click("sync-run");
    const failed = await window.byTestId("notice-error");
    assert.equal(await window.driver.attribute(failed, "data-code"), "central_unreachable");
    assert.equal(await window.count("sync-only-here"), before);
    await window.screenshot("offline");
  }

  /** What this laptop holds, as one digest; the log must be sound. */
  async digest() {
    const { window } = this;
    await window.click("nav-sync");
    await window.click("verify-run");
    const digest = await window.waitForText("verify-digest", /^[0-9a-f]{16,}$/);
    const element = await window.byTestId("verify-digest");
    assert.equal(await window.driver.attribute(element, "data-ok"), "true", `${this.name}: the log is sound`);
    return digest;
  }
}
