/** The bearer token of this tab: it comes after `#` in the address and must not stay there. */

/** Null where the session cookie, which scripts cannot see, says who is there. */
export type Token = string | null;

const STORAGE_KEY = "concordat.token";
const TOKEN = /^[A-Za-z0-9._~-]{16,4096}$/; // what a WebSocket subprotocol can carry

/** Take the token out of the address, or out of this tab's storage; null where there is none. */
export function takeToken(): Token {
  const fromAddress = tokenIn(location.hash);
  if (fromAddress !== null) keepToken(fromAddress);
  if (location.hash !== "") history.replaceState(history.state, "", location.pathname + location.search);
  return fromAddress ?? sessionStorage.getItem(STORAGE_KEY);
}

export function keepToken(token: string): void {
  sessionStorage.setItem(STORAGE_KEY, token);
}

export function dropToken(): void {
  sessionStorage.removeItem(STORAGE_KEY);
}

/** The token in what a person pasted: the token alone, or a whole address with the token after `#`. */
export function tokenIn(pasted: string): Token {
  const candidate = decodeURIComponentOrSame(pasted.trim().replace(/^.*#/, ""));
  return TOKEN.test(candidate) ? candidate : null;
}

function decodeURIComponentOrSame(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The plan's id in `/plans/{id}`, or null. */
export function planIdIn(path: string): string | null {
  const match = /^\/plans\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/?$/i.exec(path);
  return match?.[1]?.toLowerCase() ?? null;
}
