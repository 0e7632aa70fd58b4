/** One resource's story in lines that a person reads. */

export interface TimelineEvent {
  /** ISO 8601 in UTC. */
  readonly timestamp: string;
  readonly event_type: string;
  readonly action: string;
  readonly status: string;
  readonly resource_id?: string | undefined;
}

/** `Timeline for <resource>:`, an empty line, then one numbered line an event: time, type, action, resource, status. */
export function formatTimeline(resourceId: string, events: readonly TimelineEvent[]): string[] {
  const lines = events.map(({ timestamp, event_type, action, resource_id, status }, index) => {
    const time = `${timestamp.slice(0, 10)} ${timestamp.slice(11, 19)}`;
    return `${index + 1}. ${[time, event_type, action, resource_id ?? '-', status].join(' | ')}`;
  });
  return [`Timeline for ${resourceId}:`, '', ...lines];
}
