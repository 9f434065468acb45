/** The bar at the top: which plan this is, who is here, whether everything is stored. */
import type { ConnectionState } from "../live/connection";
import { hueOf, initialsOf, type Presence } from "../live/presence";
import type { Account } from "../session/plan-query";
import { button, element } from "./element";

const STATUS_TEXTS: Readonly<Record<ConnectionState, string>> = {
  loading: "Loading…",
  saving: "Saving…",
  saved: "Saved",
  reconnecting: "Reconnecting, your edits are kept",
  ended: "Not connected",
};

const ESSENTIALS_KEY = "concordat.essentials";

export class PageHeader {
  readonly element: HTMLElement;
  readonly #title = element("h1", {}, "Success plan");
  readonly #status = element("p", { class: "status", "data-status": "loading" }, STATUS_TEXTS.loading);
  readonly #people = element("ul", { class: "presence", "data-presence": true, "aria-label": "Who is here" });
  /** Read out by screen readers; the status itself changes at every letter and would drown them. */
  readonly #announcer = element("p", { class: "for-screen-readers", role: "status" });
  #shownPeople = "";

  constructor(account: Account, menu: HTMLElement, onEssentials: (only: boolean) => void) {
    const parties = [account.customer?.name, account.vendor.name]
      .filter((name) => name !== undefined)
      .join(" × ");
    this.element = element(
      "header",
      { class: "page-header" },
      element("div", { class: "plan-name" }, this.#title, element("p", { class: "parties" }, parties)),
      this.#people,
      element("div", { class: "header-end" }, essentialsButton(onEssentials), this.#status, menu),
      this.#announcer,
    );
  }

  announce(text: string): void {
    this.#announcer.textContent = text;
  }

  showTitle(title: string): void {
    const shown = title.trim() === "" ? "Untitled plan" : title.trim();
    if (this.#title.textContent === shown) return;
    this.#title.textContent = shown;
    document.title = `${shown} · Concordat`;
  }

  showStatus(state: ConnectionState, unsaved: boolean): void {
    const before = this.#status.dataset.status;
    const lost = state === "ended" && unsaved ? ", with edits that are not saved" : "";
    this.#status.dataset.status = state;
    this.#status.textContent = STATUS_TEXTS[state] + lost;
    if (state === "reconnecting" || state === "ended") this.announce(STATUS_TEXTS[state] + lost);
    else if (before === "reconnecting") this.announce("Connected again");
  }

  showPeople(presences: readonly Presence[]): void {
    const key = JSON.stringify(presences.map(({ person, isSelf }) => [person, isSelf]));
    if (key === this.#shownPeople) return;
    this.#shownPeople = key;
    this.#people.replaceChildren(...presences.map(personItem));
  }
}

function personItem({ person, isSelf }: Presence): HTMLElement {
  const badge = element("span", { class: "badge", "aria-hidden": "true" }, initialsOf(person.name));
  badge.style.setProperty("--hue", String(hueOf(person.id)));
  const side = [person.side.toLowerCase(), isSelf ? "you" : ""].filter((part) => part !== "").join(", ");
  const name = element("span", { class: "person-name" }, person.name);
  const about = element("span", { class: "person-side" }, side);
  return element(
    "li",
    { "data-person": person.id, title: `${person.name} (${side})` },
    badge,
    name,
    " ",
    about,
  );
}

/** Switches between all fields and those that a person reads first. */
function essentialsButton(onChange: (only: boolean) => void): HTMLButtonElement {
  let only = localStorage.getItem(ESSENTIALS_KEY) === "yes";
  const toggle = button(
    "Essentials only",
    () => {
      only = !only;
      localStorage.setItem(ESSENTIALS_KEY, only ? "yes" : "no");
      show();
    },
    { class: "quiet", "data-essentials": true },
  );
  const show = (): void => {
    toggle.setAttribute("aria-pressed", String(only));
    onChange(only);
  };
  show();
  return toggle;
}
