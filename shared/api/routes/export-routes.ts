/** Everything that matches, as a file. */
import { z } from 'zod';
import { namesOf } from '../../event/values/names-of.js';
import { DEFAULT_EXPORT_FORMAT, EXPORT_FORMATS } from '../answers/export-formats.js';
import { filters } from './filters.js';
import {
  FORMAT_NAMES,
  formatParameter,
  hasCsv,
  idParameter,
  inOrder,
  outOfOrder,
  targetParameter,
  withoutCsv,
} from './inputs.js';
import { route } from './route-row.js';

/** `a (the default), b or c.` */
function describeFormats(): string {
  const names = FORMAT_NAMES.map((name) => (name === DEFAULT_EXPORT_FORMAT ? `${name} (the default)` : name));
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}.`;
}

export const EXPORT_ROUTES = {
  exportEvents: route({
    method: 'GET',
    path: '/v1/export',
    input: z
      .strictObject({
        format: formatParameter.default(DEFAULT_EXPORT_FORMAT).meta({ description: describeFormats() }),
        for: targetParameter.optional().meta({
          description:
            'excel: CSV that Excel opens without changing a text (byte order mark, ids stay text, no cell is too long). Only with format=csv.',
        }),
        ...filters,
        timeline: idParameter('resource_id')
          .optional()
          .meta({ description: 'A resource: only its own events and those that name it in `related`.' }),
      })
      .refine(inOrder, outOfOrder)
      .refine(hasCsv, withoutCsv),
    output: {
      contentTypes: namesOf(EXPORT_FORMATS).map((name) => EXPORT_FORMATS[name].contentType.split(';', 1)[0] ?? ''),
      notes: {
        'text/csv':
          "RFC 4180 with a header. A cell that begins with `'` stands for the text behind it: one `'` is put before every text " +
          'that a spreadsheet could run as a formula, and before every text that begins with one itself. Take one off to ' +
          'have the text of the event. With for=excel also before what Excel would take for a number, a date or a truth ' +
          'value; and a column `<name>_2` has what did not fit into the cell of `<name>`: take the guard off each, then ' +
          'join them.',
      },
    },
    status: 200,
    problems: [413, 503],
    role: 'exporter',
    servedBy: 'export',
    summary: 'All events that match, oldest first, streamed as an attachment',
  }),
} as const;
