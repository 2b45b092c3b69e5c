// A whole day in the real window, its hours as short as the work in them: three laptops at three stations, a hub, no network.
// PEOPLE=1000 is the day that a team plans for; fewer show the same in a minute.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { after, before, test } from "node:test";

import { Bridge } from "./drivers/browser.mjs";
import { Central } from "./drivers/central.mjs";
import { PASSPHRASE } from "./drivers/desk.mjs";
import { Laptop } from "./drivers/laptop.mjs";
import { pss } from "./drivers/memory.mjs";
import { until } from "./drivers/processes.mjs";
import { person, roster } from "./drivers/roster.mjs";
import { KEYS } from "./drivers/webdriver.mjs";
import { Display, dataFolder } from "./drivers/window.mjs";

const PEOPLE = Number(process.env.PEOPLE ?? 60);
const HOURS = 10;
/** Planned people who never come, of a hundred. */
const ABSENT = 4;
const STATIONS = [1, 2, 3];
/** Each station does both. */
const STEPS = ["papers", "capture"];
/** Of so many who come one goes first, another is on no list. */
const FIRST_OF = 23;
const WALK_IN_OF = 31;
/** Longer than one key pressed twice. */
const THINK = 300;
/** Hour 10 may hold so much more than hour 1. */
const GROWTH = 1.1;
/** Growth is told of a whole day only: of sixty people it would be the web view's own settling. */
const WHOLE_DAY = 500;

const files = dataFolder("hall-day");
const opened = [];
let display;
let central;
before(async () => {
  display = await Display.open();
  central = await Central.open({ data: join(files.path, "central"), name: "hall-day" });
});
after(async () => {
  for (const thing of opened.reverse()) await thing.close();
  await central?.stop();
  await display?.close();
  files.remove();
});

test("a day of ten hours at three stations: nobody called wrongly, no step lost, no memory kept", async (t) => {
  const front = await Laptop.open({ display, name: "day" });
  opened.push(front);
  const list = join(files.path, "Danh sách.xlsx");
  writeFileSync(list, roster(PEOPLE));
  await front.admit(central);
  await front.addUnit("Công ty Ví Dụ");
  await front.importList(list, PEOPLE);
  await front.planSession("30/03/2026", "Nhà ăn ca 1", PEOPLE);
  await front.sync();
  const [{ id: session }] = await front.call("sessions", {});
  const stations = STATIONS.map((number) => ({ number, steps: STEPS, pace: 34 }));
  await front.call("session_arrange", { session, arranged: { starts: "07:30", ends: "17:30", steps: STEPS, stations, calls: 3 } });
  const others = [];
  for (const name of ["day-2", "day-3"]) others.push(await another(name, central));
  await front.call("sync", {});
  await central.stop();
  const { serving } = await front.call("hub_start", { address: "127.0.0.1:0" });
  for (const other of others) await other.call("hub_join", { address: serving });
  for (const other of others) await until("linked", async () => (await other.call("hub_status", {})).linked?.connected);

  await front.enterHall();
  // Of three stations the window's is the first one.
  await front.window.click("station-choice");
  const day = new Day({ front, others, session });
  const memory = [];
  const began = Date.now();
  const came = Array.from({ length: PEOPLE }, (_, index) => index).filter((index) => index % 100 >= ABSENT);
  for (let hour = 1; hour <= HOURS; hour++) {
    const [from, to] = [hour - 1, hour].map((at) => Math.round((came.length * at) / HOURS));
    await day.hour(came.slice(from, to), hour);
    // In the afternoon nobody reaches the hub for an hour: whoever came to the first laptop's lane is called by that one alone.
    day.alone = hour === 6;
    if (hour === 6) for (const other of others) await other.call("hub_leave", {});
    if (hour === 7) {
      for (const other of others) await other.call("hub_join", { address: serving });
      for (const other of others) await until("linked again", async () => (await other.call("hub_status", {})).linked?.connected);
    }
    memory.push(await idle(front));
  }
  await day.rest();
  const seconds = (Date.now() - began) / 1_000;

  const figures = await front.call("session", { session }).then((told) => told.figures);
  assert.deepEqual([figures.waiting, figures.called, figures.serving, figures.parked], [0, 0, 0, 0]);
  assert.deepEqual([figures.captured, figures.deferred], [day.captured, day.deferred], "no step is lost");
  assert.equal(figures.captured + figures.deferred, came.length + day.walkIns);
  assert.equal(figures.expected, PEOPLE - came.length);
  const captured = await front.call("visits", { session, state: "captured", limit: 2 * PEOPLE });
  assert.ok(captured.every(({ passed }) => passed.join() === "papers"), "everybody's papers were looked at");
  await until("the same on every laptop", async () => {
    const digests = await Promise.all([front, ...others].map((laptop) => digestOf(laptop, session)));
    return new Set(digests).size === 1;
  });
  assert.equal((await front.call("anomalies", { session })).total, 0, "nobody was called by two");

  const total = (sizes) => Object.values(sizes).reduce((sum, size) => sum + size, 0);
  const [first, last] = [total(memory[0]), total(memory.at(-1))];
  const all = came.length + day.walkIns;
  t.diagnostic(`${all} people in ${seconds.toFixed(0)} s: ${((all / seconds) * 60).toFixed(0)} a minute, ${day.calls} calls, ${day.undone} undone`);
  t.diagnostic(`PSS by hours, MiB: ${memory.map((sizes) => total(sizes).toFixed(0)).join(" ")}; hour ${HOURS} ${(last / first).toFixed(3)} × hour 1`);
  t.diagnostic(`hour 1: ${told(memory[0])}; hour ${HOURS}: ${told(memory.at(-1))}`);
  if (PEOPLE >= WHOLE_DAY) assert.ok(last <= first * GROWTH, `memory grew ${(last / first).toFixed(3)} ×`);
  await front.window.screenshot("evening");
});

