import { buildAuditApp } from './audit-app.js';

buildAuditApp(undefined).synth();
