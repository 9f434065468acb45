/** One query over GraphQL, as the person of a token or of the session cookie. Its document is named by its id. */
import type { Token } from "./token";

export type QueryAnswer<Data> =
  | { readonly kind: "data"; readonly data: Data }
  | { readonly kind: "not authenticated" }
  | { readonly kind: "failed"; readonly explanation: string };

interface Body<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

export async function postQuery<Data>(
  documentId: string,
  variables: Readonly<Record<string, unknown>>,
  token: Token,
): Promise<QueryAnswer<Data>> {
  try {
    const response = await fetch("/graphql", {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        Accept: "application/json",
        ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ documentId, variables }),
    });
    if (response.status === 401) return { kind: "not authenticated" };
    return readAnswer((await response.json()) as Body<Data>, response.status);
  } catch (error) {
    return { kind: "failed", explanation: `The server did not answer: ${String(error)}` };
  }
}

function readAnswer<Data>(body: Body<Data>, status: number): QueryAnswer<Data> {
  const [error] = body.errors ?? [];
  if (error?.extensions?.code === "UNAUTHENTICATED") return { kind: "not authenticated" };
  if (error === undefined && body.data) return { kind: "data", data: body.data };
  return {
    kind: "failed",
    explanation: error?.message ?? `The server answered with status ${status} and no data.`,
  };
}
