import '../../ui/pages.css';
import { type JSX, render } from 'preact';
import { ScheduledMails } from '../../features/schedule/list';
import { SubjectsKept } from '../../features/schedule/subjects';
import type { AccountState } from '../../protocol';
import { modeWords } from '../../ui/consent-words';
import { type AccountView, useAccount } from '../../ui/use-account';

function Popup(): JSX.Element | null {
  const view = useAccount();
  const { account, failure } = view;
  if (!account) return failure ? <Problem text={failure.title} /> : null;
  return (
    <main data-openly="popup" data-openly-state={account.signedIn}>
      <header class="head">
        <img src="/icon/48.png" alt="" />
        <h1>Openly</h1>
        <a href="/options.html" target="_blank" rel="noopener">
          Settings
        </a>
      </header>
      {account.signedIn === 'yes' ? (
        <SignedIn view={view} account={account} />
      ) : (
        <SignedOut view={view} account={account} />
      )}
    </main>
  );
}

function SignedOut({ view, account }: { view: AccountView; account: AccountState }): JSX.Element {
  return (
    <section>
      {account.signedIn === 'ended' && (
        <div class="problem" role="status" data-openly="session-ended">
          This device has been signed out. Your mail goes out untracked until you sign in again.
        </div>
      )}
      <p>Send mail later, and see when it was opened — with your readers’ knowledge.</p>
      <p class="soft">
        Every tracked mail says so, and every reader can see what is recorded and stop it. Nothing goes to anyone but
        your own server.
      </p>
      <button
        type="button"
        class="main"
        data-openly="sign-in"
        disabled={view.busy}
        onClick={() => void view.act('signIn', null)}
      >
        {view.busy ? 'Signing in…' : 'Sign in with Google'}
      </button>
      {view.failure && <Problem text={view.failure.title} />}
      <p class="soft">
        Server: <span data-openly="server">{account.settings.serverUrl}</span>
      </p>
    </section>
  );
}

function SignedIn({ view, account }: { view: AccountView; account: AccountState }): JSX.Element {
  return (
    <>
      <section>
        <div class="account">
          <div>
            <strong data-openly="account">{account.name || account.email}</strong>
            <span class="soft">{account.email}</span>
            <span class="soft" data-openly="server">
              {account.settings.serverUrl}
            </span>
          </div>
          <button
            type="button"
            class="small"
            data-openly="sign-out"
            disabled={view.busy}
            onClick={() => void view.act('signOut', null)}
          >
            Sign out
          </button>
        </div>
        {!account.gmailConnected && (
          <div class="problem" role="status">
            Google has withdrawn access to your mail, so scheduled mail cannot go out.{' '}
            <button type="button" class="small" onClick={() => void view.act('signIn', null)}>
              Sign in again
            </button>
          </div>
        )}
        {view.failure && <Problem text={view.failure.title} />}
      </section>
      <section>
        <label class="row">
          <span>Track new mail</span>
          <input
            type="checkbox"
            role="switch"
            class="switch"
            data-openly="track-by-default"
            checked={account.settings.trackByDefault}
            aria-checked={account.settings.trackByDefault}
            onChange={(event) => void view.act('changeSettings', { trackByDefault: event.currentTarget.checked })}
          />
        </label>
        <p class="soft">You can still decide for each mail.</p>
        {account.consent && (
          <p class="soft" data-openly="consent">
            Your team: <strong>{modeWords[account.consent.mode].short}</strong>.{' '}
            {modeWords[account.consent.mode].meaning}
          </p>
        )}
      </section>
      <SubjectsKept.Provider value={account.subjectsKept}>
        <ScheduledMails email={account.email ?? ''} />
      </SubjectsKept.Provider>
    </>
  );
}

function Problem({ text }: { text: string }): JSX.Element {
  return (
    <div class="problem" role="alert" data-openly="problem">
      {text}
    </div>
  );
}

const app = document.getElementById('app');
if (app) render(<Popup />, app);
