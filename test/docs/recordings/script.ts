/** What is recorded, in the order in which an operator would ask. */

export interface Recorded {
  readonly heading: string;
  readonly about: string;
  readonly args: readonly string[];
}

export const RECORDED = (bucket: string, day: string): readonly Recorded[] => {
  const folder = `s3://${bucket}/dms/DMSTEST/TEST_PRODUCT/`;
  const table = 'dmstest.test_product';
  return [
    { heading: 'status', about: 'The first look.', args: ['status'] },
    { heading: 'ledger', about: 'The last files, the newest first.', args: ['ledger', '--limit', '5'] },
    {
      heading: 'trace file',
      about: 'One file: each attempt, and why it failed.',
      args: ['trace', 'file', `${folder}${day}-080300000.parquet`],
    },
    {
      heading: 'trace row',
      about: 'One row: which change made it what it is, and what it superseded.',
      args: ['trace', 'row', table, '7', '--history'],
    },
    { heading: 'dlq ls', about: 'Every dead letter judged.', args: ['dlq', 'ls'] },
    {
      heading: 'dlq redrive, rehearsed',
      about: 'What a redrive of one judgement would move.',
      args: ['dlq', 'redrive', '--where', 'judgement=poison', '--dry-run'],
    },
    {
      heading: 'dlq drop, rehearsed',
      about: 'What is of no concern here.',
      args: ['dlq', 'drop', '--where', 'judgement=not-ours', '--reason', 'no table of ours'],
    },
    {
      heading: 'reconcile',
      about: 'Bucket and ledger compared: one file was never announced.',
      args: ['reconcile', folder, '--grace', '0s'],
    },
    {
      heading: 'reconcile --enqueue',
      about: 'What is missing is announced.',
      args: ['reconcile', folder, '--grace', '0s', '--enqueue'],
    },
    {
      heading: 'replay, rehearsed',
      about: 'What loading the folder once more would change.',
      args: ['replay', folder],
    },
    { heading: 'prune, rehearsed', about: 'What the ledger would forget.', args: ['prune', '--older-than', '400d'] },
    { heading: 'quarantine ls', about: 'Rows that are set aside.', args: ['quarantine', 'ls'] },
    {
      heading: 'doctor',
      about: 'The wiring. The local stack has neither Lambda nor DMS.',
      args: ['doctor', '--bucket', bucket],
    },
    { heading: 'config', about: 'What is in force, and where it comes from.', args: ['config'] },
  ];
};
