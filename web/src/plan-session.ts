/** A person's session on one plan: replicas come and go, the header, the notices and the unsaved edits stay. */
import type * as Y from "yjs";
import type { Ending } from "./live/close-codes";
import { type ConnectionState, PlanConnection } from "./live/connection";
import { presences } from "./live/presence";
import { type UnsavedEdit, UnsavedEdits } from "./live/unsaved-edits";
import { accountMenu } from "./page/account-menu";
import { button, element, linkTo } from "./page/element";
import { banner, openingsNote, tokenForm } from "./page/notice";
import { PageHeader } from "./page/page-header";
import { PlanPage } from "./page/plan-page";
import { isLacking, unsavedList } from "./page/unsaved-list";
import { goToLogin, loginAddress } from "./session/login";
import { type Account, askForPlan, type Viewer } from "./session/plan-query";
import { keepToken, type Token } from "./session/token";

const FRESH_LOADS = 5; // per minute: a server that refuses an untouched replica must not be asked for ever
const FRESH_LOAD_WINDOW = 60_000; // ms

export class PlanSession {
  readonly #planId: string;
  readonly #viewer: Viewer;
  readonly #account: Account;
  readonly #header: PageHeader;
  readonly #notices = element("div", { class: "notices" });
  readonly #main = element("main", { id: "plan" });
  readonly #problem = element("p", { class: "problem", role: "alert" });
  #token: Token;
  #connection!: PlanConnection;
  #unsavedEdits!: UnsavedEdits;
  #page: PlanPage | null = null;
  #freshLoads: number[] = [];

  constructor(container: HTMLElement, planId: string, token: Token, viewer: Viewer, account: Account) {
    this.#planId = planId;
    this.#token = token;
    this.#viewer = viewer;
    this.#account = account;
    this.#header = new PageHeader(account, accountMenu(viewer.name, token), (only) =>
      this.#main.classList.toggle("essentials", only),
    );
    container.replaceChildren(
      this.#header.element,
      ...openingsNote(account, viewer),
      this.#notices,
      this.#main,
    );
    addEventListener("beforeunload", (event) => {
      if (this.#connection.unsaved) event.preventDefault();
    });
    this.#openReplica(() => undefined);
  }

  /** Go on under a new token or session: in place for the same person, with a fresh page for another. */
  async renew(token: Token): Promise<void> {
    const answer = await askForPlan(this.#planId, token);
    if (answer.kind === "plan" && answer.viewer.id === this.#viewer.id) {
      if (token !== null) keepToken(token);
      this.#token = token;
      this.#notices.replaceChildren();
      this.#main.inert = false;
      this.#connection.renew(token);
    } else if (answer.kind === "plan") {
      if (token !== null) keepToken(token);
      location.reload();
    } else this.#tell(token === null ? "You are not logged in yet." : "That token does not open this plan.");
  }

  /** Load the plan into an empty replica. */
  #openReplica(onLoaded: (doc: Y.Doc) => void, focusPath: string | null = null): void {
    const connection = new PlanConnection(this.#planId, this.#token, {
      onLoaded: () => {
        this.#showPlan(connection, focusPath);
        onLoaded(connection.doc);
      },
      onState: (state, unsaved) => this.#onState(state, unsaved),
      onEnded: (ending, reason) => this.#onEnded(ending, reason),
    });
    this.#connection = connection;
    this.#unsavedEdits = new UnsavedEdits(connection.doc, (origin) => connection.isRemote(origin));
    connection.awareness.setLocalStateField("user", { id: this.#viewer.id, name: this.#viewer.name });
    connection.awareness.on("change", () => this.#showPresence());
    this.#showPresence();
    connection.open();
  }

  #showPlan(connection: PlanConnection, focusPath: string | null): void {
    this.#page?.destroy();
    this.#page = new PlanPage(connection.doc, connection.awareness, this.#account.contacts, (text) =>
      this.#header.announce(text),
    );
    this.#main.replaceChildren(this.#page.element);
    this.#main.inert = false;
    const title = () => this.#header.showTitle(formatTitle(connection.doc));
    connection.doc.getMap("plan").observeDeep(title);
    title();
    this.#showPresence();
    if (focusPath === null) return;
    const field = this.#main.querySelector<HTMLElement>(`[data-path="${CSS.escape(focusPath)}"]`);
    field?.focus({ preventScroll: true });
  }

  /** The path of the field in focus. */
  #focusedPath(): string | null {
    const focused = document.activeElement;
    return focused instanceof HTMLElement && this.#main.contains(focused)
      ? (focused.dataset.path ?? null)
      : null;
  }

  #onState(state: ConnectionState, unsaved: boolean): void {
    if (!unsaved) this.#unsavedEdits.forget();
    this.#header.showStatus(state, unsaved);
  }

  #onEnded(ending: Ending, reason: string): void {
    const edits = this.#unsavedEdits.collect();
    const { title, explanation, remedy } = ending;
    if (remedy === "log in") {
      if (this.#token === null && !this.#connection.unsaved) goToLogin();
      else this.#show(banner(title, explanation, reason, this.#problem, ...this.#waysBack()));
    } else if (remedy === "load afresh" && this.#mayLoadAfresh(edits.length > 0)) {
      const focusPath = this.#focusedPath();
      this.#connection.close();
      this.#main.inert = true; // until the fresh replica is there: what is typed into the old one would be lost
      this.#openReplica((doc) => {
        const lacking = edits.filter((edit) => isLacking(doc, edit));
        const text =
          lacking.length > 0 ? explanation : "The plan was loaded afresh. Nothing of yours was lost.";
        this.#show(banner(title, text, reason, ...listed(doc, lacking)));
      }, focusPath);
    } else {
      this.#main.inert = true;
      if (remedy === "stop") this.#page?.destroy(); // what one may no longer read does not stay on the screen
      const text =
        remedy === "stop" ? explanation : "Loading afresh did not help. Load the page again in a while.";
      this.#show(banner(title, text, reason, ...listed(null, edits)));
    }
  }

  /** Ways to go on with the edits that are on this page: it must not be left for the login. */
  #waysBack(): HTMLElement[] {
    if (this.#token !== null) return [tokenForm((token) => void this.renew(token))];
    return [
      element(
        "p",
        {},
        linkTo(loginAddress(), "Log in in a new tab", { target: "_blank", rel: "noopener" }),
        " then come back here and ",
        button("Go on", () => void this.renew(null), { class: "primary", "data-go-on": true }),
      ),
    ];
  }

  #tell(problem: string): void {
    this.#problem.textContent = problem;
  }

  #show(notice: HTMLElement): void {
    this.#tell("");
    this.#notices.replaceChildren(notice);
    notice.scrollIntoView({ block: "nearest" });
  }

  /** A replica that a person had edited may always be replaced; one that ends without that may be refused for ever. */
  #mayLoadAfresh(wasEdited: boolean): boolean {
    if (wasEdited) return true;
    const now = Date.now();
    this.#freshLoads = [...this.#freshLoads.filter((at) => now - at < FRESH_LOAD_WINDOW), now];
    return this.#freshLoads.length <= FRESH_LOADS;
  }

  #showPresence(): void {
    const here = presences(this.#connection.awareness, this.#viewer.id);
    this.#header.showPeople(here);
    this.#page?.showEditors(here);
  }
}

function listed(doc: Y.Doc | null, edits: readonly UnsavedEdit[]): HTMLElement[] {
  return edits.length === 0 ? [] : [unsavedList(doc, edits)];
}

function formatTitle(doc: Y.Doc): string {
  return String(doc.getMap("plan").get("title") ?? "");
}
