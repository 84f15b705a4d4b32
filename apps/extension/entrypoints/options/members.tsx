import { type Member, mayAs, type Role, role as roles } from '@openly/contracts';
import type { JSX } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { ask, type Failure, failureOf } from '../../protocol';
import { Removal } from './removal';

interface MembersProps {
  ownId: string;
  ownRole: Role;
}

/** Who is in the team, for its admins: what each may do, and taking somebody out. */
export function Members({ ownId, ownRole }: MembersProps): JSX.Element {
  const [members, setMembers] = useState<Member[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [leaving, setLeaving] = useState<string | null>(null);
  const [said, setSaid] = useState<string | null>(null);

  const read = useCallback(async () => {
    try {
      setMembers(await ask('members', null));
      setFailure(null);
    } catch (error) {
      setFailure(failureOf(error));
    }
  }, []);
  useEffect(() => void read(), [read]);

  async function change(id: string, role: Role): Promise<void> {
    setSaid(null);
    setFailure(null);
    try {
      await ask('changeMember', { id, role });
      await read();
      // What this page shows depends on it.
      if (id === ownId) await ask('freshen', null);
    } catch (error) {
      await read();
      setFailure(failureOf(error));
    }
  }

  const removed = async ({ email }: Member) => {
    setLeaving(null);
    setSaid(`${email} is not in the team any more.`);
    await read();
  };

  return (
    <div data-openly="members" style="margin-top: 22px">
      <h2>People</h2>
      {!members && !failure && (
        <p class="soft" role="status">
          Reading…
        </p>
      )}
      <ul class="people">
        {members?.map((member) => (
          <li key={member.id} data-openly="member">
            <span class="who">
              <strong>{member.name ?? member.email}</strong>
              <span class="soft">
                {member.email}
                {!member.gmailConnected && ', not connected to Gmail'}
              </span>
            </span>
            <RoleField member={member} ownRole={ownRole} change={(role) => void change(member.id, role)} />
            {member.id !== ownId && mayTouch(ownRole, member.role) && leaving !== member.id && (
              <button
                type="button"
                data-openly="remove-member"
                aria-label={`Remove ${member.email}`}
                onClick={() => {
                  setSaid(null);
                  setLeaving(member.id);
                }}
              >
                Remove…
              </button>
            )}
            {leaving === member.id && (
              <Removal
                member={member}
                takers={members.filter(({ id, role, gmailConnected }) => {
                  return id !== member.id && mayAs(role, 'member') && gmailConnected;
                })}
                done={() => void removed(member)}
                keep={() => setLeaving(null)}
              />
            )}
          </li>
        ))}
      </ul>
      {said && (
        <div class="good" role="status">
          {said}
        </div>
      )}
      {failure && (
        <div class="problem" role="alert" data-openly="members-problem">
          {failure.title}{' '}
          {!members && (
            <button type="button" onClick={() => void read()}>
              Try again
            </button>
          )}
        </div>
      )}
    </div>
  );
}

/** Owners are owners' to change. */
const mayTouch = (ownRole: Role, role: Role) => role !== 'owner' || ownRole === 'owner';

function RoleField(props: { member: Member; ownRole: Role; change(role: Role): void }): JSX.Element {
  const { member, ownRole } = props;
  return (
    <select
      class="inline"
      aria-label={`What ${member.email} is`}
      data-openly="member-role"
      value={member.role}
      disabled={!mayTouch(ownRole, member.role)}
      onChange={(event) => props.change(event.currentTarget.value as Role)}
    >
      {roles.options
        .filter((role) => role === member.role || mayTouch(ownRole, role))
        .map((role) => (
          <option key={role} value={role}>
            {role}
          </option>
        ))}
    </select>
  );
}
