import { KEPT } from '@openly/contracts';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dropReportTables, reportTables, reportTeamTables } from './report-totals.js';
import { dropReportViews, reportViews } from './report-views.js';

/**
 * The first tables. Runs as the owner; the application works as `openly_app`, which owns nothing.
 *
 * Row-level security stands on every table with a team: a transaction sees the team named in the
 * setting `openly.team_id`, or all teams where the server works for itself (`openly.scope = 'system'`:
 * capture, enrichment, sweepers, sign-in). With neither set nothing is visible.
 */
export class Initial1764000000000 implements MigrationInterface {
  name = 'Initial1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      do $$ begin
        if not exists (select from pg_roles where rolname = 'openly_app') then
          create role openly_app nologin nosuperuser nocreatedb nocreaterole nobypassrls;
        end if;
      end $$;
      do $$ begin
        if not pg_has_role(current_user, 'openly_app', 'set') then
          execute format('grant openly_app to %I', current_user);
        end if;
      end $$;
      grant usage on schema public to openly_app;

      -- How much is kept of an open, coarsest first, so that the lesser of two is the stricter one.
      create type detail_level as enum ('count', 'device', 'country', 'city');
      -- How readers are asked, strictest first, so that the lesser of two is the stricter one.
      create type consent_mode as enum ('off', 'ask', 'notice');

      create table team (
        id uuid primary key,
        name text not null,
        -- Nothing finer is kept of the team's opens, and no longer than so many days.
        detail detail_level not null default 'city',
        records_kept_days integer not null default 90 check (records_kept_days between 1 and 365),
        -- What its mail may do at most: track with a notice, ask first, or not track at all.
        consent_mode consent_mode not null default 'notice',
        -- Whether subjects are stored, sealed.
        subjects_kept boolean not null default true,
        -- Days after which readers' addresses and names of a mail, and entries of the audit log, are deleted.
        addresses_kept_days integer not null default 180 check (addresses_kept_days between 1 and 365),
        audit_kept_days integer not null default 365 check (audit_kept_days between 30 and 3650),
        -- When scheduled mail may go out, {days, from, until} on the clock of each; null is at any time.
        send_window jsonb,
        -- Whether mail is tracked where its sender has not said.
        tracked_by_default boolean not null default true,
        -- Mail with a reader there or below is not tracked; in lower case, as DNS has them.
        untracked_domains text[] not null default '{}',
        -- What stands in every notice besides.
        notice_addition text check (notice_addition !~ '[[:cntrl:]]'),
        -- Counts the changes of all of this.
        policy_version integer not null default 1,
        created_at timestamptz not null default now()
      );

      create table account (
        -- A keyed hash of Google's id of the person, so that who comes back is the same to readers who refused them.
        id uuid not null,
        team_id uuid not null references team on delete cascade,
        role text not null default 'member' check (role in ('owner', 'admin', 'member', 'reporter')),
        google_subject text not null unique,
        email text not null,
        name text,
        -- The Google Workspace that it belongs to, as Google said at the last sign-in.
        hosted_domain text,
        sender_id text not null unique,
        refresh_token_sealed bytea,
        granted_scopes text[] not null default '{}',
        gmail_revoked_at timestamptz,
        -- Minutes a scheduled mail may be late and still go out unasked.
        schedule_tolerance integer not null default 120,
        -- In which readers are told where a mail's text does not say its own; null is English.
        notice_language text check (notice_language in ('en', 'nl', 'de', 'fr', 'es', 'it', 'pt')),
        created_at timestamptz not null default now(),
        primary key (team_id, id),
        unique (id)
      );

      -- What a team's policy was at each version: which words its notices had besides, for one. Never changed.
      create table policy_version (
        team_id uuid not null references team on delete cascade,
        version integer not null,
        at timestamptz(3) not null default now(),
        -- Who made it so.
        account_id uuid,
        policy jsonb not null,
        primary key (team_id, version),
        foreign key (team_id, account_id) references account (team_id, id) on delete set null (account_id)
      );

      -- Who may join a team with a link. Of the link only its SHA-256: it is 256 random bits. Taken, it is gone.
      create table invitation (
        team_id uuid not null,
        id uuid not null,
        -- Who made it: it ends with their account.
        account_id uuid not null,
        role text not null check (role in ('admin', 'member', 'reporter')),
        token_hash bytea not null unique,
        -- Who alone can take it; null: whoever has the link.
        email_sealed bytea,
        -- In milliseconds, as the cursor of a list says it.
        created_at timestamptz(3) not null default now(),
        expires_at timestamptz not null,
        primary key (team_id, id),
        foreign key (team_id, account_id) references account (team_id, id) on delete cascade
      );
      create index invitation_age on invitation (expires_at);

      -- Whose people join which team at their first sign-in. A domain has one team.
      create table team_domain (
        team_id uuid not null references team on delete cascade,
        domain text not null unique,
        role text not null check (role in ('member', 'reporter')),
        created_at timestamptz not null default now(),
        primary key (team_id, domain)
      );

      -- Who was removed from a team, by a keyed hash of Google's id: their domain does not bring them back in.
      create table removed_member (
        team_id uuid not null references team on delete cascade,
        subject_hash bytea not null,
        removed_at timestamptz not null default now(),
        primary key (team_id, subject_hash)
      );

