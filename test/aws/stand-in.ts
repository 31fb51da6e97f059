import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before } from 'node:test';

/** What was asked: the action, and what stood in the request. */
export type Asked = Readonly<Record<string, unknown>> & { readonly action: string };
/** What is answered; the status is 200 when left out. */
export interface Answer {
  readonly status?: number;
  readonly body: object;
}

/** Is in the environment, and may be in nothing that is said. */
export const SECRET = 'a-secret-that-is-nowhere';

/**
 * Stands in for a service of AWS on loopback that speaks JSON, as CloudWatch Logs and Athena do, while the tests of a file
 * run: it answers what the test says, where moto has no way to. It knows nothing of AWS.
 */
export function awsStandIn(answer: (asked: Asked) => Answer): Asked[] {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const action = String(request.headers['x-amz-target']).split('.')[1]!;
    const one = { ...JSON.parse(Buffer.concat(chunks).toString()), action } as Asked;
    asked.push(one);
    const { status = 200, body } = answer(one);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  });
  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: `AKIATEST${process.pid}`,
      AWS_SECRET_ACCESS_KEY: SECRET,
    });
  });
  after(() => server.close());
  return asked;
}
