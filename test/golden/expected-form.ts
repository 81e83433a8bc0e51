/** Cells in the form of the `*.expected.json` beside the sample files, so that the two can be compared as JSON. */

/** `type` is the Arrow type that pyarrow saw in the file. */
export function inExpectedForm(value: unknown, type: string): unknown {
  if (value === null) {
    return null;
  }
  const [, kind = type, argument = ''] = /^(\w+)[[(]?([^\])]*)/u.exec(type) ?? [];
  switch (kind) {
    case 'decimal128':
    case 'decimal256':
      return decimalText(BigInt(value as bigint), Number(argument.split(',')[1]));
    case 'int64':
    case 'uint64':
      return typeof value === 'bigint' ? String(value) : value;
    case 'float':
    case 'double':
      return Number.isFinite(value) ? value : String(value);
    case 'binary':
      return `hex:${Buffer.from(value as Uint8Array).toString('hex')}`;
    case 'date32':
      return isoSeconds(BigInt(value as number) * 86_400n).slice(0, 10);
    case 'timestamp':
      return timestampText(value as bigint, argument);
    case 'time32':
    case 'time64':
      return timestampText(BigInt(value as bigint), argument).slice(11);
    default:
      return value;
  }
}

function decimalText(unscaled: bigint, scale: number): string {
  const sign = unscaled < 0n ? '-' : '';
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  return scale === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

const FRACTION_DIGITS: Readonly<Record<string, number>> = { s: 0, ms: 3, us: 6, ns: 9 };

function timestampText(units: bigint, argument: string): string {
  const [unit = '', zone] = argument.split(', ');
  const digits = FRACTION_DIGITS[unit] ?? Number.NaN;
  const perSecond = 10n ** BigInt(digits);
  const fraction = ((units % perSecond) + perSecond) % perSecond;
  const seconds = (units - fraction) / perSecond;
  const text = digits === 0 ? '' : `.${String(fraction).padStart(digits, '0')}`;
  return `${isoSeconds(seconds)}${text}${zone === undefined ? '' : 'Z'}`;
}

function isoSeconds(seconds: bigint): string {
  return new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
}
