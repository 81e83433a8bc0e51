import type { StrangerFacts } from '../domain/dead-letters/facts.ts';
import type { LoaderError } from '../domain/errors.ts';
import type { ObjectEvent } from '../domain/notification/announcement.ts';
import { readNotification } from '../domain/notification/read-notification.ts';
import { objectUrl } from '../domain/object/identity.ts';
import { targetName } from '../domain/table/table.ts';
import type { Loader } from './loader.ts';
import { asLoaderError } from './record-failure.ts';
import { type Route, routeObject, type TransactionRoute } from './route-object.ts';

/** An event of an object that a mapping takes. */
export interface OurEvent {
  readonly kind: 'ours';
  readonly event: ObjectEvent;
  /** Undefined where the key alone is refused. */
  readonly route: Route | TransactionRoute | undefined;
  readonly keyError: LoaderError | undefined;
  readonly target: string | undefined;
}

/** What a letter announces, one event at least: the part of it that its body and the mappings tell. */
export function readLetter(body: string, loader: Pick<Loader, 'routes'>): readonly (StrangerFacts | OurEvent)[] {
  const announcement = readNotification(body);
  if (announcement.kind === 'objects') {
    const unreadable = announcement.unreadable.map(reason => stranger(undefined, reason));
    return [...announcement.events.map(event => routed(event, loader)), ...unreadable];
  }
  return [stranger(undefined, announcement.kind === 'ignored' ? announcement.reason : announcement.error)];
}

/** Objects that were written, as a letter announces them. */
export function objectsOf(body: string): readonly ObjectEvent[] {
  const announcement = readNotification(body);
  return announcement.kind === 'objects' ? announcement.events.filter(({ kind }) => kind === 'created') : [];
}

function stranger(object: string | undefined, reason: string | LoaderError): StrangerFacts {
  return { kind: 'stranger', object, reason };
}

/** Refusals that say that no mapping is concerned. All others are about what somebody put into the folder of a mapped table. */
const NOBODYS: readonly string[] = ['TABLE_NOT_MAPPED'];

function routed(event: ObjectEvent, loader: Pick<Loader, 'routes'>): StrangerFacts | OurEvent {
  const ours = { kind: 'ours', event } as const;
  try {
    const route = routeObject(event, loader);
    if (typeof route === 'string') {
      return stranger(objectUrl(event), route);
    }
    const target = 'table' in route ? targetName(route.table) : undefined;
    return { ...ours, route, target, keyError: undefined };
  } catch (thrown) {
    const keyError = asLoaderError(thrown).at({ object: objectUrl(event) });
    return NOBODYS.includes(keyError.code)
      ? stranger(objectUrl(event), keyError)
      : { ...ours, keyError, route: undefined, target: undefined };
  }
}
