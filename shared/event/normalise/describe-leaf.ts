/** What JSON has no word for, in a word. */

/** The text or number that stands for an object without parts; undefined for containers. */
export function describeLeaf(value: object): string | number | boolean | undefined {
  if (Array.isArray(value)) return undefined;
  if (isA(value, Date, 'Date')) {
    const time = Date.prototype.getTime.call(value);
    return Number.isNaN(time) ? 'Invalid Date' : new Date(time).toISOString();
  }
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer || isSharedBuffer(value)) {
    return `[binary ${value.byteLength} bytes]`;
  }
  if (value instanceof RegExp) return RegExp.prototype.toString.call(value);
  if (value instanceof String) return String.prototype.valueOf.call(value);
  if (value instanceof Boolean) return Boolean.prototype.valueOf.call(value);
  if (value instanceof Number) {
    const number = Number.prototype.valueOf.call(value);
    return Number.isFinite(number) ? number + 0 : String(number);
  }
  return undefined;
}

/** Also of another realm, where test runners and sandboxes make their values. */
export function isA<T extends object>(
  value: object,
  type: abstract new (...args: never[]) => T,
  tag: string,
): value is T {
  return value instanceof type || Object.prototype.toString.call(value) === `[object ${tag}]`;
}

/** Browsers have no SharedArrayBuffer unless the page is isolated. */
function isSharedBuffer(value: object): value is SharedArrayBuffer {
  return typeof SharedArrayBuffer !== 'undefined' && value instanceof SharedArrayBuffer;
}
