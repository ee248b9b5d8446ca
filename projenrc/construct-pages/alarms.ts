/** The alarms of a construct. */
import { PlacedResource } from './pages';
import { markdownTable } from '../markdown';

/** Returns the last part of a construct path. */
const last = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

export function alarmTable(resources: readonly PlacedResource[]): string {
  const alarms = resources.filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm');
  if (alarms.length === 0) return 'It creates none.';
  const rows = alarms.map(({ path, Properties = {} }) => [`\`${last(path)}\``, Properties.AlarmDescription ?? '', notifies(Properties.AlarmActions)]);
  return markdownTable(['Alarm', 'Goes off when', 'Notifies'], rows);
}

const notifies = (actions: readonly unknown[] = []): string => (actions.length === 0 ? 'no one; add actions' : 'the topic');
