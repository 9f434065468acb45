/** One replica of a plan and its socket: what is loaded, what is stored, how it ended. */
import * as decoding from "lib0/decoding";
import type { Awareness } from "y-protocols/awareness";
import { messageYjsSyncStep1, messageYjsSyncStep2, messageYjsUpdate } from "y-protocols/sync";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import type { Token } from "../session/token";
import { AcknowledgementTracker } from "./acknowledgement";
import { type Ending, endingOf } from "./close-codes";

export type ConnectionState = "loading" | "saving" | "saved" | "reconnecting" | "ended";

export interface ConnectionListener {
  /** The document is here in full, for the first time. */
  onLoaded(): void;
  onState(state: ConnectionState, unsaved: boolean): void;
  /** The server has ended it for good; `reason` is the server's own words. */
  onEnded(ending: Ending, reason: string): void;
}

const SYNC = 0;
const AWARENESS = 1;

export class PlanConnection {
  readonly doc = new Y.Doc();
  readonly #provider: WebsocketProvider;
  readonly #tracker = new AcknowledgementTracker(this.doc.clientID);
  readonly #listener: ConnectionListener;
  #loaded = false;
  #ended = false;
  #shown = "";

  constructor(planId: string, token: Token, listener: ConnectionListener) {
    this.#listener = listener;
    const origin = location.origin.replace(/^http/, "ws");
    // No BroadcastChannel: it would carry a refused edit to the same person's other tab.
    this.#provider = new WebsocketProvider(`${origin}/collab`, planId, this.doc, {
      protocols: subprotocols(token),
      disableBc: true,
      connect: false,
    });
    this.#watchMessages();
    this.doc.on("update", (update: Uint8Array, updateOrigin: unknown) => {
      if (updateOrigin === this.#provider) return;
      this.#tracker.recordLocal(update);
      this.#tell();
    });
    this.#provider.on("status", () => this.#tell());
    this.#provider.on("sync", (synced: boolean) => this.#onSync(synced));
    this.#provider.on("closed", ({ code, reason }: { code: number; reason: string }) => {
      this.#ended = true;
      this.#tell();
      listener.onEnded(endingOf(code), reason);
    });
  }

  get awareness(): Awareness {
    return this.#provider.awareness;
  }

  get unsaved(): boolean {
    return !this.#tracker.allStored;
  }

  /** Whether a change of the document came from the server. */
  isRemote(origin: unknown): boolean {
    return origin === this.#provider;
  }

  open(): void {
    this.#ended = false;
    this.#provider.connect();
    this.#tell();
  }

  /** Go on with the same replica under a new token or session of the same person. */
  renew(token: Token): void {
    this.#provider.protocols = subprotocols(token);
    this.open();
  }

  close(): void {
    this.#provider.destroy();
    this.doc.destroy();
  }

  #onSync(synced: boolean): void {
    this.#tell();
    if (synced && !this.#loaded) {
      this.#loaded = true;
      this.#listener.onLoaded();
    }
  }

  /** Read every message a second time: y-websocket itself does not say what was acknowledged. */
  #watchMessages(): void {
    const handlers = this.#provider.messageHandlers;
    const applySync = handlers[SYNC];
    const applyAwareness = handlers[AWARENESS];
    if (applySync === undefined || applyAwareness === undefined)
      throw new Error("y-websocket has no sync handler");
    handlers[SYNC] = (encoder, decoder, ...rest) => {
      const copy = decoding.clone(decoder);
      applySync(encoder, decoder, ...rest);
      this.#acknowledge(decoding.readVarUint(copy), decoding.readVarUint8Array(copy));
    };
    handlers[AWARENESS] = (encoder, decoder, ...rest) => {
      const copy = decoding.clone(decoder);
      applyAwareness(encoder, decoder, ...rest);
      this.#adoptSide(decoding.readVarUint8Array(copy));
    };
  }

  #acknowledge(messageType: number, payload: Uint8Array): void {
    if (messageType === messageYjsSyncStep1) this.#tracker.recordServerVector(payload);
    else if (messageType === messageYjsSyncStep2 || messageType === messageYjsUpdate) {
      this.#tracker.recordIncoming(payload);
    }
    this.#tell();
  }

  /** The server writes the true identity into one's own awareness entry; Yjs ignores that echo, since it is not newer. */
  #adoptSide(entries: Uint8Array): void {
    const decoder = decoding.createDecoder(entries);
    for (let left = decoding.readVarUint(decoder); left > 0; left--) {
      const client = decoding.readVarUint(decoder);
      decoding.readVarUint(decoder); // the clock
      const state = JSON.parse(decoding.readVarString(decoder)) as { user?: unknown } | null;
      const own = this.awareness.getLocalState();
      if (client !== this.doc.clientID || state?.user === undefined || own === null) continue;
      const side = sideToAdopt(own.user, state.user);
      if (side !== null) this.awareness.setLocalStateField("user", { ...(own.user as object), side });
    }
  }

  #tell(): void {
    const state = this.#state();
    const shown = `${state} ${this.unsaved}`;
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#listener.onState(state, this.unsaved);
  }

  #state(): ConnectionState {
    if (this.#ended) return "ended";
    if (!this.#loaded && !this.#provider.synced) return "loading";
    if (!this.#provider.wsconnected || !this.#provider.synced) return "reconnecting";
    return this.unsaved ? "saving" : "saved";
  }
}

function subprotocols(token: Token): string[] {
  return token === null ? ["concordat"] : ["concordat", `bearer.${token}`];
}

/** The side that the server knows of one's own person, where the page does not know it yet. */
function sideToAdopt(own: unknown, written: unknown): string | null {
  const [mine, servers] = [own, written] as Record<string, unknown>[];
  if (mine?.id !== servers?.id || typeof servers?.side !== "string") return null;
  return mine?.side === servers.side ? null : servers.side;
}
