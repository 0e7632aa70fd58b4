import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { redactText } from '../../../../shared/event/redact/redact.js';
import { redactJson } from '../../../../shared/event/redact/redact-json.js';
import { RedactionFindings } from '../../../../shared/event/redact/redaction-findings.js';

interface Sample {
  readonly secret: string;
  readonly rule: string;
}
const samples: { in_context: readonly (Sample & { text: string })[]; alone: readonly Sample[] } = JSON.parse(
  readFileSync(new URL('../../../examples/secrets/scanner-samples.json', import.meta.url), 'utf8'),
);

/** The share of samples of which nothing is left, as the documents say it. */
function measure<S extends Sample>(all: readonly S[], redact: (sample: S) => string): number {
  const missed = all.filter((sample) => redact(sample).includes(sample.secret));
  console.log(`${all.length - missed.length} of ${all.length} found`);
  return (all.length - missed.length) / all.length;
}

describe("samples of secret scanners' own tests", () => {
  it('are found in the text around them', () => {
    expect(measure(samples.in_context, ({ text }) => redactText(text))).toBeGreaterThan(0.97);
  });

  it('are found as a lone value, where their form alone tells', () => {
    const redact = ({ secret }: Sample) => JSON.stringify(redactJson({ value: secret }, new RedactionFindings()));
    expect(measure(samples.alone, redact)).toBeGreaterThanOrEqual(0.92);
  });
});
