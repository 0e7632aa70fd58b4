/**
 * What a row says of one call. The functions of a policy are somebody else's code and run beside somebody else's
 * operation: whatever they do, the event is made, and what they failed to give is noted in it.
 */
import { types } from 'node:util';
import type { Change, RelatedResource } from '../../event/event.js';
import { normaliseJson } from '../../event/normalise/normalise.js';
import { MAX_ID_BYTES, MAX_RELATED } from '../../event/values/limits.js';
import { isMethod, isObject, type Method } from './observe/method.js';
import { isEventName, keptDetails, type TrackedRow } from './tracked-row.js';
import { nameError, warnOnce } from './tracking-warning.js';

export class RowValues {
  readonly eventType: string;
  readonly action: string;
  resourceId: string | undefined;
  readonly resourceType: string | undefined;
  related: readonly RelatedResource[] | undefined;
  readonly userId: string | undefined;
  readonly reason: string | undefined;
  readonly tags: readonly string[] | undefined;
  changes: readonly Change[] | undefined;
  /** What the row says the call goes on with. */
  readonly continued: object | undefined;
  private details: Record<string, unknown> | undefined;
  private problems: string | undefined;

  /** Reads everything but the outcome; called before the method runs. `methodName` stands in for a broken action. */
  constructor(
    private readonly row: TrackedRow,
    methodName: string,
    private readonly instance: unknown,
    private readonly args: readonly unknown[],
  ) {
    this.eventType = this.readName('type', row.type) ?? 'unknown';
    this.action = this.readName('action', row.action) ?? methodName;
    this.resourceId = this.readId('resource', this.evaluate('resource', row.resource));
    this.resourceType = this.readId('resourceType', this.evaluate('resourceType', row.resourceType));
    this.related = this.readRelated(this.evaluate('related', row.related));
    this.userId = this.readId('actor', this.evaluate('actor', row.actor));
    this.reason = this.readId('reason', this.evaluate('reason', row.reason));
    this.tags = this.readTags(this.evaluate('tags', row.tags));
    const continued = this.evaluate('continues', row.continues);
    this.continued = isObject(continued) ? continued : undefined;
    const details = this.evaluate('details', row.details);
    this.addDetails(details, copyValue);
    if (isObject(details)) this.warnOfDropped(details);
  }

  /** Adds what the outcome says; what it leaves out stays as the arguments told it. */
  addOutcome(outcome: object): void {
    this.resourceId = this.readId('outcome.resource', Reflect.get(outcome, 'resource')) ?? this.resourceId;
    const related = Reflect.get(outcome, 'related');
    if (isIterableList(related)) this.related = this.readRelated([...(this.related ?? []), ...related]);
    this.addDetails(Reflect.get(outcome, 'details'), (value) => value);
    const changes: unknown = Reflect.get(outcome, 'changes');
    if (isListOfChanges(changes)) this.changes = changes;
    else if (changes !== undefined) this.note('outcome.changes', 'not a list of { field, from, to }');
  }

  /** What a function of the row gives; undefined, with a note in the event, when it throws. */
  call(member: string, fn: Method, args: readonly unknown[]): { readonly value: unknown } | undefined {
    try {
      const value = Reflect.apply(fn, this.instance, args);
      if (!types.isPromise(value)) return { value };
      // A function of a row is not waited for, and its rejection is not the caller's.
      value.then(undefined, () => undefined);
      this.note(member, 'gave a promise');
    } catch (error) {
      this.note(member, nameError(error));
    }
    return undefined;
  }

  note(member: string, problem: string): void {
    const text = `${member}: ${problem}`;
    this.problems = this.problems === undefined ? text : `${this.problems}; ${text}`;
  }

  /** Of the arguments and the outcome, and the notes. */
  allDetails(): Record<string, unknown> | undefined {
    return this.problems === undefined ? this.details : { ...this.details, audit_error: this.problems };
  }

