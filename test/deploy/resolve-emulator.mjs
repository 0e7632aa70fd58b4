// @ts-nocheck: the types know every way to call it, and none to pass all of them on.
/** `node --import`: what a line in /etc/hosts would do, for one process. */
import dns from 'node:dns';

const { lookup } = dns;
dns.lookup = (name, ...rest) => lookup(name === 'emulator.test' ? '127.0.0.1' : name, ...rest);
