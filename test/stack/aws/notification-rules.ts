/** What a bucket's notification configuration says, and its XML: S3 API reference, PutBucketNotificationConfiguration. */

export interface NotificationRule {
  readonly id: string;
  readonly queueArn: string;
  /** `s3:ObjectCreated:*`, `s3:ObjectCreated:Put`, ... */
  readonly events: readonly string[];
  readonly prefix: string;
  readonly suffix: string;
}

/** @param nextId names the rules that bring no name of their own */
export function parseRules(xml: string, nextId: () => string): readonly NotificationRule[] {
  return blocks(xml, 'QueueConfiguration').map(block => {
    const filters = new Map(
      blocks(block, 'FilterRule').map(rule => [texts(rule, 'Name')[0]?.toLowerCase(), texts(rule, 'Value')[0] ?? '']),
    );
    return {
      id: texts(block, 'Id')[0] ?? nextId(),
      queueArn: texts(block, 'Queue')[0] ?? '',
      events: texts(block, 'Event'),
      prefix: filters.get('prefix') ?? '',
      suffix: filters.get('suffix') ?? '',
    };
  });
}

export function renderRules(rules: readonly NotificationRule[]): string {
  const namespace = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';
  return `<?xml version="1.0" encoding="UTF-8"?>\n<NotificationConfiguration ${namespace}>${rules.map(renderRule).join('')}</NotificationConfiguration>`;
}

/** @param event without `s3:`, as a record carries it: `ObjectCreated:Put` */
export function matches(rule: NotificationRule, event: string, key: string): boolean {
  const isNamed = rule.events.some(pattern =>
    pattern.endsWith('*') ? `s3:${event}`.startsWith(pattern.slice(0, -1)) : pattern === `s3:${event}`,
  );
  return isNamed && key.startsWith(rule.prefix) && key.endsWith(rule.suffix);
}

/** The texts of the elements of a name, unescaped. */
export function texts(xml: string, element: string): string[] {
  return blocks(xml, element).map(unescapeXml);
}

function renderRule(rule: NotificationRule): string {
  const filters = [
    ['Prefix', rule.prefix],
    ['Suffix', rule.suffix],
  ].filter(([, value]) => value !== '');
  const filter = filters
    .map(([name, value]) => `<FilterRule><Name>${name}</Name><Value>${escapeXml(value ?? '')}</Value></FilterRule>`)
    .join('');
  return [
    `<QueueConfiguration><Id>${escapeXml(rule.id)}</Id><Queue>${escapeXml(rule.queueArn)}</Queue>`,
    ...rule.events.map(event => `<Event>${escapeXml(event)}</Event>`),
    filter === '' ? '' : `<Filter><S3Key>${filter}</S3Key></Filter>`,
    '</QueueConfiguration>',
  ].join('');
}

function blocks(xml: string, element: string): string[] {
  return [...xml.matchAll(new RegExp(`<${element}>([^]*?)</${element}>`, 'gu'))].map(match => match[1] ?? '');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
const CHARACTERS = new Map(Object.entries(ENTITIES).map(([character, entity]) => [entity, character]));

function escapeXml(text: string): string {
  return text.replaceAll(/[&<>"']/gu, character => ENTITIES[character] ?? character);
}

function unescapeXml(text: string): string {
  return text
    .replaceAll(/&(?:lt|gt|quot|apos|amp);/gu, entity => CHARACTERS.get(entity) ?? entity)
    .replaceAll(/&#x([0-9a-f]+);/giu, (_, digits: string) => String.fromCodePoint(Number.parseInt(digits, 16)));
}
