/** Who is logged in on this page, and the way out. */
import { noteLeaving } from "../session/login";
import type { Token } from "../session/token";
import { element } from "./element";

/** A form, since a link must not log anybody out. */
export function logOutForm(label: string, look = ""): HTMLFormElement {
  const submit = element("button", { type: "submit", class: look, "data-log-out": true }, label);
  const form = element("form", { method: "post", action: "/logout", class: "log-out" }, submit);
  form.addEventListener("submit", noteLeaving);
  return form;
}

/** A name and, where a session is what let the person in, the button that ends it. */
export function accountMenu(name: string, token: Token): HTMLElement {
  const who = element("span", { class: "account-name", "data-viewer": true }, name);
  const way = token === null ? logOutForm("Log out", "quiet") : element("span", {}, "by token");
  return element("div", { class: "account-menu" }, who, way);
}
