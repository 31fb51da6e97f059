import {
  AWS_RETRIES,
  type AwsClient,
  type AwsCommand,
  type AwsSettings,
  awsLibrary,
} from '../../aws/aws-settings.js';

/** What is used of `@aws-sdk/client-athena`. */
export interface AthenaLibrary {
  readonly AthenaClient: new (settings: AwsSettings) => AwsClient;
  readonly StartQueryExecutionCommand: AwsCommand<{
    QueryString: string;
    QueryExecutionContext: { Catalog: string; Database: string };
    WorkGroup?: string;
    ResultConfiguration?: { OutputLocation: string };
    ExecutionParameters?: string[];
  }>;
  readonly GetQueryExecutionCommand: AwsCommand<{ QueryExecutionId: string }>;
  readonly GetQueryResultsCommand: AwsCommand<{ QueryExecutionId: string; NextToken?: string }>;
  readonly StopQueryExecutionCommand: AwsCommand<{ QueryExecutionId: string }>;
}

/** How far a query is. */
export interface Execution {
  readonly Status?: {
    readonly State?: string;
    readonly StateChangeReason?: string;
    /** Category 2 is the user's fault. */
    readonly AthenaError?: { readonly ErrorCategory?: number };
  };
  readonly Statistics?: {
    readonly DataScannedInBytes?: number;
    readonly TotalExecutionTimeInMillis?: number;
  };
  readonly ResultConfiguration?: { readonly OutputLocation?: string };
}

/** A page of a result, all values as text. */
export interface ResultPage {
  readonly NextToken?: string;
  readonly ResultSet?: {
    readonly Rows?: readonly { readonly Data?: readonly { readonly VarCharValue?: string }[] }[];
    readonly ResultSetMetadata?: {
      readonly ColumnInfo?: readonly {
        readonly Name: string | undefined;
        readonly Type: string | undefined;
      }[];
    };
  };
}

/** A client of Athena with its commands. */
export interface Athena {
  readonly library: AthenaLibrary;
  readonly client: AwsClient;
}

/** Makes a client of Athena in the region that the environment or the profile says. */
export async function connectAthena(): Promise<Athena> {
  const library = await awsLibrary<AthenaLibrary>('@aws-sdk/client-athena');
  return { library, client: new library.AthenaClient(AWS_RETRIES) };
}
