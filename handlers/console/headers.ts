/** What every answer says to the browser. */

/**
 * Nothing runs, and nothing is fetched from elsewhere. `same-origin` of the referrer: with `no-referrer` browsers send
 * `Origin: null` with forms, which could not be told from a foreign page (Fetch standard, "append a request Origin header").
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};