      -- A sign-in on its way through Google; rows live 10 minutes and are deleted when they are used.
      create table sign_in (
        google_state_hash bytea primary key,
        google_verifier text not null,
        client_state text not null,
        code_challenge text not null,
        redirect_uri text not null,
        expires_at timestamptz not null
      );

      -- A finished sign-in that the extension has not fetched yet; rows live 60 seconds and are deleted when used.
      create table sign_in_code (
        code_hash bytea primary key,
        code_challenge text not null,
        team_id uuid not null,
        account_id uuid not null,
        expires_at timestamptz not null,
        foreign key (team_id, account_id) references account (team_id, id) on delete cascade
      );

      -- One device signed in. Its refresh tokens share a handle, so that any old one of them is recognised; of the
      -- newest there are several where answers crossed, and the ones before them stay good for a moment.
      create table session (
        id uuid not null,
        team_id uuid not null,
        account_id uuid not null,
        handle_hash bytea not null unique,
        refresh_hashes bytea[] not null,
        previous_refresh_hashes bytea[] not null default '{}',
        previous_valid_until timestamptz not null default now(),
        created_at timestamptz not null default now(),
        last_used_at timestamptz not null default now(),
        expires_at timestamptz not null,
        primary key (team_id, id),
        -- The device of whoever moves to another team stays signed in. Nothing else moves: the keys forbid it.
        foreign key (team_id, account_id) references account (team_id, id) on update cascade on delete cascade
      );
      create index session_age on session (expires_at);

      create table access_token (
        hash bytea primary key,
        team_id uuid not null,
        session_id uuid not null,
        expires_at timestamptz not null,
        foreign key (team_id, session_id) references session (team_id, id) on update cascade on delete cascade
      );
      create index access_token_of_session on access_token (team_id, session_id);
      create index access_token_age on access_token (expires_at);

      -- Keys with which programs call the API for a team. Of the key itself only its SHA-256: it is 256 random bits.
      create table api_key (
        team_id uuid not null,
        id uuid not null,
        -- Who made it: it may do what they may, as far as its scopes go, and ends with their account.
        account_id uuid not null,
        name text not null,
        key_hash bytea not null unique,
        -- How it begins, so that people know which of their keys it is.
        key_prefix text not null,
        scopes text[] not null,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        -- Written at most once a minute.
        last_used_at timestamptz,
        primary key (team_id, id),
        foreign key (team_id, account_id) references account (team_id, id) on delete cascade
      );

      create table message (
        team_id uuid not null references team on delete cascade,
        id uuid not null,
        account_id uuid not null,
        state text not null check (state in ('prepared', 'sent', 'discarded')),
        subject_sealed bytea,
        gmail_thread_id text,
        gmail_message_id text,
        notice_version text not null,
        tracked boolean not null,
        -- As it was prepared: never looser than the team's.
        consent_mode consent_mode not null default 'notice',
        -- It carries no pixel, only the question whether a later one may.
        asks boolean not null default false,
        -- Never finer than the team's when it was prepared; the team's of today holds besides.
        detail detail_level not null default 'city',
        -- In milliseconds, as the cursor of a list says it.
        created_at timestamptz(3) not null default now(),
        prepared_at timestamptz not null default now(),
        sent_at timestamptz,
        withdrawn_at timestamptz,
        -- Since when it is not known any more whose it is: a refusal could not reach it, so nothing is recorded.
        readers_forgotten_at timestamptz,
        -- Readers who had themselves erased. With any, those who are left are not all there are.
        erased_readers integer not null default 0,
        open_count integer not null default 0,
        machine_open_count integer not null default 0,
        first_opened_at timestamptz,
        last_opened_at timestamptz,
        -- Links followed by people; how many stays known when the clicks have passed their time.
        click_count integer not null default 0,
        -- The strongest sign among opens that have passed their time: what of them stays known.
        earlier_signal text check (earlier_signal in ('machine_only', 'opened')),
        -- What shows that a person has read it, and when; a click is taken back if it turns out to be a machine's.
        confirmed_by text check (confirmed_by in ('click', 'decision', 'reply')),
        confirmed_at timestamptz,
        check ((confirmed_by is null) = (confirmed_at is null)),
        primary key (team_id, id),
        foreign key (team_id, account_id) references account (team_id, id) on delete cascade
      )
      -- Room in each page for a mail's counts to change in place: its first open comes soon, its indexes are many.
      with (fillfactor = 80);
      create index message_thread on message (team_id, account_id, gmail_thread_id);
      create index message_recent on message (team_id, account_id, created_at desc, id desc);
      create index message_prepared on message (prepared_at) where state = 'prepared';
      create index message_asking on message (team_id, account_id) where asks and state = 'prepared';
      create index message_readers_age on message ((coalesce(sent_at, prepared_at)))
        where state = 'sent' and readers_forgotten_at is null;

