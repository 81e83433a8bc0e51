import { createHash } from 'node:crypto';
import type pg from 'pg';

/**
 * A statement over parameters is prepared under a name of its text, so that a connection plans it once and small files
 * do not pay for it. One over a temporary table would be planned again anyway.
 */
export function statement(text: string, values: unknown[]): pg.QueryConfig {
  return values.length > LEADING_PARAMETERS ? { name: nameOf(text), text, values } : { text, values };
}

const LEADING_PARAMETERS = 2;

function nameOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
