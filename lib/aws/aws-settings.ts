import { setMaxListeners } from 'node:events';

/** What a client of the AWS SDK gets; credentials are not in it, they come by the SDK's own chain. */
export interface AwsSettings {
  readonly region?: string;
  readonly retryMode: 'adaptive';
  readonly maxAttempts: number;
  readonly forcePathStyle?: boolean;
  readonly followRegionRedirects?: boolean;
}

/** A client of the AWS SDK, as far as it is used here. */
export interface AwsClient {
  readonly config: {
    readonly region: () => Promise<string>;
    readonly credentials: () => Promise<{ readonly accountId?: string; readonly accessKeyId: string }>;
  };
  send(command: object, options?: { readonly abortSignal?: AbortSignal }): Promise<object>;
  destroy(): void;
}

/** Makes a command of the AWS SDK. */
export type AwsCommand<Input> = new (input: Input) => object;

/** Requests that are throttled or lost are sent again, at a pace that AWS takes. */
export const AWS_RETRIES = { retryMode: 'adaptive', maxAttempts: 6 } as const;

/**
 * Loads a client library of the AWS SDK when it is first needed. Its name is not written into the `import`, so that the
 * compiler of notebooks does not read its 860 files of types with every first cell (0.7 s, measured): what is used of
 * them stands in narrower types beside each source, which a test holds against the real ones.
 */
export async function awsLibrary<Library>(name: `@aws-sdk/client-${string}`): Promise<Library> {
  // It warns of versions to come, in every notebook on Node 20; the version here is pinned.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  return (await import(name)) as Library;
}

/** A signal that many requests at once listen to, without the warning that Node gives of the eleventh. */
export function sharedSignal(signal: AbortSignal | undefined): AbortSignal | undefined {
  if (signal === undefined) return undefined;
  const own = new AbortController();
  setMaxListeners(0, own.signal);
  if (signal.aborted) own.abort(signal.reason);
  else signal.addEventListener('abort', () => own.abort(signal.reason), { once: true });
  return own.signal;
}
