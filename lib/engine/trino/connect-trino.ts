import { parse } from 'lossless-json';
import type { Trino } from 'trino-client';
import { inputError } from '../../text/input-error.js';
import type { TrinoServer } from './trino-server.js';

const defaults = { user: 'traffic', timeoutMs: 60_000 };
/** Hosts that are this machine: what goes there goes over no network. */
export const LOOPBACK: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** What the client hands to its HTTP library with each request. */
interface RequestSettings {
  timeout?: number;
  signal?: AbortSignal;
  transformResponse?: (text: unknown) => unknown;
}

/** A client of one query, and the settings of its next requests. */
export interface TrinoConnection {
  readonly client: Trino;
  readonly settings: RequestSettings;
}

/**
 * Makes a client that reads numbers exactly and gives up in time. The server is not asked anything yet.
 *
 * @param onResponse gets each answer of the server, parsed
 * @throws when the address is no URL, or credentials would go over the network unencrypted
 *
 * @example
 * await connectTrino({ server: 'http://127.0.0.1:8476', catalog: 'hive', schema: 'default' }, () => undefined);
 */
export async function connectTrino(
  trino: TrinoServer,
  onResponse: (response: unknown) => void,
): Promise<TrinoConnection> {
  const { server, catalog, schema, credentials, session = {}, tls } = trino;
  const { protocol, hostname, username, password } = serverUrl(trino);
  if (username !== '' || password !== '')
    throw inputError('Name and password do not belong into the address of Trino: give them as credentials.');
  if (credentials && protocol === 'http:' && !LOOPBACK.includes(hostname))
    throw inputError(`Credentials are sent over https only, and ${hostname} is asked over http.`);
  const named = credentials && 'username' in credentials ? credentials : undefined;
  // A tenth of a second, which notebooks that ask no Trino need not wait.
  const { BasicAuth, Trino } = await import('trino-client');
  const client = Trino.create({
    server,
    catalog,
    schema,
    source: 'suspicious-web-traffic',
    session: Object.fromEntries(
      Object.entries(session).map(([name, value]) => [name, encodeURIComponent(value)]),
    ),
    ...(tls && { ssl: tls }),
    ...(named && { auth: new BasicAuth(named.username, named.password) }),
    extraHeaders: {
      'X-Trino-User': trino.user ?? named?.username ?? defaults.user,
      'X-Trino-Time-Zone': 'UTC',
      // Else it rounds times to milliseconds.
      'X-Trino-Client-Capabilities': 'PARAMETRIC_DATETIME',
      ...(credentials && 'token' in credentials && { Authorization: `Bearer ${credentials.token}` }),
    },
  });
  // The client has no door for time-outs, signals and the reading of numbers, but its HTTP library has.
  const { clientConfig: settings } = (client as unknown as { client: { clientConfig: RequestSettings } })
    .client;
  settings.timeout = trino.timeoutMs ?? defaults.timeoutMs;
  settings.transformResponse = (text) => {
    const answer = parsed(text);
    onResponse(answer);
    const { nextUri = '' } = answer as { readonly nextUri?: string };
    if (credentials && protocol === 'https:' && !nextUri.startsWith('https:') && nextUri !== '')
      throw inputError(
        `Trino at ${hostname} wants the credentials over http: behind a proxy it needs http-server.process-forwarded=true.`,
      );
    return answer;
  };
  return { client, settings };
}

/**
 * Parses the address of a server.
 *
 * @throws an InputError when it is not an http or https URL
 */
export function serverUrl({ server }: TrinoServer): URL {
  try {
    const address = new URL(server);
    if (/^https?:$/.test(address.protocol)) return address;
  } catch {
    // Reported below, without the text: it may contain a password.
  }
  throw inputError('The address of Trino is not a URL such as https://trino.example.org:8443.');
}

/** A proxy's or another server's page is not JSON; nothing in it is what Trino says. */
function parsed(text: unknown): unknown {
  try {
    return exactJson(String(text)) ?? {};
  } catch {
    return {};
  }
}

/** Digits of 2^53, the first integer that `JSON.parse` may make another number of. */
const MANY_DIGITS = /\d{16}/;

/**
 * Parses JSON without rounding: an integer beyond 2^53, of which `JSON.parse` makes another number, becomes a bigint.
 *
 * @throws a SyntaxError when the text is no JSON
 *
 * @example
 * exactJson('[9007199254740993, 1.5]'); // [9007199254740993n, 1.5]
 */
export function exactJson(text: string): unknown {
  // A page of records without such a number is read ten times as fast.
  if (!MANY_DIGITS.test(text)) return JSON.parse(text);
  return parse(text, undefined, (digits) => {
    const number = Number(digits);
    return Number.isSafeInteger(number) || !/^-?\d+$/.test(digits) ? number : BigInt(digits);
  });
}
