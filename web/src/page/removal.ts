/** A remove button that asks first, in its own place. */
import { button, element } from "./element";

export function removalButton(
  noun: string,
  id: string,
  warning: () => string,
  remove: () => void,
): HTMLElement {
  const place = element("span", { class: "removal" });
  const ask = button("Remove", () => showQuestion(), {
    "data-remove": id,
    "aria-label": `Remove this ${noun}`,
    class: "quiet",
  });
  const showQuestion = (): void => {
    const confirm = button("Remove", remove, { "data-confirm-remove": id, class: "danger" });
    const keep = button("Keep", () => showButton(), { "data-cancel-remove": id });
    const question = element("span", { class: "question" }, `Remove this ${noun}?${warning()}`);
    place.replaceChildren(element("span", { class: "confirmation", role: "group" }, question, confirm, keep));
    keep.focus();
  };
  const showButton = (): void => {
    place.replaceChildren(ask);
    ask.focus();
  };
  place.append(ask);
  return place;
}
