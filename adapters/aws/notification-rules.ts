import type {
  GetBucketNotificationConfigurationCommandOutput,
  NotificationConfigurationFilter,
} from '@aws-sdk/client-s3';
import type { NotificationRule } from '../../domain/doctor/bucket-facts.ts';

/** Rules to queues, topics and functions alike. */
export function notificationRules(found: GetBucketNotificationConfigurationCommandOutput): readonly NotificationRule[] {
  const configurations = [
    ...(found.QueueConfigurations ?? []).map(rule => ({ ...rule, target: rule.QueueArn })),
    ...(found.TopicConfigurations ?? []).map(rule => ({ ...rule, target: rule.TopicArn })),
    ...(found.LambdaFunctionConfigurations ?? []).map(rule => ({ ...rule, target: rule.LambdaFunctionArn })),
  ];
  return configurations.map(({ Id, target, Events, Filter }) => ({
    id: Id ?? '',
    target: target ?? '',
    events: Events ?? [],
    prefix: filterOf(Filter, 'prefix'),
    suffix: filterOf(Filter, 'suffix'),
  }));
}

/** S3 answers `Prefix` where `prefix` was set. */
function filterOf(filter: NotificationConfigurationFilter | undefined, name: string): string {
  return filter?.Key?.FilterRules?.find(rule => rule.Name?.toLowerCase() === name)?.Value ?? '';
}
