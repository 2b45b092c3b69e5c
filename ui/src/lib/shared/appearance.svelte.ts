import { overwriteGetLocale, type Locale } from "$lib/paraglide/runtime";
import { Kept } from "./kept.svelte";

export const THEMES = ["light", "dark", "contrast"] as const;
export type Theme = (typeof THEMES)[number];

function themeOfTheSystem(): Theme {
  if (matchMedia("(prefers-contrast: more)").matches) return "contrast";
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

export const theme = new Kept<Theme>("theme", themeOfTheSystem(), THEMES);
export const language = new Kept<Locale>("language", "vi", ["vi", "en"]);

/** Makes messages follow `language` while the program runs, and the page follow both choices. */
export function startAppearance(): void {
  overwriteGetLocale(() => language.value);
  $effect.root(() => {
    $effect(() => {
      document.documentElement.dataset["theme"] = theme.value;
      document.documentElement.lang = language.value;
    });
  });
}
