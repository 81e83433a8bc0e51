/** Whether files of the bucket can be read, and are still there when they are to be loaded. */
import { DEAD_LETTER_RETENTION_SECONDS, QUEUE_RETENTION_SECONDS } from '../limits.ts';
import { type Area, known } from './area.ts';
import type { LifecycleRule } from './bucket-facts.ts';
import { type Told, tell } from './finding.ts';
import { type BucketCase, sourcesOf } from './notification-checks.ts';

const DAY_SECONDS = 24 * 3600;
const QUEUE_DAYS = QUEUE_RETENTION_SECONDS / DAY_SECONDS;
const LETTER_DAYS = DEAD_LETTER_RETENTION_SECONDS / DAY_SECONDS;

export const BUCKET: Area<BucketCase> = {
  name: 'bucket',
  needs: [
    's3:ListBucket',
    's3:GetObject',
    's3:GetEncryptionConfiguration',
    's3:GetLifecycleConfiguration',
    's3:GetBucketVersioning',
  ],
  checks: [
    { name: 'read', asks: 'objects that can be read, if they are encrypted with KMS too', judge: read },
    { name: 'lifecycle', asks: `no rule that deletes or archives files within ${LETTER_DAYS} days`, judge: lifecycle },
    { name: 'versioning', asks: 'no versions that are kept for ever', judge: versioning },
  ],
};

function read({ found }: BucketCase): readonly Told[] {
  const encryption = 'facts' in found.encryption ? found.encryption.facts : undefined;
  const isKms = encryption?.algorithm.startsWith('aws:kms') === true;
  const how = isKms ? `, encrypted with ${encryption.key ?? 'the KMS key of S3'}` : '';
  const told = known(found.sample, ({ read: tried }) => {
    if (tried === undefined) {
      return isKms
        ? [tell.unknown(`there is no file to try${how}`, 'allow the loader’s role kms:Decrypt on the key')]
        : [tell.fine('it can be listed; there is no file to try')];
    }
    return tried.fault === undefined
      ? [tell.fine(`${tried.key} can be read${how}`)]
      : [
          tell.problem(
            `${tried.key} cannot be read with these credentials${how}: ${tried.fault}`,
            'allow s3:GetObject on the objects, s3:ListBucket on the bucket and kms:Decrypt on its key',
          ),
        ];
  });
  return 'unread' in found.encryption ? [...told, found.encryption.unread] : told;
}

function lifecycle({ found, routes }: BucketCase): readonly Told[] {
  const prefixes = sourcesOf(routes, found.bucket).map(({ prefix }) => prefix);
  return known(found.lifecycle, rules => {
    const told = rules.filter(rule => !rule.hasTags && meets(rule, prefixes)).flatMap(lifecycleTold);
    return told.length > 0 ? told : [tell.fine(`no rule deletes or archives files within ${LETTER_DAYS} days`)];
  });
}

function meets({ prefix }: LifecycleRule, prefixes: readonly string[]): boolean {
  return prefixes.some(other => other.startsWith(prefix) || prefix.startsWith(other));
}

function lifecycleTold({ id, expiresAfterDays, archivesAfterDays }: LifecycleRule): readonly Told[] {
  const remedy = `let rule ${id} wait for ${LETTER_DAYS} days at least: aws s3api put-bucket-lifecycle-configuration`;
  const told: Told[] = [];
  if (expiresAfterDays !== undefined && expiresAfterDays < QUEUE_DAYS) {
    const what = `rule ${id} deletes files after ${expiresAfterDays} days, before their messages expire (${QUEUE_DAYS} days)`;
    told.push(tell.problem(what, remedy));
  } else if (expiresAfterDays !== undefined && expiresAfterDays < LETTER_DAYS) {
    const what = `rule ${id} deletes files after ${expiresAfterDays} days; dead letters are kept for ${LETTER_DAYS}, to be redriven`;
    told.push(tell.warning(what, remedy));
  }
  if (archivesAfterDays !== undefined && archivesAfterDays < LETTER_DAYS) {
    const what = `rule ${id} archives files after ${archivesAfterDays} days; archived ones cannot be read without a restore`;
    told.push(tell.warning(what, remedy));
  }
  return told;
}

/** DMS User Guide, "Using Amazon S3 as a target": versions slow DMS's listings down until they time out. */
function versioning({ found }: BucketCase): readonly Told[] {
  return known(found.isVersioned, isVersioned => {
    if (!isVersioned) {
      return [tell.fine('it keeps no versions')];
    }
    const expires =
      'facts' in found.lifecycle && found.lifecycle.facts.some(({ expiresOldVersions }) => expiresOldVersions);
    return expires
      ? [tell.fine('it keeps versions, and old ones expire')]
      : [
          tell.warning(
            'it keeps versions for ever: DMS lists the bucket, and its listings may time out',
            'expire noncurrent versions by a lifecycle rule, or suspend versioning',
          ),
        ];
  });
}
