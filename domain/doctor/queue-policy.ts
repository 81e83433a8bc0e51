/** Whether a queue's access policy lets a service of AWS send: SQS Developer Guide, "Access policy language". */
import { isObject, type JsonObject, parseJson, valueAt } from '../notification/json.ts';

export interface Sender {
  readonly service: string;
  /** ARN of the bucket, the topic or the rule it sends for. */
  readonly arn: string;
}

/**
 * Undefined for a policy that cannot be read. A condition on the ARN of the source is held against the sender's; of other
 * conditions and of denials nothing is said.
 */
export function letsSend(policy: string, sender: Sender): boolean | undefined {
  const parsed = parseJson(policy);
  return isObject(parsed)
    ? asList(parsed['Statement'])
        .filter(isObject)
        .some(statement => allows(statement, sender))
    : undefined;
}

function allows(statement: JsonObject, { service, arn }: Sender): boolean {
  return (
    statement['Effect'] === 'Allow' &&
    isNamed(statement['Principal'], service) &&
    texts(statement['Action']).some(isSend) &&
    isMet(statement['Condition'], arn)
  );
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function texts(value: unknown): readonly string[] {
  return asList(value).filter(item => typeof item === 'string');
}

function isNamed(principal: unknown, service: string): boolean {
  return (
    principal === '*' ||
    texts(valueAt(principal, 'AWS')).includes('*') ||
    texts(valueAt(principal, 'Service')).includes(service)
  );
}

function isSend(action: string): boolean {
  return ['*', 'sqs:*', 'sqs:send*', 'sqs:sendmessage'].includes(action.toLowerCase());
}

const ARN_OPERATORS = ['arnlike', 'arnequals', 'stringlike', 'stringequals'];

function isMet(condition: unknown, arn: string): boolean {
  return Object.entries(isObject(condition) ? condition : {})
    .filter(([operator]) => ARN_OPERATORS.includes(operator.toLowerCase()))
    .flatMap(([, keys]) => Object.entries(isObject(keys) ? keys : {}))
    .filter(([key]) => key.toLowerCase() === 'aws:sourcearn')
    .every(([, patterns]) => texts(patterns).some(pattern => isLike(arn, pattern)));
}

/** `*` stands for any characters, `?` for one. */
function isLike(text: string, pattern: string): boolean {
  const source = pattern
    .replaceAll(/[\\^$.|+()[\]{}]/gu, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'su').test(text);
}
