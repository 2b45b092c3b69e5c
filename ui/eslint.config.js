import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

export default ts.config(
  { ignores: ["dist", "node_modules", "src/lib/paraglide", "project.inlang"] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.browser } } },
  { files: ["scripts/**", "*.config.*"], languageOptions: { globals: { ...globals.node } } },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: [".svelte"], svelteConfig } },
  },
  {
    rules: {
      eqeqeq: "error",
      "no-console": "error",
      "svelte/no-at-html-tags": "error",
      // The compiler reads these; TypeScript reports undefined names better than ESLint does.
      "no-undef": "off",
      // Sets and maps here are replaced, never changed, and held in $state.raw.
      "svelte/prefer-svelte-reactivity": "off",
    },
  },
  {
    // Only lib/backend may talk to the program behind the window.
    files: ["src/**"],
    ignores: ["src/lib/backend/**"],
    rules: {
      "no-restricted-globals": ["error", { name: "fetch", message: "Use call() of $lib/backend." }],
      "no-restricted-imports": [
        "error",
        { patterns: [{ group: ["@tauri-apps/*"], message: "Use call() of $lib/backend." }] },
      ],
    },
  },
);
