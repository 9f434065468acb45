import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { trustedDocuments } from "./trusted-documents.ts";

const page = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// Pages are served under a content security policy without inline scripts and styles: nothing may be inlined.
export default defineConfig({
  base: "/",
  plugins: [trustedDocuments()],
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { plan: page("./plan.html"), plans: page("./plans.html") } },
  },
  test: { environment: "happy-dom", include: ["test/**/*.test.ts"] },
});
