import { describe, expect, it } from 'vitest';
import type { EventLine } from '../../../../shared/event/event.js';
import { composeLine } from '../../../../shared/event/line/line.js';
import { normaliseJson } from '../../../../shared/event/normalise/normalise.js';
import { redactEvent, redactText } from '../../../../shared/event/redact/redact.js';
import { PLANTED_SECRETS, type PlantedSecret } from '../../../support/planted-secrets.js';

function eventWith({ plant }: PlantedSecret): EventLine {
  return structuredClone({
    schema_version: 1,
    timestamp: '2026-11-24T02:05:00.000Z',
    event_type: 'backend_operation',
    action: 'create',
    status: 'failure',
    user_id: 'alice',
    producer_id: 'p',
    seq: 1,
    ...plant,
    details: plant.details === undefined ? {} : (normaliseJson(plant.details) as NonNullable<EventLine['details']>),
  });
}

describe('no planted secret', () => {
  it('is missing from the list: fifty or more, with names of their own, each really planted', () => {
    expect(PLANTED_SECRETS.length).toBeGreaterThanOrEqual(50);
    expect(new Set(PLANTED_SECRETS.map(({ name }) => name)).size).toBe(PLANTED_SECRETS.length);
    for (const { name, plant, secret } of PLANTED_SECRETS) {
      expect(flatten(plant).includes(secret), name).toBe(true);
    }
  });

  it.each(PLANTED_SECRETS)('survives in an event: $name', (planted) => {
    const event = eventWith(planted);
    redactEvent(event);
    expect(flatten(event)).not.toContain(planted.secret);
    expect(event.redactions?.length).toBeGreaterThan(0);
    expect(composeLine(eventWith(planted))).not.toContain(planted.secret);
  });

  it.each(PLANTED_SECRETS)('survives in the event as text: $name', (planted) => {
    const text = JSON.stringify(eventWith(planted));
    expect(flatten(redactText(text))).not.toContain(planted.secret);
    // Nothing says any more that this list, cut short, is one of headers.
    if (planted.name === 'raw headers') return;
    // A body that was cut is no JSON any more.
    expect(flatten(redactText(text.slice(0, -3)))).not.toContain(planted.secret);
  });

  it.each(PLANTED_SECRETS)('is redacted differently the second time: $name', (planted) => {
    const event = eventWith(planted);
    redactEvent(event);
    const once = structuredClone(event);
    redactEvent(event);
    expect(event).toEqual(once);
  });
});

/** As text, also with the escapes of JSON inside JSON taken away. */
function flatten(value: unknown): string {
  const text = JSON.stringify(value);
  return text + text.replace(/\\/g, '');
}
