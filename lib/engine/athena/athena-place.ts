/** An Athena to ask; credentials and region come by the standard chain of the AWS SDK. */
export interface AthenaPlace {
  /** Such as `AwsDataCatalog`. */
  readonly catalog: string;
  /** Where tables without a database of their own are looked for. */
  readonly database: string;
  /** `primary` when left out. */
  readonly workgroup?: string;
  /** Where results are written, such as `s3://bucket/results/`; the workgroup's own place when left out. */
  readonly output?: string;
  /** Bytes that a query may scan, beyond which it is stopped; 100 GB when left out, about half a dollar at 5 $ a TB. */
  readonly mostBytes?: number;
}