const told = (sizes) => Object.entries(sizes).map(([name, size]) => `${name} ${size.toFixed(0)}`).join(", ");

/** A laptop of the team without a window: its own folder, program and hand. */
async function another(name, central) {
  const data = dataFolder(name);
  const bridge = await Bridge.open({ data: data.path, name, env: { HOME: data.path } });
  opened.push({ close: async () => (await bridge.close(), data.remove()) });
  const asks = (command, args) => bridge.call(command, args);
  const call = async (command, args) => {
    const reply = await asks(command, args);
    if (typeof reply.refused === "string") throw new Error(`${name}: ${command} was refused: ${reply.refused}`);
    return reply;
  };
  await call("init", { passphrase: PASSPHRASE });
  await call("actor_pick", { name: `Đội viên ${name}`, role: "member" });
  await call("admit", { central: central.address, code: await central.code(), label: name });
  await call("sync", {});
  return { call, asks };
}

async function digestOf(laptop, session) {
  const { scopes } = await laptop.call("verify", {});
  return scopes[`session:${session}`] ?? assert.fail(`the session has a digest: ${Object.keys(scopes)}`);
}

/**
 * Nothing is asked for a while; the middle one of several looks at the memory. After a shorter while the web view still
 * holds pages that it has already let go of.
 */
async function idle(front) {
  await pause(PEOPLE >= WHOLE_DAY ? 15_000 : 300);
  const looks = [];
  for (let look = 0; look < 5; look++) {
    looks.push(pss(front.window.child.pid));
    await pause(200);
  }
  const total = (sizes) => Object.values(sizes).reduce((sum, size) => sum + size, 0);
  return looks.toSorted((one, other) => total(one) - total(other))[2];
}

/** What the first that is shown of a selector says, or one of its data; null where there is none. */
const READ = `const found = [...document.querySelectorAll(arguments[0])].find((element) => element.checkVisibility());
  return (arguments[1] ? found?.dataset[arguments[1]] : found?.textContent.trim()) ?? null;`;

/** The work of the day, and what must be true of each deed. */
class Day {
  captured = 0;
  deferred = 0;
  calls = 0;
  undone = 0;
  walkIns = 0;
  /** The other laptops do not reach the hub. */
  alone = false;
  #receipt = 0;
  /** How often each side has served: some of them go another way. */
  #served = { window: 0, other: 0 };

  constructor({ front, others, session }) {
    Object.assign(this, { front, others, session });
  }

  /** People come in bunches of four; each bunch is followed by a round of the stations. */
  async hour(indexes, hour) {
    for (let at = 0; at < indexes.length; at += 4) {
      for (const index of indexes.slice(at, at + 4)) await this.#arrives(index);
      // In the morning they come faster than they are served.
      const rounds = hour <= 3 && at % 3 === 0 ? 0 : 1;
      for (let round = 0; round < rounds; round++) await this.#round();
      // A fourth station's worth: the line of the morning melts.
      if (hour > 3) await this.#windowServes();
    }
  }

