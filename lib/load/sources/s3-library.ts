import {
  AWS_RETRIES,
  type AwsClient,
  type AwsCommand,
  type AwsSettings,
  awsLibrary,
} from '../../aws/aws-settings.js';

/** What is used of `@aws-sdk/client-s3`. */
export interface S3Library {
  readonly S3Client: new (settings: AwsSettings) => AwsClient;
  readonly ListObjectsV2Command: AwsCommand<{
    Bucket: string;
    Prefix: string;
    Delimiter?: string;
    ContinuationToken?: string;
  }>;
  readonly GetObjectCommand: AwsCommand<{ Bucket: string; Key: string; IfMatch: string }>;
}

/** A page of a list of objects. */
export interface ObjectPage {
  readonly Contents?: readonly { Key?: string; Size?: number; ETag?: string; LastModified?: Date }[];
  readonly CommonPrefixes?: readonly { Prefix?: string }[];
  readonly NextContinuationToken?: string;
}

/** A client of S3 with its commands. */
export interface S3 {
  readonly library: S3Library;
  readonly client: AwsClient;
}

/**
 * Makes a client of S3. Buckets tell their region themselves; a server of one's own (`AWS_ENDPOINT_URL`), such as MinIO,
 * has its buckets in the path and no regions.
 */
export async function connectS3(): Promise<S3> {
  const library = await awsLibrary<S3Library>('@aws-sdk/client-s3');
  const forcePathStyle = Boolean(process.env.AWS_ENDPOINT_URL_S3 || process.env.AWS_ENDPOINT_URL);
  const settings = { ...AWS_RETRIES, forcePathStyle, followRegionRedirects: true };
  const client = new library.S3Client(settings);
  const isSet = await client.config.region().then(
    () => true,
    () => false,
  );
  return { library, client: isSet ? client : new library.S3Client({ ...settings, region: 'us-east-1' }) };
}
