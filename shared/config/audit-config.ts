/** The schema of `audit_config.yaml`. The client states the same as an interface; the end of this file checks it. */
import { z } from 'zod';
import type { AuditConfig } from '../settings/audit-config.js';

const flag = z.boolean('true or false').optional();
const text = z.string('text').min(1, 'text that is not empty').optional();

function positive(unit: string, max: number) {
  const expected = `a number of ${unit}, more than 0 and at most ${max}`;
  return z.number(expected).gt(0, expected).max(max, expected).optional();
}

function count(unit: string, max: number) {
  const expected = `a whole number of ${unit}, 1 to ${max}`;
  return z.int(expected).min(1, expected).max(max, expected).optional();
}

function choice<const T extends readonly string[]>(values: T) {
  return z.enum(values, `one of ${values.join(', ')}`).optional();
}

const typeName = z.string('the name of an event type').regex(/^[^,\p{Cc}]+$/u, 'the name of an event type');
const rate = z.number('a share from 0 to 1').min(0, 'a share from 0 to 1').max(1, 'a share from 0 to 1');

const storageSchema = z.strictObject(
  {
    type: choice(['database', 'file', 'remote']),
    retention_days: count('days', 36_500),
    max_size_mb: positive('MiB', 1_048_576),
    queue_url: text,
    region: text,
    endpoint: text,
    directory: text,
    url: text,
  },
  'keys and values',
);

const auditConfigSchema = z.strictObject(
  {
    enabled: flag,
    event_types: z.array(typeName, 'a list of event types').readonly().optional(),
    sampling: z.record(typeName, rate, 'event types, each with a share from 0 to 1').optional(),
    storage: storageSchema.optional(),
    async: flag,
    batch_size: count('events', 10_000),
    flush_interval_seconds: positive('seconds', 3_600),
    durability: choice(['queue', 'memory', 'spool']),
    max_buffered_events: count('events', 10_000_000),
    max_buffered_mb: positive('MiB', 65_536),
  },
  'keys and values',
);

/** The whole file: everything is below `audit`. */
export const auditFileSchema = z.strictObject({ audit: auditConfigSchema.optional() }, 'the key audit');

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
/** Compiles only while schema and interface say the same, both ways. */
export const CONFIG_AGREES: Same<z.infer<typeof auditConfigSchema>, AuditConfig> = true;
