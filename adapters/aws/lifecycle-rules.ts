import type { LifecycleRule as S3Rule } from '@aws-sdk/client-s3';
import type { LifecycleRule } from '../../domain/doctor/bucket-facts.ts';

/** Storage classes that need a restore before an object can be read (S3 User Guide, "Understanding S3 Glacier storage classes"). */
const ARCHIVES = ['GLACIER', 'DEEP_ARCHIVE'];

/** The rules that are on. */
export function lifecycleRules(rules: readonly S3Rule[]): readonly LifecycleRule[] {
  return rules
    .filter(({ Status }) => Status === 'Enabled')
    .map(rule => ({
      id: rule.ID ?? '(unnamed)',
      prefix: rule.Prefix ?? rule.Filter?.Prefix ?? rule.Filter?.And?.Prefix ?? '',
      hasTags: rule.Filter?.Tag !== undefined || (rule.Filter?.And?.Tags?.length ?? 0) > 0,
      expiresAfterDays: daysOf(rule.Expiration),
      archivesAfterDays: archiveDays(rule),
      expiresOldVersions: rule.NoncurrentVersionExpiration !== undefined,
    }));
}

function archiveDays({ Transitions = [] }: S3Rule): number | undefined {
  const days = Transitions.filter(({ StorageClass }) => ARCHIVES.includes(StorageClass ?? '')).flatMap(
    transition => daysOf(transition) ?? [],
  );
  return days.length === 0 ? undefined : Math.min(...days);
}

/** From a fixed date on everything goes, whatever its age. */
function daysOf(
  when: { readonly Days?: number | undefined; readonly Date?: Date | undefined } = {},
): number | undefined {
  return when.Date === undefined ? when.Days : 0;
}
