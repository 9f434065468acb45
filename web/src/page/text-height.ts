/** Textareas as high as their text, also where the browser lacks `field-sizing: content`. */
import type * as Y from "yjs";

const browserDoesIt = typeof CSS !== "undefined" && CSS.supports?.("field-sizing", "content");

export function keepHeight(area: HTMLTextAreaElement, text: Y.Text | null): void {
  if (browserDoesIt) return;
  const fit = (): void => {
    area.style.height = "auto";
    if (area.scrollHeight > 0) area.style.height = `${area.scrollHeight + 2}px`;
  };
  area.addEventListener("input", fit);
  text?.observe(() => requestAnimationFrame(fit));
  requestAnimationFrame(fit);
}