      create table recipient (
        team_id uuid not null,
        message_id uuid not null,
        position integer not null,
        field text not null check (field in ('to', 'cc', 'bcc')),
        email_sealed bytea not null,
        email_hash bytea not null,
        name_sealed bytea,
        primary key (team_id, message_id, position),
        foreign key (team_id, message_id) references message (team_id, id) on delete cascade
      );
      -- By the reader first: what they decide about the whole server reaches every team's mail.
      create index recipient_email on recipient (email_hash, team_id);

      create table link (
        team_id uuid not null,
        id uuid not null,
        message_id uuid not null,
        url text not null,
        primary key (team_id, id),
        unique (team_id, message_id, url),
        foreign key (team_id, message_id) references message (team_id, id) on delete cascade
      );

      -- Tracked mail of which nothing is recorded any more: withdrawn, deleted by its sender, or prepared again without
      -- tracking. Apart from message, so that capture asks for it without reading each hit's message; mostly nothing
      -- is here. References nothing: what a reader has refused stays refused when the mail's account is deleted.
      create table unrecorded (
        team_id uuid not null,
        message_id uuid not null,
        primary key (message_id, team_id)
      );
      create function keep_unrecorded() returns trigger language plpgsql set search_path = public, pg_temp as $$
      begin
        if ${unrecorded('new')} then
          insert into unrecorded (team_id, message_id) values (new.team_id, new.id) on conflict do nothing;
        else
          delete from unrecorded where team_id = new.team_id and message_id = new.id;
        end if;
        return null;
      end $$;
      create trigger unrecorded_insert after insert on message
        for each row when (${unrecorded('new')}) execute function keep_unrecorded();
      create trigger unrecorded_update after update of state, tracked, withdrawn_at on message
        for each row when (${unrecorded('new')} is distinct from ${unrecorded('old')}) execute function keep_unrecorded();

      -- The inbox of pixel and link requests: short-lived, emptied by the enricher.
      create table hit (
        team_id uuid not null,
        id uuid not null,
        message_id uuid not null,
        link_id uuid,
        method text not null,
        arrived_at timestamptz not null,
        -- Who fetched, sealed with a key that only the memory of running processes has, and forgets in nine minutes.
        origin text,
        -- By id first: ids grow with time, so hits are appended at one end of the index and claimed at the other.
        primary key (id, team_id)
      );

      -- The processes that judge, each by its present public key; a row not seen for two minutes is of one that is gone.
      create table origin_reader (
        id uuid primary key,
        public_key bytea not null,
        seen_at timestamptz not null default now()
      );

      -- Keys that seal who fetched, wrapped for one reader each: its private key is in that process's memory alone.
      create table origin_key (
        key_id text not null,
        reader_id uuid not null,
        wrapped bytea not null,
        made_at timestamptz not null,
        primary key (reader_id, key_id)
      );

      create table open (
        team_id uuid not null,
        id uuid not null,
        message_id uuid not null,
        opened_at timestamptz not null,
        kind text not null,
        confidence text not null,
        reason text not null,
        client text,
        os text,
        device text,
        country text,
        region text,
        city text,
        latitude real,
        longitude real,
        -- The facts it was judged by, none of which names anybody, and the version of the rules. Null where none are kept.
        signals text,
        rules_version integer not null,
        -- Its live event is the row itself: whose, and the number among that account's. Null where nobody was told.
        account_id uuid,
        event_seq bigint,
        recorded_at timestamptz not null default clock_timestamp(),
        primary key (team_id, id, opened_at),
        foreign key (team_id, message_id) references message (team_id, id) on delete cascade
      ) partition by range (opened_at);
      create index open_of_message on open (team_id, message_id, opened_at);
      create index open_event on open (account_id, event_seq);
      create index open_age on open using brin (opened_at);

      -- From the month of that instant until so many months after this one: opens can come late, from a spool.
      create function make_open_partitions(months_ahead integer, since timestamptz default now() - interval '1 month')
        returns void language plpgsql security definer set search_path = public as $$
      declare
        month date := date_trunc('month', since at time zone 'UTC')::date;
        last date := greatest(
          month, date_trunc('month', now() at time zone 'UTC')::date + make_interval(months => months_ahead));
        part text;
      begin
        while month <= last loop
          part := 'open_' || to_char(month, 'YYYY_MM');
          if to_regclass(part) is null then
            execute format(
              'create table %I partition of open for values from (%L) to (%L)',
              part, month::timestamp at time zone 'UTC', (month + interval '1 month')::timestamp at time zone 'UTC');
            execute format('alter table %I enable row level security', part);
            execute format('alter table %I force row level security', part);
          end if;
          month := month + interval '1 month';
        end loop;
      end $$;
      revoke all on function make_open_partitions(integer, timestamptz) from public;
      grant execute on function make_open_partitions(integer, timestamptz) to openly_app;
      select make_open_partitions(3);

