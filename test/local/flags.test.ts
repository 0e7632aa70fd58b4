import { describe, expect, it } from 'vitest';
import { parseFlags } from '../../local/flags.js';

const parse = (...args: string[]) => parseFlags(args, '/default');

describe('parseFlags', () => {
  it('has a default for everything', () => {
    expect(parse()).toEqual({ port: undefined, dataDir: '.trailkeeper', dir: '/default', demo: true, help: false });
  });

  it('takes values after a space and after an equals sign', () => {
    const expected = { port: 9000, dataDir: '/data', dir: '/', demo: false, help: true };
    expect(parse('--port', '9000', '--data-dir', '/data', '--dir', '/', '--no-demo', '--help')).toEqual(expected);
    expect(parse('--port=9000', '--data-dir=/data', '--dir=/', '--no-demo', '--help')).toEqual(expected);
  });

  it.each([
    [['--prot', '9000'], 'unknown flag "--prot"; --help lists the known ones'],
    [['extra'], 'unknown flag "extra"; --help lists the known ones'],
    [['--no-demo=yes'], 'unknown flag "--no-demo=yes"; --help lists the known ones'],
    [['--port'], '--port needs a port number'],
    [['--port='], '--port needs a port number'],
    [['--port', '-1'], '--port expects a number from 0 to 65535, got "-1"'],
    [['--port', '65536'], '--port expects a number from 0 to 65535, got "65536"'],
    [['--port', '8e3'], '--port expects a number from 0 to 65535, got "8e3"'],
    [['--data-dir'], '--data-dir needs a folder'],
    [['--dir', '/no/such/folder'], '--dir expects a folder, got "/no/such/folder"'],
  ])('refuses %j in one line', (args, message) => {
    expect(() => parse(...args)).toThrow(expect.objectContaining({ name: 'FlagError', message }));
    expect(message).not.toContain('\n');
  });
});
