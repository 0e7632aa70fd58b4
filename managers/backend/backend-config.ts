/** What a backend's settings may be, and the check of settings from outside. */
import { isAbsolute } from 'node:path';
import { ManagerError } from '../manager-error.js';

interface CommonConfig {
  /** false: `testBackend` does not touch the backend and answers `not_probed`. Default true. */
  readonly probe?: boolean | undefined;
}

export interface LocalConfig extends CommonConfig {
  readonly type: 'local';
  /** Absolute; made when the backend is created. */
  readonly directory: string;
}

export interface S3Config extends CommonConfig {
  readonly type: 's3';
  readonly bucket: string;
  readonly region: string;
  /** For services that are not AWS; buckets are then addressed by path. */
  readonly endpoint?: string | undefined;
  /** Both or none; without them the SDK looks in its usual places. */
  readonly access_key_id?: string | undefined;
  readonly secret_access_key?: string | undefined;
  /** Put before every key. */
  readonly prefix?: string | undefined;
}

export interface IpfsConfig extends CommonConfig {
  readonly type: 'ipfs';
  /** Of the HTTP API of Kubo, for instance `http://127.0.0.1:5001`. */
  readonly api_url: string;
}

export type BackendConfig = LocalConfig | S3Config | IpfsConfig;
export type BackendType = BackendConfig['type'];

/** Stands for a credential wherever settings are shown. */
export const MASK = '[redacted]';
const CREDENTIALS: readonly string[] = ['access_key_id', 'secret_access_key'];

interface Field {
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
  readonly optional?: boolean;
}

const optional = (field: Field): Field => ({ ...field, optional: true });
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const text: Field = { expected: 'text', accepts: isText };
const url: Field = { expected: 'an http or https URL without user and password', accepts: isPlainUrl };
const credential: Field = {
  expected: 'text, and not the mask that stands for it',
  accepts: (value) => isText(value) && value !== MASK,
};
const common = { probe: optional({ expected: 'true or false', accepts: (value) => typeof value === 'boolean' }) };

const FIELDS: Readonly<Record<BackendType, Readonly<Record<string, Field>>>> = {
  local: {
    directory: { expected: 'an absolute path', accepts: (value) => isText(value) && isAbsolute(value) },
    ...common,
  },
  s3: {
    bucket: text,
    region: text,
    endpoint: optional(url),
    access_key_id: optional(credential),
    secret_access_key: optional(credential),
    prefix: optional(text),
    ...common,
  },
  ipfs: { api_url: url, ...common },
};

const KNOWN: ReadonlySet<string> = new Set(['type', ...Object.values(FIELDS).flatMap((fields) => Object.keys(fields))]);

/** Gives the settings back. Throws `invalid_config` with all problems at once; they name keys, never values. */
export function checkConfig(config: unknown): BackendConfig {
  const problems: string[] = [];
  if (isValid(config, problems)) return config;
  throw new ManagerError('invalid_config', problems.join('; '));
}

/** The same settings without credentials, to be shown. */
export function maskConfig<C extends BackendConfig>(config: C): C {
  return { ...config, ...Object.fromEntries(CREDENTIALS.filter((key) => key in config).map((key) => [key, MASK])) };
}

/** For the trail, from settings that may be wrong: the known ones, credentials masked. */
export function describeConfig(config: object): Record<string, unknown> {
  const known = Object.entries(config).filter(([key]) => KNOWN.has(key));
  return Object.fromEntries(known.map(([key, value]) => [key, CREDENTIALS.includes(key) ? MASK : value]));
}

/** Names of settings that are known, in the order of `keys`. */
export function listKnownFields(keys: readonly string[]): string[] {
  return keys.filter((key) => KNOWN.has(key));
}

function isValid(config: unknown, problems: string[]): config is BackendConfig {
  problems.push(...findProblems(config));
  return problems.length === 0;
}

function findProblems(config: unknown): string[] {
  if (typeof config !== 'object' || config === null) return ['config: expected an object'];
  const { type, ...given }: Record<string, unknown> = { ...config };
  const fields = isType(type) ? FIELDS[type] : undefined;
  if (fields === undefined) return [`type: expected one of ${Object.keys(FIELDS).join(', ')}`];
  const unknown = Object.keys(given).filter((key) => !Object.hasOwn(fields, key));
  const wrong = Object.entries(fields).filter(([key, field]) => {
    const value = given[key];
    return value === undefined ? field.optional !== true : !field.accepts(value);
  });
  const problems = [
    ...unknown.map((key) => `${key}: not a setting of a ${type} backend (${Object.keys(fields).join(', ')})`),
    ...wrong.map(([key, field]) => `${key}: expected ${field.expected}`),
  ];
  if ((given.access_key_id === undefined) !== (given.secret_access_key === undefined)) {
    problems.push('access_key_id and secret_access_key: expected both or none');
  }
  return problems;
}

function isType(type: unknown): type is BackendType {
  return typeof type === 'string' && Object.hasOwn(FIELDS, type);
}

function isPlainUrl(value: unknown): boolean {
  if (!isText(value) || !URL.canParse(value)) return false;
  const { protocol, username, password } = new URL(value);
  return /^https?:$/.test(protocol) && username === '' && password === '';
}
