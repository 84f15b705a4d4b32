/** For one transaction: what it deletes has passed its time and stays in the totals of reports. */
export const FORGETTING = `select set_config('openly.forgetting', 'on', true)`;
