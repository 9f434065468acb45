/** What a person is told when something has ended or cannot begin, and what to do next. */
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

/** A page that asks for a token; `onToken` gets what was pasted once it can be one. */
export function showTokenPage(
  container: HTMLElement,
  title: string,
  lead: string,
  onToken: (token: string) => void,
): void {
  const ways = element(
    "ul",
    {},
    element(
      "li",
      {},
      "Use the address that ",
      element("code", {}, "make run"),
      " printed: the token stands after the #.",
    ),
    element(
      "li",
      {},
      "Or run ",
      element("code", {}, "concordat token EMAIL"),
      " and paste what it prints here.",
    ),
  );
  showMessagePage(container, title, element("p", {}, lead), ways, tokenForm(onToken));
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
