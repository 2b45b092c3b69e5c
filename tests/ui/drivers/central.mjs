// The real central on loopback, over a folder of its own. It can be stopped and started again on the same port.
import { execFile } from "node:child_process";
import { createConnection } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";

import { BINARIES, ROOT, freePort, start, stop, until } from "./processes.mjs";

const PROGRAM = join(BINARIES, "luudong-central");

export class Central {
  static async open({ data, name }) {
    const central = new Central();
    Object.assign(central, { data, name, port: await freePort() });
    central.address = `http://127.0.0.1:${central.port}`;
    await central.start();
    return central;
  }

  async start() {
    const args = ["serve", "--data", this.data, "--listen", `127.0.0.1:${this.port}`];
    this.child = start(PROGRAM, args, { log: join(ROOT, `out/logs/central-${this.name}.log`) });
    await until("central listens", async () => {
      if (this.child.exitCode !== null) {
        throw Object.assign(new Error(`central ended with ${this.child.exitCode}: see ${this.child.log}`), { final: true });
      }
      return listens(this.port);
    });
  }

  stop = () => stop(this.child);

  /** A fresh one-time code that admits one laptop: to everything, or to one scope. */
  async code(role = "leader", scope = "*") {
    const { stdout } = await promisify(execFile)(PROGRAM, ["codes", "--data", this.data, "add", "--role", role, "--scope", scope]);
    return stdout.trim();
  }
}

const listens = (port) =>
  new Promise((resolve) => {
    const socket = createConnection(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
