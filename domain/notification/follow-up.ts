/** What a message of the loader's own says beside the S3 event of its object: `dmsLoader: { objectLoadId, slice }`. */
export interface FollowUp {
  /** In the ledger. */
  readonly objectLoadId: bigint;
  /** Number of the slice that is to be gone on with. */
  readonly slice: number;
}
