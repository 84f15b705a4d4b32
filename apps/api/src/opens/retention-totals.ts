import { IS_LOOK } from './hit-batch.js';

/** What opens add up to. */
export const COUNTS = `count(*) filter (where ${IS_LOOK})::integer as looks,
  count(*) filter (where confidence = 'machine')::integer as machines`;

/** A message's totals without the looks and machines that go; that there were any stays known, see `receiptStateOf`. */
export const COUNTED_OUT = `open_count = open_count - looks, machine_open_count = machine_open_count - machines,
  earlier_signal = case when looks > 0 or earlier_signal = 'opened' then 'opened'
                        when machines > 0 then 'machine_only' else earlier_signal end`;
