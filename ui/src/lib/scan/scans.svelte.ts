import { call, Failure } from "$lib/backend";
import { KeyboardScans } from "./keyboard";

/** How long to leave a scanner alone that was unplugged, before looking whether it is back. */
const AGAIN_MS = 3_000;

/** Why a serial scanner is silent; null while it is heard or none was chosen. */
export const serial: { failure: Failure | null } = $state({ failure: null });

/**
 * Gives every scan to `take` for as long as the calling component lives: from scanners that type, whatever has the
 * focus, and from the one on a serial port.
 */
export function scans(take: (text: string) => void): void {
  $effect(() => {
    const keyboard = new KeyboardScans(take);
    window.addEventListener("keydown", keyboard.key, { capture: true });
    const ending = { over: false };
    void listen(take, ending);
    return () => {
      ending.over = true;
      keyboard.stop();
      window.removeEventListener("keydown", keyboard.key, { capture: true });
    };
  });
}

/** Each question waits in the program until there is a scan, or for a while. */
async function listen(take: (text: string) => void, ending: { over: boolean }): Promise<void> {
  let after: number | null = null;
  while (!ending.over) {
    try {
      const heard: { count: number; text: string | null } = await call("scanner_next", { after });
      serial.failure = null;
      after = heard.count;
      if (heard.text !== null && !ending.over) take(heard.text);
    } catch (thrown) {
      const failure = Failure.from(thrown);
      serial.failure = failure.code === "scanner_none" ? null : failure;
      after = null;
      await new Promise((resume) => setTimeout(resume, AGAIN_MS));
    }
  }
}
