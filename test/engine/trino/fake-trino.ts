import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that came. */
export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly body: string;
  readonly headers: IncomingMessage['headers'];
}

/**
 * A server that speaks as much of Trino's protocol as a test says, on loopback.
 *
 * @param answer gets each request, how many came before it, and the server's address; text is sent as it is, a number is
 *   the status of an empty answer, and undefined leaves the request without one
 */
export async function fakeTrino(
  answer: (asked: Asked, nth: number, server: string) => string | number | undefined,
) {
  const asked: Asked[] = [];
  const http = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method = '', url = '', headers } = request;
    asked.push({ method, url, body, headers });
    const sent = answer(asked.at(-1)!, asked.length - 1, server);
    if (typeof sent === 'number') response.writeHead(sent).end();
    else if (sent !== undefined) response.writeHead(200, { 'content-type': 'application/json' }).end(sent);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const server = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  return {
    asked,
    trino: { server, catalog: 'hive', schema: 'capture' },
    close: () => {
      http.closeAllConnections();
      http.close();
    },
  };
}
