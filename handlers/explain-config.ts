/** The settings as they are in force, each with where it comes from; whatever is wrong with them. */
import { DEFAULT_MEMORY_MIB } from '../domain/limits.ts';
import { type Environment, givenIn } from './config.ts';
import { shownUrl } from './database-url.ts';
import { SETTING_NAMES, SETTINGS, type SettingName, toldOf } from './settings.ts';

export interface SettingLine {
  readonly name: string;
  /** As it may be shown: passwords are masked. Undefined where there is none. */
  readonly value: string | undefined;
  /** `lambda`: AWS_LAMBDA_FUNCTION_MEMORY_SIZE, which the function has of its own. */
  readonly from: 'environment' | 'default' | 'lambda' | 'not set';
  readonly meaning: string;
  /** What holds where it is not set. */
  readonly otherwise: string;
}

/** In the order of README.md; without what Lambda sets itself. */
export function settingLines(environment: Environment): readonly SettingLine[] {
  const given = givenIn(environment);
  return SETTING_NAMES.filter(name => toldOf(name).isLambdasOwn !== true).map(name => {
    const { meaning, otherwise } = toldOf(name);
    return { name, ...effective(name, given), meaning, otherwise };
  });
}

function effective(name: SettingName, given: Environment): Pick<SettingLine, 'value' | 'from'> {
  const text = given[name];
  if (text !== undefined) {
    return { value: masked(name, text), from: 'environment' };
  }
  const memory = given['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'];
  if (name === 'LOADER_MEMORY_MB') {
    return memory === undefined
      ? { value: String(DEFAULT_MEMORY_MIB), from: 'default' }
      : { value: memory, from: 'lambda' };
  }
  const otherwise: unknown = DEFAULTS[name];
  return otherwise === undefined
    ? { value: undefined, from: 'not set' }
    : { value: String(otherwise), from: 'default' };
}

function masked(name: SettingName, text: string): string {
  if (toldOf(name).isSecret === true) {
    return '***';
  }
  return name.endsWith('_URL') ? shownUrl(text) : text;
}

const DEFAULTS = SETTINGS.parse({});
