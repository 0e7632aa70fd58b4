/**
 * `app.addHook('onRequest', auditContext())` of Fastify: its hooks are called like the middleware of Express, and a request
 * has what is read of it under the same names.
 */
export { auditContext, type ContextOptions, type ExpressRequest as FastifyRequest } from './express.js';