  /** Until nobody waits. */
  async rest() {
    while ((await this.#figures()).waiting > 0) await this.#round();
  }

  async #round() {
    await this.#windowServes();
    for (const [at, other] of this.others.entries()) await this.#otherServes(other, at + 2);
  }

  async #arrives(index) {
    const before = (await this.#figures()).waiting;
    await this.front.scanCard(person(index));
    await this.#shows("figure-waiting", String(before + 1));
    if (index % FIRST_OF === 3) {
      const { waiting } = await this.front.call("queue", { session: this.session, limit: 1_000 });
      const last = waiting.reduce((one, other) => (other.since > one.since ? other : one));
      await this.front.call("prioritise", { visit: last.id, reasons: ["pregnancy"] });
    }
    if (index % WALK_IN_OF === 5) {
      const fields = { name: `Vũ Văn Khách ${index}`, birth: "1985", sex: "male" };
      const [{ id: unit }] = await this.front.call("units", {});
      await this.front.call("walk_in", { session: this.session, unit, fields, another: true });
      this.walkIns += 1;
    }
  }

  /** Who has to be called now, as the hub says it. */
  async #due(station) {
    const { next } = await this.front.call("queue", { session: this.session, station, limit: 1 });
    return next;
  }

  async #windowServes() {
    const due = await this.#due(1);
    if (!due) return;
    const { window } = this.front;
    const turn = ++this.#served.window;
    // What was done past the page it hears of a moment later.
    await until("somebody can be called", () => window.driver.run(READ, '[data-testid="key-call"]:enabled', ""));
    await window.press(KEYS.f9);
    await this.#current("called");
    assert.equal(await this.#read("current-ticket"), due.ticket, "the right one is called");
    this.calls += 1;
    if (turn % 9 === 4) {
      // Gone for a moment: back in line, called again in their place.
      await window.press(KEYS.f3);
      await this.#current(null);
      const [parked] = (await this.front.call("queue", { session: this.session, station: 1, limit: 1 })).parked;
      assert.equal(parked.ticket, due.ticket);
      await this.front.call("requeue", { visit: parked.id, to_end: false });
      return this.#windowServes();
    }
    await window.press(KEYS.f8);
    await this.#current("serving");
    if (turn % 11 === 5) {
      await window.press(KEYS.f6);
      await this.#shows("defer-reason-papers_missing");
      await window.press("1", KEYS.enter);
      await this.#current(null);
      this.deferred += 1;
      return;
    }
    await window.press(KEYS.f5);
    await this.#does("capture");
    await pause(THINK);
    await window.press(KEYS.f5);
    await this.#current(null);
    this.captured += 1;
    if (turn % 13 === 7) {
      const [last] = (await this.front.call("queue", { session: this.session, station: 1, limit: 1 })).recent;
      assert.equal(last.ticket, due.ticket);
      await window.driver.chord(KEYS.control, "z");
      await this.#shows("reason");
      await window.press(..."nhầm", KEYS.enter);
      await this.#current("serving");
      await window.press(KEYS.f5);
      await this.#current(null);
      this.undone += 1;
    }
  }

  async #otherServes(other, station) {
    if (this.alone) {
      const { refused } = await other.asks("call", { session: this.session, station, visit: null });
      assert.ok(["queue_of_others", "queue_empty"].includes(refused), `not without the hub: ${refused}`);
      return;
    }
    const due = await this.#due(station);
    if (!due) return;
    const called = await other.call("call", { session: this.session, station, visit: null });
    assert.equal(called.ticket, due.ticket, `station ${station} calls the right one`);
    this.calls += 1;
    await other.call("serve", { visit: called.id, station });
    const passed = await other.call("pass", { visit: called.id, step: "papers" });
    assert.equal(passed.state, "serving", "the same station goes on");
    if (++this.#served.other % 24 === 8) {
      await other.call("defer", { visit: called.id, reason: "residence", note: "", papers: [] });
      this.deferred += 1;
    } else {
      await other.call("capture", { visit: called.id, receipt: `BN${++this.#receipt}`, old_paper: "cut", appointment: null });
      this.captured += 1;
    }
    // The window hears of it by the hub, as the next call must.
    await until("the hub has it", async () => {
      const { waiting, called: rows, serving } = await this.front.call("queue", { session: this.session, limit: 1 });
      return [...rows, ...serving, ...waiting].every(({ ticket }) => ticket !== called.ticket);
    });
  }

  // What is read from the page is words, never elements: the driver would hold on to each that it was given, and to all that was ever
  // drawn with it, and the memory that is measured would be the driver's.
  #read = (id) => this.front.window.driver.run(READ, `[data-testid="${id}"]`, "");
  #shows = (id, text) =>
    until(`"${id}" is ${text ?? "shown"}`, async () => {
      const read = await this.#read(id);
      return read !== null && (text === undefined || read === text);
    });
  #current = (state) =>
    until(`the station's visit is ${state}`, async () => (await this.front.window.driver.run(READ, '[data-testid="current"]', "state")) === state);

  /** The step at hand. */
  #does = (step) =>
    until(`the step at hand is ${step}`, async () => (await this.front.window.driver.run(READ, '[data-testid="current"]', "step")) === step);

  #figures = async () => (await this.front.call("session", { session: this.session })).figures;
}
