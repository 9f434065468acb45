// @vitest-environment happy-dom
/** People on the page: who left is still named, and comes last; the customer is told that it is seen. */
import { expect, test } from "vitest";
import * as Y from "yjs";
import { choicesFor } from "../src/page/choice";
import { openingsNote } from "../src/page/notice";
import type { Account, Contact } from "../src/session/plan-query";

const contact = (name: string, leftOn: string | null = null): Contact => ({
  id: name,
  name,
  title: null,
  side: "CUSTOMER",
  role: null,
  leftOn,
});
const ACCOUNT: Account = {
  id: "account",
  name: "Harbor Retail",
  vendor: { id: "fernhill", name: "Fernhill Software" },
  customer: { id: "harbor", name: "Harbor Retail" },
  contacts: [],
};

test("who left is offered last, and told to have left", () => {
  const contacts = [contact("Ada", "2026-03-01"), contact("Ben"), contact("Cleo")];
  const choices = choicesFor(new Y.Doc(), contacts, ["contact"]);
  expect(choices?.map(({ label }) => label)).toEqual([
    "Ben (customer)",
    "Cleo (customer)",
    "Ada (customer, has left)",
  ]);
  expect(contacts[0]?.name).toBe("Ada");
});

test("the customer is told in one sentence that the vendor sees who opens the plan, and the vendor is not", () => {
  const person = { id: "one", name: "One" };
  const told = openingsNote(ACCOUNT, { ...person, organisations: ["harbor"] });
  expect(told.map((note) => note.textContent)).toEqual([
    "Fernhill Software can see who opened this plan and when.",
  ]);
  expect(openingsNote(ACCOUNT, { ...person, organisations: ["harbor", "fernhill"] })).toEqual([]);
});
