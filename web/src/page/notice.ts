/** What a person is told when something has ended or cannot begin, and what to do next. */
import type { Account, Viewer } from "../session/plan-query";
import { tokenIn } from "../session/token";
import { button, element } from "./element";

/** A whole page in place of the plan. */
export function showMessagePage(
  container: HTMLElement,
  title: string,
  ...content: readonly (Node | string)[]
): void {
  document.title = `${title} · Concordat`;
  container.replaceChildren(
    element("main", { class: "message", "data-message": true }, element("h1", {}, title), ...content),
  );
}

/** A page for somebody who cannot go on as they are: ways to log in or out, and a field for a token. */
export function showAccessPage(
  container: HTMLElement,
  title: string,
  lead: string,
  ways: readonly Node[],
  onToken: (token: string) => void,
): void {
  const operators = element(
    "details",
    {},
    element("summary", {}, "I have a token"),
    element(
      "p",
      {},
      "Whoever runs the server can make one with ",
      element("code", {}, "concordat token EMAIL"),
      ". Paste it, or the whole address with it.",
    ),
    tokenForm(onToken),
  );
  showMessagePage(container, title, element("p", {}, lead), ...ways, operators);
}

export function tokenForm(onToken: (token: string) => void): HTMLElement {
  const input = element("input", { id: "token", type: "password", autocomplete: "off", "data-token": true });
  const problem = element(
    "p",
    { class: "problem", role: "alert", hidden: true },
    "That is no token: paste all of it, or the whole address.",
  );
  const form = element(
    "form",
    { class: "token-form" },
    element("label", { for: "token" }, "Token or address"),
    input,
    element("button", { type: "submit", class: "primary" }, "Go on"),
    problem,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const token = tokenIn(input.value);
    problem.hidden = token !== null;
    if (token !== null) onToken(token);
  });
  return form;
}

/** What whoever is not of the vendor is told about being seen; nothing for the vendor's own people. */
export function openingsNote(account: Account, viewer: Viewer): HTMLElement[] {
  if (viewer.organisations.includes(account.vendor.id)) return [];
  const text = `${account.vendor.name} can see who opened this plan and when.`;
  return [element("p", { class: "openings-note", "data-openings-note": true }, text)];
}

/** A banner above the plan. */
export function banner(
  title: string,
  explanation: string,
  reason: string,
  ...content: readonly Node[]
): HTMLElement {
  const words =
    reason === ""
      ? []
      : [element("p", { class: "reason", "data-reason": true }, `The server says: ${reason}`)];
  const made = element(
    "section",
    { class: "banner", role: "alert", "data-banner": true },
    element("h2", {}, title),
    ...words,
    element("p", {}, explanation),
    ...content,
  );
  made.append(button("Close this message", () => made.remove(), { class: "quiet" }));
  return made;
}
