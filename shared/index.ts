/** What the package exports as `trailkeeper`: the logger and tracking, and the reading side. */
export * from './client/index.js';
export * from './trail/index.js';
