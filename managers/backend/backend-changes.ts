/** What an update of a backend changed, as far as anybody may read it in the trail. */
import type { Change } from '../../shared/client/index.js';
import type { BackendConfig } from './backend-config.js';
import type { UpdatedBackend } from './backend-operations.js';

/** Callers learn which fields changed; what they were and became is for the trail. */
const ofResult = new WeakMap<UpdatedBackend, readonly Change[]>();

export function rememberChanges(result: UpdatedBackend, changes: readonly Change[]): UpdatedBackend {
  if (changes.length > 0) ofResult.set(result, changes);
  return result;
}

export function findChanges(result: UpdatedBackend): readonly Change[] | undefined {
  return ofResult.get(result);
}

/** Settings that say where objects lie. */
const PLACES: readonly string[] = ['directory', 'bucket', 'prefix', 'endpoint', 'api_url'];
/** Those whose values anybody may read in the trail; a URL may hold a token. */
const HARMLESS: readonly string[] = ['probe', 'directory', 'bucket', 'prefix', 'region'];

export function isPlace(field: string): boolean {
  return PLACES.includes(field);
}

/** For the trail: what the fields were and became, as far as anybody may read it. */
export function describeChanges(fields: readonly string[], before: BackendConfig, after: BackendConfig): Change[] {
  return fields.map((field) => {
    if (!HARMLESS.includes(field)) return { field };
    return { field, ...readValue('from', before, field), ...readValue('to', after, field) };
  });
}

function readValue(side: 'from' | 'to', config: BackendConfig, field: string): Partial<Change> {
  const value: unknown = Reflect.get(config, field);
  return typeof value === 'string' || typeof value === 'boolean' ? { [side]: value } : {};
}
