import type { Scene } from '../scene.ts';
import type { Reply, Visit } from '../visit.ts';
import { codePage } from './code.ts';
import { dlqPage, look } from './dlq.ts';
import { failuresPage } from './failures.ts';
import { filePage } from './file.ts';
import { loadsPage } from './loads.ts';
import { overviewPage } from './overview.ts';
import { actPage, noPage, redrivePage, rehearse } from './redrive.ts';
import { rowPage } from './row.ts';

type Method = (visit: Visit, scene: Scene) => Promise<Reply>;

/** A page is looked at with `get`, which changes nothing; what its form does is its `post`. */
export interface PageMethods {
  readonly get: Method;
  readonly post?: Method;
}

/** Every page, by its path. */
export const PAGES: Readonly<Partial<Record<string, PageMethods>>> = {
  '/': { get: overviewPage },
  '/loads': { get: loadsPage },
  '/failures': { get: failuresPage },
  '/dlq': { get: dlqPage, post: look },
  '/dlq/rehearsal': { get: noPage, post: rehearse },
  '/dlq/redrive': { get: redrivePage, post: actPage },
  '/file': { get: filePage },
  '/row': { get: rowPage },
  '/code': { get: codePage },
};
