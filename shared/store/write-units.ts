/**
 * What a write costs by AWS's rules, because emulators leave indexes out of consumed capacity. Sources: "DynamoDB
 * item sizes and formats" and "Provisioned throughput considerations for global secondary indexes".
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { NativeItem } from './native-item.js';
import { INDEXES, type IndexDefinition, PARTITION_KEY, SORT_KEY } from './table.js';

const UNIT_BYTES = 1_024;

/** Names and values in bytes, as DynamoDB counts an item's size. */
export function measureItemBytes(item: NativeItem): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(item)) bytes += Buffer.byteLength(name, 'utf8') + measureValueBytes(value);
  return bytes;
}

function measureValueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S, 'utf8');
  if (value.B !== undefined) return value.B.length;
  if (value.N !== undefined) return measureNumberBytes(value.N);
  throw new TypeError(`expected text, a number or bytes, got ${Object.keys(value)[0]}`);
}

/** One byte for every two significant digits, one more, and one for the sign. */
function measureNumberBytes(text: string): number {
  const digits = text.replace(/e.*$/i, '').replace(/[-.]/g, '').replace(/^0+/, '').replace(/0+$/, '');
  return Math.ceil(digits.length / 2) + 1 + (text.startsWith('-') ? 1 : 0);
}

const roundUp = (bytes: number) => Math.max(1, Math.ceil(bytes / UNIT_BYTES));

/** Write units of putting a new item: the item itself and its row in each index that it has both keys of. */
export function countWriteUnits(item: NativeItem, indexes: readonly IndexDefinition[] = INDEXES): number {
  let units = roundUp(measureItemBytes(item));
  for (const index of indexes) {
    if (item[index.partitionAttribute] === undefined || item[index.sortAttribute] === undefined) continue;
    const projected = new Set([
      PARTITION_KEY,
      SORT_KEY,
      index.partitionAttribute,
      index.sortAttribute,
      ...index.projected,
    ]);
    const row: NativeItem = {};
    for (const name of projected) {
      const value = item[name];
      if (value !== undefined) row[name] = value;
    }
    units += roundUp(measureItemBytes(row));
  }
  return units;
}
