import { invoke, isTauri } from "@tauri-apps/api/core";
import { Failure } from "./failure";
import { READS, type Command, type Commands } from "./types";

type Listener = () => Promise<void>;
const listeners = new Set<Listener>();
const laterListeners = new Set<Listener>();
/** What the hand waits for is read and painted within this time; then comes the rest, once for all that changed meanwhile. */
const LATER_MS = 80;
/** So long is waited for the screen to have read again. */
const TOGETHER_MS = 60;
let reading: Promise<unknown> = Promise.resolve();
let coming: ReturnType<typeof setTimeout> | undefined;

/**
 * Runs `listener` after every command that may have changed what screens show, or a moment `later`; returns how to stop.
 */
export function onChange(listener: Listener, later = false): () => void {
  const those = later ? laterListeners : listeners;
  those.add(listener);
  return () => those.delete(listener);
}

/** When the screen knows of the last change, or has been long about it: what is said of it then is painted with it. */
export async function readAgain(): Promise<void> {
  await reading;
}

function changed(): void {
  coming ??= setTimeout(() => {
    coming = undefined;
    for (const listener of laterListeners) void listener();
  }, LATER_MS);
  const read = Promise.allSettled(Array.from(listeners, (listener) => listener()));
  reading = Promise.race([read, new Promise((done) => setTimeout(done, TOGETHER_MS))]);
}

/** Sends one command to the program behind the window. Rejects with a `Failure` only. */
export async function call<K extends Command>(command: K, args: Commands[K]["args"]): Promise<Commands[K]["reply"]> {
  const reply = await (isTauri() ? byWindow(command, args) : byHttp(command, args));
  if (!READS.has(command)) changed();
  return reply as Commands[K]["reply"];
}

/** Opens the board of a session in a window of its own. */
export async function openBoard(session: string): Promise<void> {
  try {
    if (isTauri()) await invoke("board", { session });
    else window.open(`#/board/${session}`, "board");
  } catch (thrown) {
    throw Failure.from(thrown, "program_gone");
  }
}

async function byWindow(command: Command, args: object): Promise<unknown> {
  try {
    return await invoke("rpc", { command, args });
  } catch (thrown) {
    throw Failure.from(thrown, "program_gone");
  }
}

/** A browser, in the tests, drives the same commands over the loopback. */
async function byHttp(command: Command, args: object): Promise<unknown> {
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(`/rpc/${command}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(args),
    });
    body = await response.json();
  } catch {
    throw new Failure("program_gone");
  }
  if (!response.ok) throw Failure.from(body, "program_gone");
  return body;
}
