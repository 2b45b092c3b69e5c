// The few W3C WebDriver commands that the tests need, over plain fetch.
import { PATIENCE } from "./processes.mjs";

const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/** The driver's own error; `code` is W3C's, such as "no such element". */
export class WebDriverError extends Error {
  constructor(code, message) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

export class WebDriver {
  #base;

  constructor(base) {
    this.#base = base;
  }

  /** Opens a session; `server` is the driver's address, `capabilities` what it shall open. */
  static async open(server, capabilities) {
    const { sessionId } = await ask("POST", `${server}/session`, { capabilities: { alwaysMatch: capabilities } });
    return new WebDriver(`${server}/session/${sessionId}`);
  }

  close = () => ask("DELETE", this.#base);
  title = () => this.#get("title");
  url = () => this.#get("url");
  /** The program's windows, and which of them is driven. */
  windows = () => this.#get("window/handles");
  drive = (window) => this.#post("window", { handle: window });

  /** A picture of what the page holds now: what was changed last is not painted yet, so two frames are let go by. */
  async screenshot() {
    const script = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))";
    await this.#post("execute/async", { script, args: [] });
    return Buffer.from(await this.#get("screenshot"), "base64");
  }

  /** Runs a function body in the page; elements go in and come out as their ids. */
  run = (script, ...args) => this.#post("execute/sync", { script, args });

  /** The same for what answers later: its last argument is called with the answer. */
  runAsync = (script, ...args) => this.#post("execute/async", { script, args });

  /** The ids of all elements that a CSS selector finds now. */
  find = async (selector) => (await this.#post("elements", { using: "css selector", value: selector })).map((found) => found[ELEMENT]);

  /** The same, but only what can be seen; one question, however many are found. */
  findShown = async (selector) => {
    const script = "return [...document.querySelectorAll(arguments[0])].filter((found) => found.checkVisibility())";
    return (await this.run(script, selector)).map((found) => found[ELEMENT]);
  };

  click = (element) => this.#post(`element/${element}/click`, {});
  clear = (element) => this.#post(`element/${element}/clear`, {});
  type = (element, text) => this.#post(`element/${element}/value`, { text });
  text = (element) => this.#get(`element/${element}/text`);
  attribute = (element, name) => this.#get(`element/${element}/attribute/${name}`);
  enabled = (element) => this.#get(`element/${element}/enabled`);

  /** Presses keys one after another wherever the focus is. */
  press = (...keys) => this.#keys(keys.flatMap((value) => [{ type: "keyDown", value }, { type: "keyUp", value }]));

  /** Presses a key while the others are held. */
  chord = (...keys) =>
    this.#keys([...keys.map((value) => ({ type: "keyDown", value })), ...keys.toReversed().map((value) => ({ type: "keyUp", value }))]);

  #keys = (actions) => this.#post("actions", { actions: [{ type: "key", id: "keyboard", actions }] });


  #get = (path) => ask("GET", `${this.#base}/${path}`);
  #post = (path, body) => ask("POST", `${this.#base}/${path}`, body);
}

async function ask(method, url, body) {
  const reply = await fetch(url, {
    method,
    body: body && JSON.stringify(body),
    headers: { "content-type": "application/json" },
    signal: AbortSignal.timeout(2 * PATIENCE), // a driver that hangs must not hang the tests
  });
  const text = await reply.text();
  let value;
  try {
    ({ value } = JSON.parse(text));
  } catch {
    throw new WebDriverError("unreadable reply", text.slice(0, 200));
  }
  if (!reply.ok) throw new WebDriverError(value?.error ?? `status ${reply.status}`, value?.message ?? text);
  return value;
}

/** Keys as WebDriver names them. */
export const KEYS = {
  enter: "\uE007",
  escape: "\uE00C",
  tab: "\uE004",
  control: "\uE009",
  alt: "\uE00A",
  backspace: "\uE003",
  down: "\uE015",
  up: "\uE013",
  f1: "\uE031", f2: "\uE032", f3: "\uE033", f4: "\uE034", f5: "\uE035", f6: "\uE036",
  f7: "\uE037", f8: "\uE038", f9: "\uE039", f10: "\uE03A", f11: "\uE03B", f12: "\uE03C",
};
