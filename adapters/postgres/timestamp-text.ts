const MICROS_A_MILLI = 1000n;

/** Microseconds since 1970 as PostgreSQL reads a timestamptz, none lost: `2024-01-31T10:20:30.123456Z`. Years 0 to 9999. */
export function timestampText(micros: bigint): string {
  const rest = ((micros % MICROS_A_MILLI) + MICROS_A_MILLI) % MICROS_A_MILLI;
  const millis = new Date(Number((micros - rest) / MICROS_A_MILLI)).toISOString();
  return `${millis.slice(0, -1)}${String(rest).padStart(3, '0')}Z`;
}
