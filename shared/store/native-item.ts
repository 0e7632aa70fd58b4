/**
 * Flat items as DynamoDB's own attribute values, written out by hand: the generic marshaller of the SDK is four to six
 * times slower, and this is the hottest path of ingest.
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type NativeItem = Record<string, AttributeValue>;
/** What an item of this table holds. Undefined attributes are left out. */
export type FlatItem<T> = { readonly [name in keyof T]: string | number | Uint8Array | undefined };

/** Half a surrogate pair has no UTF-8 and would fail the whole request, so it becomes U+FFFD. */
export function toNativeItem<T extends FlatItem<T>>(item: T): NativeItem {
  const native: NativeItem = {};
  for (const name in item) {
    const value: string | number | Uint8Array | undefined = item[name];
    if (typeof value === 'string') native[name] = { S: value.toWellFormed() };
    else if (typeof value === 'number') native[name] = { N: String(value) };
    else if (value !== undefined) native[name] = { B: value };
  }
  return native;
}

/** The inverse for text, numbers and bytes; throws TypeError on any other kind of value. */
export function fromNativeItem(native: NativeItem): Record<string, string | number | Uint8Array> {
  const item: Record<string, string | number | Uint8Array> = {};
  for (const [name, value] of Object.entries(native)) {
    if (value.S !== undefined) item[name] = value.S;
    else if (value.N !== undefined) item[name] = Number(value.N);
    else if (value.B !== undefined) item[name] = value.B;
    else throw new TypeError(`attribute ${name}: expected text, a number or bytes, got ${Object.keys(value)[0]}`);
  }
  return item;
}

/** Whether DynamoDB refused a write because its condition did not hold. */
export const isConditionFailure = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ConditionalCheckFailedException';