      -- Keeps everybody from the opens of a month until the transaction ends: it is about to be dropped.
      create function hold_open_partition(month date) returns void language plpgsql security definer
        set search_path = public set lock_timeout = '500ms' as $$
      begin
        execute format('lock table %I in access exclusive mode', 'open_' || to_char(month, 'YYYY_MM'));
      end $$;
      -- Drops the opens of a month, all of which have passed every team's time. Of this month and the last one late
      -- opens may still come: those months' partitions stay.
      create function drop_open_partition(month date) returns void language plpgsql security definer
        set search_path = public set lock_timeout = '500ms' as $$
      declare
        ends timestamptz := (month + interval '1 month')::timestamp at time zone 'UTC';
        kept integer;
      begin
        perform set_config('openly.scope', 'system', true);
        select max(records_kept_days) into kept from team;
        if ends > now() - make_interval(days => coalesce(kept, 0))
          or ends > (date_trunc('month', now() at time zone 'UTC') - interval '1 month') at time zone 'UTC' then
          raise exception 'the opens of % are still kept', to_char(month, 'YYYY-MM');
        end if;
        execute format('drop table %I', 'open_' || to_char(month, 'YYYY_MM'));
      end $$;
      revoke all on function hold_open_partition(date), drop_open_partition(date) from public;
      grant execute on function hold_open_partition(date), drop_open_partition(date) to openly_app;

      create table click (
        team_id uuid not null,
        id uuid not null,
        message_id uuid not null,
        link_id uuid not null,
        clicked_at timestamptz not null,
        kind text not null,
        confidence text not null,
        reason text not null,
        signals text,
        rules_version integer not null,
        account_id uuid,
        event_seq bigint,
        recorded_at timestamptz not null default clock_timestamp(),
        primary key (team_id, id),
        foreign key (team_id, message_id) references message (team_id, id) on delete cascade,
        foreign key (team_id, link_id) references link (team_id, id) on delete cascade
      );
      create index click_of_message on click (team_id, message_id, clicked_at);
      create index click_event on click (account_id, event_seq);
      -- Deleting a link looks for its clicks.
      create index click_of_link on click (team_id, link_id);
      create index click_age on click using brin (clicked_at);

      -- When the sender had the own mail on screen: fetches of then are nobody else's.
      create table own_view (
        team_id uuid not null,
        id uuid not null,
        message_id uuid not null,
        viewed_from timestamptz not null,
        viewed_to timestamptz not null,
        primary key (team_id, id),
        foreign key (team_id, message_id) references message (team_id, id) on delete cascade
      );
      create index own_view_of_message on own_view (team_id, message_id, viewed_to);
      create index own_view_age on own_view using brin (viewed_to);

      -- The truth about a scheduled mail; the queued job is only its alarm clock.
      create table schedule (
        team_id uuid not null references team on delete cascade,
        id uuid not null,
        account_id uuid not null,
        gmail_draft_id text not null,
        gmail_thread_id text,
        status text not null check (status in
          ('scheduled', 'paused', 'sending', 'sent', 'cancelled', 'needs_decision', 'failed')),
        send_at timestamptz not null,
        -- Whose clock shows wall_time: the sender's, or with deliver_in = 'recipient' a reader's.
        time_zone text not null,
        wall_time timestamp not null,
        sender_zone text not null,
        deliver_in text not null check (deliver_in in ('sender', 'recipient')),
        reader_sealed bytea,
        -- What stays when zone rules change: the time on the clock, or the instant. Resolved by these rules (tzdata).
        fixed text not null check (fixed in ('wall', 'instant')),
        zone_rules text not null,
        tolerance_minutes integer not null,
        -- From when it counts as late: its time to send, or the later one that Gmail's limits left.
        late_from timestamptz not null,
        unless_replied boolean not null,
        -- Sent now by one who sets the team's send window, which does not hold for it then.
        at_any_hour boolean not null default false,
        followed_message_id uuid,
        followed_schedule_id uuid,
        follow_unless text check (follow_unless in ('replied', 'opened')),
        follow_days integer,
        series_id uuid,
        tracking boolean not null,
        -- Stricter than the team's, where the sender wants that; null: the team's.
        consent_mode consent_mode,
        -- Of the tracked message and of the delivery header alike; made with the schedule.
        message_id uuid not null,
        -- Whether marks were put in; null until it is sent.
        tracked boolean,
        subject_sealed bytea,
        recipients_sealed bytea,
        -- Of the mail as it was scheduled: a worker takes only so much into its memory at a time.
        draft_bytes integer not null,
        -- When somebody looks at it next: the time to send, the end of a back-off, or the end of a worker's lease.
        due_at timestamptz not null,
        -- Its turn within the account's budget; null, or a while ago: it has to be given one before it is sent.
        turn_at timestamptz,
        -- Everything was paused while it was being sent: another try waits for that to end.
        pause_wanted boolean not null default false,
        lease_id uuid,
        -- When Gmail was first asked to send it without a clear answer: from then on it is looked for before anything.
        asked_at timestamptz,
        attempts integer not null default 0,
        first_attempt_at timestamptz,
        -- When Gmail was asked for a copy of its draft in the mailbox of whoever takes it over, and had not answered yet.
        copy_asked_at timestamptz,
        -- How often the draft was not there and the mail not in Sent.
        missing_looks integer not null default 0,
        code text,
        gmail_message_id text,
        sent_at timestamptz,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        primary key (team_id, id),
        foreign key (team_id, account_id) references account (team_id, id) on delete cascade
      );
      create unique index schedule_one_per_draft on schedule (team_id, account_id, gmail_draft_id)
        where status in ('scheduled', 'paused', 'sending', 'needs_decision');
      create index schedule_due on schedule (due_at) where status in ('scheduled', 'sending');
      create index schedule_followed on schedule (team_id, followed_schedule_id) where followed_schedule_id is not null;
      create index schedule_sent on schedule (team_id, account_id, sent_at) where status = 'sent';
      create index schedule_zone_rules on schedule (zone_rules) where fixed = 'wall' and status in ('scheduled', 'paused');
      create index schedule_of_series on schedule (team_id, series_id) where series_id is not null;
      create index schedule_of_account on schedule (team_id, account_id, send_at, id);
      create index schedule_of_message on schedule (team_id, message_id);
      -- Only asked for with the condition on the lease, true of every finished one: so it is not taken for schedule_sent.
      create index schedule_finished on schedule (updated_at)
        where status in ('sent', 'cancelled', 'failed') and lease_id is null;
      create index schedule_turns on schedule (team_id, account_id)
        where turn_at is not null and status in ('scheduled', 'sending');
      create index schedule_over_day on schedule (team_id, account_id, due_at)
        where status = 'scheduled' and code = 'daily_limit';

