/** Reads `audit_config.yaml` and the environment into the one object that the client takes. */
import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { describeKind } from '../event/values/describe-kind.js';
import { type AuditConfig, type CompleteAuditConfig, completeConfig } from '../settings/audit-config.js';
import { AuditConfigError, type ConfigProblem } from '../settings/audit-config-error.js';
import { checkSettings } from '../settings/check-settings.js';
import { CONFIG_FILE_VARIABLE, parseVariable, VARIABLE_PREFIX, VARIABLES } from './environment-overrides.js';

const DEFAULT_FILE = 'audit_config.yaml';

export interface LoadOptions {
  /** Default: `TRAILKEEPER_CONFIG`, else `audit_config.yaml` in the working directory, which may be absent. */
  readonly path?: string | undefined;
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
}

/**
 * The file, overridden by the environment, with every default filled in. Throws AuditConfigError that lists all problems:
 * unknown keys and variables, wrong values, a file that was named and is not there.
 */
export function loadAuditConfig({ path, environment = process.env }: LoadOptions = {}): CompleteAuditConfig {
  const named = path ?? environment[CONFIG_FILE_VARIABLE];
  const text = readText(named ?? DEFAULT_FILE, named !== undefined);
  return parseAuditConfig(text, environment);
}

/** The same for the text of a file. */
export function parseAuditConfig(
  text: string,
  environment: Readonly<Record<string, string | undefined>> = {},
): CompleteAuditConfig {
  const file = parseYaml(text);
  const problems = [...findUnknownVariables(environment), ...checkFile(file)];
  const settings = isRecord(file) && isRecord(file.audit) ? file.audit : {};
  const given = new Map<string, string>();
  for (const [variable, { key, kind }] of VARIABLES) {
    const value = environment[variable];
    if (value === undefined) continue;
    given.set(key, variable);
    setAt(settings, key.split('.'), parseVariable(kind, value));
  }
  for (const { path, ...problem } of checkSettings(settings)) {
    problems.push({ path: findVariable(given, path) ?? `audit.${path}`, ...problem });
  }
  if (problems.length > 0) throw new AuditConfigError(problems);
  const config: AuditConfig = settings;
  return completeConfig(config);
}

/** Everything of a file is below `audit`. */
function checkFile(file: unknown): ConfigProblem[] {
  if (!isRecord(file)) return [{ path: 'the file', expected: 'the key audit', got: describeKind(file) }];
  const problems: ConfigProblem[] = Object.entries(file)
    .filter(([key]) => key !== 'audit')
    .map(([key, value]) => ({ path: key, expected: 'no such key', got: describeKind(value) }));
  if (Object.hasOwn(file, 'audit') && !isRecord(file.audit)) {
    problems.push({ path: 'audit', expected: 'keys and values', got: describeKind(file.audit) });
  }
  return problems;
}

function readText(path: string, mustExist: boolean): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isAbsent && !mustExist) return '';
    const got = isAbsent ? 'no file' : 'a file that cannot be read';
    throw new AuditConfigError([{ path, expected: 'a configuration file', got }], { cause: error });
  }
}

/** An empty file is an empty configuration. */
function parseYaml(text: string): unknown {
  const document = parseDocument(text);
  const problems = document.errors.map(({ linePos, code }) => ({
    path: `line ${linePos?.[0].line ?? 1}`,
    expected: 'YAML',
    // The parser's message would quote the line, and the line may hold a secret.
    got: `a mistake (${code})`,
  }));
  if (problems.length > 0) throw new AuditConfigError(problems);
  const value: unknown = document.toJS({ maxAliasCount: 10 });
  return value ?? {};
}

function findUnknownVariables(environment: Readonly<Record<string, string | undefined>>): ConfigProblem[] {
  return Object.keys(environment)
    .filter((name) => name.startsWith(VARIABLE_PREFIX) && name !== CONFIG_FILE_VARIABLE && !VARIABLES.has(name))
    .map((name) => ({ path: name, expected: 'no such variable', got: describeSet(environment[name]) }));
}

function describeSet(value: string | undefined): string {
  return `text of ${Buffer.byteLength(value ?? '', 'utf8')} bytes`;
}

/** The variable that set this path or what is above it. */
function findVariable(overridden: ReadonlyMap<string, string>, path: string): string | undefined {
  for (const [key, variable] of overridden) {
    if (path === key || path.startsWith(`${key}.`) || path.startsWith(`${key}[`)) return variable;
  }
  return undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function setAt(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  if (rest.length === 0) {
    target[key] = value;
    return;
  }
  const inner = target[key] ?? {};
  // A wrong value in the middle stays, so that the schema names it.
  target[key] = inner;
  if (isRecord(inner)) setAt(inner, rest, value);
}
