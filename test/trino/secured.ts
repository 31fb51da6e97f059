import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findJava } from '../../lib/commands/trino/find-java.js';
import { launcher } from '../../lib/commands/trino/launcher.js';
import { writeSettings } from '../../lib/commands/trino/write-settings.js';
import { openTrino } from '../../lib/engine/trino/open-trino.js';
import type { TrinoServer } from '../../lib/engine/trino/trino-server.js';

const root = path.resolve(__dirname, '../..');
/** Its own ports, beside those of the cluster. */
const PORTS = { http: 8496, https: 8497 };
const START_MS = 240_000;

/** A JSON Web Token as an identity provider gives them. */
function jwt(key: Buffer, seconds: number): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: 'ann', exp: Math.floor(Date.now() / 1000) + seconds })}`;
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
}

/**
 * A Trino that speaks TLS with a certificate of its own and asks for a token: it answers whoever has both, says who asks, and
 * everybody else gets one sentence without the token.
 */
export async function securedTrino(): Promise<void> {
  const node = { name: 'secured', port: PORTS.http };
  const folder = writeSettings(node, node, 0, 1);
  const file = (name: string) => path.join(folder, 'etc', name);
  const key = randomBytes(64);
  const java = findJava();
  try {
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
    const made = ['-keyout', file('key.pem'), '-out', file('ca.pem')];
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject, ...made],
      {
        stdio: 'ignore',
      },
    );
    writeFileSync(file('both.pem'), `${readFileSync(file('key.pem'))}${readFileSync(file('ca.pem'))}`);
    writeFileSync(file('jwt.key'), key.toString('base64'));
    const settings = {
      'http-server.https.enabled': true,
      'http-server.https.port': PORTS.https,
      'http-server.https.keystore.path': file('both.pem'),
      'http-server.authentication.type': 'JWT',
      'http-server.authentication.jwt.key-file': file('jwt.key'),
      'internal-communication.shared-secret': randomBytes(32).toString('hex'),
    };
    appendFileSync(
      file('config.properties'),
      Object.entries(settings)
        .map((setting) => `${setting.join('=')}\n`)
        .join(''),
    );
    const { ok, output } = launcher('start', folder, java);
    assert.ok(ok, output);
    const tls = { ca: readFileSync(file('ca.pem'), 'utf8') };
    const token = jwt(key, 600);
    const place = { catalog: 'tpch', schema: 'tiny', retries: 0 };
    const trino: TrinoServer = {
      server: `https://localhost:${PORTS.https}`,
      ...place,
      ...{ user: 'ann', credentials: { token }, tls },
    };
    const who = () => openTrino(trino).query<{ who: string }>('select current_user as who');
    await whenReady(who);
    assert.deepEqual(await who(), [{ who: 'ann' }]);
    const old = jwt(key, -600);
    for (const [other, message] of [
      [{ ...trino, credentials: { token: old } }, /^Trino at localhost:8497 refuses the credentials \(401\)/],
      [{ ...trino, credentials: undefined }, /refuses the credentials \(401\)/],
      [{ ...trino, tls: undefined }, /^No Trino answers at localhost:8497 \(DEPTH_ZERO_SELF_SIGNED_CERT\)/],
    ] as const)
      await assert.rejects(openTrino(other as TrinoServer).query('select 1'), (error: Error) => {
        assert.match(error.message, message);
        return !error.message.includes(old) && !error.message.includes(token);
      });
    byAddress(file('ca.pem'), token);
  } finally {
    launcher('stop', folder);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a user does: the certificate and the token stand in the environment, and the address has neither. */
function byAddress(certificate: string, token: string): void {
  const program = `require('./lib/index.ts').openTraffic('trino://ann@localhost:${PORTS.https}/tpch/tiny/orders?SSL=true')
    .catch((error) => console.log(error.message))`;
  const { stdout } = spawnSync(process.execPath, ['--import', 'tsx', '-e', program], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NODE_EXTRA_CA_CERTS: certificate, TRINO_ACCESS_TOKEN: token },
  });
  assert.match(
    stdout,
    /^trino:\/\/localhost:8497\/tpch\/tiny\/orders: lacks the column creation_time, src_ip/,
  );
}

async function whenReady(ask: () => Promise<unknown>): Promise<void> {
  for (const started = performance.now(); ; await pause(1000)) {
    const error = await ask().then(
      () => undefined,
      (failure: Error) => failure,
    );
    if (error === undefined) return;
    if (!/No Trino answers|STARTING/.test(error.message) || performance.now() - started > START_MS)
      throw error;
  }
}
