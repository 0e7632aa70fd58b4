import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PASSWORD_OPTIONS } from '../../../../shared/event/redact/command-flags.js';
import { PHRASE_HINTS } from '../../../../shared/event/redact/command-phrases.js';
import { type Form, parseForm } from '../../../../shared/event/redact/form-language.js';
import { KNOWN_FORMS } from '../../../../shared/event/redact/known-forms.js';
import { redactText } from '../../../../shared/event/redact/redact.js';
import { NAME_FRAGMENTS } from '../../../../shared/event/redact/sensitive-key.js';
import { REDACTION_RULES_DIGEST } from '../../../../shared/event/rules.js';

/** A text that the form matches, drawn from its parts. */
function sampleOf({ variants }: Form): fc.Arbitrary<string> {
  return fc
    .constantFrom(...variants)
    .chain((parts) =>
      fc
        .tuple(
          ...parts.map(({ set, min, max }) =>
            set.length === 1 && min === max
              ? fc.constant(set.repeat(min))
              : fc
                  .array(fc.constantFrom(...set), { minLength: min, maxLength: Math.min(max, min + 8) })
                  .map((characters) => characters.join('')),
          ),
        )
        .map((texts) => texts.join('')),
    );
}

describe('every known form', () => {
  it.each(Object.entries(KNOWN_FORMS))('%s is found alone and in context', (_, text) => {
    const form = parseForm(text);
    fc.assert(
      fc.property(sampleOf(form), (secret) => {
        for (const place of [secret, `got ${secret} from alice`, `{"a":"${secret}"}`, `x=${secret}`, `(${secret})`]) {
          expect(redactText(place)).not.toContain(secret);
        }
        const once = redactText(`read ${secret}, then`);
        expect(redactText(once)).toBe(once);
      }),
      { numRuns: 15 },
    );
  });

  it('is written in the language, and nothing else is', () => {
    for (const wrong of ['a[', 'a(b', '{3}', '[]x']) expect(() => parseForm(wrong)).toThrow(SyntaxError);
  });
});

describe('the tables of rules', () => {
  it('change together with the version: raise it, and write the new digest beside it', () => {
    const tables = JSON.stringify([KNOWN_FORMS, NAME_FRAGMENTS, PASSWORD_OPTIONS, PHRASE_HINTS]);
    expect(createHash('sha256').update(tables).digest('hex')).toBe(REDACTION_RULES_DIGEST);
  });
});
