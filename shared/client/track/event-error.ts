/** What an event says of an error. Errors come from foreign code: reading one may throw, and must not. */
import type { EventError } from '../../event/event.js';

/** `redact.ts` cleans the message before it leaves the process. */
export function toEventError(error: unknown): EventError {
  if (typeof error !== 'object' || error === null) return { code: 'not_an_error', message: describePrimitive(error) };
  const message = readText(error, 'message');
  return { code: findCode(error), message: message ?? '' };
}

const DENIED_CODE = /^(EACCES|EPERM|ERR_ACCESS_DENIED)$/;
const DENIED_NAME =
  /^(access_?denied|permission_?denied|not_?authori[sz]ed|unauthori[sz]ed|forbidden)(error|exception|operation)?$/i;

/** Whether an error says that somebody was not allowed to: by its code, its name, or the status of an HTTP answer. */
export function isDenial(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  return [readText(error, 'code'), readText(error, 'name')].some(
    (text) => text !== undefined && (DENIED_CODE.test(text) || DENIED_NAME.test(text)),
  );
}

/** The code of the error, or the name of its kind: stable where messages are not. */
function findCode(error: object): string {
  const code = read(error, 'code');
  if (isId(code)) return code;
  const name = readText(error, 'name') ?? readText(read(error, 'constructor'), 'name');
  const kind = name === 'Error' ? readText(read(error, 'constructor'), 'name') : name;
  if (typeof code === 'number' && (kind === undefined || kind === 'Error')) return String(code);
  return isId(kind) ? kind : 'Error';
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function describePrimitive(value: unknown): string {
  return typeof value === 'function' ? 'a function was thrown' : String(value);
}

function readText(source: unknown, key: string): string | undefined {
  const value = read(source, key);
  return typeof value === 'string' ? value : undefined;
}

function read(source: unknown, key: string): unknown {
  if ((typeof source !== 'object' && typeof source !== 'function') || source === null) return undefined;
  try {
    return Reflect.get(source, key);
  } catch {
    return undefined;
  }
}
