/** Keeps those who guess the token from guessing fast: a weak one of 16 characters is to be safe for years, not for hours. */

/** Wrong tokens that an address may bring in a minute before it has to wait for the rest of it. */
const MOST_WRONG = 10;
const WINDOW_MS = 60_000;
/** Addresses that are remembered; the oldest are forgotten first. */
const MOST_ADDRESSES = 10_000;

export interface Guesses {
  isBarred(address: string): boolean;
  /** A wrong token came from there. */
  wrong(address: string): void;
}

interface Window {
  readonly endsAtMs: number;
  wrong: number;
}

/** `onBarred` is told once of each address and minute. */
export function makeGuesses(onBarred: (address: string) => void, now: () => number = Date.now): Guesses {
  const windows = new Map<string, Window>();

  function windowOf(address: string): Window | undefined {
    const window = windows.get(network(address));
    return window !== undefined && window.endsAtMs > now() ? window : undefined;
  }

  return {
    isBarred: address => (windowOf(address)?.wrong ?? 0) >= MOST_WRONG,
    wrong(address) {
      const window = windowOf(address) ?? { endsAtMs: now() + WINDOW_MS, wrong: 0 };
      window.wrong++;
      windows.delete(network(address));
      windows.set(network(address), window);
      for (const oldest of [...windows.keys()].slice(0, -MOST_ADDRESSES)) {
        windows.delete(oldest);
      }
      if (window.wrong === MOST_WRONG) {
        onBarred(address);
      }
    },
  };
}

/** Whoever has one address of IPv6 has the 2^64 of its network (RFC 6177): they count as one. */
function network(address: string): string {
  return address.split(':').slice(0, 4).join(':');
}
