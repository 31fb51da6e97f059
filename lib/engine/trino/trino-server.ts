import type { SecureContextOptions } from 'trino-client';

/** A name and its password (over https only, as Trino itself demands), or a token such as a JWT. */
export type TrinoCredentials =
  | { readonly username: string; readonly password: string }
  | { readonly token: string };

/** A Trino to ask, and as whom. */
export interface TrinoServer {
  /** Such as `https://trino.example.org:8443`. */
  readonly server: string;
  /** Where tables without a catalog and schema of their own are looked for. */
  readonly catalog: string;
  readonly schema: string;
  /** SELECTs that stand for names in queries, by name; a later one may use earlier ones. */
  readonly views?: Readonly<Record<string, string>>;
  /** Whom the server's log names; the credentials' name, else `traffic`, when left out. */
  readonly user?: string;
  readonly credentials?: TrinoCredentials;
  /** Properties of the session, such as `{ query_max_run_time: '5m' }`. */
  readonly session?: Readonly<Record<string, string>>;
  /** Certificates, as `node:tls` takes them: `{ ca: readFileSync('ca.pem') }`. */
  readonly tls?: SecureContextOptions;
  /** Milliseconds that one answer of the server may take; a query may take many. 60,000 when left out. */
  readonly timeoutMs?: number;
  /** How often a request is asked again, after a longer pause each time. 5 when left out. */
  readonly retries?: number;
}
