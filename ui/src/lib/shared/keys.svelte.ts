import { untrack } from "svelte";
import { everyOf } from "./closed";

/** What a key is about; of a page where nothing else is said. */
export type KeyGroup = "station" | "person" | "hall" | "page" | "program";
/** In the order of the map. */
export const KEY_GROUPS = everyOf<KeyGroup>({ station: true, person: true, hall: true, page: true, program: true });

/**
 * A key that does something now. `key` is as KeyboardEvent names it, with "Ctrl+" or "Alt+" before it. `quick`: pressed
 * twice at once it means two.
 */
export type KeyAction = {
  key: string;
  label: string;
  run: () => void;
  enabled?: boolean;
  quick?: boolean;
  group?: KeyGroup;
};

let groups: (() => KeyAction[])[] = $state.raw([]);

/** Makes keys work while the calling component is on the screen; they appear in the map under `?`. */
export function bindKeys(actions: () => KeyAction[]): void {
  $effect(() => {
    groups = [...bound(), actions];
    return () => {
      groups = bound().filter((group) => group !== actions);
    };
  });
}

/** Every key that works on the screen as it is. */
export function keyMap(): KeyAction[] {
  return groups.flatMap((group) => group());
}

function bound(): (() => KeyAction[])[] {
  return untrack(() => groups);
}

function nameOf(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLocaleLowerCase() : event.key;
  return (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + (event.altKey ? "Alt+" : "") + key;
}

function actionOf(name: string): KeyAction | undefined {
  return keyMap().findLast((candidate) => candidate.key.toLocaleLowerCase() === name.toLocaleLowerCase());
}

/** Whether typing goes into `target` itself. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input:not([type=checkbox], [type=radio]), textarea, select");
}

/** A glove presses twice, a finger rests: within this time the same key is the same press. */
export const TWICE_MS = 250;
let last = { name: "", at: -Infinity };

/** One listener for the window: the innermost component that knows the key acts. */
export function onWindowKey(event: KeyboardEvent): void {
  const name = nameOf(event);
  const soon = last.name === name && event.timeStamp - last.at < TWICE_MS;
  last = { name, at: event.timeStamp };
  if (event.defaultPrevented) return;
  if (document.querySelector("dialog[open]")) {
    // The web view has uses of its own for these keys: one of them loads the page anew, and what is typed is gone.
    if (/^F\d+$/.test(name) && actionOf(name)) event.preventDefault();
    return;
  }
  if (name.length === 1 && isTyping(event.target)) return;
  // Text that is being typed has its own undo.
  if (name === "Ctrl+z" && event.target instanceof HTMLInputElement && event.target.value) return;
  const action = actionOf(name);
  if (!action) return;
  event.preventDefault();
  if (event.repeat || (soon && !action.quick)) return;
  if (action.enabled !== false) action.run();
}
