/** The audit table: who did what to tables and queues. */
export interface ActionLog {
  /**
   * Writes down, in a transaction of its own, that somebody begins something which is no transaction of the database; what
   * came of it is added at its end. One without an end was broken off.
   */
  begin(action: BegunAction): Promise<OpenAction>;
}

export interface BegunAction {
  /** The command: `dlq-redrive`. */
  readonly action: string;
  /** Undefined for what is about no single target. */
  readonly target?: { readonly schema: string; readonly table: string } | undefined;
  /** Who: `user@host`. */
  readonly actor: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface OpenAction {
  end(result: Readonly<Record<string, unknown>>): Promise<void>;
}
