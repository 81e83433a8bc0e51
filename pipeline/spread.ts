/** Some of many things that come one by one, about evenly spread, in memory for twice as many. */
export interface Spread<Item> {
  see(item: Item): void;
  /** No more than were asked for, in the order in which they came. */
  chosen(): readonly Item[];
}

/** Keeps each one at first; whenever there are too many every second one goes, and from then on every second one comes. */
export function spread<Item>(most: number): Spread<Item> {
  let kept: Item[] = [];
  let stride = 1;
  let seen = 0;
  return {
    see(item) {
      if (seen % stride === 0) {
        kept.push(item);
      }
      seen += 1;
      if (kept.length > 2 * most) {
        kept = kept.filter((_, at) => at % 2 === 0);
        stride *= 2;
      }
    },
    chosen() {
      const step = Math.max(kept.length / Math.max(most, 1), 1);
      return kept.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step)).slice(0, most);
    },
  };
}
