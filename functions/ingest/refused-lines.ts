/** Quarantine for the refused lines of one message. */
import { tellProblem } from '../../shared/event/envelope/told-problem.js';
import { buildQuarantineItems, MAX_RAW_BYTES } from '../../shared/store/quarantine-item.js';
import { describeRaw } from './describe-raw.js';
import type { Landings, QuarantineWrite } from './landings.js';
import type { MessageWork } from './message-work.js';
import type { Refused } from './read-message.js';

/** So many lines of a message get an item each; a message may hold 350,000 that are nothing but `{}`. */
export const MAX_OWN_ITEMS = 2_000;
/** Later ones are kept together in items of so many characters. */
const TOGETHER_LENGTH = MAX_RAW_BYTES / 4;

/** More say nothing that these do not. */
const MAX_PROBLEMS = 32;

const TOGETHER: Refused = {
  reason: 'many_refused',
  problems: [{ field: '$', expected: 'events', got: `more than ${MAX_OWN_ITEMS} lines that are none` }],
};

export class RefusedLines {
  readonly #work: MessageWork;
  readonly #landings: Landings;
  readonly #key: Uint8Array;
  #together: { position: number; raws: string[]; length: number } | undefined;

  /** `key` makes the hashes of what is not kept, and the salts of leaves. */
  constructor(work: MessageWork, landings: Landings, key: Uint8Array) {
    this.#key = key;
    this.#work = work;
    this.#landings = landings;
  }

  /** `position` from 1, 0 for the whole message. */
  *add(position: number, refused: Refused, raw: string): Generator<QuarantineWrite> {
    this.#work.quarantined += 1;
    if (this.#work.quarantined <= MAX_OWN_ITEMS) {
      yield* this.#write(position, refused, raw);
      return;
    }
    this.#together ??= { position, raws: [], length: 0 };
    this.#together.raws.push(raw);
    this.#together.length += raw.length + 1;
    if (this.#together.length >= TOGETHER_LENGTH) yield* this.end();
  }

  /** To be called after the last line. */
  *end(): Generator<QuarantineWrite> {
    if (this.#together === undefined) return;
    const { position, raws } = this.#together;
    this.#together = undefined;
    yield* this.#write(position, TOGETHER, raws.join('\n'));
  }

  *#write(position: number, { reason, problems }: Refused, raw: string): Generator<QuarantineWrite> {
    const items = buildQuarantineItems({
      origin: this.#work.origin,
      sender: this.#work.sender,
      position,
      reason,
      problems: problems.slice(0, MAX_PROBLEMS).map(tellProblem),
      raw: describeRaw(raw, this.#key),
      expiresAt: this.#work.expiresAt,
      saltKey: this.#key,
    });
    for (const item of items) {
      this.#work.listRefused(item);
      const landing = this.#landings.join(this.#work, item.sk, 1);
      if (typeof landing === 'object') yield { kind: 'quarantine', item, landing };
    }
  }
}
