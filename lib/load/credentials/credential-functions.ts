import { type DuckDBConnection, DuckDBScalarFunction, VARCHAR } from '@duckdb/node-api';
import { quoteLiteral } from '../../engine/sql-text.js';
import { MAY_HOLD_CREDENTIAL, maskCredentials } from './mask-credentials.js';

/** Columns that hold what a client sent, and so perhaps a credential. */
export const SENT_BY_CLIENTS: ReadonlySet<string> = new Set([
  'uri',
  'referer',
  'user_agent',
  'host',
  'method',
  'forwarded_for',
]);
const URI_COLUMNS: ReadonlySet<string> = new Set(['uri', 'referer']);

/** SQL of a column that holds what a client sent, without credentials. */
export const withoutCredentials = (column: string, sql = column): string =>
  `${URI_COLUMNS.has(column) ? 'without_uri_credentials' : 'without_credentials'}(${sql})`;

/**
 * Gives a connection the SQL macros `without_credentials(text)` and `without_uri_credentials(text)`, which are
 * `maskCredentials` for any text, and for requests and referers.
 */
export async function registerCredentialMacros(connection: DuckDBConnection): Promise<void> {
  for (const inUri of [false, true]) {
    const name = inUri ? 'uri_credentials' : 'credentials';
    connection.registerScalarFunction(
      DuckDBScalarFunction.create({
        name: `mask_${name}`,
        parameterTypes: [VARCHAR],
        returnType: VARCHAR,
        mainFunction: (_, input, output) => {
          const texts = input.getColumnVector(0);
          for (let i = 0; i < input.rowCount; i++) {
            const text = texts.getItem(i);
            output.setItem(i, typeof text === 'string' ? maskCredentials(text, inUri) : null);
          }
          output.flush();
        },
      }),
    );
    await connection.run(`create or replace temp macro without_${name}(a) as
      case when regexp_matches(a, ${quoteLiteral(MAY_HOLD_CREDENTIAL)}) then mask_${name}(a) else a end`);
  }
}
