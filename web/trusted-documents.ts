/** GraphQL documents of the pages: the pages send the hash, the server has the text (server/trusted_document.py). */
import { createHash } from "node:crypto";
import type { Plugin } from "vite";

/** `import ID from "./some.graphql"` gives the document's id; the build writes all texts to `documents.json`. */
export function trustedDocuments(): Plugin {
  const documents = new Map<string, string>();
  return {
    name: "trusted-documents",
    transform(text, file) {
      if (!file.endsWith(".graphql")) return null;
      const hash = createHash("sha256").update(text).digest("hex");
      documents.set(hash, text);
      return { code: `export default "sha256:${hash}";`, map: null };
    },
    generateBundle() {
      const source = `${JSON.stringify(Object.fromEntries([...documents].sort()), null, 1)}\n`;
      this.emitFile({ type: "asset", fileName: "documents.json", source });
    },
  };
}
