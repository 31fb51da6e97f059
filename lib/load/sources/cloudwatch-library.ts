import {
  AWS_RETRIES,
  type AwsClient,
  type AwsCommand,
  type AwsSettings,
  awsLibrary,
} from '../../aws/aws-settings.js';

/** What is used of `@aws-sdk/client-cloudwatch-logs`. */
export interface LogsLibrary {
  readonly CloudWatchLogsClient: new (settings: AwsSettings) => AwsClient;
  readonly FilterLogEventsCommand: AwsCommand<{
    logGroupName: string;
    startTime: number;
    endTime: number;
    filterPattern?: string;
    nextToken?: string;
  }>;
  readonly StartQueryCommand: AwsCommand<{
    logGroupName: string;
    startTime: number;
    endTime: number;
    queryString: string;
    limit: number;
  }>;
  readonly GetQueryResultsCommand: AwsCommand<{ queryId: string }>;
  readonly StopQueryCommand: AwsCommand<{ queryId: string }>;
}

/** A page of log events. */
export interface EventPage {
  readonly events?: readonly { timestamp?: number; message?: string }[];
  readonly nextToken?: string;
}

/** What a query of Logs Insights has found so far. */
export interface QueryState {
  readonly status?: string;
  readonly results?: readonly (readonly { field?: string; value?: string }[])[];
}

/** A client of CloudWatch Logs with its commands. */
export interface Logs {
  readonly library: LogsLibrary;
  readonly client: AwsClient;
}

/** Makes a client of CloudWatch Logs in the region that the environment or the profile says. */
export async function connectLogs(): Promise<Logs> {
  const library = await awsLibrary<LogsLibrary>('@aws-sdk/client-cloudwatch-logs');
  return { library, client: new library.CloudWatchLogsClient(AWS_RETRIES) };
}