      -- How far an account's budget of Gmail's units is spent: the moment up to which its calls are spread.
      create table gmail_budget (
        team_id uuid not null,
        account_id uuid not null,
        spent_until timestamptz not null,
        -- Until when Gmail takes no more mail of the day, where it has said so.
        day_spent_until timestamptz,
        primary key (team_id, account_id),
        foreign key (team_id, account_id) references account (team_id, id) on delete cascade
      );

      -- Up to where Gmail has told what is new in a mailbox, for answers to tracked mail.
      create table reply_watch (
        team_id uuid not null,
        account_id uuid not null,
        history_id text,
        due_at timestamptz not null,
        primary key (team_id, account_id),
        foreign key (team_id, account_id) references account (team_id, id) on delete cascade
      );

      -- A draft of which a copy goes out again and again; each occurrence is a schedule of its own.
      create table series (
        team_id uuid not null,
        id uuid not null,
        account_id uuid not null,
        gmail_draft_id text not null,
        status text not null check (status in ('active', 'paused', 'ended', 'needs_decision')),
        code text,
        -- RFC 5545, from the first wall time on.
        rule text not null,
        wall_time timestamp not null,
        time_zone text not null,
        skip date[] not null default '{}',
        tracking boolean not null,
        consent_mode consent_mode,
        tolerance_minutes integer not null,
        subject_sealed bytea,
        recipients_sealed bytea,
        -- When somebody looks at it next: when the time of the waiting occurrence has come, at the end of a back-off, or
        -- at the end of a worker's lease.
        due_at timestamptz,
        lease_id uuid,
        attempts integer not null default 0,
        -- Dates up to this one are dealt with, whatever the rule becomes.
        done_date date,
        -- The one occurrence that waits or is being made: its schedule's id and delivery id are there before its draft.
        next_date date,
        next_at timestamptz,
        next_schedule_id uuid,
        next_delivery_id uuid,
        -- When Gmail was asked for its copy without a clear answer: the copy is looked for before another is made.
        asked_at timestamptz,
        -- When Gmail was asked for a copy of the series' draft in the mailbox of whoever takes it over.
        copy_asked_at timestamptz,
        -- The copy as it was made; with it there is the schedule. Unedited, it goes when its occurrence is left out.
        copy_draft_id text,
        copy_message_id text,
        -- Copies of occurrences that were left out and are still to be taken out of Drafts.
        dropped_copies jsonb not null default '[]',
        -- In milliseconds, as the cursor of a list says it.
        created_at timestamptz(3) not null default now(),
        updated_at timestamptz not null default now(),
        primary key (team_id, id),
        foreign key (team_id, account_id) references account (team_id, id) on delete cascade
      );
      create unique index series_one_per_draft on series (team_id, account_id, gmail_draft_id) where status <> 'ended';
      create index series_due on series (due_at) where status = 'active' or dropped_copies <> '[]';
      create index series_ended on series (updated_at) where status = 'ended';
      create index series_of_account on series (team_id, account_id, created_at desc, id desc);

      -- Zones of readers, set by hand. Who is a keyed hash of the address.
      create table reader_zone (
        team_id uuid not null,
        account_id uuid not null,
        email_hash bytea not null,
        time_zone text not null,
        updated_at timestamptz not null default now(),
        primary key (team_id, account_id, email_hash),
        foreign key (team_id, account_id) references account (team_id, id) on delete cascade
      );
      -- By the reader alone: an erasure reaches every sender's.
      create index reader_zone_of_reader on reader_zone (email_hash);

      create table schedule_event (
        team_id uuid not null,
        id uuid not null,
        schedule_id uuid not null,
        at timestamptz not null default now(),
        from_status text,
        to_status text not null,
        what text not null,
        code text,
        primary key (team_id, id),
        foreign key (team_id, schedule_id) references schedule (team_id, id) on delete cascade
      );
      create index schedule_event_order on schedule_event (team_id, schedule_id, at, id);

