/** What the page asks over GraphQL before it opens the live document: who I am, whose plan it is, who its people are. */

export interface Organisation {
  readonly id: string;
  readonly name: string;
}

export interface Contact {
  readonly id: string;
  readonly name: string;
  readonly title: string | null;
  readonly side: "VENDOR" | "CUSTOMER" | "PARTNER";
  readonly role: string | null;
}

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly vendor: Organisation;
  readonly customer: Organisation | null;
  readonly contacts: readonly Contact[];
}

export interface Viewer {
  readonly id: string;
  readonly name: string;
}

export type PlanAnswer =
  | { readonly kind: "plan"; readonly viewer: Viewer; readonly account: Account }
  | { readonly kind: "no such plan"; readonly viewer: Viewer }
  | { readonly kind: "not authenticated" }
  | { readonly kind: "failed"; readonly explanation: string };

const QUERY = `query PlanPage($id: ID!) { viewer { person { id name } } plan(id: $id) { id account { id name vendor { id name } customer { id name } contacts { id name title side role } } } }`;

interface Body {
  readonly data?: {
    readonly viewer: { readonly person: Viewer } | null;
    readonly plan: { readonly account: Account } | null;
  } | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

const UNAUTHENTICATED_CODES = ["UNAUTHENTICATED", "NOT_AUTHENTICATED"];

export async function askForPlan(planId: string, token: string): Promise<PlanAnswer> {
  try {
    const response = await fetch("/graphql", {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        Accept: "application/json",
        Authorization: `Bearer ${token}`,
      },
      body: JSON.stringify({ query: QUERY, operationName: "PlanPage", variables: { id: planId } }),
    });
    if (response.status === 401) return { kind: "not authenticated" };
    return readAnswer((await response.json()) as Body, response.status);
  } catch (error) {
    return { kind: "failed", explanation: `The server did not answer: ${String(error)}` };
  }
}

export function readAnswer(body: Body, status: number): PlanAnswer {
  const [error] = body.errors ?? [];
  if (UNAUTHENTICATED_CODES.includes(error?.extensions?.code?.toUpperCase() ?? ""))
    return { kind: "not authenticated" };
  if (error !== undefined || !body.data) {
    return {
      kind: "failed",
      explanation: error?.message ?? `The server answered with status ${status} and no data.`,
    };
  }
  if (!body.data.viewer) return { kind: "not authenticated" };
  const viewer = body.data.viewer.person;
  if (body.data.plan === null) return { kind: "no such plan", viewer };
  return { kind: "plan", viewer, account: body.data.plan.account };
}
