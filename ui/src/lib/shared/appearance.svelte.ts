import { overwriteGetLocale, type Locale } from "$lib/paraglide/runtime";
import { Kept } from "./kept.svelte";

const THEMES = ["light", "dark", "contrast"] as const;
type Theme = (typeof THEMES)[number];

function themeOfTheSystem(): Theme {
  if (matchMedia("(prefers-contrast: more)").matches) return "contrast";
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

export const theme = new Kept<Theme>("theme", themeOfTheSystem(), THEMES);
/** Letters a quarter larger, for a screen that stands an arm's length away. */
const TYPES = ["usual", "large"] as const;
export const type = new Kept<(typeof TYPES)[number]>("type", "usual", TYPES);
export const language = new Kept<Locale>("language", "vi", ["vi", "en"]);

export function nextTheme(): void {
  theme.value = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length] ?? "light";
}

export function nextType(): void {
  type.value = type.value === "usual" ? "large" : "usual";
}

/** Makes messages follow `language` while the program runs, and the page follow the choices. */
export function startAppearance(): void {
  overwriteGetLocale(() => language.value);
  $effect.root(() => {
    $effect(() => {
      document.documentElement.dataset["theme"] = theme.value;
      document.documentElement.dataset["type"] = type.value;
      document.documentElement.lang = language.value;
    });
  });
}
