/** 1970-01-01 as a Julian day. */
const EPOCH_DAY = 2_440_588n;
const NANOSECONDS_A_DAY = 86_400_000_000_000n;

/**
 * Nanoseconds since 1970-01-01T00:00:00 of the wall clock, of INT96 timestamps: 8 bytes of nanoseconds in the day, then
 * the Julian day, little-endian. They reach beyond 64 bits, so these are bigints of any size.
 */
export function int96Timestamps(bytes: Uint8Array): bigint[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Array<bigint>(bytes.length / 12);
  for (let index = 0; index < values.length; index++) {
    const day = BigInt(view.getInt32(index * 12 + 8, true));
    values[index] = (day - EPOCH_DAY) * NANOSECONDS_A_DAY + view.getBigInt64(index * 12, true);
  }
  return values;
}
