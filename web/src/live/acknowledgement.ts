/**
 * Which local edits the server has committed.
 *
 * The server echoes an update only after its commit, perhaps merged with other people's. What proves an edit durable:
 * - an incoming update or step 2 whose structs reach clock n of this client: the server refuses gaps, so all below n is stored;
 * - the state vector of the server's own step 1: after a reconnect it is the only news of edits whose echo was lost;
 * - a delete set that contains what was deleted here: deletions advance no clock, so their ranges are counted apart.
 */
import * as Y from "yjs";

/** `len` ids of one client from `clock` on. */
export interface ClockRange {
  readonly clock: number;
  readonly len: number;
}

export class AcknowledgementTracker {
  readonly #clientId: number;
  #writtenClock = 0;
  #storedClock = 0;
  readonly #pendingDeletes = new Map<number, ClockRange[]>();

  constructor(clientId: number) {
    this.#clientId = clientId;
  }

  /** Whether every local edit is known to be stored. */
  get allStored(): boolean {
    return this.#storedClock >= this.#writtenClock && this.#pendingDeletes.size === 0;
  }

  /** An update that this client made. */
  recordLocal(update: Uint8Array): void {
    const { end, deletes } = this.#read(update);
    this.#writtenClock = Math.max(this.#writtenClock, end);
    for (const [client, ranges] of deletes) {
      this.#pendingDeletes.set(client, [...(this.#pendingDeletes.get(client) ?? []), ...ranges]);
    }
  }

  /** An update or step 2 that came from the server. */
  recordIncoming(update: Uint8Array): void {
    const { end, deletes } = this.#read(update);
    this.#storedClock = Math.max(this.#storedClock, end);
    for (const [client, stored] of deletes) {
      const pending = this.#pendingDeletes.get(client);
      if (pending === undefined) continue;
      const left = stored.reduce(without, pending);
      if (left.length > 0) this.#pendingDeletes.set(client, left);
      else this.#pendingDeletes.delete(client);
    }
  }

  /** The state vector of the server's step 1. */
  recordServerVector(vector: Uint8Array): void {
    this.#storedClock = Math.max(this.#storedClock, Y.decodeStateVector(vector).get(this.#clientId) ?? 0);
  }

  #read(update: Uint8Array): { end: number; deletes: Map<number, ClockRange[]> } {
    const end = Y.parseUpdateMeta(update).to.get(this.#clientId) ?? 0;
    return { end, deletes: Y.decodeUpdate(update).ds.clients };
  }
}

/** The ranges less one range. */
export function without(ranges: readonly ClockRange[], gone: ClockRange): ClockRange[] {
  const goneEnd = gone.clock + gone.len;
  return ranges.flatMap((range) => {
    const end = range.clock + range.len;
    if (goneEnd <= range.clock || gone.clock >= end) return [range];
    const before = { clock: range.clock, len: gone.clock - range.clock };
    const after = { clock: goneEnd, len: end - goneEnd };
    return [before, after].filter((part) => part.len > 0);
  });
}
