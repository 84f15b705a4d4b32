import { useEffect, useState } from 'preact/hooks';
import { type AccountState, ask, type Failure, failureOf, onNews, type RequestName, type Requests } from '../protocol';

export interface AccountView {
  account: AccountState | null;
  failure: Failure | null;
  busy: boolean;
  /** Asks the background worker; what goes wrong is shown. Answers null then. */
  act<Name extends RequestName>(name: Name, question: Requests[Name]['ask']): Promise<Requests[Name]['answer'] | null>;
}

/** The sign-in and the settings for the extension's own pages, kept up to date. */
export function useAccount(): AccountView {
  const [account, setAccount] = useState<AccountState | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);

  const act: AccountView['act'] = async (name, question) => {
    setBusy(true);
    setFailure(null);
    try {
      return await ask(name, question);
    } catch (error) {
      setFailure(failureOf(error));
      return null;
    } finally {
      setBusy(false);
    }
  };

  useEffect(() => {
    const closed = new AbortController();
    onNews((news) => {
      if (news.openly === 'account') setAccount(news.account);
    }, closed.signal);
    void act('account', null).then((state) => {
      if (!state) return;
      setAccount(state);
      // What changed on the server meanwhile comes as news.
      if (state.signedIn === 'yes') ask('freshen', null).catch(() => undefined);
    });
    return () => closed.abort();
  }, []);

  return { account, failure, busy, act };
}
