/** A policy for `SQSClient` of `@aws-sdk/client-sqs`: `instrument(SQSClient, awsSqsPolicy, audit)`. */
import type * as Sdk from '@aws-sdk/client-sqs';
import type { ClosedAuditPolicy } from '../client/track/policy.js';
import { type Access, commandPolicy, read } from './command-policy.js';

type CommandName = Extract<keyof typeof Sdk, `${string}Command`>;

/** Every command of the client. A command of a version that is newer than this list counts as one that writes. */
export const ACCESS: Readonly<Record<Exclude<CommandName, '$Command'>, Access>> = {
  AddPermissionCommand: 'write',
  CancelMessageMoveTaskCommand: 'write',
  ChangeMessageVisibilityBatchCommand: 'write',
  ChangeMessageVisibilityCommand: 'write',
  CreateQueueCommand: 'write',
  DeleteMessageBatchCommand: 'write',
  DeleteMessageCommand: 'write',
  DeleteQueueCommand: 'write',
  GetQueueAttributesCommand: 'read',
  GetQueueUrlCommand: 'read',
  ListDeadLetterSourceQueuesCommand: 'read',
  ListMessageMoveTasksCommand: 'read',
  ListQueueTagsCommand: 'read',
  ListQueuesCommand: 'read',
  PurgeQueueCommand: 'write',
  ReceiveMessageCommand: 'read',
  RemovePermissionCommand: 'write',
  SendMessageBatchCommand: 'write',
  SendMessageCommand: 'write',
  SetQueueAttributesCommand: 'write',
  StartMessageMoveTaskCommand: 'write',
  TagQueueCommand: 'write',
  UntagQueueCommand: 'write',
};

/**
 * One event for each command, of type `sqs_write` or `sqs_read`, its action the name of the command (`AddPermission`), its
 * resource the queue: its URL, or its name. Contents and keys of customers stay out.
 */
export const awsSqsPolicy: ClosedAuditPolicy<Sdk.SQSClient> = commandPolicy({
  type: 'sqs',
  access: ACCESS,
  resourceType: 'queue',
  resource: ({ input }) => read(input, 'QueueUrl') ?? read(input, 'QueueName') ?? read(input, 'SourceArn'),
  details: { message_group: 'MessageGroupId' },
});
