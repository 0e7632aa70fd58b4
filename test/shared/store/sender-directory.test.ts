import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CachedSenders, DynamoDbSenderDirectory } from '../../../shared/store/sender-directory.js';
import { type Emulators, startEmulators } from '../../support/emulators.js';

const signal = new AbortController().signal;

describe('the directory of senders', () => {
  let emulators: Emulators;
  beforeAll(async () => {
    emulators = await startEmulators();
  });
  afterAll(() => emulators.stop());

  const open = (draw?: () => number) => new DynamoDbSenderDirectory(emulators.dynamoDb, emulators.tableName, draw);

  test('draws a number once, whoever asks and however many at a time', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => open().getNumber('AROAEXAMPLE:one', signal)));
    expect(new Set(all).size).toBe(1);
    expect(all[0]).toBeGreaterThan(0);
    expect(all[0]).toBeLessThan(2 ** 48);
    expect(await open(() => 5).getNumber('AROAEXAMPLE:one', signal)).toBe(all[0]);
  });

  test('tells whose number it is', async () => {
    await open(() => 77).getNumber('AROAEXAMPLE:#two', signal);
    expect((await open().listSenders()).get(77)).toBe('AROAEXAMPLE:#two');
  });

  test('is asked once for a sender, and forgets the oldest of very many', async () => {
    const asked: string[] = [];
    const directory = {
      async getNumber(sender: string) {
        asked.push(sender);
        return asked.length;
      },
    };
    const cached = new CachedSenders(directory, 2);
    for (const sender of ['a', 'a', 'b', 'c', 'a']) await cached.getNumber(sender, signal);
    expect(asked).toEqual(['a', 'b', 'c', 'a']);
  });
});
