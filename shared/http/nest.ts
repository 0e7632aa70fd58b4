/** `consumer.apply(auditContext()).forRoutes('*')` of Nest: its functional middleware is that of Express. */
export { auditContext, type ContextOptions, type ExpressRequest } from './express.js';
