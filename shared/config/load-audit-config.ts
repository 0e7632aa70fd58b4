/** Reads `audit_config.yaml` and the environment into the one object that the client takes. */
import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import type { AuditConfig } from '../settings/audit-config.js';
import { type CompleteAuditConfig, completeConfig } from '../settings/audit-config.js';
import { auditFileSchema } from './audit-config.js';
import { ConfigError, type ConfigProblem, describeConfigIssues } from './config-problem.js';
import { CONFIG_FILE_VARIABLE, ENVIRONMENT_OVERRIDES, parseOverride } from './environment-overrides.js';

const DEFAULT_FILE = 'audit_config.yaml';
const VARIABLE_PREFIX = 'TRAILKEEPER_';

export interface LoadOptions {
  /** Default: `TRAILKEEPER_CONFIG`, else `audit_config.yaml` in the working directory, which may be absent. */
  readonly path?: string | undefined;
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
}

/**
 * The file, overridden by the environment, with every default filled in. Throws ConfigError that lists all problems:
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
  const input = parseYaml(text);
  const overridden = new Map<string, string>();
  for (const { variable, path, kind } of ENVIRONMENT_OVERRIDES) {
    const value = environment[variable];
    if (value === undefined) continue;
    overridden.set(path.join('.'), variable);
    if (isRecord(input)) setAt(input, path, parseOverride(kind, value));
  }
  const result = auditFileSchema.safeParse(input);
  const problems: ConfigProblem[] = findUnknownVariables(environment);
  if (!result.success) {
    problems.push(...describeConfigIssues(result.error.issues, input, (path) => findVariable(overridden, path)));
  }
  if (problems.length > 0) throw new ConfigError(problems);
  const config: AuditConfig = result.data?.audit ?? {};
  return completeConfig(config);
}

function readText(path: string, mustExist: boolean): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isAbsent && !mustExist) return '';
    const got = isAbsent ? 'no file' : 'a file that cannot be read';
    throw new ConfigError([{ path, expected: 'a configuration file', got }], { cause: error });
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
  if (problems.length > 0) throw new ConfigError(problems);
  const value: unknown = document.toJS({ maxAliasCount: 10 });
  return value ?? {};
}

function findUnknownVariables(environment: Readonly<Record<string, string | undefined>>): ConfigProblem[] {
  const known = new Set([CONFIG_FILE_VARIABLE, ...ENVIRONMENT_OVERRIDES.map(({ variable }) => variable)]);
  return Object.keys(environment)
    .filter((name) => name.startsWith(VARIABLE_PREFIX) && !known.has(name))
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
