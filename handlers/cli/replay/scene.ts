import type { ReplayRequest } from '../../../pipeline/replay.ts';
import type { OwnLoader } from '../../wire.ts';
import type { Call } from '../command.ts';
import type { ReplayOptions } from './options.ts';

/** What the steps of a replay work on. */
export interface ReplayScene {
  readonly call: Call;
  readonly options: ReplayOptions;
  readonly via: 'queue' | 'direct';
  readonly queueUrl: string;
  /** For one attempt at a file. */
  readonly objectSeconds: number;
  readonly loader: OwnLoader;
  readonly request: ReplayRequest;
}