      -- Live events, counted up per account inside the transaction that makes them.
      create table event_sequence (
        team_id uuid not null,
        account_id uuid not null,
        last_seq bigint not null,
        primary key (team_id, account_id),
        foreign key (team_id, account_id) references account (team_id, id) on delete cascade
      );
      -- What happened that is kept nowhere else as a row of its own.
      create table event (
        team_id uuid not null,
        account_id uuid not null,
        seq bigint not null,
        id uuid not null,
        type text not null,
        at timestamptz not null default now(),
        data jsonb not null,
        primary key (team_id, account_id, seq),
        foreign key (team_id, account_id) references account (team_id, id) on delete cascade
      );
      create index event_age on event (at);
      -- All live events. An open or a click that is deleted leaves its number unused.
      create view live_event with (security_invoker = true) as
        select team_id, account_id, seq, id, type, at, data from event
        union all
        select team_id, account_id, event_seq, id, 'open.recorded', recorded_at, ${eventData('open')} from open ${NEWS}
        union all
        select team_id, account_id, event_seq, id, 'click.recorded', recorded_at, ${eventData('click')} from click ${NEWS};

      -- Where an account's or a team's events are posted to. Workers lease one at a time: leased_until is its end.
      create table webhook (
        team_id uuid not null,
        id uuid not null,
        account_id uuid not null,
        -- Whose events: its maker's own, or those of everybody in the team.
        scope text not null check (scope in ('own', 'team')),
        url_sealed bytea not null,
        secret_sealed bytea not null,
        -- Signs beside the new one until then.
        old_secret_sealed bytea,
        old_secret_until timestamptz,
        events text[] not null,
        description text,
        status text not null default 'active' check (status in ('active', 'paused', 'disabled')),
        code text,
        status_at timestamptz not null default now(),
        -- Since when no attempt has succeeded; null after one that did.
        failing_since timestamptz,
        -- The last attempts failed or were slow.
        troubled boolean not null default false,
        served_at timestamptz not null default now(),
        lease_id uuid,
        leased_until timestamptz,
        -- In milliseconds, as the cursor of a list says it.
        created_at timestamptz(3) not null default now(),
        primary key (team_id, id),
        foreign key (team_id, account_id) references account (team_id, id) on delete cascade
      );
      create index webhook_active on webhook (troubled, served_at) where status = 'active';
      create index webhook_of_account on webhook (team_id, account_id, created_at desc, id desc);

      -- Up to which event of an account a webhook has its deliveries; none is as good as 0.
      create table webhook_cursor (
        team_id uuid not null,
        webhook_id uuid not null,
        account_id uuid not null,
        seq bigint not null,
        primary key (team_id, webhook_id, account_id),
        foreign key (team_id, webhook_id) references webhook (team_id, id) on delete cascade,
        foreign key (team_id, account_id) references account (team_id, id) on delete cascade
      );

      -- One event for one webhook. Its id is the event's, so that it cannot be made twice.
      create table webhook_delivery (
        team_id uuid not null,
        webhook_id uuid not null,
        id uuid not null,
        account_id uuid not null,
        -- The message, or else what the event is about: those about the same go one after the other, by seq.
        about_id uuid not null,
        seq bigint not null,
        type text not null,
        at timestamptz not null,
        data jsonb not null,
        status text not null default 'pending' check (status in ('pending', 'delivered', 'failed')),
        attempts integer not null default 0,
        due_at timestamptz not null default now(),
        attempted_at timestamptz,
        http_status integer,
        error text,
        created_at timestamptz(3) not null default now(),
        primary key (team_id, webhook_id, id),
        foreign key (team_id, webhook_id) references webhook (team_id, id) on delete cascade,
        foreign key (team_id, account_id) references account (team_id, id) on delete cascade
      );
      create index webhook_delivery_due on webhook_delivery (team_id, webhook_id, due_at) where status = 'pending';
      create index webhook_delivery_order on webhook_delivery (team_id, webhook_id, about_id, seq)
        where status = 'pending';
      create index webhook_delivery_about on webhook_delivery (team_id, about_id);
      create index webhook_delivery_recent on webhook_delivery (team_id, webhook_id, created_at desc, id desc);
      create index webhook_delivery_age on webhook_delivery (created_at);

      -- Append-only. Who is a keyed hash of the address, or null where only the link was held in a mail to several.
      -- References nothing: deleting an account or a team does not undo what its readers refused, nor break a chain.
      create table consent_decision (
        team_id uuid not null check (team_id <> '00000000-0000-0000-0000-000000000000'),
        id uuid not null,
        account_id uuid not null,
        message_id uuid not null,
        email_hash bytea,
        decision text not null check (decision in ('allow', 'refuse')),
        scope text not null check (scope in ('message', 'sender', 'server')),
        assurance text not null check (assurance in ('link', 'mailbox')),
        notice_version text not null check (notice_version !~ '[[:cntrl:]]'),
        decided_at timestamptz(3) not null default now(),
        -- Place and hash in the chain of the team's decisions, and in that of all decisions of this server.
        team_seq bigint not null,
        team_hash bytea not null,
        instance_seq bigint not null,
        instance_hash bytea not null,
        -- Its links in the chains of the servers from which it was moved here, the first one first.
        former_instance_hashes bytea[] not null default '{}',
        primary key (team_id, id),
        unique (team_id, team_seq),
        unique (instance_seq)
      );
      create index consent_decision_of_reader on consent_decision (email_hash, instance_seq desc);
      create index consent_decision_of_message on consent_decision (team_id, message_id);
      create index consent_decision_of_account on consent_decision (team_id, account_id, team_seq desc);

