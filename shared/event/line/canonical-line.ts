/**
 * The common case of the line schema, by hand: three microseconds less for every event that ingest stores. What it
 * takes, the schema takes too (a property test shows it); what it does not take goes to the schema, which decides and
 * names the fields.
 */
import { ACTOR_TYPES, type EventLine, STATUSES } from '../event.js';
import type { FieldForm } from '../fields/field-row.js';
import { FIELD_ROWS, listFields } from '../fields/fields.js';
import { asciiJsonBytes } from '../values/ascii-json.js';
import { MAX_CHANGE_FIELD_BYTES, MAX_CHANGE_VALUE_BYTES, MAX_ID_BYTES, MAX_TYPE_BYTES } from '../values/limits.js';
import { isSessionHash } from '../values/session-id.js';
import { isTag } from '../values/tags.js';
import { isCanonicalTimestamp } from '../values/timestamp.js';

type Check = (value: unknown) => boolean;

const isText = (value: unknown): value is string => typeof value === 'string';
const makeTextCheck =
  (length: number): Check =>
  (value) =>
    isText(value) && value.length <= length;

/** No code unit takes more than 3 bytes of UTF-8, so most ids need no counting. */
const makeIdCheck =
  (bytes: number): Check =>
  (value) =>
    isText(value) && value.length > 0 && (value.length * 3 <= bytes || Buffer.byteLength(value, 'utf8') <= bytes);
const isAnyId = makeIdCheck(MAX_ID_BYTES);
const isShortId = makeIdCheck(MAX_TYPE_BYTES);
const isChangeField = makeIdCheck(MAX_CHANGE_FIELD_BYTES);

const NOT_IN_NAMES = /[,\p{Cc}]/u;

const OPERATION_ID = /^[0-9a-f]{16}$/;
const isOperationId: Check = (value) => isText(value) && OPERATION_ID.test(value);
const SHA_256 = /^[0-9a-f]{64}$/;

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object with exactly these two fields. */
const isPair =
  (first: string, isFirst: Check, second: string, isSecond: Check): Check =>
  (value) =>
    isObject(value) &&
    Object.keys(value).length === 2 &&
    Object.hasOwn(value, first) &&
    Object.hasOwn(value, second) &&
    isFirst(Reflect.get(value, first)) &&
    isSecond(Reflect.get(value, second));

const isChangeValue: Check = (value) =>
  value === null ||
  typeof value === 'boolean' ||
  typeof value === 'number' ||
  (isText(value) &&
    (value.length * 3 <= MAX_CHANGE_VALUE_BYTES || Buffer.byteLength(value, 'utf8') <= MAX_CHANGE_VALUE_BYTES));
const isCount: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;

/** An object with these fields and no others; the first ones it must have. */
const isRecord =
  (required: number, ...fields: readonly (readonly [name: string, isField: Check])[]): Check =>
  (value) => {
    if (!isObject(value)) return false;
    let found = 0;
    for (const [at, [name, isField]] of fields.entries()) {
      if (!Object.hasOwn(value, name)) {
        if (at < required) return false;
      } else if (isField(Reflect.get(value, name))) found += 1;
      else return false;
    }
    return Object.keys(value).length === found;
  };

const isList =
  (isItem: Check, most: number): Check =>
  (value) =>
    Array.isArray(value) && value.length <= most && value.every(isItem);

const statuses: ReadonlySet<unknown> = new Set(STATUSES);
const actorTypes: ReadonlySet<unknown> = new Set(ACTOR_TYPES);

const BY_FORM: Readonly<Record<FieldForm, (limit: number) => Check>> = {
  version: () => (value) => value === 1,
  time: () => (value) => isText(value) && isCanonicalTimestamp(value),
  duration: () => (value) => Number.isFinite(value) && Number(value) >= 0,
  operation: () => isOperationId,
  name: (bytes) => {
    const isId = makeIdCheck(bytes);
    return (value) => isId(value) && isText(value) && !NOT_IN_NAMES.test(value);
  },
  id: makeIdCheck,
  text: makeTextCheck,
  status: () => (value) => statuses.has(value),
  related: (most) => isList(isPair('resource_id', isAnyId, 'role', isShortId), most),
  error: (length) => isPair('code', isShortId, 'message', makeTextCheck(length)),
  object: (bytes) => (value) =>
    isObject(value) && (bytes === Number.POSITIVE_INFINITY || asciiJsonBytes(value) <= bytes),
  redactions: (most) => isList(isPair('path', isText, 'rule', isText), most),
  flag: () => (value) => value === true,
  hash: () => (value) => isText(value) && SHA_256.test(value),
  counter: () => isCount,
  actor: () => (value) => actorTypes.has(value),
  session: () => (value) => isText(value) && isSessionHash(value),
  tags: (most) => isList(isTag, most),
  changes: (most) =>
    isList(isRecord(1, ['field', isChangeField], ['from', isChangeValue], ['to', isChangeValue]), most),
  cuts: (most) => isList(isRecord(2, ['path', isText], ['bytes', isCount], ['whole', isText]), most),
};

const CHECKS: ReadonlyMap<string, Check> = new Map(
  FIELD_ROWS.map(([name, { form, limit = Number.POSITIVE_INFINITY }]) => [name, BY_FORM[form](limit)]),
);
const required: ReadonlySet<string> = new Set(listFields((row) => row.required));

/** `value` as JSON gives it. False says nothing. */
export function isCanonicalLine(value: unknown): value is EventLine {
  if (!isObject(value)) return false;
  let found = 0;
  for (const [field, content] of Object.entries(value)) {
    const check = CHECKS.get(field);
    if (check === undefined || !check(content)) return false;
    if (required.has(field)) found += 1;
  }
  return found === required.size && ('seq' in value || 'external_id' in value);
}
