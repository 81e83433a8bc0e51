/**
 * How the memory of a process is divided up. What a reader holds follows from it, so that no file, whatever it claims of
 * itself, makes the process larger.
 *
 * 192 MiB are the process's own: Node with the code and a connection (some 100 MiB), and what its collector leaves to
 * lie (measured: up to 90 MiB, however little is in use). The rest is cut into eight units:
 *
 * | Units | For |
 * |---|---|
 * | 1 | stored bytes: those that are read, and those on their way |
 * | 1 | pages that are unpacked, one or more of each column |
 * | 2 | their values: text takes up to two bytes a character where it took one |
 * | 2 | dictionaries of the row group at hand: pyarrow makes one of up to 1 MiB for each column |
 * | 1 | the batch: its values, by what JavaScript takes for each, and what the mapping makes of them |
 * | 1 | COPY: what is encoded, and what the socket has not sent |
 *
 * The footer is parsed before any of them is in use, and may take four.
 */
const MEBIBYTE = 1024 * 1024;
const PROCESS_MIB = 192;
const UNITS = 8;

/** With less, hardly a page of each column would fit: a process under 320 MiB may outgrow its budget with odd files. */
const SMALLEST_UNIT_MIB = 16;

/** Larger reads at once would bring no speed. */
const MOST_READ_MIB = 32;

/** What a value of the parsed footer takes, about (measured: 2,000,000 of them took 150 MB). */
const FOOTER_VALUE_BYTES = 80;

/** In bytes, of one reader. */
export interface MemoryShares {
  /** That work at the same time. */
  readonly readers: number;
  readonly footerBytes: number;
  /** Numbers and texts in the footer. */
  readonly footerValues: number;
  /** Stored bytes that are read together; as many are on their way meanwhile. */
  readonly fetchBytes: number;
  /** Unpacked pages that are open at a time. Each of them, too. */
  readonly pageBytes: number;
  readonly dictionaryBytes: number;
  /** Values of a batch, without the bytes of texts. */
  readonly batchBytes: number;
}

/** The shares of each of `readers` readers that work in a process of so many MiB at the same time. */
export function memoryShares(memoryMib: number, readers = 1): MemoryShares {
  const unitMib = Math.max(SMALLEST_UNIT_MIB, Math.floor((memoryMib - PROCESS_MIB) / UNITS / readers));
  const unit = unitMib * MEBIBYTE;
  return {
    readers,
    footerBytes: unit,
    footerValues: Math.floor((4 * unit) / FOOTER_VALUE_BYTES),
    fetchBytes: Math.min(unit, MOST_READ_MIB * MEBIBYTE) / 2,
    pageBytes: unit,
    dictionaryBytes: 2 * unit,
    batchBytes: unit,
  };
}

/** The LOADER_MEMORY_MB with which so many bytes fit one unit, for messages. */
export function memoryMibFor(bytes: number, { readers }: Pick<MemoryShares, 'readers'>): number {
  return Math.ceil(bytes / MEBIBYTE) * UNITS * readers + PROCESS_MIB;
}
