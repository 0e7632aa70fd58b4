import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  PeriodOverride,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { TrailMetrics } from './trail-metrics.js';

export interface TrailDashboardProps {
  readonly metrics: TrailMetrics;
  readonly alarms: readonly Alarm[];
}

const WHOLE_WIDTH = 24;

/** One page to look at: is all well, is it late, is something lost, what does it cost. */
export class TrailDashboard extends Construct {
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, props: TrailDashboardProps) {
    super(scope, id);
    const { metrics } = props;
    const graph = (title: string, left: IMetric[], right: IMetric[] = []): GraphWidget =>
      new GraphWidget({ title, left, right, width: WHOLE_WIDTH / 3, leftYAxis: { min: 0 }, rightYAxis: { min: 0 } });
    const throttles = [...metrics.writeThrottles, ...metrics.readThrottles].map(({ metric }) => metric);
    this.dashboard = new Dashboard(this, 'Dashboard', {
      periodOverride: PeriodOverride.INHERIT,
      widgets: [
        [
          new TextWidget({
            markdown:
              '# Trailkeeper\nSenders → queue → ingest → table → API. An event that is late waits in the queue.',
            width: WHOLE_WIDTH,
            height: 2,
          }),
        ],
        [new AlarmStatusWidget({ title: 'Alarms', alarms: [...props.alarms], width: WHOLE_WIDTH, height: 3 })],
        [
          graph('Is it late?', [metrics.waiting], [metrics.oldestMessageSeconds]),
          graph('Is something lost?', [metrics.deadLetters], [metrics.counted.quarantined]),
          graph('What the ingest counts', Object.values(metrics.counted)),
        ],
        [
          graph('Ingest', [metrics.ingestInvocations, metrics.ingestErrors, metrics.ingestThrottles]),
          graph('Duration of the ingest', [metrics.ingestDurationMs]),
          graph('Table', [metrics.writeUnits, metrics.readUnits], throttles),
        ],
        [
          graph('Requests', [metrics.requests]),
          graph('Errors of the API', [metrics.apiClientErrors, metrics.apiServerErrors]),
          graph('Latency of the API', [metrics.apiLatencyMs]),
        ],
      ],
    });
  }
}
