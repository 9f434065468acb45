import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// Pages are served under a content security policy without inline scripts and styles: nothing may be inlined.
export default defineConfig({
  base: "/",
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { plan: fileURLToPath(new URL("./plan.html", import.meta.url)) } },
  },
  test: { environment: "happy-dom", include: ["test/**/*.test.ts"] },
});
