// A library that uses the CommonJS copy of the package.
const { AuditLogger, instrument, currentContext } = require('trailkeeper');
const { MemoryAuditLogger } = require('trailkeeper/testing');

class Shelf {
  async put(book) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    return book;
  }
}
const memory = new MemoryAuditLogger();
instrument(Shelf, { put: { type: 'shelf', action: 'put', resource: (book) => book } }, memory);

module.exports = { AuditLogger, Shelf, instrument, currentContext, memory };