      -- Where each team's chain ends; under the nil UUID, where the server's does.
      create table consent_head (
        team_id uuid primary key,
        seq bigint not null,
        hash bytea not null
      );

      -- Takes the end of a chain for one more link, until the transaction ends: nobody else can add a link there.
      create function hold_consent_head(chain uuid) returns consent_head language plpgsql as $$
      declare head consent_head;
      begin
        insert into consent_head values (chain, 0, decode(repeat('00', 32), 'hex')) on conflict do nothing;
        select * into head from consent_head where team_id = chain for update;
        return head;
      end $$;

      -- Stamps a decision with the database's clock and chains it, whoever inserts it: first to its team's decisions,
      -- then to the server's, always in this order. The texts are those of apps/api/src/consent/chain.ts. Runs as the
      -- owner: openly_app may not touch the heads.
      create function chain_decision() returns trigger language plpgsql
        security definer set search_path = public, pg_temp as $$
      declare
        server constant uuid := '00000000-0000-0000-0000-000000000000';
        scope text := coalesce(current_setting('openly.scope', true), '');
        head consent_head;
      begin
        perform set_config('openly.scope', 'system', true);
        head := hold_consent_head(new.team_id);
        new.decided_at := date_trunc('milliseconds', clock_timestamp());
        new.team_seq := head.seq + 1;
        new.team_hash := sha256(convert_to(concat_ws(E'\\n',
          'openly decision 1', new.team_id, new.id, new.account_id, new.message_id,
          coalesce(encode(new.email_hash, 'hex'), '-'), new.decision, new.scope, new.assurance, new.notice_version,
          to_char(new.decided_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), encode(head.hash, 'hex')
        ), 'UTF8'));
        update consent_head set seq = new.team_seq, hash = new.team_hash where team_id = new.team_id;
        head := hold_consent_head(server);
        new.instance_seq := head.seq + 1;
        new.instance_hash := sha256(convert_to(concat_ws(E'\\n',
          'openly instance 1', encode(new.team_hash, 'hex'), encode(head.hash, 'hex')
        ), 'UTF8'));
        update consent_head set seq = new.instance_seq, hash = new.instance_hash where team_id = server;
        new.former_instance_hashes := '{}';
        perform set_config('openly.scope', scope, true);
        return new;
      end $$;
      -- An import alone, which works as the owner, says itself where a decision stands: it was chained elsewhere.
      create trigger chain before insert on consent_decision
        for each row when (new.team_seq is null or current_user = 'openly_app') execute function chain_decision();

      -- When a reader was last asked by a sender whether their mail may be tracked. Survives the deletion of that mail
      -- and of the account, whose id comes back with the person: who was silent is not asked again for 180 days.
      create table reader_question (
        team_id uuid not null,
        account_id uuid not null,
        email_hash bytea not null,
        message_id uuid not null,
        asked_at timestamptz not null default now(),
        primary key (team_id, account_id, email_hash)
      );
      create index reader_question_of_reader on reader_question (email_hash, account_id);
      create index reader_question_age on reader_question (asked_at);

      -- A code on its way to a reader's mailbox: whoever can tell it, reads there. Keyed hashes of code and address; the
      -- address is sealed besides, as it may stand nowhere else any more.
      create table mailbox_proof (
        team_id uuid not null,
        id uuid not null,
        message_id uuid not null,
        email_hash bytea not null,
        email_sealed bytea not null,
        code_hash bytea not null,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        primary key (team_id, id),
        unique (id),
        foreign key (team_id, message_id) references message (team_id, id) on delete cascade
      );
      create index mailbox_proof_of_reader on mailbox_proof (email_hash);
      create index mailbox_proof_of_message on mailbox_proof (team_id, message_id);
      create index mailbox_proof_age on mailbox_proof (expires_at);

      -- Mail of the server's own until it is handed to the SMTP server; to whom and what is sealed.
      create table outgoing_mail (
        id uuid primary key,
        mail_sealed bytea not null,
        due_at timestamptz not null default now(),
        attempts integer not null default 0,
        -- After which it helps nobody any more.
        expires_at timestamptz not null,
        -- The code it brings: with that it goes.
        proof_id uuid unique references mailbox_proof (id) on delete cascade
      );
      create index outgoing_mail_due on outgoing_mail (due_at);

      -- Google's grants of deleted accounts, until Google has taken them back.
      create table grant_to_revoke (
        id uuid primary key,
        refresh_token_sealed bytea not null,
        due_at timestamptz not null default now(),
        attempts integer not null default 0,
        -- Keyed hash of Google's id of the person: who gives a new grant meanwhile is not to lose that one.
        subject_hash bytea not null,
        created_at timestamptz not null default now()
      );
      create index grant_to_revoke_due on grant_to_revoke (due_at);

