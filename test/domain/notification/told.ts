import { readNotification } from '../../../domain/notification/read-notification.ts';

/** The outcome of a body in one line: what of it, as far as a table can say it. */
export function told(body: string): string {
  const announcement = readNotification(body);
  switch (announcement.kind) {
    case 'ignored':
      return 'ignored';
    case 'unreadable':
      return announcement.error.code;
    default:
      return [
        ...announcement.events.map(event => `${event.kind} ${event.bucket} ${event.key}`),
        ...announcement.unreadable.map(error => error.code),
        ...announcement.ignored.map(() => 'ignored'),
      ].join(', ');
  }
}
