/** Elements without a framework: made once, then kept, so that focus and caret survive every change around them. */

export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** Make an element; `true` sets an empty attribute, `false` and undefined leave it out. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children);
  return made;
}

/** A link that looks like a button. */
export function linkTo(address: string, label: string, attributes: Attributes = {}): HTMLAnchorElement {
  const { class: look = "", ...rest } = attributes;
  return element("a", { href: address, class: `button ${look}`.trim(), ...rest }, label);
}

export function button(label: string, onClick: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const made = element("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", onClick);
  return made;
}

/** Give `parent` exactly these children in this order, without ever moving the one that has the focus. */
export function placeChildren(parent: Element, wanted: readonly Element[]): void {
  for (const child of [...parent.children]) if (!wanted.includes(child)) child.remove();
  const focused = parent.ownerDocument.activeElement;
  const pinned = wanted.findIndex((child) => child.parentElement === parent && child.contains(focused));
  const start = Math.max(pinned, 0);
  const anchor = wanted[start];
  if (anchor === undefined) return;
  if (pinned < 0 && parent.firstElementChild !== anchor) parent.prepend(anchor);
  for (let at = start - 1; at >= 0; at--) {
    const [child, next] = [wanted[at], wanted[at + 1]];
    if (child !== undefined && next !== undefined && child.nextElementSibling !== next) next.before(child);
  }
  for (let at = start + 1; at < wanted.length; at++) {
    const [child, previous] = [wanted[at], wanted[at - 1]];
    if (child !== undefined && previous !== undefined && child.previousElementSibling !== previous)
      previous.after(child);
  }
}

/** Run a change of the page; where it took the focused input out of its place, put focus and selection back. */
export function keepingFocus(change: () => void): void {
  const focused = document.activeElement;
  const hasText = focused instanceof HTMLTextAreaElement || focused instanceof HTMLInputElement;
  const selection = hasText ? ([focused.selectionStart, focused.selectionEnd] as const) : null;
  change();
  if (!(focused instanceof HTMLElement) || focused === document.body) return;
  if (document.activeElement === focused || !focused.isConnected) return;
  focused.focus({ preventScroll: true });
  if (hasText && selection?.[0] != null) focused.setSelectionRange(selection[0], selection[1]);
}
