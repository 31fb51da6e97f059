import { inputError } from '../text/input-error.js';

/** What the AWS SDK says of a request that failed; its message, in which key ids and requests may stand, is not read. */
interface AwsFailure {
  readonly name?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Sentences after the address, by the names that AWS and its SDK give to errors. */
const SENTENCES: readonly (readonly [RegExp, string | ((need: string) => string)])[] = [
  [
    /^(CredentialsProviderError|CredentialsError)$/,
    'no AWS credentials were found: sign in (aws sso login), or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  ],
  [
    /^(ExpiredToken|ExpiredTokenException|RequestExpired|TokenProviderError|TokenRefreshRequired)$/,
    'the AWS credentials have expired: sign in anew.',
  ],
  [
    /^(InvalidAccessKeyId|SignatureDoesNotMatch|InvalidSignatureException|UnrecognizedClientException|InvalidClientTokenId|InvalidToken|AuthFailure|IncompleteSignature)$/,
    'AWS refuses the credentials: check which ones are set, and the clock of this computer.',
  ],
  [
    /^(AccessDenied|AccessDeniedException|Forbidden|AllAccessDisabled|403)$/,
    (need) => `access is denied; ${need} must be allowed for these credentials.`,
  ],
  [/^NoSuchBucket$/, 'there is no such bucket.'],
  [
    /^(NoSuchKey|NotFound|PreconditionFailed)$/,
    'the object was changed or removed meanwhile; open it again.',
  ],
  [/^InvalidObjectState$/, 'the object is in an archive (Glacier); restore it first.'],
  [
    /^(ResourceNotFoundException)$/,
    'there is no such thing in this account and region; check the name and AWS_REGION.',
  ],
  [
    /^(PermanentRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraintException)$/,
    'lies in another region; set AWS_REGION.',
  ],
  [
    /^(Throttling|ThrottlingException|TooManyRequestsException|SlowDown|LimitExceededException|RequestLimitExceeded)$/,
    'AWS still asks for fewer requests after six tries; wait and open it again: what was fetched is kept.',
  ],
];
/** A proxy that opens encrypted connections, as companies have them. */
const CERTIFICATE = /^(?:SELF_SIGNED|UNABLE_TO|DEPTH_ZERO|CERT_|ERR_TLS)\w*$/;
const NETWORK = /^(E[A-Z_]{3,}|TimeoutError|UND_ERR_\w+)$/;

/**
 * Says in one sentence why AWS did not give what was asked, without credentials or anything that was sent.
 *
 * @param where the address, such as `s3://bucket/key`
 * @param need the permission that the request asks for, such as `s3:ListBucket`
 */
export function awsError(error: unknown, where: string, need: string): Error {
  const {
    name = '',
    code,
    $metadata,
  } = (typeof error === 'object' && error !== null ? error : {}) as AwsFailure;
  if (name === 'InputError' || name === 'AbortError') return error as Error;
  const known = SENTENCES.find(([names]) => names.test(name))?.[1];
  if (known !== undefined) return inputError(`${where}: ${typeof known === 'string' ? known : known(need)}`);
  const sort = [code, name].find((text) => text !== undefined && NETWORK.test(text));
  if (sort !== undefined)
    return inputError(
      `${where}: AWS cannot be reached (${sort}); check the network, AWS_REGION and AWS_ENDPOINT_URL.`,
    );
  if (code !== undefined && CERTIFICATE.test(code))
    return inputError(
      `${where}: the certificate of AWS is not trusted (${code}); name your company's in NODE_EXTRA_CA_CERTS.`,
    );
  const status = $metadata?.httpStatusCode;
  if (status === 403) return awsError({ name: 'AccessDenied' }, where, need);
  if (
    error instanceof Error &&
    status === undefined &&
    /^Region (?:is missing|not accepted)/.test(error.message)
  )
    return inputError(`${where}: no AWS region is set, or it is none; set AWS_REGION, such as eu-central-1.`);
  const safe = /^\w{1,60}$/.test(name) ? name : 'an unknown error';
  return inputError(
    status === undefined
      ? `${where}: AWS could not be asked (${safe}).`
      : `${where}: AWS answers ${safe} (HTTP status ${status}).`,
  );
}
