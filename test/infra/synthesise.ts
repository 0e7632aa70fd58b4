import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { FUNCTION_NAMES } from '../../functions/functions.js';
import { AuditStack } from '../../infra/audit-stack.js';
import { Trailkeeper, type TrailkeeperProps } from '../../infra/constructs/trailkeeper.js';
import type { StageName } from '../../infra/stages.js';

const folder = mkdtempSync(join(tmpdir(), 'trailkeeper-infra-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

/** A fresh folder that is deleted when the tests have ended: files share this module. */
export const makeFolder = (): string => mkdtempSync(join(folder, 'f-'));

/** Handlers that do nothing: a template depends on where handlers are and not on what they do. */
export function makeBundles(): string {
  const bundles = makeFolder();
  for (const name of FUNCTION_NAMES) {
    mkdirSync(join(bundles, name));
    writeFileSync(join(bundles, name, 'index.mjs'), 'export const handler = async () => ({});\n');
  }
  writeFileSync(join(bundles, 'export', 'stream.mjs'), 'export const handler = async () => ({});\n');
  return bundles;
}

const bundlesFolder = makeBundles();

/** The project's own stack with these settings, as CloudFormation gets it. */
export function synthesise(trail: TrailkeeperProps = {}): Template {
  const app = new App({ outdir: makeFolder(), analyticsReporting: false });
  return Template.fromStack(new AuditStack(app, 'trail', { trail: { bundlesFolder, ...trail } }));
}

/** A user's own stack with the construct in it; `use` may grant and attach before it is synthesised. */
export function synthesiseConstruct(
  trail: TrailkeeperProps,
  use: (trail: Trailkeeper, stack: Stack) => void = () => undefined,
): Template {
  const app = new App({ outdir: makeFolder(), analyticsReporting: false });
  const stack = new Stack(app, 'theirs');
  use(new Trailkeeper(stack, 'Audit', { bundlesFolder, ...trail }), stack);
  return Template.fromStack(stack);
}

const known = new Map<StageName, Template>();

/** The stage as it is, synthesised once for all tests of a file. */
export function templateOf(stage: StageName): Template {
  const template = known.get(stage) ?? synthesise({ stage });
  known.set(stage, template);
  return template;
}

export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly DeletionPolicy?: string;
}

/** The resources of a type, by their logical ids. */
export function resourcesOf(template: Template, type: string): Record<string, Resource> {
  return template.findResources(type) as Record<string, Resource>;
}

/** The one resource of a type whose logical id begins so. */
export function resourceOf(template: Template, type: string, beginning = ''): Resource {
  const found = Object.entries(resourcesOf(template, type)).filter(([id]) => id.startsWith(beginning));
  const first = found[0]?.[1];
  if (first === undefined || found.length > 1) {
    throw new Error(`expected one ${type} ${beginning}…, got ${found.map(([id]) => id).join(', ') || 'none'}`);
  }
  return first;
}

export interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

/** The statements of a policy, a queue's policy or a key's policy. */
export function statementsOf(resource: Resource): readonly Statement[] {
  const { PolicyDocument, KeyPolicy } = resource.Properties;
  return ((PolicyDocument ?? KeyPolicy) as { Statement: Statement[] }).Statement;
}

export const actionsOf = (statement: Statement): readonly string[] => [statement.Action].flat();

/** Every action that the statements allow, sorted. */
export const allowedActions = (statements: readonly Statement[]): string[] =>
  [...new Set(statements.filter(({ Effect }) => Effect === 'Allow').flatMap(actionsOf))].sort();
