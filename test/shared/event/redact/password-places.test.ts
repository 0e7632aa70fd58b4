import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { redactText } from '../../../../shared/event/redact/redact.js';

/** Texts by the name of their place; `§` is the password, `§%` the password in percent. */
const places: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(new URL('../../../examples/secrets/password-places.json', import.meta.url), 'utf8'),
);
const PASSWORDS = ['Tr0ub4dor&3xQ!z', 'correcthorsebatterystaple', 'hunter2', 'S3cret-Pa55word', 'x9#Lm$2pQ'];
/** The issue asks for 85 of a hundred; this is a little below what is found. */
const MIN_SHARE = 0.94;

const plant = (text: string, password: string) =>
  text.replaceAll('§%', () => encodeURIComponent(password)).replaceAll('§', () => password);

describe('passwords in the places where people and programs leave them', () => {
  const all = Object.entries(places).flatMap(([place, text]) =>
    PASSWORDS.map((password) => ({ place, password, clean: redactText(plant(text, password)) })),
  );

  it('are found, nearly all', () => {
    const missed = all.filter(
      ({ password, clean }) => clean.includes(password) || clean.includes(encodeURIComponent(password)),
    );
    console.log(`passwords in text: ${all.length - missed.length} of ${all.length} found`);
    const names = [...new Set(missed.map(({ place }) => place))].join(', ');
    expect(1 - missed.length / all.length, names).toBeGreaterThan(MIN_SHARE);
  });

  it('leave no part beside a mark', () => {
    const half = all.filter(
      ({ place, password, clean }) =>
        clean.includes('[redacted]') &&
        clean.includes(password.slice(-5)) &&
        !places[place]?.includes(password.slice(-5)),
    );
    expect(half.map(({ place }) => place)).toEqual([]);
  });

  it('are as they are after a second time', () => {
    for (const { clean } of all) expect(redactText(clean)).toBe(clean);
  });
});
