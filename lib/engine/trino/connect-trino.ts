import type { Trino } from 'trino-client';
import { inputError } from '../../text/input-error.js';
import { exactJson } from './exact-json.js';
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
 * @param onAnswer gets each answer of the server, parsed
 * @throws when the address is no URL, or credentials would go over the network unencrypted
 *
 * @example
 * await connectTrino({ server: 'http://127.0.0.1:8476', catalog: 'hive', schema: 'default' }, () => undefined);
 */
export async function connectTrino(
  trino: TrinoServer,
  onAnswer: (answer: unknown) => void,
): Promise<TrinoConnection> {
  const { server, catalog, schema, credentials, session = {}, tls } = trino;
  const { protocol, hostname, username, password } = parsedAddress(server);
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
    onAnswer(answer);
    const { nextUri = '' } = answer as { readonly nextUri?: string };
    if (credentials && protocol === 'https:' && !nextUri.startsWith('https:') && nextUri !== '')
      throw inputError(
        `Trino at ${hostname} wants the credentials over http: behind a proxy it needs http-server.process-forwarded=true.`,
      );
    return answer;
  };
  return { client, settings };
}

function parsedAddress(server: string): URL {
  try {
    const address = new URL(server);
    if (/^https?:$/.test(address.protocol)) return address;
  } catch {
    // Said below, without the text: there may be a password in it.
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
