/** The ways to the login and out of it. */

/** The address of the login that comes back to this page. */
export function loginAddress(): string {
  return `/login?${new URLSearchParams({ return_to: location.pathname + location.search })}`;
}

const LEAVING = 5_000; // ms; a form that has not left the page by then was stopped

let leaving = false;

/** The person is on the way out: what ends meanwhile, ends because of that. */
export function noteLeaving(): void {
  leaving = true;
  setTimeout(() => {
    leaving = false;
  }, LEAVING);
}

/** Leave for the login; not while a form is about to leave the page, as that would stop it. */
export function goToLogin(): void {
  if (leaving) setTimeout(goToLogin, LEAVING);
  else location.assign(loginAddress());
}
