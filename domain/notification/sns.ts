import { LoaderError } from '../errors.ts';
import { described, type JsonObject, parseJson, valueAt } from './json.ts';

/** A topic's own messages about its subscriptions (SNS Developer Guide, parsing message formats). */
const ABOUT_SUBSCRIPTIONS: ReadonlySet<unknown> = new Set(['SubscriptionConfirmation', 'UnsubscribeConfirmation']);

/** Is this what SNS makes of a message? With raw delivery it makes nothing of it. */
export function isSnsEnvelope(message: JsonObject): boolean {
  return (
    typeof valueAt(message, 'Type') === 'string' &&
    (Object.hasOwn(message, 'Message') || Object.hasOwn(message, 'TopicArn'))
  );
}

/**
 * The message inside, or undefined if the envelope carries none of interest. Opened once: S3 publishes to one topic, and
 * no AWS service forwards from topic to topic, so a second envelope is somebody's mistake or mischief.
 */
export function openSnsEnvelope(envelope: JsonObject): { readonly inside: unknown } | undefined | LoaderError {
  const type = valueAt(envelope, 'Type');
  if (ABOUT_SUBSCRIPTIONS.has(type)) {
    return;
  }
  const text = valueAt(envelope, 'Message');
  if (type !== 'Notification' || typeof text !== 'string') {
    return envelopeFault(type, 'is not a kind of SNS message with text inside');
  }
  const inside = parseJson(text);
  return inside === undefined ? envelopeFault(text, 'is not JSON, inside an SNS message') : { inside };
}

function envelopeFault(value: unknown, reason: string): LoaderError {
  return new LoaderError('NOTIFICATION_UNREADABLE', {
    value: described(value),
    reason,
    remedy: 'let nothing but S3 publish to the topic',
  });
}
