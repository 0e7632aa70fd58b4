import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { describe, expect, it } from 'vitest';
import { buildAuditApp } from '../../infra/audit-app.js';
import { makeBundles, makeFolder } from './synthesise.js';

const text = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'runbook.md'), 'utf8');
const [, ...articles] = text.split(/^## /m).map((article) => {
  const [title = '', ...lines] = article.split('\n');
  return { title: title.trim(), body: lines.join('\n') };
});
const alarms = buildAuditApp(undefined, { outdir: makeFolder(), context: { bundles: makeBundles() } })
  .node.findAll()
  .filter((part) => part instanceof Alarm)
  .map(({ node }) => node.id);

describe('docs/runbook.md', () => {
  it('has one article for each alarm, and none besides', () => {
    expect(alarms.length).toBeGreaterThan(5);
    expect(articles.map(({ title }) => title).sort()).toEqual([...alarms].sort());
  });

  it.each(articles)('$title: what it means, how to look, what to do, when it is over', ({ body }) => {
    const parts = [...body.matchAll(/^\*\*(.+?)\.\*\*/gm)].map(([, part]) => part);
    expect(parts).toEqual(['What it means', 'How to look', 'What to do', 'When it is over']);
    expect(body).toMatch(/^```sh$/m);
  });
});
