/** `PUT` and `GET ?notification`. fauxqs answers the PUT with 200 and does nothing. */
import { randomUUID } from 'node:crypto';
import { testEvent } from './event-record.ts';
import { bodyText, type FastifyInstance, type FastifyReply, hasQuery, placeOf, refuse } from './fastify.ts';
import { matches, type NotificationRule, parseRules, renderRules } from './notification-rules.ts';
import { queueUrlOf, sendToArn } from './sqs-call.ts';

export interface NotificationConfig {
  /** The rules of a bucket that an event of a key meets. */
  rulesFor(bucket: string, event: string, key: string): readonly NotificationRule[];
}

export function addNotificationConfig(app: FastifyInstance): NotificationConfig {
  const rulesOf = new Map<string, readonly NotificationRule[]>();

  app.addHook('preHandler', async (request, reply) => {
    const { bucket, key } = placeOf(request);
    if (bucket === '' || key !== '' || !hasQuery(request, 'notification')) {
      return;
    }
    if ((await app.inject({ method: 'HEAD', url: `/${bucket}` })).statusCode !== 200) {
      return refuse(reply, { status: 404, code: 'NoSuchBucket', message: 'The specified bucket does not exist' });
    }
    if (request.method === 'PUT') {
      return configure(reply, bucket, parseRules(bodyText(request), randomUUID));
    }
    return reply.header('content-type', 'application/xml').send(renderRules(rulesOf.get(bucket) ?? []));
  });

  async function configure(
    reply: FastifyReply,
    bucket: string,
    rules: readonly NotificationRule[],
  ): Promise<FastifyReply> {
    for (const rule of rules) {
      if ((await queueUrlOf(app, rule.queueArn)) === undefined) {
        const message = 'Unable to validate the following destination configurations';
        return refuse(reply, { status: 400, code: 'InvalidArgument', message });
      }
    }
    rulesOf.set(bucket, rules);
    for (const rule of rules) {
      await sendToArn(app, rule.queueArn, testEvent(bucket));
    }
    return reply.status(200).send();
  }

  return {
    rulesFor: (bucket, event, key) => (rulesOf.get(bucket) ?? []).filter(rule => matches(rule, event, key)),
  };
}
