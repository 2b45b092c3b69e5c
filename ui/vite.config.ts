import { svelte } from "@sveltejs/vite-plugin-svelte";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [tailwindcss(), svelte()],
  resolve: { alias: { $lib: "/src/lib" } },
  // Tauri serves the files from its own origin; relative paths also let a test server serve them.
  base: "./",
  server: { port: 5173, strictPort: true },
  build: {
    target: "es2022",
    // A font inlined as a data: URL would be refused by the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
