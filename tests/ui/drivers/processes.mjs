// Starting programs for a test, and ending exactly those: each runs in a process group of its own.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, openSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
export const BINARIES = process.env.LUUDONG_BIN ?? join(ROOT, "target/debug");

/** How long a test waits for one thing, in milliseconds: long enough for two busy cores. */
export const PATIENCE = Number(process.env.LUUDONG_PATIENCE ?? 30_000);

const running = new Set();
process.on("exit", () => running.forEach((child) => signal(child, "SIGKILL")));
// A test run that is interrupted must not leave its programs behind.
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => process.exit(1));

/**
 * Starts a program. What it says goes to the file `log`.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, log: string, line?: boolean, fd?: boolean }} options
 *   `line`: its output can be read here, for `firstLine`; `fd`: so can its descriptor 3
 * @returns {import("node:child_process").ChildProcess}
 */
export function start(command, args, { env = {}, log, fd = false, line = false }) {
  mkdirSync(dirname(log), { recursive: true });
  const output = openSync(log, "a");
  const child = spawn(command, args, {
    detached: true, // the leader of its own group, so that its children end with it
    env: { ...process.env, ...env },
    stdio: ["ignore", line ? "pipe" : output, output, ...(fd ? ["pipe"] : [])],
  });
  child.log = log;
  child.unref(); // a program that a failed test forgot must not keep the test run waiting
  running.add(child);
  child.once("exit", () => running.delete(child));
  return child;
}

/** Ends a program and everything it started, and waits until it is gone. */
export async function stop(child) {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  signal(child, "SIGTERM");
  const killed = setTimeout(() => signal(child, "SIGKILL"), 5_000);
  await gone;
  clearTimeout(killed);
  signal(child, "SIGKILL"); // children that outlived the leader of their group
}

function signal(child, name) {
  try {
    process.kill(-child.pid, name);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

/** The first line that a program writes to `stream`. */
export async function firstLine(child, stream) {
  let text = "";
  stream.setEncoding("utf8");
  const failed = Promise.race([
    once(child, "error").then(([error]) => Promise.reject(error)),
    once(child, "exit").then(([code]) => Promise.reject(new Error(`${child.spawnfile} ended with ${code}: see ${child.log}`))),
  ]);
  const said = (async () => {
    for await (const piece of stream) {
      text += piece;
      if (text.includes("\n")) return text.slice(0, text.indexOf("\n")).trim();
    }
    return failed;
  })();
  return Promise.race([said, failed]);
}

/** A loopback port that nothing listens on. */
export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/**
 * Asks again until the answer is not null, undefined or false. A refusal while asking counts as "not yet".
 * @template T
 * @param {string} what for the sentence when it never comes
 * @param {() => Promise<T>} ask
 * @returns {Promise<T>}
 */
export async function until(what, ask, patience = PATIENCE) {
  const end = Date.now() + patience;
  let reason = "";
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== null && answer !== undefined && answer !== false) return answer;
    } catch (error) {
      if (error.final) throw error;
      reason = `: ${error.message}`;
    }
    if (Date.now() > end) throw new Error(`${what}: not within ${patience / 1000} s${reason}`);
    await pause(50);
  }
}
