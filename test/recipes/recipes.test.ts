import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RECIPES } from './recipes.js';

const root = resolve(import.meta.dirname, '../..');

describe('the recipes', () => {
  it.each(RECIPES)('$name: its row has one place, and what it names is there', (recipe) => {
    const { file, before, named = [], tests = [] } = recipe;
    if (before === undefined) expect(existsSync(join(root, file))).toBe(false);
    else expect(readFileSync(join(root, file), 'utf8').split(before)).toHaveLength(2);
    expect([...named, ...tests].filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
