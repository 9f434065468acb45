/** Who is here and where, as awareness tells it. */
import type { Awareness } from "y-protocols/awareness";

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly side: string;
}

export interface Presence {
  readonly person: Person;
  readonly isSelf: boolean;
  /** Paths of the fields that this person is in, over all of their tabs but this one. */
  readonly paths: readonly string[];
}

/** Everyone here, once per person, oneself first, then by name. */
export function presences(awareness: Pick<Awareness, "getStates" | "clientID">, selfId: string): Presence[] {
  const found = new Map<string, { person: Person; paths: Set<string> }>();
  for (const [client, state] of awareness.getStates()) {
    const person = readPerson(state.user);
    if (person === null) continue;
    const entry = found.get(person.id) ?? { person, paths: new Set<string>() };
    if (entry.person.side === "") entry.person = person;
    if (client !== awareness.clientID && typeof state.focus === "string") entry.paths.add(state.focus);
    found.set(person.id, entry);
  }
  return [...found.values()]
    .map(({ person, paths }) => ({ person, isSelf: person.id === selfId, paths: [...paths] }))
    .sort((a, b) => Number(b.isSelf) - Number(a.isSelf) || a.person.name.localeCompare(b.person.name));
}

function readPerson(user: unknown): Person | null {
  if (typeof user !== "object" || user === null) return null;
  const { id, name, side } = user as Record<string, unknown>;
  if (typeof id !== "string" || typeof name !== "string") return null;
  return { id, name, side: typeof side === "string" ? side : "" };
}

/** A hue from 0 to 359 that a person keeps everywhere. */
export function hueOf(personId: string): number {
  let hash = 2166136261; // FNV-1a
  for (const character of personId) hash = Math.imul(hash ^ character.charCodeAt(0), 16777619);
  return (hash >>> 0) % 360;
}

export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(
    (word) => [...(word ?? "")][0] ?? "",
  );
  return letters.join("").toUpperCase();
}
