/** Where the AWS SDK will send what is asked of S3 and SQS: told by the SDK itself, which reads variables, files and profiles. */
import { ListBucketsCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';

export interface AwsAddresses {
  readonly region: Answer;
  /** `https://s3.eu-west-1.amazonaws.com` */
  readonly s3: Answer;
  readonly sqs: Answer;
}

/** What the SDK found, or why it found nothing. */
export type Answer = { readonly value: string } | { readonly fault: string };

/** Sends nothing. */
export async function awsAddresses(): Promise<AwsAddresses> {
  const s3 = new S3Client(config());
  const region = await answer(async () => await s3.config.region());
  return {
    region,
    s3: await addressOf(() => s3.send(new ListBucketsCommand())),
    sqs: await addressOf(() => new SQSClient(config()).send(new ListQueuesCommand())),
  };
}

/** Stands where a request would be sent: the SDK has made all of its address by then. */
class Reached extends Error {
  readonly address: string;

  constructor(address: string) {
    super(address);
    this.address = address;
  }
}

interface Request {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | undefined;
}

/** Nothing is signed for anybody: these credentials are no one's. */
function config(): Pick<S3ClientConfig, 'credentials' | 'maxAttempts'> & { readonly requestHandler: object } {
  const handle = ({ protocol, hostname, port }: Request): Promise<never> =>
    Promise.reject(new Reached(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`));
  return { credentials: { accessKeyId: 'none', secretAccessKey: 'none' }, maxAttempts: 1, requestHandler: { handle } };
}

async function addressOf(call: () => Promise<unknown>): Promise<Answer> {
  try {
    await call();
    return { fault: 'the SDK sent nothing' };
  } catch (error) {
    return error instanceof Reached ? { value: error.address } : { fault: messageOf(error) };
  }
}

async function answer(ask: () => Promise<string>): Promise<Answer> {
  try {
    return { value: await ask() };
  } catch (error) {
    return { fault: messageOf(error) };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
