/** A message of the queue. */
export interface Message {
  readonly id: string;
  readonly body: string;
  readonly receiptHandle: string;
  /** From 1. */
  readonly receiveCount: number;
}

/** What the loader does to messages besides answering them. */
export interface Queue {
  /** Lets a message be seen again after so many seconds. */
  showAgainIn(message: Message, seconds: number): Promise<void>;
  /** Sends a copy of a message, to be seen after so many seconds. */
  sendCopy(message: Message, delaySeconds: number): Promise<void>;
  /** Sends a message of the loader's own, to be seen at once. */
  sendFollowUp(body: string): Promise<void>;
}
