import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ALARM_ROWS, type AlarmLimits, buildThrottleRows } from './alarm-rows.js';
import type { TrailMetrics } from './trail-metrics.js';

export interface TrailAlarmsProps extends AlarmLimits {
  readonly metrics: TrailMetrics;
  /** Told when an alarm goes off and when it is over. */
  readonly topics: readonly ITopic[];
}

export class TrailAlarms extends Construct {
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: TrailAlarmsProps) {
    super(scope, id);
    const actions = props.topics.map((topic) => new SnsAction(topic));
    const rows = { ...ALARM_ROWS, ...buildThrottleRows(props.metrics.writeThrottles) };
    this.alarms = Object.entries(rows).map(([name, row]) => {
      const alarm = new Alarm(this, name, {
        alarmDescription: row.impact,
        metric: row.metric(props.metrics),
        threshold: typeof row.threshold === 'number' ? row.threshold : row.threshold(props),
        evaluationPeriods: row.periods,
        comparisonOperator: row.below
          ? ComparisonOperator.LESS_THAN_THRESHOLD
          : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        // No traffic is no fault.
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });
      alarm.addAlarmAction(...actions);
      alarm.addOkAction(...actions);
      return alarm;
    });
  }
}
