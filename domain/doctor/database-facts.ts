/** What PostgreSQL says for the doctor. */

export interface DatabaseFacts {
  /** `server_version_num`: 180001 is 18.1. */
  readonly version: number;
  readonly versionText: string;
  readonly role: string;
  readonly isReadOnly: boolean;
  readonly synchronousCommit: string;
  readonly hasAutovacuum: boolean;
  readonly canMakeTemporary: boolean;
  readonly connections: ConnectionFacts;
  /** Milliseconds, 0 for none; as the role gets them. */
  readonly timeouts: { readonly statementMs: number; readonly transactionMs: number };
  /** `direct`: nothing stands between. `session`, `transaction`: a pooler that leaves a client its server, or changes it. */
  readonly pooling: 'direct' | 'session' | 'transaction';
  /** How far the clock of the server is ahead of this one, in milliseconds. */
  readonly aheadMs: number;
  readonly ledger: LedgerFacts;
  readonly targets: readonly TargetFacts[];
}

export interface ConnectionFacts {
  readonly most: number;
  /** For superusers and others who may use them. */
  readonly reserved: number;
  /** Of the database and of the role, the smaller one; undefined: no limit. */
  readonly limit: number | undefined;
  /** Open now, those of loaders left out; undefined where it cannot be seen. */
  readonly othersOpen: number;
}

export interface LedgerFacts {
  /** Migrations that it has; empty where there is no ledger. */
  readonly versions: readonly number[];
  /** Migrations that this package brings. */
  readonly expected: readonly number[];
  /** `insert on object_load`: what the role may not do and has to. */
  readonly missingRights: readonly string[];
}

export interface TargetFacts {
  /** `schema.table` */
  readonly target: string;
  /** Why no file can be loaded into it. */
  readonly fault: { readonly reason: string; readonly remedy: string } | undefined;
  /** What is still to be known of it. */
  readonly notes: readonly string[];
  /** `insert`, `delete`, ...: what the role may not do and has to. */
  readonly missingRights: readonly string[];
  /** The mapping adds columns, and the role is no owner of the table. */
  readonly cannotEvolve: boolean;
}
