/** The HTTP interface as a page to read, derived from the table of routes. */

import { PROBLEMS } from '../answers/problem.js';
import { ROLES } from '../answers/roles.js';
import { isStreamed, ROUTE_LIST, type Route } from '../routes.js';
import { listParameters } from './openapi.js';

/** Markdown. */
export function buildApiReference(): string {
  return [
    '# HTTP interface',
    'Generated from `shared/api/routes.ts` by `npm run generate`; `openapi.json` beside it says the same for programs.',
    ...GENERAL,
    '## Routes',
    buildTable(
      ['route', 'role', 'answer'],
      ROUTE_LIST.map((route) => [`\`${route.method} ${route.path}\``, route.role, route.summary]),
    ),
    `Roles: ${ROLES.join(', ')}. Each is an IAM policy of the deployed stack; the local runtime has none.`,
    ...ROUTE_LIST.flatMap(describeRoute),
    '## Problems',
    'What goes wrong is answered as `application/problem+json` (RFC 9457): `type`, `title`, `status`, `detail`, and\n' +
      '`errors`, a list of `{ field, index?, expected, got }`.',
    buildTable(
      ['type', 'status', 'meaning'],
      Object.entries(PROBLEMS).map(([slug, [status, title]]) => [
        `\`urn:trailkeeper:problem:${slug}\``,
        `${status}`,
        title,
      ]),
    ),
  ]
    .join('\n\n')
    .concat('\n');
}

const GENERAL: readonly string[] = [
  '* Different filters must all match; values of one filter, given by repeating it, are alternatives. `event_type`,\n' +
    '  `action` and `status` also take lists with commas; ids may hold commas and are never split.\n' +
    '* Times are ISO 8601 with zone, read as instants to the microsecond, both ends of a range included.\n' +
    '* Events are ordered by `event_id`, which is by time. Events of type `audit`, the trail’s own, come only when\n' +
    '  `event_type` asks for them; timeline, activity and statistics, which do not have it, leave them out.\n' +
    '* A page may be short, even empty: `next_cursor` is null only when the range is exhausted. A cursor belongs to its\n' +
    '  question: only `limit` may differ. Everything visible before the first page comes exactly once, whatever arrives\n' +
    '  meanwhile; what arrives later comes at most once. A page ends early at 2.5 MB.\n' +
    '* Counts are exact. A range with too many events to count in one request is a 422, never a partial number.\n' +
    '  Types, actions and users are named up to 1,000, those with the most events; `other` is the sum of all others.\n' +
    '* An export that fails on its way breaks the connection, behind a last line that says so: NDJSON then ends without a\n' +
    '  line end, JSON leaves its list open, CSV has a record of one cell.',
];

function describeRoute(route: Route): string[] {
  const parameters = listParameters(route);
  const answer = isStreamed(route.output) ? route.output.contentTypes.join(', ') : 'application/json';
  return [
    `### ${route.method} ${route.path}`,
    `${route.summary}.`,
    ...(parameters.length === 0
      ? []
      : [
          buildTable(
            ['parameter', 'meaning'],
            parameters.map(({ name, required, description }) => [
              `\`${name}\`${required ? ' (required)' : ''}`,
              description,
            ]),
          ),
        ]),
    ...(route.body === undefined ? [] : [`Body: ${Object.keys(route.body).join(' or ')}.`]),
    `Answers ${route.status} (${answer}), or a problem: ${[400, ...route.problems, 500].join(', ')}.`,
    ...(isStreamed(route.output)
      ? Object.entries(route.output.notes ?? {}).map(([type, note]) => `${type}: ${note}`)
      : []),
  ];
}

function buildTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const write = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [write(head), write(head.map(() => '---')), ...rows.map(write)].join('\n');
}
