import { describe, expect, it } from 'vitest';
import { buildOpenApi } from '../../../../shared/api/http/openapi.js';
import { ROUTE_LIST } from '../../../../shared/api/routes.js';

const document = buildOpenApi();
const text = JSON.stringify(document);

describe('the OpenAPI document', () => {
  it('has every route of the table once, and nothing else', () => {
    const said = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(said.sort()).toEqual(ROUTE_LIST.map(({ method, path }) => `${method} ${path}`).sort());
  });

  it('has only references that lead somewhere', () => {
    const references = [...text.matchAll(/"\$ref":"([^"]*)"/g)].map(([, reference]) => reference);
    expect(references.length).toBeGreaterThan(10);
    const known = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect(references.filter((reference) => !known.includes(String(reference)))).toEqual([]);
    expect(text).not.toContain('$defs');
  });

  it('has only patterns that a validator can compile', () => {
    for (const [, pattern] of text.matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)) {
      expect(() => new RegExp(JSON.parse(String(pattern)), 'u')).not.toThrow();
      expect(pattern).not.toMatch(/\/[a-z]+"$/);
    }
  });

  it('says of each parameter what it means, and which must be there', () => {
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    const parameters = operations.flatMap((operation) => ('parameters' in operation ? operation.parameters : []));
    const all: { name: string; description: string; required: boolean }[] = JSON.parse(
      JSON.stringify(parameters),
    ).flat();
    expect(all.length).toBeGreaterThan(20);
    expect(all.filter(({ description }) => description === '')).toEqual([]);
    expect(all.filter(({ required }) => required).map(({ name }) => name)).toEqual([
      'event_id',
      'resource_id',
      'user_id',
    ]);
  });
});
