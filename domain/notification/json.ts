/**
 * Checked looks into JSON that nobody vouches for. Only own properties are seen, so that `__proto__` or `constructor`
 * in a message is a field like any other, and nothing is ever assigned by a name that a message chose.
 */

export type JsonObject = Readonly<Record<string, unknown>>;

/** Stands for no JSON text. */
const NOT_JSON = undefined;

/** The value that a text stands for, or undefined if it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return NOT_JSON;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a path of field names; undefined where a step is missing or not an object. */
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const name of path) {
    if (!(isObject(found) && Object.hasOwn(found, name))) {
      return;
    }
    found = found[name];
  }
  return found;
}

/** A short text for a message about a value of any type: texts as they are, the rest by type. */
export function described(value: unknown): string {
  if (typeof value === 'string') {
    return value;
  }
  if (value === undefined) {
    return 'nothing';
  }
  if (value === null || typeof value === 'number' || typeof value === 'boolean') {
    return String(value);
  }
  return Array.isArray(value) ? 'a list' : 'an object';
}
