import { useCallback, useState } from 'preact/hooks';
import { type Failure, failureOf } from '../../protocol';

/** For what may fail and is then told: one at a time is `busy`, and the last one's failure stays until the next. */
export function useAttempt() {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const attempt = useCallback(async (work: () => Promise<unknown>): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      await work();
    } catch (error) {
      setFailure(failureOf(error));
    } finally {
      setBusy(false);
    }
  }, []);
  return { busy, failure, attempt };
}
