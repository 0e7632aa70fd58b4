import { describe, expect, it } from 'vitest';
import { findRefusal } from '../../local/loopback-guard.js';

describe('findRefusal', () => {
  it.each([
    { host: '127.0.0.1:8787' },
    { host: '127.0.0.1' },
    { host: '127.8.9.1:1' },
    { host: 'localhost:8787' },
    { host: 'LOCALHOST' },
    { host: '[::1]:8787' },
    { host: '127.0.0.1:8787', 'sec-fetch-site': 'same-origin' },
    { host: '127.0.0.1:8787', 'sec-fetch-site': 'none' },
    { host: '127.0.0.1:8787', origin: 'http://127.0.0.1:8787' },
  ])('lets %j pass', (headers) => {
    expect(findRefusal(headers)).toBeUndefined();
  });

  it.each([
    [{}, 'Host'],
    [{ host: '' }, 'Host'],
    [{ host: 'rebound.example:8787' }, 'Host'],
    [{ host: '127.0.0.1.rebound.example' }, 'Host'],
    [{ host: 'localhost.rebound.example:8787' }, 'Host'],
    [{ host: '10.0.0.1:8787' }, 'Host'],
    [{ host: '127.0.0.1@rebound.example' }, 'Host'],
    [{ host: '127.999.999.999' }, 'Host'],
    [{ host: '127.0.0.256:80' }, 'Host'],
    [{ host: '127.0.0.1:65536' }, 'Host'],
    [{ host: '127.0.0.1:99999' }, 'Host'],
    [{ host: '127.0.0.1\n' }, 'Host'],
    [{ host: '127.0.0.1:8787', 'sec-fetch-site': 'cross-site' }, 'another site'],
    [{ host: '127.0.0.1:8787', 'sec-fetch-site': 'same-site' }, 'another site'],
    [{ host: '127.0.0.1:8787', 'sec-fetch-site': ['none', 'cross-site'] }, 'another site'],
    [{ host: '127.0.0.1:8787', origin: 'http://rebound.example' }, 'another origin'],
    [{ host: '127.0.0.1:8787', origin: 'http://127.0.0.1:3000' }, 'another origin'],
    [{ host: '127.0.0.1:8787', origin: 'https://127.0.0.1:8787' }, 'another origin'],
    [{ host: '127.0.0.1:8787', origin: 'null' }, 'another origin'],
  ])('refuses %j', (headers, reason) => {
    expect(findRefusal(headers)).toContain(reason);
  });
});
