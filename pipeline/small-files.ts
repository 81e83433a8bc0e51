import { TOGETHER_FILE_BYTES } from '../domain/limits.ts';
import type { ObjectEvent } from '../domain/notification/announcement.ts';
import { readNotification } from '../domain/notification/read-notification.ts';
import type { ObjectIdentity } from '../domain/object/identity.ts';
import type { Attempt } from '../domain/ports/intent.ts';
import type { Message } from '../domain/ports/queue.ts';
import type { Table } from '../domain/table/table.ts';
import { announcedIdentity } from './load-object.ts';
import type { Loader } from './loader.ts';
import { type Route, routeObject } from './route-object.ts';

/** A message that announces just one file, of few changes, as far as that can be told without the file. */
export interface SmallFile {
  readonly message: Message;
  readonly event: ObjectEvent;
  readonly route: Route;
  readonly identity: ObjectIdentity;
  readonly attempt: Attempt;
}

/**
 * Those of some messages whose files may share a transaction, by table, of each table two at least. Of two with one written
 * time, between which there is no order, it is the first; that may be the same file twice.
 */
export function smallFiles(
  messages: readonly Message[],
  deadlineMs: number,
  loader: Loader,
): ReadonlyMap<Table, readonly SmallFile[]> {
  const startedAtMs = loader.clock.now();
  const found = new Map<Table, SmallFile[]>();
  for (const message of messages) {
    const { id: messageId, receiveCount } = message;
    const file = smallFile(message, { messageId, receiveCount, startedAtMs, deadlineMs }, loader);
    if (file !== undefined) {
      const others = found.get(file.route.table) ?? [];
      const isNew = others.every(({ route }) => route.writtenAtMicros !== file.route.writtenAtMicros);
      found.set(file.route.table, isNew ? [...others, file] : others);
    }
  }
  return new Map([...found].filter(([, files]) => files.length > 1));
}

function smallFile(message: Message, attempt: Attempt, loader: Loader): SmallFile | undefined {
  const event = onlyEvent(message.body);
  if (event === undefined) {
    return;
  }
  const route = changesRoute(event, loader);
  return route === undefined || route.table.sql !== undefined
    ? undefined
    : { message, event, route, identity: announcedIdentity(event), attempt };
}

function onlyEvent(body: string): ObjectEvent | undefined {
  const announcement = readNotification(body);
  if (announcement.kind !== 'objects' || announcement.unreadable.length > 0 || announcement.ignored.length > 0) {
    return;
  }
  const [event, ...others] = announcement.events;
  return event !== undefined && others.length === 0 && isSmall(event) ? event : undefined;
}

/** A write that is named completely, so that the ledger can be asked for it. */
function isSmall({ kind, followUp, eTag, sizeBytes = 0 }: ObjectEvent): boolean {
  return (
    kind === 'created' &&
    followUp === undefined &&
    eTag !== undefined &&
    sizeBytes > 0 &&
    sizeBytes <= TOGETHER_FILE_BYTES
  );
}

function changesRoute(event: ObjectEvent, loader: Loader): Route | undefined {
  try {
    const route = routeObject(event, loader);
    return typeof route === 'object' && route.kind === 'cdc' ? route : undefined;
  } catch {
    // What refuses a key is told where its message is consumed by itself.
    return undefined;
  }
}