      -- What was done to a team and in its name; names ids, never addresses or subjects.
      create table audit (
        team_id uuid not null references team on delete cascade,
        id uuid not null,
        at timestamptz(3) not null default now(),
        -- Who did it; null for the server itself and for readers. References nothing: it outlives the account.
        account_id uuid,
        action text not null,
        -- What it was done to.
        target_id uuid,
        detail jsonb not null default '{}',
        primary key (team_id, id)
      );
      create index audit_recent on audit (team_id, at desc, id desc);

      -- A team that keeps no subjects gets none stored, whoever writes one. Whoever changes that waits for those who have
      -- looked; who looks while it is being changed keeps none, and waits for nobody.
      create function drop_subject() returns trigger language plpgsql set search_path = public, pg_temp as $$
      begin
        perform from team where id = new.team_id and subjects_kept for share skip locked;
        if not found then
          new.subject_sealed := null;
        end if;
        return new;
      end $$;

      create table idempotency_key (
        team_id uuid not null references team on delete cascade,
        account_id uuid not null,
        key text not null,
        request_hash bytea not null,
        -- The answer as it was given, sealed: it names the mail's readers.
        response_sealed bytea not null,
        created_at timestamptz not null default now(),
        primary key (team_id, account_id, key),
        foreign key (team_id, account_id) references account (team_id, id) on delete cascade
      );
      create index idempotency_key_age on idempotency_key (created_at);

      create trigger subject before insert or update of subject_sealed on message
        for each row when (new.subject_sealed is not null) execute function drop_subject();
      create trigger subject before insert or update of subject_sealed on schedule
        for each row when (new.subject_sealed is not null) execute function drop_subject();
      create trigger subject before insert or update of subject_sealed on series
        for each row when (new.subject_sealed is not null) execute function drop_subject();

      alter table team enable row level security;
      alter table team force row level security;
      create policy by_team on team using (${visible('id')}) with check (${visible('id')});
    `);
    await runner.query(reportTables);
    await runner.query(reportViews);
    for (const table of teamTables) {
      await runner.query(/* sql */ `
        alter table ${table} enable row level security;
        alter table ${table} force row level security;
        create policy by_team on ${table} using (${visible('team_id')}) with check (${visible('team_id')});
      `);
    }
    for (const table of systemTables) {
      await runner.query(/* sql */ `
        alter table ${table} enable row level security;
        alter table ${table} force row level security;
        create policy by_system on ${table} using (current_setting('openly.scope', true) = 'system');
      `);
    }
    for (const table of tables) {
      await runner.query(`grant ${grants[table] ?? 'select, insert, update, delete'} on ${table} to openly_app`);
    }
    await runner.query('grant select on live_event to openly_app');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(dropReportViews);
    await runner.query(dropReportTables);
    await runner.query(/* sql */ `
      drop view live_event;
      drop function hold_consent_head(uuid);
      drop table ${tables.join(', ')};
      drop function chain_decision();
      drop function drop_subject();
      drop function keep_unrecorded();
      drop function make_open_partitions(integer, timestamptz);
      drop function hold_open_partition(date);
      drop function drop_open_partition(date);
      drop type detail_level;
      drop type consent_mode;
      revoke usage on schema public from openly_app;
    `);
  }
}

/** A row of the team named there, or of any where the server works for itself. Looked up once a statement, not by row. */
const visible = (team: string) => `
  (select current_setting('openly.scope', true) = 'system')
  or ${team} = (select nullif(current_setting('openly.team_id', true), '')::uuid)`;

/** Those that are news still. */
const NEWS = `where event_seq is not null and recorded_at > now() - interval '${KEPT.liveEventDays} days'`;

/** What the live event of an open or a click tells. */
const eventData = (
  table: 'open' | 'click',
) => `jsonb_build_object('messageId', message_id, 'openId', id, 'gmailThreadId', (
          select gmail_thread_id from message where message.team_id = ${table}.team_id and message.id = message_id))`;

/** Of a row of `message`: nothing of it is recorded. */
const unrecorded = (row: 'old' | 'new') =>
  `(not ${row}.tracked or ${row}.withdrawn_at is not null or ${row}.state = 'discarded')`;

/** No request of any team sees them. */
const systemTables = ['sign_in', 'sign_in_code', 'origin_reader', 'origin_key', 'outgoing_mail', 'grant_to_revoke'];

const teamTables = [
  'account',
  'policy_version',
  'invitation',
  'team_domain',
  'removed_member',
  'session',
  'access_token',
  'api_key',
  'message',
  'recipient',
  'link',
  'unrecorded',
  'hit',
  'open',
  'click',
  'own_view',
  'schedule',
  'schedule_event',
  'gmail_budget',
  'reply_watch',
  'series',
  'reader_zone',
  'event_sequence',
  'event',
  'webhook',
  'webhook_cursor',
  'webhook_delivery',
  'consent_decision',
  'consent_head',
  'idempotency_key',
  'reader_question',
  'mailbox_proof',
  'audit',
  ...reportTeamTables,
];

const tables = ['team', ...teamTables, ...systemTables];

/** What `openly_app` may do with tables that it must not change at will; with all others, anything. */
const grants: Readonly<Record<string, string>> = {
  consent_decision: 'select, insert',
  consent_head: 'select',
  audit: 'select, insert, delete',
  policy_version: 'select, insert, update (account_id)',
};
