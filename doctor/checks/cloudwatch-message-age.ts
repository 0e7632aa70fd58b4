import { type CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { MessageAge } from './oldest-message.js';

const WINDOW_MS = 10 * 60_000;

/** SQS measures once a minute, and not at all while a queue has been empty for hours. */
export class CloudWatchMessageAge implements MessageAge {
  readonly #client: CloudWatchClient;
  readonly #queueName: string;
  readonly #clock: () => number;

  constructor(client: CloudWatchClient, queueName: string, clock: () => number) {
    this.#client = client;
    this.#queueName = queueName;
    this.#clock = clock;
  }

  async findSeconds(): Promise<number | undefined> {
    const nowMs = this.#clock();
    const { MetricDataResults = [] } = await this.#client.send(
      new GetMetricDataCommand({
        StartTime: new Date(nowMs - WINDOW_MS),
        EndTime: new Date(nowMs),
        ScanBy: 'TimestampDescending',
        MetricDataQueries: [
          {
            Id: 'age',
            MetricStat: {
              Metric: {
                Namespace: 'AWS/SQS',
                MetricName: 'ApproximateAgeOfOldestMessage',
                Dimensions: [{ Name: 'QueueName', Value: this.#queueName }],
              },
              Period: 60,
              Stat: 'Maximum',
            },
          },
        ],
      }),
    );
    return MetricDataResults[0]?.Values?.[0];
  }
}