  private evaluate(member: string, source: unknown): unknown {
    return isMethod(source) ? this.call(member, source, this.args)?.value : source;
  }

  private readName(member: string, source: unknown): string | undefined {
    if (typeof source === 'string') return source;
    const name = this.evaluate(member, source);
    if (isEventName(name)) return name;
    this.note(member, `gave no name of 1 to ${MAX_ID_BYTES} bytes`);
    return undefined;
  }

  private readId(member: string, value: unknown): string | undefined {
    if (value === undefined || value === null) return undefined;
    const text = typeof value === 'number' || typeof value === 'bigint' ? String(value) : value;
    if (isId(text)) return text;
    this.note(member, `gave no text`);
    return undefined;
  }

  private readTags(value: unknown): readonly string[] | undefined {
    if (value === undefined || value === null) return undefined;
    if (isIterableList(value) && value.every((tag) => typeof tag === 'string')) return [...value];
    this.note('tags', 'gave no list of texts');
    return undefined;
  }

  private readRelated(value: unknown): readonly RelatedResource[] | undefined {
    if (value === undefined || value === null) return undefined;
    try {
      const list = isIterableList(value) ? value : [];
      const related = list.filter(isRelatedResource).map(({ resource_id, role }) => ({ resource_id, role }));
      if (related.length < list.length || !isIterableList(value)) this.note('related', 'gave no { resource_id, role }');
      if (related.length > MAX_RELATED) this.note('related', `${related.length} resources, more than ${MAX_RELATED}`);
      return related.slice(0, MAX_RELATED);
    } catch (error) {
      this.note('related', nameError(error));
      return undefined;
    }
  }

  /** Once a kind and key: what is left out in silence is missed on the day when it is needed. */
  private warnOfDropped(details: object): void {
    const { eventType: type, action } = this;
    const keys = keptDetails(this.row, type, action);
    for (const key of listKeys(details)) {
      if (keys.includes(key)) continue;
      const text = `details.${key} of ${type}/${action} is not kept: neither the catalogue nor keeps of its row names it.`;
      warnOnce(`details ${type} ${action} ${key}`, text);
    }
  }

  private addDetails(details: unknown, copy: (value: unknown) => unknown): void {
    if (!isObject(details)) return;
    const kept = this.details ?? {};
    const keys = keptDetails(this.row, this.eventType, this.action);
    for (const key of keys) {
      const value = readValue(details, key);
      if (value !== undefined) kept[key] = copy(value);
    }
    this.details = kept;
  }
}

function listKeys(details: object): readonly string[] {
  try {
    return Object.keys(details);
  } catch {
    return [];
  }
}

function readValue(source: object, key: string): unknown {
  try {
    return Reflect.get(source, key);
  } catch {
    return '[threw]';
  }
}

/** Taken at the start and logged at the end: what may change in between is copied. */
function copyValue(value: unknown): unknown {
  return typeof value === 'object' || typeof value === 'function' ? normaliseJson(value) : value;
}

function isId(value: unknown): value is string {
  // However long: the line keeps its beginning, a hash and, while there is room, the whole.
  return typeof value === 'string' && value !== '';
}

function isIterableList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isRelatedResource(value: unknown): value is RelatedResource {
  return isObject(value) && 'resource_id' in value && 'role' in value && isId(value.resource_id) && isId(value.role);
}

const SCALARS: readonly string[] = ['string', 'number', 'boolean', 'undefined'];

function isListOfChanges(changes: unknown): changes is readonly Change[] {
  const isSide = (value: unknown) => value === null || SCALARS.includes(typeof value);
  const isChange = (value: unknown) =>
    isObject(value) &&
    typeof Reflect.get(value, 'field') === 'string' &&
    Reflect.get(value, 'field') !== '' &&
    isSide(Reflect.get(value, 'from')) &&
    isSide(Reflect.get(value, 'to'));
  return Array.isArray(changes) && changes.every(isChange);
}
