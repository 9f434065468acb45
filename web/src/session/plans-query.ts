/** What the page of all plans asks over GraphQL, as the person of the session cookie. */
import { postQuery } from "./graphql";

export interface AccountPlans {
  readonly name: string;
  readonly plans: readonly { readonly id: string; readonly title: string | null }[];
}

export type PlansAnswer =
  | { readonly kind: "plans"; readonly name: string; readonly accounts: readonly AccountPlans[] }
  | { readonly kind: "not authenticated" }
  | { readonly kind: "failed"; readonly explanation: string };

const QUERY = `query Plans { viewer { person { name } accounts { name plans { id title } } } }`;

interface Data {
  readonly viewer: {
    readonly person: { readonly name: string };
    readonly accounts: readonly AccountPlans[];
  } | null;
}

export async function askForPlans(): Promise<PlansAnswer> {
  const answer = await postQuery<Data>(QUERY, "Plans", {}, null);
  if (answer.kind !== "data") return answer;
  const { viewer } = answer.data;
  if (viewer === null) return { kind: "not authenticated" };
  return { kind: "plans", name: viewer.person.name, accounts: viewer.accounts };
}
