/** The parameters by which events are found: the same on every route that gives or counts events. */
import type { z } from 'zod';
import { ACTOR_TYPES } from '../../event/event.js';
import { hashSessionId } from '../../event/values/session-id.js';
import { normaliseTag } from '../../event/values/tags.js';
import {
  actorTypesParameter,
  durationParameter,
  from,
  idsParameter,
  operationsParameter,
  prefixesParameter,
  statusesParameter,
  textParameter,
  textsParameter,
  to,
  wordsParameter,
} from './inputs.js';

const repeated = 'Repeated: any of them.';
const listed = `${repeated} May be a comma list.`;
const excluded = 'Leaves out what has one of them.';
const loaded = 'No index holds it: give a user, a resource or a range beside it.';

export const filters = {
  user_id: idsParameter('user_id')
    .optional()
    .meta({ description: `Who did it. ${repeated}` }),
  resource_id: idsParameter('resource_id')
    .optional()
    .meta({ description: `What it was done to. ${repeated}` }),
  event_type: wordsParameter('event_type')
    .optional()
    .meta({
      description: `${listed} What the trail records about itself, under the type audit, comes only when asked for here.`,
    }),
  action: wordsParameter('action').optional().meta({ description: listed }),
  status: statusesParameter.optional().meta({ description: listed }),
  correlation_id: idsParameter('correlation_id')
    .optional()
    .meta({ description: `The request it belongs to. ${repeated}` }),
  operation_id: operationsParameter.optional().meta({ description: `The operation. ${repeated}` }),
  caused_by: operationsParameter.optional().meta({ description: `The operation that led to it. ${repeated}` }),
  // A code has the limit of a type.
  error_code: idsParameter('event_type')
    .optional()
    .meta({ description: `Code of the error. ${repeated}` }),
  session_id: textsParameter
    .transform((ids) => ids.map(hashSessionId))
    .optional()
    .meta({ description: `The log-on session, as it was given or as its hash (s1:…). ${repeated}` }),
  actor_type: actorTypesParameter.optional().meta({
    description: `${listed} Each is one of ${ACTOR_TYPES.join(', ')}.`,
  }),
  tags: wordsParameter('event_type')
    .transform((tags) => tags.map((tag) => normaliseTag(tag) ?? tag))
    .optional()
    .meta({ description: `Tags, of which the event has one. ${listed}` }),
  not_user_id: idsParameter('user_id')
    .optional()
    .meta({ description: `${excluded} May be repeated.` }),
  not_resource_id: idsParameter('resource_id')
    .optional()
    .meta({ description: `${excluded} May be repeated.` }),
  not_event_type: wordsParameter('event_type')
    .optional()
    .meta({ description: `${excluded} May be a comma list.` }),
  not_action: wordsParameter('action')
    .optional()
    .meta({ description: `${excluded} May be a comma list.` }),
  not_status: statusesParameter.optional().meta({ description: `${excluded} May be a comma list.` }),
  resource_prefix: prefixesParameter('resource_id')
    .optional()
    .meta({
      description: `Beginning of the resource's id, byte by byte, for instance bucket-123:/. ${repeated}`,
    }),
  sender: textsParameter.optional().meta({
    description: `Who the queue or the gateway says sent it: one sender, or a role with all its sessions. ${repeated}`,
  }),
  min_duration_ms: durationParameter.optional().meta({
    type: 'number',
    minimum: 0,
    description: 'Only events that took so many milliseconds or longer.',
  }),
  external_id: idsParameter('external_id')
    .optional()
    .meta({ description: `A sender's own id. ${repeated} ${loaded}` }),
  source_ip: idsParameter('source_ip')
    .optional()
    .meta({ description: `Where it came from. ${repeated} ${loaded}` }),
  resource_type: idsParameter('resource_type')
    .optional()
    .meta({ description: `${repeated} ${loaded}` }),
  on_behalf_of: idsParameter('on_behalf_of')
    .optional()
    .meta({ description: `For whom. ${repeated} ${loaded}` }),
  user_role: idsParameter('user_role')
    .optional()
    .meta({ description: `By which role. ${repeated} ${loaded}` }),
  producer_id: idsParameter('producer_id')
    .optional()
    .meta({ description: `Emitting process. ${repeated} ${loaded}` }),
  related: idsParameter('resource_id')
    .optional()
    .meta({
      description: `An entry of related has this resource_id; the own resource_id does not count. ${repeated}`,
    }),
  text: textParameter.optional().meta({
    description: `Anywhere in an id, the action, the error or a text of details; without regard to case. ${loaded}`,
  }),
  from,
  to,
} satisfies Record<string, z.ZodType>;
