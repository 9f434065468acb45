/** What the server's final close codes (4400 to 4499) mean to a person, and what the page does about each. */

export type Remedy =
  | "load afresh" // the local replica is of no more use: drop it, keep the unsaved edits to offer them again
  | "log in" // the replica is good, the identity has ended
  | "stop"; // nothing to be done from here

export interface Ending {
  readonly code: number;
  readonly title: string;
  readonly explanation: string;
  readonly remedy: Remedy;
}

const ENDINGS: Readonly<Record<number, Omit<Ending, "code">>> = {
  4400: {
    title: "The server could not read what this page sent",
    explanation:
      "The plan was loaded afresh. What was not saved yet is listed below, so that nothing is lost.",
    remedy: "load afresh",
  },
  4401: {
    title: "Your access has ended",
    explanation: "Your edits are kept on this page until you go on.",
    remedy: "log in",
  },
  4403: {
    title: "An edit was refused",
    explanation:
      "You may read this plan, but not change that part of it. The plan was loaded afresh; what was not saved is listed below, to copy or to offer again.",
    remedy: "load afresh",
  },
  4404: {
    title: "There is no such plan for you",
    explanation:
      "It was removed, or your access to it was withdrawn. Ask whoever sent you the address to give you access.",
    remedy: "stop",
  },
  4409: {
    title: "The server's copy of this plan was restored",
    explanation:
      "This page held an older state, so the plan was loaded afresh. What was not saved is listed below, to copy or to offer again.",
    remedy: "load afresh",
  },
  4413: {
    title: "An edit was over a limit",
    explanation:
      "The plan was loaded afresh. What was not saved is listed below: shorten it, then offer it again.",
    remedy: "load afresh",
  },
};

/** What a close code means; a code of the final range that nobody declared stops the page with its number. */
export function endingOf(code: number): Ending {
  const known = ENDINGS[code] ?? {
    title: "The server ended the connection",
    explanation: `It gave the code ${code}. Load the page again; if that does not help, ask whoever runs the server.`,
    remedy: "stop" as const,
  };
  return { code, ...known };
}
