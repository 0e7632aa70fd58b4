// An application that uses the ES module copy, with a library that uses the CommonJS one, in both directions.
import { AuditLogger, currentContext, instrument } from 'trailkeeper';
import { MemoryAuditLogger } from 'trailkeeper/testing';
import library from './library.cjs';

class Librarian {
  constructor(shelf) {
    this.shelf = shelf;
  }
  async sort(book) {
    return this.shelf.put(book);
  }
}
const memory = new MemoryAuditLogger();
instrument(Librarian, { sort: { type: 'librarian', action: 'sort', resource: (book) => book } }, memory);

const refuseSecond = () => {
  try {
    library.instrument(Librarian, { sort: { type: 'librarian', action: 'sort' } }, memory);
    return 'wrapped twice';
  } catch (error) {
    return error.name;
  }
};

const config = { enabled: false };
const librarian = new Librarian(new library.Shelf());
await new AuditLogger(config).run({ user_id: 'alice', correlation_id: 'outer-esm' }, () => librarian.sort('one'));
const seen = await new library.AuditLogger(config).run({ user_id: 'bob', correlation_id: 'outer-cjs' }, async () => {
  await librarian.sort('two');
  return currentContext();
});
console.log(
  JSON.stringify({
    areTwoCopies: AuditLogger !== library.AuditLogger,
    esm: memory.events,
    cjs: library.memory.events,
    seen,
    second: refuseSecond(),
  }),
);
