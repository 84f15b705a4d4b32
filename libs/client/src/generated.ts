// Written by `npm run client` from /openapi.json.
export interface paths {
    "/v1/reports/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The mail of a time, a row each
         * @description The newest first; JSON in pages, CSV in one stream. Of colleagues’ mail when it was sent and whether it was opened. Needs the role `reporter` or one above it. An API key needs the scope `reports:read`: read the figures of the team.
         */
        get: operations["Reports.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Figures of a time, and their series or breakdown
         * @description Rows about readers are told with 5 distinct readers or more, and of whole calendar months alone. Needs the role `reporter` or one above it. An API key needs the scope `reports:read`: read the figures of the team.
         */
        get: operations["Reports.summary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/consent/decisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what readers decided
         * @description About the account’s own mail, the newest first, with the ends of the chains that prove them. Needs the role `member` or one above it. An API key needs the scope `messages:read`: read tracked mail, its receipts and decisions.
         */
        get: operations["Decisions.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List tracked mail
         * @description The newest first. Needs the role `member` or one above it. An API key needs the scope `messages:read`: read tracked mail, its receipts and decisions.
         */
        get: operations["Messages.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read one tracked mail
         * @description Needs the role `member` or one above it. An API key needs the scope `messages:read`: read tracked mail, its receipts and decisions.
         */
        get: operations["Messages.get"];
        /**
         * Prepare a mail to be tracked
         * @description The id is a UUID of your choice, so that a repeat is harmless. Needs the role `member` or one above it. An API key needs the scope `messages:write`: prepare and delete tracked mail.
         */
        put: operations["Messages.prepare"];
        post?: never;
        /**
         * Stop tracking a mail
         * @description And delete what was recorded of it. Needs the role `member` or one above it. An API key needs the scope `messages:write`: prepare and delete tracked mail.
         */
        delete: operations["Messages.discard"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages/{id}/own-views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tell that the sender looked
         * @description Hits in that time are the sender’s own. Needs the role `member` or one above it. An API key needs the scope `messages:write`: prepare and delete tracked mail.
         */
        post: operations["Messages.ownView"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages/{id}/sent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tell that a mail was sent
         * @description Needs the role `member` or one above it. An API key needs the scope `messages:write`: prepare and delete tracked mail.
         */
        post: operations["Messages.sent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/threads/receipts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read the receipts of threads
         * @description Needs the role `member` or one above it. An API key needs the scope `messages:read`: read tracked mail, its receipts and decisions.
         */
        post: operations["Threads.receipts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/threads/{gmailThreadId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a thread’s mails, opens and clicks
         * @description Needs the role `member` or one above it. An API key needs the scope `messages:read`: read tracked mail, its receipts and decisions.
         */
        get: operations["Threads.thread"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reader-zones": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set a reader’s time zone
         * @description Needs the role `member` or one above it. An API key needs the scope `schedules:write`: schedule, change and cancel mail.
         */
        put: operations["ReaderZones.set"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reader-zones/lookup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look up readers’ time zones
         * @description Needs the role `member` or one above it. An API key needs the scope `schedules:read`: read scheduled mail, series and readers’ time zones.
         */
        post: operations["ReaderZones.lookUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List scheduled mail
         * @description By when it goes out. Needs the role `member` or one above it. An API key needs the scope `schedules:read`: read scheduled mail, series and readers’ time zones.
         */
        get: operations["Schedules.list"];
        put?: never;
        /**
         * Schedule a draft
         * @description Needs the role `member` or one above it. An API key needs the scope `schedules:write`: schedule, change and cancel mail.
         */
        post: operations["Schedules.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hold all scheduled mail of the account
         * @description Needs the role `member` or one above it. An API key needs the scope `schedules:write`: schedule, change and cancel mail.
         */
        post: operations["Schedules.pause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say what a time means
         * @description Stores nothing. Needs the role `member` or one above it. An API key needs the scope `schedules:read`: read scheduled mail, series and readers’ time zones.
         */
        post: operations["Preview.preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let held mail go on
         * @description Needs the role `member` or one above it. An API key needs the scope `schedules:write`: schedule, change and cancel mail.
         */
        post: operations["Schedules.resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read one scheduled mail
         * @description Needs the role `member` or one above it. An API key needs the scope `schedules:read`: read scheduled mail, series and readers’ time zones.
         */
        get: operations["Schedules.get"];
        put?: never;
        post?: never;
        /**
         * Cancel a scheduled mail
         * @description The draft stays in Gmail. Needs the role `member` or one above it. An API key needs the scope `schedules:write`: schedule, change and cancel mail.
         */
        delete: operations["Schedules.cancel"];
        options?: never;
        head?: never;
        /**
         * Change a scheduled mail
         * @description Needs the role `member` or one above it. An API key needs the scope `schedules:write`: schedule, change and cancel mail.
         */
        patch: operations["Schedules.change"];
        trace?: never;
    };
    "/v1/schedules/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened to a scheduled mail
         * @description Needs the role `member` or one above it. An API key needs the scope `schedules:read`: read scheduled mail, series and readers’ time zones.
         */
        get: operations["Schedules.history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules/{id}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decide what becomes of a mail that asks
         * @description Needs the role `member` or one above it. An API key needs the scope `schedules:write`: schedule, change and cancel mail.
         */
        post: operations["Schedules.resolve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules/{id}/send-now": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a scheduled mail now
         * @description Needs the role `member` or one above it. An API key needs the scope `schedules:write`: schedule, change and cancel mail.
         */
        post: operations["Schedules.sendNow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List series
         * @description Needs the role `member` or one above it. An API key needs the scope `schedules:read`: read scheduled mail, series and readers’ time zones.
         */
        get: operations["Series.list"];
        put?: never;
        /**
         * Send copies of a draft again and again
         * @description Needs the role `member` or one above it. An API key needs the scope `schedules:write`: schedule, change and cancel mail.
         */
        post: operations["Series.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/series/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read one series
         * @description Needs the role `member` or one above it. An API key needs the scope `schedules:read`: read scheduled mail, series and readers’ time zones.
         */
        get: operations["Series.get"];
        put?: never;
        post?: never;
        /**
         * End a series
         * @description Needs the role `member` or one above it. An API key needs the scope `schedules:write`: schedule, change and cancel mail.
         */
        delete: operations["Series.end"];
        options?: never;
        head?: never;
        /**
         * Change a series
         * @description It counts from the next occurrence on. Needs the role `member` or one above it. An API key needs the scope `schedules:write`: schedule, change and cancel mail.
         */
        patch: operations["Series.change"];
        trace?: never;
    };
    "/join/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The page behind an invitation’s link
         * @description Shows who invites to what; changes nothing, whoever follows the link.
         */
        get: operations["Join.page"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invitations/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Join the team that invites
         * @description The account moves there; with `startAfresh` what it has until now is erased. Needs the role `reporter` or one above it. Not for API keys.
         */
        post: operations["Invitations.accept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/team": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the team and its policy
         * @description Needs the role `member` or one above it. An API key needs the scope `team:read`: read the team, who is in it and its policy.
         */
        get: operations["Teams.team"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Give the team another name
         * @description Needs the role `admin` or one above it. Not for API keys.
         */
        patch: operations["Members.rename"];
        trace?: never;
    };
    "/v1/team/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the audit log
         * @description The newest entry first. Needs the role `admin` or one above it. An API key needs the scope `audit:read`: read the audit log.
         */
        get: operations["Audit.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/team/domains": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List domains whose people join
         * @description All of them, on one page. Needs the role `admin` or one above it. Not for API keys.
         */
        get: operations["Domains.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/team/domains/{domain}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Let people of a domain join
         * @description When they sign in for the first time, by Google’s word that they belong to it, which it has to say of you too. Needs the role `admin` or one above it. Not for API keys.
         */
        put: operations["Domains.set"];
        post?: never;
        /**
         * Let people of a domain join no more
         * @description Who is in the team stays. Needs the role `admin` or one above it. Not for API keys.
         */
        delete: operations["Domains.remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/team/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export the team
         * @description JSON lines in one stream; with `for`, everything, sealed for that server. docs/export.md tells the format. Needs the role `owner` or one above it. Not for API keys.
         */
        get: operations["Export.export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/team/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List invitations
         * @description Those that nobody has taken yet, the newest first. Needs the role `admin` or one above it. Not for API keys.
         */
        get: operations["Invitations.list"];
        put?: never;
        /**
         * Invite somebody
         * @description The only time that the link is shown. With `email` it is mailed there, where this server sends mail. Needs the role `admin` or one above it. Not for API keys.
         */
        post: operations["Invitations.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/team/invitations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take an invitation back
         * @description Nobody can take it from then on. Needs the role `admin` or one above it. Not for API keys.
         */
        delete: operations["Invitations.revoke"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/team/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List members
         * @description Who has been there longest first. Needs the role `admin` or one above it. An API key needs the scope `team:read`: read the team, who is in it and its policy.
         */
        get: operations["Members.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/team/members/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read one member
         * @description Needs the role `admin` or one above it. An API key needs the scope `team:read`: read the team, who is in it and its policy.
         */
        get: operations["Members.get"];
        put?: never;
        post?: never;
        /**
         * Remove a member
         * @description Everything of the account is deleted, its devices and API keys are out at once, and Google is asked to take its grant back. The receipt is given once. Needs the role `admin` or one above it. Not for API keys.
         */
        delete: operations["Members.remove"];
        options?: never;
        head?: never;
        /**
         * Change a member’s role
         * @description Only an owner makes owners, or makes one something else; one owner stays. Needs the role `admin` or one above it. Not for API keys.
         */
        patch: operations["Members.change"];
        trace?: never;
    };
    "/v1/team/members/{id}/waiting": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tell how much of a member’s mail waits
         * @description By what would become of it, to be known before they are removed. Needs the role `admin` or one above it. An API key needs the scope `team:read`: read the team, who is in it and its policy.
         */
        get: operations["Members.waiting"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/team/ownership": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pass the team on
         * @description That member is an owner from then on, and you are an admin. Needs the role `owner` or one above it. Not for API keys.
         */
        post: operations["Members.passOwnership"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/team/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change the team’s policy
         * @description What is left out stays. It holds from the answer on. Needs the role `admin` or one above it. Not for API keys.
         */
        patch: operations["Teams.changePolicy"];
        trace?: never;
    };
    "/v1/team/policy/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the versions of the policy
         * @description The newest first, with who made each. Needs the role `admin` or one above it. An API key needs the scope `team:read`: read the team, who is in it and its policy.
         */
        get: operations["Teams.versions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List API keys
         * @description All of them, on one page. Needs the role `admin` or one above it. Not for API keys.
         */
        get: operations["ApiKeys.list"];
        put?: never;
        /**
         * Make an API key
         * @description The only time that the key is shown. Needs the role `admin` or one above it. Not for API keys.
         */
        post: operations["ApiKeys.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke an API key
         * @description It ends at once. Needs the role `admin` or one above it. Not for API keys.
         */
        delete: operations["ApiKeys.revoke"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List webhooks
         * @description Needs the role `member` or one above it. Not for API keys.
         */
        get: operations["Webhooks.list"];
        put?: never;
        /**
         * Make a webhook
         * @description The only time that the secret is shown. Needs the role `member` or one above it. Not for API keys.
         */
        post: operations["Webhooks.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a webhook and its newest deliveries
         * @description Needs the role `member` or one above it. Not for API keys.
         */
        get: operations["Webhooks.get"];
        put?: never;
        post?: never;
        /**
         * Delete a webhook
         * @description Needs the role `member` or one above it. Not for API keys.
         */
        delete: operations["Webhooks.remove"];
        options?: never;
        head?: never;
        /**
         * Change a webhook
         * @description Needs the role `member` or one above it. Not for API keys.
         */
        patch: operations["Webhooks.change"];
        trace?: never;
    };
    "/v1/webhooks/{id}/deliveries/{deliveryId}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post an event again
         * @description Needs the role `member` or one above it. Not for API keys.
         */
        post: operations["Webhooks.replay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a new secret
         * @description For a day posts are signed with both. Needs the role `member` or one above it. Not for API keys.
         */
        post: operations["Webhooks.renewSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post a test event
         * @description The outcome stands among the deliveries of `GET /v1/webhooks/{id}`. Needs the role `member` or one above it. Not for API keys.
         */
        post: operations["Webhooks.test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/google/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where Google sends the browser back to */
        get: operations["Auth.callback"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/google/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Begin a sign-in with Google */
        get: operations["Auth.start"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign this device out */
        post: operations["Auth.logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get an access token
         * @description With the code of a sign-in, or with the refresh token of the one before.
         */
        post: operations["Auth.token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is signed in
         * @description Needs the role `reporter` or one above it. Not for API keys.
         */
        get: operations["Auth.me"];
        put?: never;
        post?: never;
        /**
         * Delete your account
         * @description And everything of it; the receipt is given once. Needs the role `reporter` or one above it. Not for API keys.
         */
        delete: operations["Auth.deleteMe"];
        options?: never;
        head?: never;
        /**
         * Change your settings
         * @description Needs the role `member` or one above it. Not for API keys.
         */
        patch: operations["Auth.changeMe"];
        trace?: never;
    };
    "/l/{senderId}/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A link of a mail */
        get: operations["Readers.link"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/o/{senderId}/{token}.gif": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The image of a mail
         * @description The same image whatever is asked for below `/o/`, also for a token that is none.
         */
        get: operations["Readers.pixel"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/r/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The reader’s page
         * @description Changes nothing.
         */
        get: operations["Reader.page"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/r/{token}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Allow or refuse
         * @description The bare link can refuse this mail; more needs proof of the mailbox.
         */
        post: operations["Reader.decide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/r/{token}/erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Erase what is kept of a reader
         * @description And refuse in their name.
         */
        post: operations["Reader.erase"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/r/{token}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is kept of a reader */
        get: operations["Reader.export"];
        put?: never;
        /** What is kept of a reader, for a form */
        post: operations["Reader.exportPosted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/r/{token}/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Prove that a mailbox is yours
         * @description With `email` a code is mailed there, if it is a reader’s; with `proof` that code is tried.
         */
        post: operations["Reader.prove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/r/{token}/receipt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was decided with this mail */
        get: operations["Reader.receipts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/openly.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What this server is
         * @description For makers of blockers and for whoever wonders.
         */
        get: operations["WellKnown.openly"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This process answers */
        get: operations["Health.live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This process can work
         * @description Its database answers.
         */
        get: operations["Health.ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Figures for Prometheus */
        get: operations["Health.read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/privacy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is recorded, why and how long */
        get: operations["WellKnown.text"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        TokenRequest: {
            code: string;
            codeVerifier: string;
        } | {
            refreshToken: string;
        };
        TokenResponse: {
            accessToken: string;
            refreshToken: string;
            expiresIn: number;
        };
        LogoutRequest: {
            refreshToken: string;
        };
        Me: {
            /** Format: uuid */
            accountId: string;
            /** Format: uuid */
            teamId: string;
            teamName: string;
            /** @enum {string} */
            role: "reporter" | "member" | "admin" | "owner";
            email: string;
            name: string | null;
            hostedDomain: string | null;
            senderId: string;
            publicUrl: string;
            gmailConnected: boolean;
            scheduleTolerance: number;
            noticeLanguage: ("en" | "nl" | "de" | "fr" | "es" | "it" | "pt") | null;
            subjectsKept: boolean;
            trackedByDefault: boolean;
        };
        ChangeMe: {
            scheduleTolerance?: number;
            noticeLanguage?: ("en" | "nl" | "de" | "fr" | "es" | "it" | "pt") | null;
        };
        DeleteMe: {
            confirm: string;
        };
        ErasureReceipt: {
            /** Format: date-time */
            erasedAt: string;
            /** Format: uuid */
            teamId: string;
            removed: {
                [key: string]: number;
            };
            teamRemoved: boolean;
            /** @enum {string} */
            googleGrant: "revoked" | "pending";
            googleRetryUntil: string | null;
            draftsLeft: number;
            teamHead: {
                seq: number;
                hash: string;
            } | null;
            instanceHead: {
                seq: number;
                hash: string;
            } | null;
        };
        CreateApiKey: {
            name: string;
            scopes: ("reports:read" | "messages:read" | "messages:write" | "schedules:read" | "schedules:write" | "team:read" | "audit:read")[];
            /** Format: date-time */
            expiresAt?: string;
        };
        CreatedApiKey: {
            /** Format: uuid */
            id: string;
            name: string;
            prefix: string;
            scopes: ("reports:read" | "messages:read" | "messages:write" | "schedules:read" | "schedules:write" | "team:read" | "audit:read")[];
            /** Format: uuid */
            createdBy: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            expiresAt: string;
            lastUsedAt: string | null;
            key: string;
        };
        ApiKeyPage: {
            items: {
                /** Format: uuid */
                id: string;
                name: string;
                prefix: string;
                scopes: ("reports:read" | "messages:read" | "messages:write" | "schedules:read" | "schedules:write" | "team:read" | "audit:read")[];
                /** Format: uuid */
                createdBy: string;
                /** Format: date-time */
                createdAt: string;
                /** Format: date-time */
                expiresAt: string;
                lastUsedAt: string | null;
            }[];
            nextCursor: string | null;
        };
        Team: {
            /** Format: uuid */
            id: string;
            name: string;
            policy: {
                version: number;
                /** @enum {string} */
                detail: "count" | "device" | "country" | "city";
                /** @enum {string} */
                consentMode: "off" | "ask" | "notice";
                subjectsKept: boolean;
                recordsKeptDays: number;
                addressesKeptDays: number;
                auditKeptDays: number;
                sendWindow: {
                    days: number[];
                    from: string;
                    until: string;
                } | null;
                trackedByDefault: boolean;
                untrackedDomains: string[];
                noticeAddition: string | null;
            };
            /** @enum {string} */
            consentFloor: "off" | "ask" | "notice";
        };
        RenameTeam: {
            name: string;
        };
        ChangePolicy: {
            /** @enum {string} */
            detail?: "count" | "device" | "country" | "city";
            /** @enum {string} */
            consentMode?: "off" | "ask" | "notice";
            subjectsKept?: boolean;
            recordsKeptDays?: number;
            addressesKeptDays?: number;
            auditKeptDays?: number;
            sendWindow?: {
                days: number[];
                from: string;
                until: string;
            } | null;
            trackedByDefault?: boolean;
            untrackedDomains?: string[];
            noticeAddition?: string | null;
            version?: number;
        };
        PolicyChangePage: {
            items: {
                version: number;
                /** Format: date-time */
                at: string;
                accountId: string | null;
                policy: {
                    version: number;
                    /** @enum {string} */
                    detail: "count" | "device" | "country" | "city";
                    /** @enum {string} */
                    consentMode: "off" | "ask" | "notice";
                    subjectsKept: boolean;
                    recordsKeptDays: number;
                    addressesKeptDays: number;
                    auditKeptDays: number;
                    sendWindow: {
                        days: number[];
                        from: string;
                        until: string;
                    } | null;
                    trackedByDefault: boolean;
                    untrackedDomains: string[];
                    noticeAddition: string | null;
                };
            }[];
            nextCursor: string | null;
        };
        Member: {
            /** Format: uuid */
            id: string;
            email: string;
            name: string | null;
            /** @enum {string} */
            role: "reporter" | "member" | "admin" | "owner";
            /** Format: date-time */
            joinedAt: string;
            gmailConnected: boolean;
        };
        MemberPage: {
            items: components["schemas"]["Member"][];
            nextCursor: string | null;
        };
        ChangeMember: {
            /** @enum {string} */
            role: "reporter" | "member" | "admin" | "owner";
        };
        WaitingMail: {
            mails: number;
            series: number;
            asking: number;
            beingSent: number;
        };
        PassOwnership: {
            /** Format: uuid */
            memberId: string;
        };
        CreateInvitation: {
            /** @enum {string} */
            role: "reporter" | "member" | "admin";
            email?: string;
            /** @default 7 */
            expiresInDays?: number;
        };
        CreatedInvitation: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            role: "reporter" | "member" | "admin";
            email: string | null;
            /** Format: uuid */
            createdBy: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            expiresAt: string;
            url: string;
            mailed: boolean;
        };
        InvitationPage: {
            items: {
                /** Format: uuid */
                id: string;
                /** @enum {string} */
                role: "reporter" | "member" | "admin";
                email: string | null;
                /** Format: uuid */
                createdBy: string;
                /** Format: date-time */
                createdAt: string;
                /** Format: date-time */
                expiresAt: string;
            }[];
            nextCursor: string | null;
        };
        AcceptInvitation: {
            token: string;
            /** @default false */
            startAfresh?: boolean;
        };
        SetDomain: {
            /** @enum {string} */
            role: "reporter" | "member";
        };
        TeamDomain: {
            domain: string;
            /** @enum {string} */
            role: "reporter" | "member";
            /** Format: date-time */
            createdAt: string;
        };
        DomainPage: {
            items: components["schemas"]["TeamDomain"][];
            nextCursor: string | null;
        };
        AuditPage: {
            items: {
                /** Format: uuid */
                id: string;
                /** Format: date-time */
                at: string;
                accountId: string | null;
                /** @enum {string} */
                action: "account.joined" | "account.left" | "member.removed" | "member.role_changed" | "schedule.handed_over" | "series.handed_over" | "team.renamed" | "invitation.created" | "invitation.revoked" | "domain.set" | "domain.removed" | "account.deleted" | "policy.changed" | "api_key.created" | "api_key.revoked" | "webhook.created" | "webhook.changed" | "webhook.removed" | "message.deleted" | "decisions.exported" | "team.exported" | "team.imported" | "reader.erased";
                targetId: string | null;
                detail: {
                    [key: string]: unknown;
                };
            }[];
            nextCursor: string | null;
        };
        ReportSummary: {
            /** Format: date */
            from: string;
            /** Format: date */
            to: string;
            timeZone: string;
            /** @enum {string} */
            groupBy: "day" | "weekday" | "hour" | "member" | "country" | "client" | "recipient_domain";
            /** @enum {string} */
            scope: "team" | "mine";
            totals: {
                /** @description Tracked mails sent. Deleted ones are out; those a reader has stopped stay in. */
                sent: number;
                /** @description Of these, mails a person has looked at, clicked in, decided on or replied to. Never one that a reader has stopped. */
                opened: number;
                /** @description opened / sent; null without a mail. */
                openedRate: number | null;
                /** @description The shortest of the steps of docs/reports.md within which at least half of the mails that were looked at had been looked at first. Null where that is more than 60 days, without a look, of a member, and of a team with fewer than 5 such mails of others than who asks, unless nobody else has sent any. */
                medianSecondsToFirstOpen: number | null;
                /** @description Mails that machines have fetched and no person has opened. */
                machineOnly: number;
                /** @description machineOnly / (opened + machineOnly); null where nothing was fetched or opened. */
                machineShare: number | null;
                /** @description People's clicks on links of these mails. */
                clicks: number;
                /** @description Mails that somebody replied to, as far as Openly has noticed. */
                replies: number;
                /** @description Scheduled mails by the time they were meant for: sent within a minute of it, sent later, and failed. Tracked or not. */
                scheduled: {
                    onTime: number;
                    late: number;
                    failed: number;
                };
            };
            rows: {
                /** @description Of a day `2026-11-22`, of a weekday 1 (Monday) to 7, of an hour 0 to 23, of a member the account id, of a country ISO 3166-1 alpha-2, else the name. Null: not known. */
                key: string | null;
                /** @description A member's name, or address where there is none; else null. */
                label: string | null;
                sent: number | null;
                opened: number;
                openedRate: number | null;
                medianSecondsToFirstOpen: number | null;
                machineOnly: number | null;
                machineShare: number | null;
                clicks: number | null;
                replies: number | null;
                scheduled: {
                    onTime: number;
                    late: number;
                    failed: number;
                } | null;
            }[];
            other: {
                sent: number | null;
                opened: number;
            } | null;
            suppressed: boolean;
            /** @description Of countries: who is to be named where they are shown. Null where nobody asks for it. */
            placeCredit: {
                text: string;
                url: string;
            } | null;
        };
        MessagesReport: {
            items: {
                /** Format: uuid */
                accountId: string;
                /** @description Mail address of the member who sent it. */
                member: string;
                /** Format: date-time */
                sentAt: string;
                opened: boolean;
                /** @description Null for others' mail. */
                own: {
                    /** Format: uuid */
                    id: string;
                    subject: string | null;
                    recipients: {
                        email: string;
                        name: string | null;
                        /** @enum {string} */
                        field: "to" | "cc" | "bcc";
                    }[];
                    /** @enum {string} */
                    state: "untracked" | "no_signal" | "machine_only" | "opened" | "withdrawn";
                    /** @description Looks by people that are still kept. */
                    openCount: number;
                    /** @description Machines' fetches that are still kept. */
                    machineOpenCount: number;
                    /** @description People's clicks. */
                    clickCount: number;
                    firstOpenedAt: string | null;
                    lastOpenedAt: string | null;
                } | null;
            }[];
            nextCursor: string | null;
        };
        PrepareMessage: {
            subject?: string;
            recipients: {
                email: string;
                name?: string;
                /** @enum {string} */
                field: "to" | "cc" | "bcc";
            }[];
            gmailThreadId?: string;
            links?: string[];
            /** @enum {string} */
            detail?: "count" | "device" | "country" | "city";
            /** @enum {string} */
            consentMode?: "off" | "ask" | "notice";
            /** @enum {string} */
            language?: "en" | "nl" | "de" | "fr" | "es" | "it" | "pt";
        };
        PreparedMessage: {
            /** Format: uuid */
            id: string;
            senderId: string;
            /** @enum {string} */
            state: "prepared" | "sent" | "discarded";
            pixelHtml: string | null;
            noticeHtml: string | null;
            noticeText: string | null;
            /** @enum {string} */
            language: "en" | "nl" | "de" | "fr" | "es" | "it" | "pt";
            links: {
                url: string;
                trackedUrl: string;
            }[];
            /** @enum {string} */
            detail: "count" | "device" | "country" | "city";
            /** @enum {string} */
            consentMode: "off" | "ask" | "notice";
            /** @enum {string} */
            reason?: "reader_refused" | "no_recipients" | "tracking_off" | "domain_not_tracked" | "reader_asked" | "awaiting_reader";
        };
        MessageSent: {
            gmailMessageId: string;
            gmailThreadId: string;
            /** Format: date-time */
            sentAt: string;
        };
        OwnView: {
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            to: string;
        };
        Message: {
            /** Format: uuid */
            id: string;
            subject: string | null;
            /** @enum {string} */
            state: "prepared" | "sent" | "discarded";
            /** @enum {string} */
            receiptState: "untracked" | "no_signal" | "machine_only" | "opened" | "withdrawn";
            recipients: {
                email: string;
                name: string | null;
                /** @enum {string} */
                field: "to" | "cc" | "bcc";
            }[];
            gmailMessageId: string | null;
            gmailThreadId: string | null;
            /** Format: date-time */
            createdAt: string;
            sentAt: string | null;
            openCount: number;
            machineOpenCount: number;
            firstOpenedAt: string | null;
            lastOpenedAt: string | null;
            confirmation: {
                /** @enum {string} */
                by: "click" | "decision" | "reply";
                /** Format: date-time */
                at: string;
                reason: string;
            } | null;
        };
        MessagePage: {
            items: components["schemas"]["Message"][];
            nextCursor: string | null;
        };
        ReceiptsRequest: {
            gmailThreadIds: string[];
        };
        ReceiptsResponse: {
            receipts: {
                gmailThreadId: string;
                messageCount: number;
                openCount: number;
                machineOpenCount: number;
                firstOpenedAt: string | null;
                lastOpenedAt: string | null;
                confirmation: {
                    /** @enum {string} */
                    by: "click" | "decision" | "reply";
                    /** Format: date-time */
                    at: string;
                    reason: string;
                } | null;
                /** @enum {string} */
                state: "untracked" | "no_signal" | "machine_only" | "opened" | "withdrawn";
            }[];
        };
        Thread: {
            gmailThreadId: string;
            messages: {
                /** Format: uuid */
                id: string;
                gmailMessageId: string | null;
                subject: string | null;
                sentAt: string | null;
                recipients: {
                    email: string;
                    name: string | null;
                    /** @enum {string} */
                    field: "to" | "cc" | "bcc";
                }[];
                /** @enum {string} */
                state: "untracked" | "no_signal" | "machine_only" | "opened" | "withdrawn";
                asked: boolean;
                confirmation: {
                    /** @enum {string} */
                    by: "click" | "decision" | "reply";
                    /** Format: date-time */
                    at: string;
                    reason: string;
                } | null;
                opens: {
                    /** Format: uuid */
                    id: string;
                    /** Format: date-time */
                    openedAt: string;
                    /** @enum {string} */
                    kind: "direct" | "gmail_proxy" | "yahoo_proxy" | "outlook_proxy" | "other_proxy" | "apple_privacy" | "prefetch" | "scanner" | "self" | "duplicate";
                    /** @enum {string} */
                    confidence: "confirmed" | "likely" | "machine";
                    reason: string;
                    client: string | null;
                    os: string | null;
                    device: string | null;
                    place: {
                        country: string;
                        region?: string;
                        city?: string;
                        latitude?: number;
                        longitude?: number;
                    } | null;
                    /** @constant */
                    hint?: "possibly_forwarded";
                }[];
                clicks: {
                    /** Format: uuid */
                    id: string;
                    /** Format: date-time */
                    clickedAt: string;
                    url: string;
                    /** @enum {string} */
                    kind: "direct" | "gmail_proxy" | "yahoo_proxy" | "outlook_proxy" | "other_proxy" | "apple_privacy" | "prefetch" | "scanner" | "self" | "duplicate";
                    /** @enum {string} */
                    confidence: "confirmed" | "likely" | "machine";
                    reason: string;
                }[];
            }[];
            placeCredit: {
                text: string;
                url: string;
            } | null;
        };
        CreateSchedule: {
            gmailDraftId: string;
            /** Format: date-time */
            sendAt?: string;
            when?: string;
            /** @enum {string} */
            language?: "en" | "nl" | "de" | "fr" | "es";
            timeZone: string;
            /**
             * @default sender
             * @enum {string}
             */
            deliverIn?: "sender" | "recipient";
            tracking?: boolean;
            /** @enum {string} */
            consentMode?: "off" | "ask" | "notice";
            /** @default false */
            unlessReplied?: boolean;
            followUpOf?: {
                /** Format: uuid */
                messageId?: string;
                /** Format: uuid */
                scheduleId?: string;
                /** @enum {string} */
                unless: "replied" | "opened";
                days?: number;
            };
            tolerance?: number;
        };
        ChangeSchedule: {
            /** Format: date-time */
            sendAt?: string;
            when?: string;
            /** @enum {string} */
            language?: "en" | "nl" | "de" | "fr" | "es";
            timeZone?: string;
            /** @enum {string} */
            deliverIn?: "sender" | "recipient";
            tracking?: boolean;
            consentMode?: ("off" | "ask" | "notice") | null;
            unlessReplied?: boolean;
            tolerance?: number;
        };
        ResolveSchedule: {
            /** @enum {string} */
            action: "send_now" | "restore_draft" | "cancel";
            gmailDraftId?: string;
        };
        Schedule: {
            /** Format: uuid */
            id: string;
            gmailDraftId: string;
            gmailThreadId: string | null;
            /** @enum {string} */
            status: "scheduled" | "paused" | "sending" | "sent" | "cancelled" | "needs_decision" | "failed";
            /** Format: date-time */
            sendAt: string;
            timeZone: string;
            wallTime: string;
            /** @enum {string} */
            deliverIn: "sender" | "recipient";
            reader: string | null;
            expectedAt: string | null;
            tolerance: number;
            unlessReplied: boolean;
            followUpOf: {
                messageId: string | null;
                scheduleId: string | null;
                /** @enum {string} */
                unless: "replied" | "opened";
                days: number | null;
            } | null;
            seriesId: string | null;
            tracking: boolean;
            consentMode: ("off" | "ask" | "notice") | null;
            subject: string | null;
            recipients: string[];
            messageId: string | null;
            gmailMessageId: string | null;
            sentAt: string | null;
            lateBy: number | null;
            code: string | null;
            explanation: string | null;
            actions: ("send_now" | "choose_new_time" | "cancel" | "sign_in" | "restore_draft")[];
            /** Format: date-time */
            createdAt: string;
        };
        SchedulePage: {
            items: components["schemas"]["Schedule"][];
            nextCursor: string | null;
        };
        ScheduleHistory: {
            items: {
                /** Format: date-time */
                at: string;
                from: ("scheduled" | "paused" | "sending" | "sent" | "cancelled" | "needs_decision" | "failed") | null;
                /** @enum {string} */
                to: "scheduled" | "paused" | "sending" | "sent" | "cancelled" | "needs_decision" | "failed";
                what: string;
                code: string | null;
            }[];
            nextCursor: string | null;
        };
        ScheduleCount: {
            count: number;
        };
        PreviewTime: {
            /** Format: date-time */
            sendAt?: string;
            when?: string;
            /** @enum {string} */
            language?: "en" | "nl" | "de" | "fr" | "es";
            timeZone: string;
            /**
             * @default sender
             * @enum {string}
             */
            deliverIn?: "sender" | "recipient";
            /** @default [] */
            recipients?: string[];
        };
        TimePreview: {
            /** Format: date-time */
            sendAt: string;
            timeZone: string;
            wallTime: string;
            reader: string | null;
            readers: {
                email: string;
                timeZone: string | null;
                /** @enum {string} */
                source: "set" | "opens" | "unknown";
            }[];
        };
        CreateSeries: {
            gmailDraftId: string;
            rule: string;
            when: string;
            /** @enum {string} */
            language?: "en" | "nl" | "de" | "fr" | "es";
            timeZone: string;
            /** @default [] */
            skip?: string[];
            tracking?: boolean;
            /** @enum {string} */
            consentMode?: "off" | "ask" | "notice";
            tolerance?: number;
        };
        ChangeSeries: {
            gmailDraftId?: string;
            rule?: string;
            when?: string;
            /** @enum {string} */
            language?: "en" | "nl" | "de" | "fr" | "es";
            timeZone?: string;
            skip?: string[];
            tracking?: boolean;
            consentMode?: ("off" | "ask" | "notice") | null;
            tolerance?: number;
            /** @enum {string} */
            status?: "active" | "paused";
        };
        Series: {
            /** Format: uuid */
            id: string;
            gmailDraftId: string;
            /** @enum {string} */
            status: "active" | "paused" | "ended" | "needs_decision";
            code: string | null;
            explanation: string | null;
            rule: string;
            timeZone: string;
            wallTime: string;
            skip: string[];
            tracking: boolean;
            consentMode: ("off" | "ask" | "notice") | null;
            tolerance: number;
            subject: string | null;
            recipients: string[];
            next: {
                /** Format: date */
                date: string;
                wallTime: string;
                /** Format: date-time */
                sendAt: string;
            }[];
            scheduleId: string | null;
            /** Format: date-time */
            createdAt: string;
        };
        SeriesPage: {
            items: components["schemas"]["Series"][];
            nextCursor: string | null;
        };
        SetReaderZone: {
            email: string;
            timeZone: string | null;
        };
        LookUpReaderZones: {
            emails: string[];
        };
        ReaderZones: {
            zones: {
                email: string;
                timeZone: string | null;
                /** @enum {string} */
                source: "set" | "opens" | "unknown";
            }[];
        };
        ReaderDecision: {
            /** @enum {string} */
            decision: "allow" | "refuse";
            /** @enum {string} */
            scope: "message" | "sender" | "server";
            proof?: string;
        };
        DecisionReceipt: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            decision: "allow" | "refuse";
            /** @enum {string} */
            scope: "message" | "sender" | "server";
            /** @enum {string} */
            assurance: "link" | "mailbox";
            /** Format: date-time */
            decidedAt: string;
            noticeVersion: string;
            teamHead: {
                seq: number;
                hash: string;
            };
            instanceHead: {
                seq: number;
                hash: string;
            };
        };
        DecisionReceipts: {
            receipts: components["schemas"]["DecisionReceipt"][];
        };
        ReaderProof: {
            email?: string;
            proof?: string;
            /** @enum {string} */
            do?: "allow" | "refuse" | "export" | "erase";
            /** @enum {string} */
            scope?: "message" | "sender" | "server";
        };
        MailboxProven: {
            /** Format: date-time */
            until: string;
        };
        CodeAskedFor: Record<string, never>;
        ReaderClaim: {
            /**
             * @default message
             * @enum {string}
             */
            scope?: "message" | "sender" | "server";
            proof?: string;
            lang?: string;
        };
        Erasure: {
            erased: {
                messages: number;
                addresses: number;
                opens: number;
                clicks: number;
                links: number;
                questions: number;
                timeZones: number;
                codes: number;
            };
            receipt: components["schemas"]["DecisionReceipt"];
        };
        ReaderExport: {
            email: string;
            /** @enum {string} */
            scope: "message" | "sender" | "server";
            /** Format: date-time */
            exportedAt: string;
            mails: {
                /** Format: uuid */
                messageId: string;
                sender: {
                    email: string;
                    name: string | null;
                    team: string;
                };
                subject: string | null;
                sentAt: string | null;
                /** @enum {string} */
                state: "recording" | "stopped" | "untracked" | "deleted";
                stoppedAt: string | null;
                you: {
                    email: string;
                    name: string | null;
                    /** @enum {string} */
                    field: "to" | "cc" | "bcc";
                }[];
                recorded: {
                    /** @constant */
                    readers: "one";
                    opens: {
                        /** Format: uuid */
                        id: string;
                        /** Format: date-time */
                        openedAt: string;
                        /** @enum {string} */
                        kind: "direct" | "gmail_proxy" | "yahoo_proxy" | "outlook_proxy" | "other_proxy" | "apple_privacy" | "prefetch" | "scanner" | "self" | "duplicate";
                        /** @enum {string} */
                        confidence: "confirmed" | "likely" | "machine";
                        reason: string;
                        client: string | null;
                        os: string | null;
                        device: string | null;
                        place: {
                            country: string;
                            region?: string;
                            city?: string;
                            latitude?: number;
                            longitude?: number;
                        } | null;
                        /** @constant */
                        hint?: "possibly_forwarded";
                    }[];
                    clicks: {
                        /** Format: uuid */
                        id: string;
                        /** Format: date-time */
                        clickedAt: string;
                        url: string;
                        /** @enum {string} */
                        kind: "direct" | "gmail_proxy" | "yahoo_proxy" | "outlook_proxy" | "other_proxy" | "apple_privacy" | "prefetch" | "scanner" | "self" | "duplicate";
                        /** @enum {string} */
                        confidence: "confirmed" | "likely" | "machine";
                        reason: string;
                    }[];
                    confirmation: {
                        /** @enum {string} */
                        by: "click" | "decision" | "reply";
                        /** Format: date-time */
                        at: string;
                        reason: string;
                    } | null;
                } | {
                    /** @constant */
                    readers: "several";
                    openings: number;
                    why: string;
                };
                keptDays: {
                    opens: number;
                    addresses: number;
                };
            }[];
            decisions: components["schemas"]["DecisionReceipt"][];
            questions: {
                sender: string | null;
                /** Format: date-time */
                askedAt: string;
            }[];
            timeZones: {
                sender: string;
                timeZone: string;
                /** Format: date-time */
                setAt: string;
            }[];
            codes: {
                /** Format: date-time */
                madeAt: string;
                /** Format: date-time */
                endsAt: string;
            }[];
        };
        DecisionPage: {
            /** Format: uuid */
            teamId: string;
            /** Format: uuid */
            accountId: string;
            items: {
                /** Format: uuid */
                id: string;
                /** @enum {string} */
                decision: "allow" | "refuse";
                /** @enum {string} */
                scope: "message" | "sender" | "server";
                /** @enum {string} */
                assurance: "link" | "mailbox";
                /** Format: date-time */
                decidedAt: string;
                noticeVersion: string;
                teamHead: {
                    seq: number;
                    hash: string;
                };
                instanceHead: {
                    seq: number;
                    hash: string;
                };
                /** Format: uuid */
                messageId: string;
                reader: string | null;
            }[];
            nextCursor: string | null;
            teamHead: {
                seq: number;
                hash: string;
            } | null;
            instanceHead: {
                seq: number;
                hash: string;
            } | null;
        };
        CreateWebhook: {
            url: string;
            events: ("open.recorded" | "click.recorded" | "schedule.sent" | "schedule.failed" | "decision.recorded")[];
            description?: string;
            /**
             * @default own
             * @enum {string}
             */
            scope?: "own" | "team";
        };
        ChangeWebhook: {
            url?: string;
            events?: ("open.recorded" | "click.recorded" | "schedule.sent" | "schedule.failed" | "decision.recorded")[];
            description?: string | null;
            enabled?: boolean;
        };
        Webhook: {
            /** Format: uuid */
            id: string;
            url: string;
            events: ("open.recorded" | "click.recorded" | "schedule.sent" | "schedule.failed" | "decision.recorded")[];
            description: string | null;
            /** @enum {string} */
            scope: "own" | "team";
            /** @enum {string} */
            status: "active" | "paused" | "disabled";
            code: ("failing" | "gone") | null;
            explanation: string | null;
            /** Format: date-time */
            statusAt: string;
            failingSince: string | null;
            /** Format: date-time */
            createdAt: string;
        };
        WebhookWithSecret: {
            /** Format: uuid */
            id: string;
            url: string;
            events: ("open.recorded" | "click.recorded" | "schedule.sent" | "schedule.failed" | "decision.recorded")[];
            description: string | null;
            /** @enum {string} */
            scope: "own" | "team";
            /** @enum {string} */
            status: "active" | "paused" | "disabled";
            code: ("failing" | "gone") | null;
            explanation: string | null;
            /** Format: date-time */
            statusAt: string;
            failingSince: string | null;
            /** Format: date-time */
            createdAt: string;
            secret: string;
        };
        WebhookPage: {
            items: components["schemas"]["Webhook"][];
            nextCursor: string | null;
        };
        WebhookDelivery: {
            /** Format: uuid */
            id: string;
            type: string;
            /** Format: date-time */
            at: string;
            data: {
                /** Format: uuid */
                messageId?: string;
                gmailThreadId?: string | null;
                /** Format: uuid */
                scheduleId?: string;
                /** Format: uuid */
                seriesId?: string;
                /** Format: uuid */
                openId?: string;
                code?: string;
                /** Format: uuid */
                accountId: string;
            };
            /** @enum {string} */
            status: "pending" | "delivered" | "failed";
            attempts: number;
            attemptedAt: string | null;
            nextAttemptAt: string | null;
            httpStatus: number | null;
            error: ("timeout" | "no_address" | "unreachable" | "tls" | "broken_answer") | null;
        };
        WebhookWithDeliveries: {
            /** Format: uuid */
            id: string;
            url: string;
            events: ("open.recorded" | "click.recorded" | "schedule.sent" | "schedule.failed" | "decision.recorded")[];
            description: string | null;
            /** @enum {string} */
            scope: "own" | "team";
            /** @enum {string} */
            status: "active" | "paused" | "disabled";
            code: ("failing" | "gone") | null;
            explanation: string | null;
            /** Format: date-time */
            statusAt: string;
            failingSince: string | null;
            /** Format: date-time */
            createdAt: string;
            deliveries: components["schemas"]["WebhookDelivery"][];
        };
        ServerDeclaration: {
            /** @constant */
            name: "Openly";
            version: string;
            purpose: string;
            paths: {
                pixel: {
                    purpose: string;
                    /** Format: uri */
                    prefix: string;
                    pattern: string;
                    proxiedPattern?: string;
                };
                link: {
                    purpose: string;
                    /** Format: uri */
                    prefix: string;
                    pattern: string;
                    proxiedPattern?: string;
                };
                readerPage: {
                    purpose: string;
                    /** Format: uri */
                    prefix: string;
                    pattern: string;
                    proxiedPattern?: string;
                };
            };
            marks: {
                pixel: string;
                notice: string;
            };
            /** @enum {string} */
            consentFloor: "off" | "ask" | "notice";
            operator?: string;
            contact?: string;
            licence: string;
            /** Format: uri */
            privacy?: string;
            /** Format: uri */
            source?: string;
        };
        Alive: {
            /** @constant */
            status: "ok";
            /** @constant */
            service: "openly";
        };
        Ready: {
            /** @constant */
            status: "ok";
        };
        Problem: {
            type: string;
            title: string;
            status: number;
            code: string;
            detail?: string;
            errors?: {
                path: string;
                message: string;
            }[];
            nextAllowed?: {
                /** Format: date-time */
                sendAt: string;
                wallTime: string;
                timeZone: string;
            };
        };
    };
    responses: {
        /**
         * @description `forbidden`: This account may not do that.
         *
         *     `scope_missing`: This API key is not allowed that. Make one with the scope it needs.
         */
        "forbidden.scope_missing": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 403;
                    /** @enum {unknown} */
                    code?: "forbidden" | "scope_missing";
                };
            };
        };
        /** @description `internal`: Something went wrong here. It has been noted; try again. */
        internal: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 500;
                    /** @enum {unknown} */
                    code?: "internal";
                };
            };
        };
        /** @description `invalid_request`: The request does not have the expected form. */
        invalid_request: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 400;
                    /** @enum {unknown} */
                    code?: "invalid_request";
                };
            };
        };
        /** @description `rate_limited`: Too many requests. Wait a moment and try again. */
        rate_limited: {
            headers: {
                /** @description Seconds until it is worth trying again. */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 429;
                    /** @enum {unknown} */
                    code?: "rate_limited";
                };
            };
        };
        /** @description `unauthenticated`: Sign in again: the access token is missing, malformed or has expired. */
        unauthenticated: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 401;
                    /** @enum {unknown} */
                    code?: "unauthenticated";
                };
            };
        };
        /** @description `unavailable`: The server cannot reach its database. Try again in a moment. */
        unavailable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 503;
                    /** @enum {unknown} */
                    code?: "unavailable";
                };
            };
        };
        /**
         * @description `invalid_request`: The request does not have the expected form.
         *
         *     `origin_not_allowed`: This address may not sign in here. Check OPENLY_EXTENSION_IDS on the server.
         */
        "invalid_request.origin_not_allowed": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 400;
                    /** @enum {unknown} */
                    code?: "invalid_request" | "origin_not_allowed";
                };
            };
        };
        /**
         * @description `invalid_code`: The sign-in code is wrong, used or older than 60 seconds. Sign in again.
         *
         *     `invalid_request`: The request does not have the expected form.
         */
        "invalid_code.invalid_request": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 400;
                    /** @enum {unknown} */
                    code?: "invalid_code" | "invalid_request";
                };
            };
        };
        /** @description `google_scope_missing`: Gmail access was not granted. Sign in again and leave every box ticked. */
        google_scope_missing: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 403;
                    /** @enum {unknown} */
                    code?: "google_scope_missing";
                };
            };
        };
        /** @description `google_unavailable`: Google did not answer. Try again in a moment. */
        google_unavailable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 502;
                    /** @enum {unknown} */
                    code?: "google_unavailable";
                };
            };
        };
        /**
         * @description `invalid_code`: The sign-in code is wrong, used or older than 60 seconds. Sign in again.
         *
         *     `invalid_json`: The body is not valid JSON.
         *
         *     `invalid_request`: The request does not have the expected form.
         *
         *     `sign_in_cancelled`: The sign-in was cancelled. Nothing was changed.
         */
        "invalid_code.invalid_json.invalid_request.sign_in_cancelled": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 400;
                    /** @enum {unknown} */
                    code?: "invalid_code" | "invalid_json" | "invalid_request" | "sign_in_cancelled";
                };
            };
        };
        /** @description `invalid_refresh_token`: This device has been signed out. Sign in again. */
        invalid_refresh_token: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 401;
                    /** @enum {unknown} */
                    code?: "invalid_refresh_token";
                };
            };
        };
        /** @description `payload_too_large`: The body is larger than this server takes (1 MiB). */
        payload_too_large: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 413;
                    /** @enum {unknown} */
                    code?: "payload_too_large";
                };
            };
        };
        /** @description `unsupported_media_type`: Send JSON with Content-Type: application/json. */
        unsupported_media_type: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 415;
                    /** @enum {unknown} */
                    code?: "unsupported_media_type";
                };
            };
        };
        /**
         * @description `invalid_json`: The body is not valid JSON.
         *
         *     `invalid_request`: The request does not have the expected form.
         */
        "invalid_json.invalid_request": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 400;
                    /** @enum {unknown} */
                    code?: "invalid_json" | "invalid_request";
                };
            };
        };
        /** @description `forbidden`: This account may not do that. */
        forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 403;
                    /** @enum {unknown} */
                    code?: "forbidden";
                };
            };
        };
        /**
         * @description `account_busy`: A mail is being sent this very moment. Try again in a minute.
         *
         *     `last_owner`: This team would be without an owner. Make somebody else an owner first, then try again.
         */
        "account_busy.last_owner": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 409;
                    /** @enum {unknown} */
                    code?: "account_busy" | "last_owner";
                };
            };
        };
        /** @description `not_confirmed`: That is not the address of this account. Nothing was deleted. */
        not_confirmed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 422;
                    /** @enum {unknown} */
                    code?: "not_confirmed";
                };
            };
        };
        /**
         * @description `already_created`: This was made already, and is shown once. Delete it and make another if the answer was lost.
         *
         *     `too_many_api_keys`: This team has 100 API keys. Revoke one that is not used any more.
         */
        "already_created.too_many_api_keys": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 409;
                    /** @enum {unknown} */
                    code?: "already_created" | "too_many_api_keys";
                };
            };
        };
        /** @description `idempotency_conflict`: This Idempotency-Key was used before with another request. */
        idempotency_conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 422;
                    /** @enum {unknown} */
                    code?: "idempotency_conflict";
                };
            };
        };
        /** @description `api_key_not_found`: There is no such API key. */
        api_key_not_found: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 404;
                    /** @enum {unknown} */
                    code?: "api_key_not_found";
                };
            };
        };
        /** @description `below_floor`: The operator of this server asks for more care with readers than that. */
        below_floor: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 422;
                    /** @enum {unknown} */
                    code?: "below_floor";
                };
            };
        };
        /** @description `policy_changed`: Somebody has changed the policy meanwhile. Read it again, then change it. */
        policy_changed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 409;
                    /** @enum {unknown} */
                    code?: "policy_changed";
                };
            };
        };
        /** @description `member_not_found`: There is no such member in this team. */
        member_not_found: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 404;
                    /** @enum {unknown} */
                    code?: "member_not_found";
                };
            };
        };
        /**
         * @description `last_owner`: This team would be without an owner. Make somebody else an owner first, then try again.
         *
         *     `schedules_undecided`: This member has mail that waits to be sent. It has to be cancelled or handed over first.
         */
        "last_owner.schedules_undecided": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 409;
                    /** @enum {unknown} */
                    code?: "last_owner" | "schedules_undecided";
                };
            };
        };
        /**
         * @description `account_busy`: A mail is being sent this very moment. Try again in a minute.
         *
         *     `handover_incomplete`: Not all of the scheduled mail could be handed over, so nobody was removed. Try again, or remove them and have the rest cancelled.
         *
         *     `last_owner`: This team would be without an owner. Make somebody else an owner first, then try again.
         *
         *     `schedules_undecided`: This member has mail that waits to be sent. It has to be cancelled or handed over first.
         */
        "account_busy.handover_incomplete.last_owner.schedules_undecided": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 409;
                    /** @enum {unknown} */
                    code?: "account_busy" | "handover_incomplete" | "last_owner" | "schedules_undecided";
                };
            };
        };
        /** @description `handover_impossible`: That member cannot take over mail: choose another, who sends mail and is signed in to Gmail. */
        handover_impossible: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 422;
                    /** @enum {unknown} */
                    code?: "handover_impossible";
                };
            };
        };
        /**
         * @description `already_created`: This was made already, and is shown once. Delete it and make another if the answer was lost.
         *
         *     `too_many_invitations`: A team can make 100 invitations a day. Try again tomorrow.
         */
        "already_created.too_many_invitations": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 409;
                    /** @enum {unknown} */
                    code?: "already_created" | "too_many_invitations";
                };
            };
        };
        /** @description `invitation_not_found`: This invitation is not good any more, or is for somebody else. Ask for a new one. */
        invitation_not_found: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 404;
                    /** @enum {unknown} */
                    code?: "invitation_not_found";
                };
            };
        };
        /**
         * @description `account_busy`: A mail is being sent this very moment. Try again in a minute.
         *
         *     `already_member`: You are in this team already.
         *
         *     `has_own_records`: This account has mail, receipts or settings of its own here, which do not move to another team. Save what you need, then join and start afresh: that erases them.
         *
         *     `last_owner`: This team would be without an owner. Make somebody else an owner first, then try again.
         */
        "account_busy.already_member.has_own_records.last_owner": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 409;
                    /** @enum {unknown} */
                    code?: "account_busy" | "already_member" | "has_own_records" | "last_owner";
                };
            };
        };
        /**
         * @description `domain_not_yours`: Google does not say of your sign-in that it belongs to that domain. Sign in with an account of its Google Workspace, then try again.
         *
         *     `forbidden`: This account may not do that.
         */
        "domain_not_yours.forbidden": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 403;
                    /** @enum {unknown} */
                    code?: "domain_not_yours" | "forbidden";
                };
            };
        };
        /** @description `domain_taken`: People of that domain join another team already. Ask an admin there to give the domain up, or to invite you. */
        domain_taken: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 409;
                    /** @enum {unknown} */
                    code?: "domain_taken";
                };
            };
        };
        /** @description `domain_not_found`: This team has no such domain. */
        domain_not_found: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 404;
                    /** @enum {unknown} */
                    code?: "domain_not_found";
                };
            };
        };
        /** @description `internal`: Something went wrong here. It has been noted; try again. */
        "internal.page": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 500;
                    /** @enum {unknown} */
                    code?: "internal";
                };
                /** @example <!doctype html>… */
                "text/html": string;
            };
        };
        /** @description `invalid_request`: The request does not have the expected form. */
        "invalid_request.page": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 400;
                    /** @enum {unknown} */
                    code?: "invalid_request";
                };
                /** @example <!doctype html>… */
                "text/html": string;
            };
        };
        /** @description `unavailable`: The server cannot reach its database. Try again in a moment. */
        "unavailable.page": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 503;
                    /** @enum {unknown} */
                    code?: "unavailable";
                };
                /** @example <!doctype html>… */
                "text/html": string;
            };
        };
        /** @description `export_target_unknown`: The operator of this server has not allowed exports to that server. */
        export_target_unknown: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 422;
                    /** @enum {unknown} */
                    code?: "export_target_unknown";
                };
            };
        };
        /** @description `link_token_not_found`: This link is not one of ours, or it is no longer kept. */
        "link_token_not_found.page": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 404;
                    /** @enum {unknown} */
                    code?: "link_token_not_found";
                };
                /** @example <!doctype html>… */
                "text/html": string;
            };
        };
        /**
         * @description `forbidden`: This account may not do that.
         *
         *     `proof_required`: This needs proof that the mailbox is yours.
         *
         *     `wrong_proof`: That code is wrong or too old. Ask for a new one.
         */
        "forbidden.proof_required.wrong_proof.page": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 403;
                    /** @enum {unknown} */
                    code?: "forbidden" | "proof_required" | "wrong_proof";
                };
                /** @example <!doctype html>… */
                "text/html": string;
            };
        };
        /**
         * @description `invalid_json`: The body is not valid JSON.
         *
         *     `invalid_request`: The request does not have the expected form.
         */
        "invalid_json.invalid_request.page": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 400;
                    /** @enum {unknown} */
                    code?: "invalid_json" | "invalid_request";
                };
                /** @example <!doctype html>… */
                "text/html": string;
            };
        };
        /** @description `payload_too_large`: The body is larger than this server takes (1 MiB). */
        "payload_too_large.page": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 413;
                    /** @enum {unknown} */
                    code?: "payload_too_large";
                };
                /** @example <!doctype html>… */
                "text/html": string;
            };
        };
        /** @description `rate_limited`: Too many requests. Wait a moment and try again. */
        "rate_limited.page": {
            headers: {
                /** @description Seconds until it is worth trying again. */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 429;
                    /** @enum {unknown} */
                    code?: "rate_limited";
                };
                /** @example <!doctype html>… */
                "text/html": string;
            };
        };
        /** @description `unsupported_media_type`: Send JSON with Content-Type: application/json. */
        "unsupported_media_type.page": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 415;
                    /** @enum {unknown} */
                    code?: "unsupported_media_type";
                };
                /** @example <!doctype html>… */
                "text/html": string;
            };
        };
        /**
         * @description `forbidden`: This account may not do that.
         *
         *     `wrong_proof`: That code is wrong or too old. Ask for a new one.
         */
        "forbidden.wrong_proof.page": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 403;
                    /** @enum {unknown} */
                    code?: "forbidden" | "wrong_proof";
                };
                /** @example <!doctype html>… */
                "text/html": string;
            };
        };
        /**
         * @description `no_mail_here`: This server sends no mail, so a mailbox cannot be proven here. Write to its operator.
         *
         *     `unavailable`: The server cannot reach its database. Try again in a moment.
         */
        "no_mail_here.unavailable.page": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 503;
                    /** @enum {unknown} */
                    code?: "no_mail_here" | "unavailable";
                };
                /** @example <!doctype html>… */
                "text/html": string;
            };
        };
        /**
         * @description `proof_required`: This needs proof that the mailbox is yours.
         *
         *     `wrong_proof`: That code is wrong or too old. Ask for a new one.
         */
        "proof_required.wrong_proof.page": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 403;
                    /** @enum {unknown} */
                    code?: "proof_required" | "wrong_proof";
                };
                /** @example <!doctype html>… */
                "text/html": string;
            };
        };
        /** @description `account_not_found`: There is no such account for this API key. */
        account_not_found: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 404;
                    /** @enum {unknown} */
                    code?: "account_not_found";
                };
            };
        };
        /**
         * @description `account_not_found`: There is no such account for this API key.
         *
         *     `message_not_found`: There is no such tracked message.
         */
        "account_not_found.message_not_found": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 404;
                    /** @enum {unknown} */
                    code?: "account_not_found" | "message_not_found";
                };
            };
        };
        /** @description `message_discarded`: This message was deleted and is no longer tracked. */
        message_discarded: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 409;
                    /** @enum {unknown} */
                    code?: "message_discarded";
                };
            };
        };
        /**
         * @description `invalid_json`: The body is not valid JSON.
         *
         *     `invalid_request`: The request does not have the expected form.
         *
         *     `invalid_time_zone`: That is not an IANA time zone such as Europe/Amsterdam.
         */
        "invalid_json.invalid_request.invalid_time_zone": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 400;
                    /** @enum {unknown} */
                    code?: "invalid_json" | "invalid_request" | "invalid_time_zone";
                };
            };
        };
        /**
         * @description `time_ambiguous`: That can mean more than one time. Write the month as a word, or pick a date.
         *
         *     `time_in_past`: That time has passed. Choose a later one.
         *
         *     `time_not_understood`: That time was not understood. Try "tomorrow 8am" or pick a date.
         *
         *     `time_too_far`: That is more than five years ahead. Choose an earlier time.
         */
        "time_ambiguous.time_in_past.time_not_understood.time_too_far": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 422;
                    /** @enum {unknown} */
                    code?: "time_ambiguous" | "time_in_past" | "time_not_understood" | "time_too_far";
                };
            };
        };
        /**
         * @description `draft_not_found`: Gmail has no such draft. It may have been sent or deleted.
         *
         *     `draft_too_large`: The mail is larger than the 25 MB Gmail sends.
         *
         *     `draft_without_recipients`: The draft has nobody in To, Cc or Bcc.
         *
         *     `followed_mail_not_found`: The mail to follow up is not one of yours, or it is no longer kept.
         *
         *     `followed_mail_untracked`: That mail is not tracked, so nobody can tell whether it was opened. Follow up on a reply instead.
         *
         *     `idempotency_conflict`: This Idempotency-Key was used before with another request.
         *
         *     `outside_send_window`: Your team sends scheduled mail at other hours. Choose the next time it allows.
         *
         *     `time_ambiguous`: That can mean more than one time. Write the month as a word, or pick a date.
         *
         *     `time_in_past`: That time has passed. Choose a later one.
         *
         *     `time_not_understood`: That time was not understood. Try "tomorrow 8am" or pick a date.
         *
         *     `time_too_far`: That is more than five years ahead. Choose an earlier time.
         *
         *     `too_many_recipients`: Gmail sends to at most 100 recipients this way.
         */
        "draft_not_found.draft_too_large.draft_without_recipients.followed_mail_not_found.followed_mail_untracked.idempotency_conflict.outside_send_window.time_ambiguous.time_in_past.time_not_understood.time_too_far.too_many_recipients": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 422;
                    /** @enum {unknown} */
                    code?: "draft_not_found" | "draft_too_large" | "draft_without_recipients" | "followed_mail_not_found" | "followed_mail_untracked" | "idempotency_conflict" | "outside_send_window" | "time_ambiguous" | "time_in_past" | "time_not_understood" | "time_too_far" | "too_many_recipients";
                };
            };
        };
        /** @description `duplicate_schedule`: This draft is already scheduled. */
        duplicate_schedule: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 409;
                    /** @enum {unknown} */
                    code?: "duplicate_schedule";
                };
            };
        };
        /**
         * @description `forbidden`: This account may not do that.
         *
         *     `google_scope_missing`: Gmail access was not granted. Sign in again and leave every box ticked.
         *
         *     `reauthorise`: Gmail access was withdrawn or has expired. Sign in again to go on.
         *
         *     `scope_missing`: This API key is not allowed that. Make one with the scope it needs.
         */
        "forbidden.google_scope_missing.reauthorise.scope_missing": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 403;
                    /** @enum {unknown} */
                    code?: "forbidden" | "google_scope_missing" | "reauthorise" | "scope_missing";
                };
            };
        };
        /**
         * @description `account_not_found`: There is no such account for this API key.
         *
         *     `schedule_not_found`: There is no such scheduled mail.
         */
        "account_not_found.schedule_not_found": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 404;
                    /** @enum {unknown} */
                    code?: "account_not_found" | "schedule_not_found";
                };
            };
        };
        /**
         * @description `outside_send_window`: Your team sends scheduled mail at other hours. Choose the next time it allows.
         *
         *     `time_ambiguous`: That can mean more than one time. Write the month as a word, or pick a date.
         *
         *     `time_in_past`: That time has passed. Choose a later one.
         *
         *     `time_not_understood`: That time was not understood. Try "tomorrow 8am" or pick a date.
         *
         *     `time_too_far`: That is more than five years ahead. Choose an earlier time.
         */
        "outside_send_window.time_ambiguous.time_in_past.time_not_understood.time_too_far": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 422;
                    /** @enum {unknown} */
                    code?: "outside_send_window" | "time_ambiguous" | "time_in_past" | "time_not_understood" | "time_too_far";
                };
            };
        };
        /** @description `schedule_not_open`: This mail is being sent or has been decided already; it cannot be changed any more. */
        schedule_not_open: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 409;
                    /** @enum {unknown} */
                    code?: "schedule_not_open";
                };
            };
        };
        /** @description `cancel_too_late`: Too late to cancel: the mail is being sent or has been sent. */
        cancel_too_late: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 409;
                    /** @enum {unknown} */
                    code?: "cancel_too_late";
                };
            };
        };
        /** @description `outside_send_window`: Your team sends scheduled mail at other hours. Choose the next time it allows. */
        outside_send_window: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 422;
                    /** @enum {unknown} */
                    code?: "outside_send_window";
                };
            };
        };
        /**
         * @description `cancel_too_late`: Too late to cancel: the mail is being sent or has been sent.
         *
         *     `duplicate_schedule`: This draft is already scheduled.
         *
         *     `schedule_not_open`: This mail is being sent or has been decided already; it cannot be changed any more.
         */
        "cancel_too_late.duplicate_schedule.schedule_not_open": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 409;
                    /** @enum {unknown} */
                    code?: "cancel_too_late" | "duplicate_schedule" | "schedule_not_open";
                };
            };
        };
        /**
         * @description `draft_not_found`: Gmail has no such draft. It may have been sent or deleted.
         *
         *     `draft_too_large`: The mail is larger than the 25 MB Gmail sends.
         *
         *     `draft_without_recipients`: The draft has nobody in To, Cc or Bcc.
         *
         *     `outside_send_window`: Your team sends scheduled mail at other hours. Choose the next time it allows.
         *
         *     `too_many_recipients`: Gmail sends to at most 100 recipients this way.
         */
        "draft_not_found.draft_too_large.draft_without_recipients.outside_send_window.too_many_recipients": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 422;
                    /** @enum {unknown} */
                    code?: "draft_not_found" | "draft_too_large" | "draft_without_recipients" | "outside_send_window" | "too_many_recipients";
                };
            };
        };
        /**
         * @description `draft_not_found`: Gmail has no such draft. It may have been sent or deleted.
         *
         *     `draft_too_large`: The mail is larger than the 25 MB Gmail sends.
         *
         *     `draft_without_recipients`: The draft has nobody in To, Cc or Bcc.
         *
         *     `idempotency_conflict`: This Idempotency-Key was used before with another request.
         *
         *     `invalid_rule`: That is not a repetition Openly knows, such as FREQ=WEEKLY;BYDAY=MO (RFC 5545), or it never happens.
         *
         *     `outside_send_window`: Your team sends scheduled mail at other hours. Choose the next time it allows.
         *
         *     `time_ambiguous`: That can mean more than one time. Write the month as a word, or pick a date.
         *
         *     `time_in_past`: That time has passed. Choose a later one.
         *
         *     `time_not_understood`: That time was not understood. Try "tomorrow 8am" or pick a date.
         *
         *     `time_too_far`: That is more than five years ahead. Choose an earlier time.
         *
         *     `too_many_recipients`: Gmail sends to at most 100 recipients this way.
         */
        "draft_not_found.draft_too_large.draft_without_recipients.idempotency_conflict.invalid_rule.outside_send_window.time_ambiguous.time_in_past.time_not_understood.time_too_far.too_many_recipients": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 422;
                    /** @enum {unknown} */
                    code?: "draft_not_found" | "draft_too_large" | "draft_without_recipients" | "idempotency_conflict" | "invalid_rule" | "outside_send_window" | "time_ambiguous" | "time_in_past" | "time_not_understood" | "time_too_far" | "too_many_recipients";
                };
            };
        };
        /**
         * @description `account_not_found`: There is no such account for this API key.
         *
         *     `series_not_found`: There is no such series.
         */
        "account_not_found.series_not_found": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 404;
                    /** @enum {unknown} */
                    code?: "account_not_found" | "series_not_found";
                };
            };
        };
        /**
         * @description `cancel_too_late`: Too late to cancel: the mail is being sent or has been sent.
         *
         *     `duplicate_schedule`: This draft is already scheduled.
         *
         *     `series_ended`: This series has ended; it cannot be changed any more.
         */
        "cancel_too_late.duplicate_schedule.series_ended": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 409;
                    /** @enum {unknown} */
                    code?: "cancel_too_late" | "duplicate_schedule" | "series_ended";
                };
            };
        };
        /**
         * @description `draft_not_found`: Gmail has no such draft. It may have been sent or deleted.
         *
         *     `draft_too_large`: The mail is larger than the 25 MB Gmail sends.
         *
         *     `draft_without_recipients`: The draft has nobody in To, Cc or Bcc.
         *
         *     `invalid_rule`: That is not a repetition Openly knows, such as FREQ=WEEKLY;BYDAY=MO (RFC 5545), or it never happens.
         *
         *     `outside_send_window`: Your team sends scheduled mail at other hours. Choose the next time it allows.
         *
         *     `time_ambiguous`: That can mean more than one time. Write the month as a word, or pick a date.
         *
         *     `time_in_past`: That time has passed. Choose a later one.
         *
         *     `time_not_understood`: That time was not understood. Try "tomorrow 8am" or pick a date.
         *
         *     `time_too_far`: That is more than five years ahead. Choose an earlier time.
         *
         *     `too_many_recipients`: Gmail sends to at most 100 recipients this way.
         */
        "draft_not_found.draft_too_large.draft_without_recipients.invalid_rule.outside_send_window.time_ambiguous.time_in_past.time_not_understood.time_too_far.too_many_recipients": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 422;
                    /** @enum {unknown} */
                    code?: "draft_not_found" | "draft_too_large" | "draft_without_recipients" | "invalid_rule" | "outside_send_window" | "time_ambiguous" | "time_in_past" | "time_not_understood" | "time_too_far" | "too_many_recipients";
                };
            };
        };
        /**
         * @description `invalid_request`: The request does not have the expected form.
         *
         *     `invalid_time_zone`: That is not an IANA time zone such as Europe/Amsterdam.
         */
        "invalid_request.invalid_time_zone": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 400;
                    /** @enum {unknown} */
                    code?: "invalid_request" | "invalid_time_zone";
                };
            };
        };
        /**
         * @description `report_timeout`: This report takes too long. Ask for a shorter time.
         *
         *     `report_too_fine`: Reports about readers are of whole calendar months that have ended and are still kept.
         */
        "report_timeout.report_too_fine": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 422;
                    /** @enum {unknown} */
                    code?: "report_timeout" | "report_too_fine";
                };
            };
        };
        /** @description `report_timeout`: This report takes too long. Ask for a shorter time. */
        report_timeout: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 422;
                    /** @enum {unknown} */
                    code?: "report_timeout";
                };
            };
        };
        /**
         * @description `already_created`: This was made already, and is shown once. Delete it and make another if the answer was lost.
         *
         *     `too_many_webhooks`: An account can have 20 webhooks. Delete one first.
         */
        "already_created.too_many_webhooks": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 409;
                    /** @enum {unknown} */
                    code?: "already_created" | "too_many_webhooks";
                };
            };
        };
        /**
         * @description `idempotency_conflict`: This Idempotency-Key was used before with another request.
         *
         *     `webhook_target_refused`: This server posts to public https addresses alone, on port 443 or from 1024 up.
         */
        "idempotency_conflict.webhook_target_refused": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 422;
                    /** @enum {unknown} */
                    code?: "idempotency_conflict" | "webhook_target_refused";
                };
            };
        };
        /** @description `webhook_not_found`: There is no such webhook. */
        webhook_not_found: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 404;
                    /** @enum {unknown} */
                    code?: "webhook_not_found";
                };
            };
        };
        /** @description `webhook_target_refused`: This server posts to public https addresses alone, on port 443 or from 1024 up. */
        webhook_target_refused: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 422;
                    /** @enum {unknown} */
                    code?: "webhook_target_refused";
                };
            };
        };
        /** @description `webhook_not_active`: This webhook is switched off or paused. Enable it first. */
        webhook_not_active: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 409;
                    /** @enum {unknown} */
                    code?: "webhook_not_active";
                };
            };
        };
        /**
         * @description `webhook_delivery_not_found`: There is no such delivery, or it is no longer kept.
         *
         *     `webhook_not_found`: There is no such webhook.
         */
        "webhook_delivery_not_found.webhook_not_found": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 404;
                    /** @enum {unknown} */
                    code?: "webhook_delivery_not_found" | "webhook_not_found";
                };
            };
        };
        /** @description `not_found`: There is nothing here. */
        not_found: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 404;
                    /** @enum {unknown} */
                    code?: "not_found";
                };
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    "Reports.list": {
        parameters: {
            query: {
                /** @description The first day, on the calendar of `timeZone`. */
                from: string;
                /** @description The last day; it is included. */
                to: string;
                /** @description IANA zone whose days, weekdays and hours are meant. */
                timeZone?: string;
                /** @description `csv` streams the whole time and takes no `cursor` or `limit`. */
                format?: "json" | "csv";
                /** @description Account id of a member: its mail alone. */
                member?: string;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description Rows of a page, 100 if not given. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "accountId": "0198f2a0-0000-7000-8000-0000000000ab",
                     *           "member": "cleo@example.com",
                     *           "sentAt": "2026-10-20T11:00:00.456Z",
                     *           "opened": true,
                     *           "own": null
                     *         },
                     *         {
                     *           "accountId": "0198f2a0-0000-7000-8000-0000000000aa",
                     *           "member": "sam@example.com",
                     *           "sentAt": "2026-10-20T10:00:00.123Z",
                     *           "opened": true,
                     *           "own": {
                     *             "id": "0198f2a0-0000-7000-8000-000000000001",
                     *             "subject": "Offer",
                     *             "recipients": [
                     *               {
                     *                 "email": "ann@example.net",
                     *                 "name": "Ann",
                     *                 "field": "to"
                     *               }
                     *             ],
                     *             "state": "opened",
                     *             "openCount": 2,
                     *             "machineOpenCount": 1,
                     *             "clickCount": 1,
                     *             "firstOpenedAt": "2026-10-20T12:00:00.000Z",
                     *             "lastOpenedAt": "2026-10-21T09:30:00.000Z"
                     *           }
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["MessagesReport"];
                    /**
                     * @example sentAt,accountId,member,opened,id,subject,recipients,state,openCount,machineOpenCount,clickCount,firstOpenedAt,lastOpenedAt
                     *     2026-10-20T11:00:00.456Z,0198f2a0-0000-7000-8000-0000000000ab,cleo@example.com,yes,,,,,,,,,
                     */
                    "text/csv": string;
                };
            };
            400: components["responses"]["invalid_request.invalid_time_zone"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.scope_missing"];
            404: components["responses"]["member_not_found"];
            422: components["responses"]["report_timeout"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Reports.summary": {
        parameters: {
            query: {
                /** @description The first day, on the calendar of `timeZone`. */
                from: string;
                /** @description The last day; it is included. */
                to: string;
                /** @description IANA zone whose days, weekdays and hours are meant. */
                timeZone?: string;
                /** @description What the rows are of. */
                groupBy?: "day" | "weekday" | "hour" | "member" | "country" | "client" | "recipient_domain";
                /** @description `mine`: of the caller's own mail alone, of which nothing is hidden. Not with an API key, which has none. */
                scope?: "team" | "mine";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "from": "2026-10-01",
                     *       "to": "2026-10-31",
                     *       "timeZone": "Europe/Amsterdam",
                     *       "groupBy": "member",
                     *       "scope": "team",
                     *       "totals": {
                     *         "sent": 40,
                     *         "opened": 25,
                     *         "openedRate": 0.625,
                     *         "medianSecondsToFirstOpen": 3600,
                     *         "machineOnly": 5,
                     *         "machineShare": 0.16666666666666666,
                     *         "clicks": 12,
                     *         "replies": 9,
                     *         "scheduled": {
                     *           "onTime": 30,
                     *           "late": 1,
                     *           "failed": 0
                     *         }
                     *       },
                     *       "rows": [
                     *         {
                     *           "key": "0198f2a0-0000-7000-8000-0000000000ab",
                     *           "label": "Cleo Colleague",
                     *           "sent": 40,
                     *           "opened": 25,
                     *           "openedRate": 0.625,
                     *           "medianSecondsToFirstOpen": null,
                     *           "machineOnly": 5,
                     *           "machineShare": 0.16666666666666666,
                     *           "clicks": 12,
                     *           "replies": 9,
                     *           "scheduled": {
                     *             "onTime": 30,
                     *             "late": 1,
                     *             "failed": 0
                     *           }
                     *         }
                     *       ],
                     *       "other": null,
                     *       "suppressed": false,
                     *       "placeCredit": null
                     *     }
                     */
                    "application/json": components["schemas"]["ReportSummary"];
                };
            };
            400: components["responses"]["invalid_request.invalid_time_zone"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.scope_missing"];
            422: components["responses"]["report_timeout.report_too_fine"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Decisions.list": {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many entries a page has at most. */
                limit?: number;
                /** @description The account an API key acts for; required with one, refused without. */
                accountId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "teamId": "0198f2a0-0000-7000-8000-00000000000a",
                     *       "accountId": "0198f2a0-0000-7000-8000-0000000000aa",
                     *       "items": [
                     *         {
                     *           "id": "0198f2a5-0000-7000-8000-000000000006",
                     *           "decision": "refuse",
                     *           "scope": "message",
                     *           "assurance": "link",
                     *           "decidedAt": "2026-11-22T10:00:00.000Z",
                     *           "noticeVersion": "1",
                     *           "teamHead": {
                     *             "seq": 5,
                     *             "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
                     *           },
                     *           "instanceHead": {
                     *             "seq": 8,
                     *             "hash": "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"
                     *           },
                     *           "messageId": "0198f2a0-0000-7000-8000-000000000001",
                     *           "reader": null
                     *         }
                     *       ],
                     *       "nextCursor": null,
                     *       "teamHead": {
                     *         "seq": 5,
                     *         "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
                     *       },
                     *       "instanceHead": {
                     *         "seq": 8,
                     *         "hash": "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["DecisionPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.scope_missing"];
            404: components["responses"]["account_not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Messages.list": {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many entries a page has at most. */
                limit?: number;
                /** @description The account an API key acts for; required with one, refused without. */
                accountId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0198f2a0-0000-7000-8000-000000000001",
                     *           "subject": "Offer",
                     *           "state": "sent",
                     *           "receiptState": "opened",
                     *           "recipients": [
                     *             {
                     *               "email": "ann@example.net",
                     *               "name": "Ann",
                     *               "field": "to"
                     *             }
                     *           ],
                     *           "gmailMessageId": "18c2f0a1b2c3d4e6",
                     *           "gmailThreadId": "18c2f0a1b2c3d4e5",
                     *           "createdAt": "2026-11-22T08:00:00.000Z",
                     *           "sentAt": "2026-11-22T08:00:12.000Z",
                     *           "openCount": 2,
                     *           "machineOpenCount": 1,
                     *           "firstOpenedAt": "2026-11-22T09:12:31.000Z",
                     *           "lastOpenedAt": "2026-11-22T15:40:02.000Z",
                     *           "confirmation": {
                     *             "by": "click",
                     *             "at": "2026-11-22T15:41:10.000Z",
                     *             "reason": "A link of the mail was followed by a person."
                     *           }
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["MessagePage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.scope_missing"];
            404: components["responses"]["account_not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Messages.get": {
        parameters: {
            query?: {
                /** @description The account an API key acts for; required with one, refused without. */
                accountId?: string;
            };
            header?: never;
            path: {
                /** @description Its id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f2a0-0000-7000-8000-000000000001",
                     *       "subject": "Offer",
                     *       "state": "sent",
                     *       "receiptState": "opened",
                     *       "recipients": [
                     *         {
                     *           "email": "ann@example.net",
                     *           "name": "Ann",
                     *           "field": "to"
                     *         }
                     *       ],
                     *       "gmailMessageId": "18c2f0a1b2c3d4e6",
                     *       "gmailThreadId": "18c2f0a1b2c3d4e5",
                     *       "createdAt": "2026-11-22T08:00:00.000Z",
                     *       "sentAt": "2026-11-22T08:00:12.000Z",
                     *       "openCount": 2,
                     *       "machineOpenCount": 1,
                     *       "firstOpenedAt": "2026-11-22T09:12:31.000Z",
                     *       "lastOpenedAt": "2026-11-22T15:40:02.000Z",
                     *       "confirmation": {
                     *         "by": "click",
                     *         "at": "2026-11-22T15:41:10.000Z",
                     *         "reason": "A link of the mail was followed by a person."
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.scope_missing"];
            404: components["responses"]["account_not_found.message_not_found"];
            409: components["responses"]["message_discarded"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Messages.prepare": {
        parameters: {
            query?: {
                /** @description The account an API key acts for; required with one, refused without. */
                accountId?: string;
            };
            header?: never;
            path: {
                /** @description Its id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "subject": "Offer",
                 *       "recipients": [
                 *         {
                 *           "email": "ann@example.net",
                 *           "name": "Ann",
                 *           "field": "to"
                 *         }
                 *       ],
                 *       "links": [
                 *         "https://example.com/offer"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["PrepareMessage"];
            };
        };
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f2a0-0000-7000-8000-000000000001",
                     *       "senderId": "0198f2a00000",
                     *       "state": "prepared",
                     *       "pixelHtml": "<img src=\"https://openly.example.com/o/0198f2a00000/AZjyoAAAcACAAAAAAAAAASpXn3kqYb0.gif\" width=\"1\" height=\"1\" alt=\"\">",
                     *       "noticeHtml": "<p>This mail tells its sender when it is opened. <a href=\"https://openly.example.com/r/AZjyoAAAcACAAAAAAAAAASpXn3kqYb0\">See or stop it</a></p>",
                     *       "noticeText": "This mail tells its sender when it is opened. See or stop it: https://openly.example.com/r/AZjyoAAAcACAAAAAAAAAASpXn3kqYb0",
                     *       "language": "en",
                     *       "links": [
                     *         {
                     *           "url": "https://example.com/offer",
                     *           "trackedUrl": "https://openly.example.com/l/0198f2a00000/AZjyoAAAcACAAAAAAAAAASpXn3kqYb0"
                     *         }
                     *       ],
                     *       "detail": "city",
                     *       "consentMode": "notice"
                     *     }
                     */
                    "application/json": components["schemas"]["PreparedMessage"];
                };
            };
            400: components["responses"]["invalid_json.invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.scope_missing"];
            404: components["responses"]["account_not_found.message_not_found"];
            409: components["responses"]["message_discarded"];
            413: components["responses"]["payload_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Messages.discard": {
        parameters: {
            query?: {
                /** @description The account an API key acts for; required with one, refused without. */
                accountId?: string;
            };
            header?: never;
            path: {
                /** @description Its id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; there is nothing to tell. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_json.invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.scope_missing"];
            404: components["responses"]["account_not_found.message_not_found"];
            409: components["responses"]["message_discarded"];
            413: components["responses"]["payload_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Messages.ownView": {
        parameters: {
            query?: {
                /** @description The account an API key acts for; required with one, refused without. */
                accountId?: string;
            };
            header?: never;
            path: {
                /** @description Its id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "from": "2026-11-22T10:00:00.000Z",
                 *       "to": "2026-11-22T10:00:41.000Z"
                 *     }
                 */
                "application/json": components["schemas"]["OwnView"];
            };
        };
        responses: {
            /** @description Done; there is nothing to tell. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_json.invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.scope_missing"];
            404: components["responses"]["account_not_found.message_not_found"];
            409: components["responses"]["message_discarded"];
            413: components["responses"]["payload_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Messages.sent": {
        parameters: {
            query?: {
                /** @description The account an API key acts for; required with one, refused without. */
                accountId?: string;
            };
            header?: never;
            path: {
                /** @description Its id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "gmailMessageId": "18c2f0a1b2c3d4e6",
                 *       "gmailThreadId": "18c2f0a1b2c3d4e5",
                 *       "sentAt": "2026-11-22T08:00:12.000Z"
                 *     }
                 */
                "application/json": components["schemas"]["MessageSent"];
            };
        };
        responses: {
            /** @description Done; there is nothing to tell. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_json.invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.scope_missing"];
            404: components["responses"]["account_not_found.message_not_found"];
            409: components["responses"]["message_discarded"];
            413: components["responses"]["payload_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Threads.receipts": {
        parameters: {
            query?: {
                /** @description The account an API key acts for; required with one, refused without. */
                accountId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "gmailThreadIds": [
                 *         "18c2f0a1b2c3d4e5"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["ReceiptsRequest"];
            };
        };
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "receipts": [
                     *         {
                     *           "gmailThreadId": "18c2f0a1b2c3d4e5",
                     *           "messageCount": 1,
                     *           "openCount": 2,
                     *           "machineOpenCount": 1,
                     *           "firstOpenedAt": "2026-11-22T09:12:31.000Z",
                     *           "lastOpenedAt": "2026-11-22T15:40:02.000Z",
                     *           "confirmation": {
                     *             "by": "click",
                     *             "at": "2026-11-22T15:41:10.000Z",
                     *             "reason": "A link of the mail was followed by a person."
                     *           },
                     *           "state": "opened"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ReceiptsResponse"];
                };
            };
            400: components["responses"]["invalid_json.invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.scope_missing"];
            404: components["responses"]["account_not_found"];
            413: components["responses"]["payload_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Threads.thread": {
        parameters: {
            query?: {
                /** @description The account an API key acts for; required with one, refused without. */
                accountId?: string;
            };
            header?: never;
            path: {
                /** @description Gmail’s id of the thread. */
                gmailThreadId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "gmailThreadId": "18c2f0a1b2c3d4e5",
                     *       "messages": [
                     *         {
                     *           "id": "0198f2a0-0000-7000-8000-000000000001",
                     *           "gmailMessageId": "18c2f0a1b2c3d4e6",
                     *           "subject": "Offer",
                     *           "sentAt": "2026-11-22T08:00:12.000Z",
                     *           "recipients": [
                     *             {
                     *               "email": "ann@example.net",
                     *               "name": "Ann",
                     *               "field": "to"
                     *             }
                     *           ],
                     *           "state": "opened",
                     *           "asked": false,
                     *           "confirmation": {
                     *             "by": "click",
                     *             "at": "2026-11-22T15:41:10.000Z",
                     *             "reason": "A link of the mail was followed by a person."
                     *           },
                     *           "opens": [
                     *             {
                     *               "id": "0198f2a0-6f1e-7c3a-9b55-0d7d5f3f79ff",
                     *               "openedAt": "2026-11-22T09:12:31.000Z",
                     *               "kind": "gmail_proxy",
                     *               "confidence": "likely",
                     *               "reason": "Fetched by Gmail’s image proxy while the mail was looked at.",
                     *               "client": "Gmail",
                     *               "os": null,
                     *               "device": null,
                     *               "place": null
                     *             }
                     *           ],
                     *           "clicks": [
                     *             {
                     *               "id": "0198f2a0-7a40-7c3a-9b55-0d7d5f3f7a00",
                     *               "clickedAt": "2026-11-22T15:41:10.000Z",
                     *               "url": "https://example.com/offer",
                     *               "kind": "direct",
                     *               "confidence": "confirmed",
                     *               "reason": "Followed with a browser."
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "placeCredit": null
                     *     }
                     */
                    "application/json": components["schemas"]["Thread"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.scope_missing"];
            404: components["responses"]["account_not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "ReaderZones.set": {
        parameters: {
            query?: {
                /** @description The account an API key acts for; required with one, refused without. */
                accountId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ann@example.net",
                 *       "timeZone": "America/New_York"
                 *     }
                 */
                "application/json": components["schemas"]["SetReaderZone"];
            };
        };
        responses: {
            /** @description Done; there is nothing to tell. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_json.invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.scope_missing"];
            404: components["responses"]["account_not_found"];
            413: components["responses"]["payload_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "ReaderZones.lookUp": {
        parameters: {
            query?: {
                /** @description The account an API key acts for; required with one, refused without. */
                accountId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "emails": [
                 *         "ann@example.net"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["LookUpReaderZones"];
            };
        };
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "zones": [
                     *         {
                     *           "email": "ann@example.net",
                     *           "timeZone": "America/New_York",
                     *           "source": "set"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ReaderZones"];
                };
            };
            400: components["responses"]["invalid_json.invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.scope_missing"];
            404: components["responses"]["account_not_found"];
            413: components["responses"]["payload_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Schedules.list": {
        parameters: {
            query?: {
                /** @description Only those of this status. */
                status?: "scheduled" | "paused" | "sending" | "sent" | "cancelled" | "needs_decision" | "failed";
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many entries a page has at most. */
                limit?: number;
                /** @description The account an API key acts for; required with one, refused without. */
                accountId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0198f2a1-0000-7000-8000-000000000002",
                     *           "gmailDraftId": "r-8123456789",
                     *           "gmailThreadId": "18c2f0a1b2c3d4e5",
                     *           "status": "scheduled",
                     *           "sendAt": "2026-11-23T07:00:00.000Z",
                     *           "timeZone": "Europe/Amsterdam",
                     *           "wallTime": "2026-11-23T08:00",
                     *           "deliverIn": "sender",
                     *           "reader": null,
                     *           "expectedAt": null,
                     *           "tolerance": 60,
                     *           "unlessReplied": false,
                     *           "followUpOf": null,
                     *           "seriesId": null,
                     *           "tracking": true,
                     *           "consentMode": null,
                     *           "subject": "Offer",
                     *           "recipients": [
                     *             "ann@example.net"
                     *           ],
                     *           "messageId": null,
                     *           "gmailMessageId": null,
                     *           "sentAt": null,
                     *           "lateBy": null,
                     *           "code": null,
                     *           "explanation": null,
                     *           "actions": [
                     *             "send_now",
                     *             "choose_new_time",
                     *             "cancel"
                     *           ],
                     *           "createdAt": "2026-11-22T08:00:00.000Z"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["SchedulePage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.scope_missing"];
            404: components["responses"]["account_not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Schedules.create": {
        parameters: {
            query?: {
                /** @description The account an API key acts for; required with one, refused without. */
                accountId?: string;
            };
            header?: {
                /** @description Of your choice, for example a UUID. Sent again with it within 48 hours, a request is not done again and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "gmailDraftId": "r-8123456789",
                 *       "when": "tomorrow 8am",
                 *       "timeZone": "Europe/Amsterdam"
                 *     }
                 */
                "application/json": components["schemas"]["CreateSchedule"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f2a1-0000-7000-8000-000000000002",
                     *       "gmailDraftId": "r-8123456789",
                     *       "gmailThreadId": "18c2f0a1b2c3d4e5",
                     *       "status": "scheduled",
                     *       "sendAt": "2026-11-23T07:00:00.000Z",
                     *       "timeZone": "Europe/Amsterdam",
                     *       "wallTime": "2026-11-23T08:00",
                     *       "deliverIn": "sender",
                     *       "reader": null,
                     *       "expectedAt": null,
                     *       "tolerance": 60,
                     *       "unlessReplied": false,
                     *       "followUpOf": null,
                     *       "seriesId": null,
                     *       "tracking": true,
                     *       "consentMode": null,
                     *       "subject": "Offer",
                     *       "recipients": [
                     *         "ann@example.net"
                     *       ],
                     *       "messageId": null,
                     *       "gmailMessageId": null,
                     *       "sentAt": null,
                     *       "lateBy": null,
                     *       "code": null,
                     *       "explanation": null,
                     *       "actions": [
                     *         "send_now",
                     *         "choose_new_time",
                     *         "cancel"
                     *       ],
                     *       "createdAt": "2026-11-22T08:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Schedule"];
                };
            };
            400: components["responses"]["invalid_json.invalid_request.invalid_time_zone"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.google_scope_missing.reauthorise.scope_missing"];
            404: components["responses"]["account_not_found"];
            409: components["responses"]["duplicate_schedule"];
            413: components["responses"]["payload_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["draft_not_found.draft_too_large.draft_without_recipients.followed_mail_not_found.followed_mail_untracked.idempotency_conflict.outside_send_window.time_ambiguous.time_in_past.time_not_understood.time_too_far.too_many_recipients"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            502: components["responses"]["google_unavailable"];
            503: components["responses"]["unavailable"];
        };
    };
    "Schedules.pause": {
        parameters: {
            query?: {
                /** @description The account an API key acts for; required with one, refused without. */
                accountId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "count": 3
                     *     }
                     */
                    "application/json": components["schemas"]["ScheduleCount"];
                };
            };
            400: components["responses"]["invalid_json.invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.scope_missing"];
            404: components["responses"]["account_not_found"];
            413: components["responses"]["payload_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Preview.preview": {
        parameters: {
            query?: {
                /** @description The account an API key acts for; required with one, refused without. */
                accountId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "when": "tomorrow 8am",
                 *       "timeZone": "Europe/Amsterdam"
                 *     }
                 */
                "application/json": components["schemas"]["PreviewTime"];
            };
        };
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "sendAt": "2026-11-23T07:00:00.000Z",
                     *       "timeZone": "Europe/Amsterdam",
                     *       "wallTime": "2026-11-23T08:00",
                     *       "reader": null,
                     *       "readers": []
                     *     }
                     */
                    "application/json": components["schemas"]["TimePreview"];
                };
            };
            400: components["responses"]["invalid_json.invalid_request.invalid_time_zone"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.scope_missing"];
            404: components["responses"]["account_not_found"];
            413: components["responses"]["payload_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["time_ambiguous.time_in_past.time_not_understood.time_too_far"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Schedules.resume": {
        parameters: {
            query?: {
                /** @description The account an API key acts for; required with one, refused without. */
                accountId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "count": 3
                     *     }
                     */
                    "application/json": components["schemas"]["ScheduleCount"];
                };
            };
            400: components["responses"]["invalid_json.invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.scope_missing"];
            404: components["responses"]["account_not_found"];
            413: components["responses"]["payload_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Schedules.get": {
        parameters: {
            query?: {
                /** @description The account an API key acts for; required with one, refused without. */
                accountId?: string;
            };
            header?: never;
            path: {
                /** @description Its id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f2a1-0000-7000-8000-000000000002",
                     *       "gmailDraftId": "r-8123456789",
                     *       "gmailThreadId": "18c2f0a1b2c3d4e5",
                     *       "status": "scheduled",
                     *       "sendAt": "2026-11-23T07:00:00.000Z",
                     *       "timeZone": "Europe/Amsterdam",
                     *       "wallTime": "2026-11-23T08:00",
                     *       "deliverIn": "sender",
                     *       "reader": null,
                     *       "expectedAt": null,
                     *       "tolerance": 60,
                     *       "unlessReplied": false,
                     *       "followUpOf": null,
                     *       "seriesId": null,
                     *       "tracking": true,
                     *       "consentMode": null,
                     *       "subject": "Offer",
                     *       "recipients": [
                     *         "ann@example.net"
                     *       ],
                     *       "messageId": null,
                     *       "gmailMessageId": null,
                     *       "sentAt": null,
                     *       "lateBy": null,
                     *       "code": null,
                     *       "explanation": null,
                     *       "actions": [
                     *         "send_now",
                     *         "choose_new_time",
                     *         "cancel"
                     *       ],
                     *       "createdAt": "2026-11-22T08:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Schedule"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.scope_missing"];
            404: components["responses"]["account_not_found.schedule_not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Schedules.cancel": {
        parameters: {
            query?: {
                /** @description The account an API key acts for; required with one, refused without. */
                accountId?: string;
            };
            header?: never;
            path: {
                /** @description Its id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; there is nothing to tell. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_json.invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.scope_missing"];
            404: components["responses"]["account_not_found.schedule_not_found"];
            409: components["responses"]["cancel_too_late"];
            413: components["responses"]["payload_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Schedules.change": {
        parameters: {
            query?: {
                /** @description The account an API key acts for; required with one, refused without. */
                accountId?: string;
            };
            header?: never;
            path: {
                /** @description Its id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "when": "monday 9:30",
                 *       "timeZone": "Europe/Amsterdam"
                 *     }
                 */
                "application/json": components["schemas"]["ChangeSchedule"];
            };
        };
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f2a1-0000-7000-8000-000000000002",
                     *       "gmailDraftId": "r-8123456789",
                     *       "gmailThreadId": "18c2f0a1b2c3d4e5",
                     *       "status": "scheduled",
                     *       "sendAt": "2026-11-23T07:00:00.000Z",
                     *       "timeZone": "Europe/Amsterdam",
                     *       "wallTime": "2026-11-23T08:00",
                     *       "deliverIn": "sender",
                     *       "reader": null,
                     *       "expectedAt": null,
                     *       "tolerance": 60,
                     *       "unlessReplied": false,
                     *       "followUpOf": null,
                     *       "seriesId": null,
                     *       "tracking": true,
                     *       "consentMode": null,
                     *       "subject": "Offer",
                     *       "recipients": [
                     *         "ann@example.net"
                     *       ],
                     *       "messageId": null,
                     *       "gmailMessageId": null,
                     *       "sentAt": null,
                     *       "lateBy": null,
                     *       "code": null,
                     *       "explanation": null,
                     *       "actions": [
                     *         "send_now",
                     *         "choose_new_time",
                     *         "cancel"
                     *       ],
                     *       "createdAt": "2026-11-22T08:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Schedule"];
                };
            };
            400: components["responses"]["invalid_json.invalid_request.invalid_time_zone"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.scope_missing"];
            404: components["responses"]["account_not_found.schedule_not_found"];
            409: components["responses"]["schedule_not_open"];
            413: components["responses"]["payload_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["outside_send_window.time_ambiguous.time_in_past.time_not_understood.time_too_far"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Schedules.history": {
        parameters: {
            query?: {
                /** @description The account an API key acts for; required with one, refused without. */
                accountId?: string;
            };
            header?: never;
            path: {
                /** @description Its id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "at": "2026-11-22T08:00:00.000Z",
                     *           "from": null,
                     *           "to": "scheduled",
                     *           "what": "Scheduled.",
                     *           "code": null
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["ScheduleHistory"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.scope_missing"];
            404: components["responses"]["account_not_found.schedule_not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Schedules.resolve": {
        parameters: {
            query?: {
                /** @description The account an API key acts for; required with one, refused without. */
                accountId?: string;
            };
            header?: never;
            path: {
                /** @description Its id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "action": "send_now"
                 *     }
                 */
                "application/json": components["schemas"]["ResolveSchedule"];
            };
        };
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f2a1-0000-7000-8000-000000000002",
                     *       "gmailDraftId": "r-8123456789",
                     *       "gmailThreadId": "18c2f0a1b2c3d4e5",
                     *       "status": "scheduled",
                     *       "sendAt": "2026-11-23T07:00:00.000Z",
                     *       "timeZone": "Europe/Amsterdam",
                     *       "wallTime": "2026-11-23T08:00",
                     *       "deliverIn": "sender",
                     *       "reader": null,
                     *       "expectedAt": null,
                     *       "tolerance": 60,
                     *       "unlessReplied": false,
                     *       "followUpOf": null,
                     *       "seriesId": null,
                     *       "tracking": true,
                     *       "consentMode": null,
                     *       "subject": "Offer",
                     *       "recipients": [
                     *         "ann@example.net"
                     *       ],
                     *       "messageId": null,
                     *       "gmailMessageId": null,
                     *       "sentAt": null,
                     *       "lateBy": null,
                     *       "code": null,
                     *       "explanation": null,
                     *       "actions": [
                     *         "send_now",
                     *         "choose_new_time",
                     *         "cancel"
                     *       ],
                     *       "createdAt": "2026-11-22T08:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Schedule"];
                };
            };
            400: components["responses"]["invalid_json.invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.google_scope_missing.reauthorise.scope_missing"];
            404: components["responses"]["account_not_found.schedule_not_found"];
            409: components["responses"]["cancel_too_late.duplicate_schedule.schedule_not_open"];
            413: components["responses"]["payload_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["draft_not_found.draft_too_large.draft_without_recipients.outside_send_window.too_many_recipients"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            502: components["responses"]["google_unavailable"];
            503: components["responses"]["unavailable"];
        };
    };
    "Schedules.sendNow": {
        parameters: {
            query?: {
                /** @description The account an API key acts for; required with one, refused without. */
                accountId?: string;
            };
            header?: never;
            path: {
                /** @description Its id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f2a1-0000-7000-8000-000000000002",
                     *       "gmailDraftId": "r-8123456789",
                     *       "gmailThreadId": "18c2f0a1b2c3d4e5",
                     *       "status": "scheduled",
                     *       "sendAt": "2026-11-23T07:00:00.000Z",
                     *       "timeZone": "Europe/Amsterdam",
                     *       "wallTime": "2026-11-23T08:00",
                     *       "deliverIn": "sender",
                     *       "reader": null,
                     *       "expectedAt": null,
                     *       "tolerance": 60,
                     *       "unlessReplied": false,
                     *       "followUpOf": null,
                     *       "seriesId": null,
                     *       "tracking": true,
                     *       "consentMode": null,
                     *       "subject": "Offer",
                     *       "recipients": [
                     *         "ann@example.net"
                     *       ],
                     *       "messageId": null,
                     *       "gmailMessageId": null,
                     *       "sentAt": null,
                     *       "lateBy": null,
                     *       "code": null,
                     *       "explanation": null,
                     *       "actions": [
                     *         "send_now",
                     *         "choose_new_time",
                     *         "cancel"
                     *       ],
                     *       "createdAt": "2026-11-22T08:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Schedule"];
                };
            };
            400: components["responses"]["invalid_json.invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.scope_missing"];
            404: components["responses"]["account_not_found.schedule_not_found"];
            409: components["responses"]["schedule_not_open"];
            413: components["responses"]["payload_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["outside_send_window"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Series.list": {
        parameters: {
            query?: {
                /** @description Only those of this status. */
                status?: "active" | "paused" | "ended" | "needs_decision";
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many entries a page has at most. */
                limit?: number;
                /** @description The account an API key acts for; required with one, refused without. */
                accountId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0198f2a2-0000-7000-8000-000000000003",
                     *           "gmailDraftId": "r-8123456789",
                     *           "status": "active",
                     *           "code": null,
                     *           "explanation": null,
                     *           "rule": "FREQ=WEEKLY;BYDAY=MO",
                     *           "timeZone": "Europe/Amsterdam",
                     *           "wallTime": "2026-11-23T08:00",
                     *           "skip": [
                     *             "2026-12-28"
                     *           ],
                     *           "tracking": true,
                     *           "consentMode": null,
                     *           "tolerance": 60,
                     *           "subject": "Weekly figures",
                     *           "recipients": [
                     *             "ann@example.net"
                     *           ],
                     *           "next": [
                     *             {
                     *               "date": "2026-11-23",
                     *               "wallTime": "2026-11-23T08:00",
                     *               "sendAt": "2026-11-23T07:00:00.000Z"
                     *             }
                     *           ],
                     *           "scheduleId": "0198f2a1-0000-7000-8000-000000000002",
                     *           "createdAt": "2026-11-22T08:00:00.000Z"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["SeriesPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.scope_missing"];
            404: components["responses"]["account_not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Series.create": {
        parameters: {
            query?: {
                /** @description The account an API key acts for; required with one, refused without. */
                accountId?: string;
            };
            header?: {
                /** @description Of your choice, for example a UUID. Sent again with it within 48 hours, a request is not done again and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "gmailDraftId": "r-8123456789",
                 *       "rule": "FREQ=WEEKLY;BYDAY=MO",
                 *       "when": "monday 8am",
                 *       "timeZone": "Europe/Amsterdam"
                 *     }
                 */
                "application/json": components["schemas"]["CreateSeries"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f2a2-0000-7000-8000-000000000003",
                     *       "gmailDraftId": "r-8123456789",
                     *       "status": "active",
                     *       "code": null,
                     *       "explanation": null,
                     *       "rule": "FREQ=WEEKLY;BYDAY=MO",
                     *       "timeZone": "Europe/Amsterdam",
                     *       "wallTime": "2026-11-23T08:00",
                     *       "skip": [
                     *         "2026-12-28"
                     *       ],
                     *       "tracking": true,
                     *       "consentMode": null,
                     *       "tolerance": 60,
                     *       "subject": "Weekly figures",
                     *       "recipients": [
                     *         "ann@example.net"
                     *       ],
                     *       "next": [
                     *         {
                     *           "date": "2026-11-23",
                     *           "wallTime": "2026-11-23T08:00",
                     *           "sendAt": "2026-11-23T07:00:00.000Z"
                     *         }
                     *       ],
                     *       "scheduleId": "0198f2a1-0000-7000-8000-000000000002",
                     *       "createdAt": "2026-11-22T08:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Series"];
                };
            };
            400: components["responses"]["invalid_json.invalid_request.invalid_time_zone"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.google_scope_missing.reauthorise.scope_missing"];
            404: components["responses"]["account_not_found"];
            409: components["responses"]["duplicate_schedule"];
            413: components["responses"]["payload_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["draft_not_found.draft_too_large.draft_without_recipients.idempotency_conflict.invalid_rule.outside_send_window.time_ambiguous.time_in_past.time_not_understood.time_too_far.too_many_recipients"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            502: components["responses"]["google_unavailable"];
            503: components["responses"]["unavailable"];
        };
    };
    "Series.get": {
        parameters: {
            query?: {
                /** @description The account an API key acts for; required with one, refused without. */
                accountId?: string;
            };
            header?: never;
            path: {
                /** @description Its id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f2a2-0000-7000-8000-000000000003",
                     *       "gmailDraftId": "r-8123456789",
                     *       "status": "active",
                     *       "code": null,
                     *       "explanation": null,
                     *       "rule": "FREQ=WEEKLY;BYDAY=MO",
                     *       "timeZone": "Europe/Amsterdam",
                     *       "wallTime": "2026-11-23T08:00",
                     *       "skip": [
                     *         "2026-12-28"
                     *       ],
                     *       "tracking": true,
                     *       "consentMode": null,
                     *       "tolerance": 60,
                     *       "subject": "Weekly figures",
                     *       "recipients": [
                     *         "ann@example.net"
                     *       ],
                     *       "next": [
                     *         {
                     *           "date": "2026-11-23",
                     *           "wallTime": "2026-11-23T08:00",
                     *           "sendAt": "2026-11-23T07:00:00.000Z"
                     *         }
                     *       ],
                     *       "scheduleId": "0198f2a1-0000-7000-8000-000000000002",
                     *       "createdAt": "2026-11-22T08:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Series"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.scope_missing"];
            404: components["responses"]["account_not_found.series_not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Series.end": {
        parameters: {
            query?: {
                /** @description The account an API key acts for; required with one, refused without. */
                accountId?: string;
            };
            header?: never;
            path: {
                /** @description Its id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; there is nothing to tell. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_json.invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.scope_missing"];
            404: components["responses"]["account_not_found.series_not_found"];
            413: components["responses"]["payload_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            502: components["responses"]["google_unavailable"];
            503: components["responses"]["unavailable"];
        };
    };
    "Series.change": {
        parameters: {
            query?: {
                /** @description The account an API key acts for; required with one, refused without. */
                accountId?: string;
            };
            header?: never;
            path: {
                /** @description Its id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "skip": [
                 *         "2026-12-28"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["ChangeSeries"];
            };
        };
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f2a2-0000-7000-8000-000000000003",
                     *       "gmailDraftId": "r-8123456789",
                     *       "status": "active",
                     *       "code": null,
                     *       "explanation": null,
                     *       "rule": "FREQ=WEEKLY;BYDAY=MO",
                     *       "timeZone": "Europe/Amsterdam",
                     *       "wallTime": "2026-11-23T08:00",
                     *       "skip": [
                     *         "2026-12-28"
                     *       ],
                     *       "tracking": true,
                     *       "consentMode": null,
                     *       "tolerance": 60,
                     *       "subject": "Weekly figures",
                     *       "recipients": [
                     *         "ann@example.net"
                     *       ],
                     *       "next": [
                     *         {
                     *           "date": "2026-11-23",
                     *           "wallTime": "2026-11-23T08:00",
                     *           "sendAt": "2026-11-23T07:00:00.000Z"
                     *         }
                     *       ],
                     *       "scheduleId": "0198f2a1-0000-7000-8000-000000000002",
                     *       "createdAt": "2026-11-22T08:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Series"];
                };
            };
            400: components["responses"]["invalid_json.invalid_request.invalid_time_zone"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.google_scope_missing.reauthorise.scope_missing"];
            404: components["responses"]["account_not_found.series_not_found"];
            409: components["responses"]["cancel_too_late.duplicate_schedule.series_ended"];
            413: components["responses"]["payload_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["draft_not_found.draft_too_large.draft_without_recipients.invalid_rule.outside_send_window.time_ambiguous.time_in_past.time_not_understood.time_too_far.too_many_recipients"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            502: components["responses"]["google_unavailable"];
            503: components["responses"]["unavailable"];
        };
    };
    "Join.page": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As it stands in the link. */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example <!doctype html>… */
                    "text/html": string;
                };
            };
            400: components["responses"]["invalid_request.page"];
            /** @description There is no such thing, or not any more. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example <!doctype html>… */
                    "text/html": string;
                };
            };
            500: components["responses"]["internal.page"];
            503: components["responses"]["unavailable.page"];
        };
    };
    "Invitations.accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "k2Vb8xQm4Rt7Ys1Wz5Lp9Nf3Hg6Jc0Ek_Da-Ub2To8M"
                 *     }
                 */
                "application/json": components["schemas"]["AcceptInvitation"];
            };
        };
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "accountId": "0198f2a0-0000-7000-8000-0000000000aa",
                     *       "teamId": "0198f2a0-0000-7000-8000-00000000000a",
                     *       "teamName": "Example",
                     *       "role": "owner",
                     *       "email": "sam@example.com",
                     *       "name": "Sam Sender",
                     *       "hostedDomain": "example.com",
                     *       "senderId": "0198f2a00000",
                     *       "publicUrl": "https://openly.example.com",
                     *       "gmailConnected": true,
                     *       "scheduleTolerance": 60,
                     *       "noticeLanguage": null,
                     *       "subjectsKept": true,
                     *       "trackedByDefault": true
                     *     }
                     */
                    "application/json": components["schemas"]["Me"];
                };
            };
            400: components["responses"]["invalid_json.invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["invitation_not_found"];
            409: components["responses"]["account_busy.already_member.has_own_records.last_owner"];
            413: components["responses"]["payload_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Teams.team": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f2a0-0000-7000-8000-00000000000a",
                     *       "name": "Example",
                     *       "policy": {
                     *         "detail": "country",
                     *         "consentMode": "notice",
                     *         "subjectsKept": true,
                     *         "recordsKeptDays": 90,
                     *         "addressesKeptDays": 180,
                     *         "auditKeptDays": 365,
                     *         "sendWindow": {
                     *           "days": [
                     *             1,
                     *             2,
                     *             3,
                     *             4,
                     *             5
                     *           ],
                     *           "from": "08:00",
                     *           "until": "18:00"
                     *         },
                     *         "trackedByDefault": true,
                     *         "untrackedDomains": [
                     *           "example.com"
                     *         ],
                     *         "noticeAddition": null,
                     *         "version": 2
                     *       },
                     *       "consentFloor": "notice"
                     *     }
                     */
                    "application/json": components["schemas"]["Team"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.scope_missing"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Members.rename": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Example"
                 *     }
                 */
                "application/json": components["schemas"]["RenameTeam"];
            };
        };
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f2a0-0000-7000-8000-00000000000a",
                     *       "name": "Example",
                     *       "policy": {
                     *         "detail": "country",
                     *         "consentMode": "notice",
                     *         "subjectsKept": true,
                     *         "recordsKeptDays": 90,
                     *         "addressesKeptDays": 180,
                     *         "auditKeptDays": 365,
                     *         "sendWindow": {
                     *           "days": [
                     *             1,
                     *             2,
                     *             3,
                     *             4,
                     *             5
                     *           ],
                     *           "from": "08:00",
                     *           "until": "18:00"
                     *         },
                     *         "trackedByDefault": true,
                     *         "untrackedDomains": [
                     *           "example.com"
                     *         ],
                     *         "noticeAddition": null,
                     *         "version": 2
                     *       },
                     *       "consentFloor": "notice"
                     *     }
                     */
                    "application/json": components["schemas"]["Team"];
                };
            };
            400: components["responses"]["invalid_json.invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["payload_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Audit.list": {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many entries a page has at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0198f2a6-0000-7000-8000-000000000007",
                     *           "at": "2026-11-22T08:00:00.000Z",
                     *           "accountId": "0198f2a0-0000-7000-8000-0000000000aa",
                     *           "action": "policy.changed",
                     *           "targetId": null,
                     *           "detail": {
                     *             "version": {
                     *               "from": 1,
                     *               "to": 2
                     *             },
                     *             "detail": {
                     *               "from": "city",
                     *               "to": "country"
                     *             }
                     *           }
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.scope_missing"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Domains.list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "domain": "example.com",
                     *           "role": "member",
                     *           "createdAt": "2026-11-22T08:00:00.000Z"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["DomainPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Domains.set": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description For example `example.com`. */
                domain: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "role": "member"
                 *     }
                 */
                "application/json": components["schemas"]["SetDomain"];
            };
        };
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "domain": "example.com",
                     *       "role": "member",
                     *       "createdAt": "2026-11-22T08:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["TeamDomain"];
                };
            };
            400: components["responses"]["invalid_json.invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["domain_not_yours.forbidden"];
            409: components["responses"]["domain_taken"];
            413: components["responses"]["payload_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Domains.remove": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description For example `example.com`. */
                domain: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; there is nothing to tell. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_json.invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["domain_not_found"];
            413: components["responses"]["payload_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Export.export": {
        parameters: {
            query?: {
                /** @description For which server: its key, `age1…`, one that this server’s operator allows. Only that server can read what is answered then. Without: in the clear, and without colleagues’ mail. */
                for?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example {"type":"openly-export","version":1,"teamId":"0198f2a0-0000-7000-8000-00000000000a","from":"https://openly.example.com","exportedAt":"2026-11-22T08:00:00.000Z","complete":false,"lookupKeys":[{"id":"k1","check":"n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg"}],"tokenKeys":[{"id":"k1","check":"YDA64iuZiGG847KPM-7BvnWKITyGyTwHbb6fVYwRx1I"}]} */
                    "application/jsonl": string;
                    /** @example age-encryption.org/v1 */
                    "application/octet-stream": string;
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            422: components["responses"]["export_target_unknown"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Invitations.list": {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many entries a page has at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0198f2a7-0000-7000-8000-000000000008",
                     *           "role": "member",
                     *           "email": "dora@example.com",
                     *           "createdBy": "0198f2a0-0000-7000-8000-0000000000aa",
                     *           "createdAt": "2026-11-22T08:00:00.000Z",
                     *           "expiresAt": "2026-11-29T08:00:00.000Z"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["InvitationPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Invitations.create": {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your choice, for example a UUID. Sent again with it within 48 hours, a request is not done again and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "role": "member",
                 *       "email": "dora@example.com"
                 *     }
                 */
                "application/json": components["schemas"]["CreateInvitation"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f2a7-0000-7000-8000-000000000008",
                     *       "role": "member",
                     *       "email": "dora@example.com",
                     *       "createdBy": "0198f2a0-0000-7000-8000-0000000000aa",
                     *       "createdAt": "2026-11-22T08:00:00.000Z",
                     *       "expiresAt": "2026-11-29T08:00:00.000Z",
                     *       "url": "https://openly.example.com/join/k2Vb8xQm4Rt7Ys1Wz5Lp9Nf3Hg6Jc0Ek_Da-Ub2To8M",
                     *       "mailed": true
                     *     }
                     */
                    "application/json": components["schemas"]["CreatedInvitation"];
                };
            };
            400: components["responses"]["invalid_json.invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            409: components["responses"]["already_created.too_many_invitations"];
            413: components["responses"]["payload_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_conflict"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Invitations.revoke": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; there is nothing to tell. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_json.invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["invitation_not_found"];
            413: components["responses"]["payload_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Members.list": {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many entries a page has at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0198f2a0-0000-7000-8000-0000000000ab",
                     *           "email": "cleo@example.com",
                     *           "name": "Cleo Colleague",
                     *           "role": "member",
                     *           "joinedAt": "2026-11-20T08:00:00.000Z",
                     *           "gmailConnected": true
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["MemberPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.scope_missing"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Members.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f2a0-0000-7000-8000-0000000000ab",
                     *       "email": "cleo@example.com",
                     *       "name": "Cleo Colleague",
                     *       "role": "member",
                     *       "joinedAt": "2026-11-20T08:00:00.000Z",
                     *       "gmailConnected": true
                     *     }
                     */
                    "application/json": components["schemas"]["Member"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.scope_missing"];
            404: components["responses"]["member_not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Members.remove": {
        parameters: {
            query?: {
                /** @description What becomes of mail of theirs that waits. */
                schedules?: "cancel" | "handOver";
                /** @description With `handOver`: the member who sends it instead. */
                to?: string;
            };
            header?: never;
            path: {
                /** @description Its id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "erasedAt": "2026-11-22T08:00:00.000Z",
                     *       "teamId": "0198f2a0-0000-7000-8000-00000000000a",
                     *       "removed": {
                     *         "messages": 12,
                     *         "opens": 31
                     *       },
                     *       "teamRemoved": false,
                     *       "googleGrant": "revoked",
                     *       "googleRetryUntil": null,
                     *       "draftsLeft": 1,
                     *       "teamHead": {
                     *         "seq": 4,
                     *         "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
                     *       },
                     *       "instanceHead": {
                     *         "seq": 7,
                     *         "hash": "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErasureReceipt"];
                };
            };
            400: components["responses"]["invalid_json.invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["member_not_found"];
            409: components["responses"]["account_busy.handover_incomplete.last_owner.schedules_undecided"];
            413: components["responses"]["payload_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["handover_impossible"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Members.change": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "role": "admin"
                 *     }
                 */
                "application/json": components["schemas"]["ChangeMember"];
            };
        };
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f2a0-0000-7000-8000-0000000000ab",
                     *       "email": "cleo@example.com",
                     *       "name": "Cleo Colleague",
                     *       "role": "member",
                     *       "joinedAt": "2026-11-20T08:00:00.000Z",
                     *       "gmailConnected": true
                     *     }
                     */
                    "application/json": components["schemas"]["Member"];
                };
            };
            400: components["responses"]["invalid_json.invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["member_not_found"];
            409: components["responses"]["last_owner.schedules_undecided"];
            413: components["responses"]["payload_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Members.waiting": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "mails": 3,
                     *       "series": 1,
                     *       "asking": 1,
                     *       "beingSent": 0
                     *     }
                     */
                    "application/json": components["schemas"]["WaitingMail"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.scope_missing"];
            404: components["responses"]["member_not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Members.passOwnership": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "memberId": "0198f2a0-0000-7000-8000-0000000000ab"
                 *     }
                 */
                "application/json": components["schemas"]["PassOwnership"];
            };
        };
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f2a0-0000-7000-8000-0000000000ab",
                     *       "email": "cleo@example.com",
                     *       "name": "Cleo Colleague",
                     *       "role": "member",
                     *       "joinedAt": "2026-11-20T08:00:00.000Z",
                     *       "gmailConnected": true
                     *     }
                     */
                    "application/json": components["schemas"]["Member"];
                };
            };
            400: components["responses"]["invalid_json.invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["member_not_found"];
            413: components["responses"]["payload_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Teams.changePolicy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "detail": "country",
                 *       "recordsKeptDays": 60
                 *     }
                 */
                "application/json": components["schemas"]["ChangePolicy"];
            };
        };
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f2a0-0000-7000-8000-00000000000a",
                     *       "name": "Example",
                     *       "policy": {
                     *         "detail": "country",
                     *         "consentMode": "notice",
                     *         "subjectsKept": true,
                     *         "recordsKeptDays": 90,
                     *         "addressesKeptDays": 180,
                     *         "auditKeptDays": 365,
                     *         "sendWindow": {
                     *           "days": [
                     *             1,
                     *             2,
                     *             3,
                     *             4,
                     *             5
                     *           ],
                     *           "from": "08:00",
                     *           "until": "18:00"
                     *         },
                     *         "trackedByDefault": true,
                     *         "untrackedDomains": [
                     *           "example.com"
                     *         ],
                     *         "noticeAddition": null,
                     *         "version": 2
                     *       },
                     *       "consentFloor": "notice"
                     *     }
                     */
                    "application/json": components["schemas"]["Team"];
                };
            };
            400: components["responses"]["invalid_json.invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            409: components["responses"]["policy_changed"];
            413: components["responses"]["payload_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["below_floor"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Teams.versions": {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many entries a page has at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "version": 2,
                     *           "at": "2026-11-22T08:00:00.000Z",
                     *           "accountId": "0198f2a0-0000-7000-8000-0000000000aa",
                     *           "policy": {
                     *             "detail": "country",
                     *             "consentMode": "notice",
                     *             "subjectsKept": true,
                     *             "recordsKeptDays": 90,
                     *             "addressesKeptDays": 180,
                     *             "auditKeptDays": 365,
                     *             "sendWindow": {
                     *               "days": [
                     *                 1,
                     *                 2,
                     *                 3,
                     *                 4,
                     *                 5
                     *               ],
                     *               "from": "08:00",
                     *               "until": "18:00"
                     *             },
                     *             "trackedByDefault": true,
                     *             "untrackedDomains": [
                     *               "example.com"
                     *             ],
                     *             "noticeAddition": null,
                     *             "version": 2
                     *           }
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["PolicyChangePage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.scope_missing"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "ApiKeys.list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0198f2a3-0000-7000-8000-000000000004",
                     *           "name": "monthly figures",
                     *           "prefix": "openly_3Kd9",
                     *           "scopes": [
                     *             "reports:read"
                     *           ],
                     *           "createdBy": "0198f2a0-0000-7000-8000-0000000000aa",
                     *           "createdAt": "2026-11-22T08:00:00.000Z",
                     *           "expiresAt": "2027-11-22T08:00:00.000Z",
                     *           "lastUsedAt": "2026-11-22T09:41:00.000Z"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["ApiKeyPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "ApiKeys.create": {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your choice, for example a UUID. Sent again with it within 48 hours, a request is not done again and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "monthly figures",
                 *       "scopes": [
                 *         "reports:read"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["CreateApiKey"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f2a3-0000-7000-8000-000000000004",
                     *       "name": "monthly figures",
                     *       "prefix": "openly_3Kd9",
                     *       "scopes": [
                     *         "reports:read"
                     *       ],
                     *       "createdBy": "0198f2a0-0000-7000-8000-0000000000aa",
                     *       "createdAt": "2026-11-22T08:00:00.000Z",
                     *       "expiresAt": "2027-11-22T08:00:00.000Z",
                     *       "lastUsedAt": null,
                     *       "key": "openly_3Kd9Xv2bQm7Rt5Ys8Wz1Lp4Nf6Hg0Jc9Ek3Da7Ub5To2Mi8Vq1"
                     *     }
                     */
                    "application/json": components["schemas"]["CreatedApiKey"];
                };
            };
            400: components["responses"]["invalid_json.invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            409: components["responses"]["already_created.too_many_api_keys"];
            413: components["responses"]["payload_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_conflict"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "ApiKeys.revoke": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; there is nothing to tell. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_json.invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["api_key_not_found"];
            413: components["responses"]["payload_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Webhooks.list": {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many entries a page has at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0198f2a4-0000-7000-8000-000000000005",
                     *           "url": "https://crm.example.com/openly",
                     *           "events": [
                     *             "open.recorded",
                     *             "schedule.failed"
                     *           ],
                     *           "description": null,
                     *           "scope": "own",
                     *           "status": "active",
                     *           "code": null,
                     *           "explanation": null,
                     *           "statusAt": "2026-11-22T08:00:00.000Z",
                     *           "failingSince": null,
                     *           "createdAt": "2026-11-22T08:00:00.000Z"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Webhooks.create": {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your choice, for example a UUID. Sent again with it within 48 hours, a request is not done again and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "url": "https://crm.example.com/openly",
                 *       "events": [
                 *         "open.recorded",
                 *         "schedule.failed"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["CreateWebhook"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f2a4-0000-7000-8000-000000000005",
                     *       "url": "https://crm.example.com/openly",
                     *       "events": [
                     *         "open.recorded",
                     *         "schedule.failed"
                     *       ],
                     *       "description": null,
                     *       "scope": "own",
                     *       "status": "active",
                     *       "code": null,
                     *       "explanation": null,
                     *       "statusAt": "2026-11-22T08:00:00.000Z",
                     *       "failingSince": null,
                     *       "createdAt": "2026-11-22T08:00:00.000Z",
                     *       "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwvXJ0hZ8fQb4="
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookWithSecret"];
                };
            };
            400: components["responses"]["invalid_json.invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            409: components["responses"]["already_created.too_many_webhooks"];
            413: components["responses"]["payload_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_conflict.webhook_target_refused"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Webhooks.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f2a4-0000-7000-8000-000000000005",
                     *       "url": "https://crm.example.com/openly",
                     *       "events": [
                     *         "open.recorded",
                     *         "schedule.failed"
                     *       ],
                     *       "description": null,
                     *       "scope": "own",
                     *       "status": "active",
                     *       "code": null,
                     *       "explanation": null,
                     *       "statusAt": "2026-11-22T08:00:00.000Z",
                     *       "failingSince": null,
                     *       "createdAt": "2026-11-22T08:00:00.000Z",
                     *       "deliveries": [
                     *         {
                     *           "id": "0198f2a0-6f1e-7c3a-9b55-0d7d5f3f7a01",
                     *           "type": "open.recorded",
                     *           "at": "2026-11-22T09:12:31.000Z",
                     *           "data": {
                     *             "messageId": "0198f2a0-0000-7000-8000-000000000001",
                     *             "gmailThreadId": "18c2f0a1b2c3d4e5",
                     *             "openId": "0198f2a0-6f1e-7c3a-9b55-0d7d5f3f79ff",
                     *             "accountId": "0198f2a0-0000-7000-8000-0000000000aa"
                     *           },
                     *           "status": "delivered",
                     *           "attempts": 1,
                     *           "attemptedAt": "2026-11-22T09:12:32.000Z",
                     *           "nextAttemptAt": null,
                     *           "httpStatus": 204,
                     *           "error": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookWithDeliveries"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["webhook_not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Webhooks.remove": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; there is nothing to tell. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_json.invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["webhook_not_found"];
            413: components["responses"]["payload_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Webhooks.change": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "enabled": true
                 *     }
                 */
                "application/json": components["schemas"]["ChangeWebhook"];
            };
        };
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f2a4-0000-7000-8000-000000000005",
                     *       "url": "https://crm.example.com/openly",
                     *       "events": [
                     *         "open.recorded",
                     *         "schedule.failed"
                     *       ],
                     *       "description": null,
                     *       "scope": "own",
                     *       "status": "active",
                     *       "code": null,
                     *       "explanation": null,
                     *       "statusAt": "2026-11-22T08:00:00.000Z",
                     *       "failingSince": null,
                     *       "createdAt": "2026-11-22T08:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            400: components["responses"]["invalid_json.invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["webhook_not_found"];
            413: components["responses"]["payload_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["webhook_target_refused"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Webhooks.replay": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its id. */
                id: string;
                /** @description The event’s id, as `GET /v1/webhooks/{id}` lists it. */
                deliveryId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Taken on; it is done in a moment. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f2a0-6f1e-7c3a-9b55-0d7d5f3f7a01",
                     *       "type": "open.recorded",
                     *       "at": "2026-11-22T09:12:31.000Z",
                     *       "data": {
                     *         "messageId": "0198f2a0-0000-7000-8000-000000000001",
                     *         "gmailThreadId": "18c2f0a1b2c3d4e5",
                     *         "openId": "0198f2a0-6f1e-7c3a-9b55-0d7d5f3f79ff",
                     *         "accountId": "0198f2a0-0000-7000-8000-0000000000aa"
                     *       },
                     *       "status": "delivered",
                     *       "attempts": 1,
                     *       "attemptedAt": "2026-11-22T09:12:32.000Z",
                     *       "nextAttemptAt": null,
                     *       "httpStatus": 204,
                     *       "error": null
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            400: components["responses"]["invalid_json.invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["webhook_delivery_not_found.webhook_not_found"];
            409: components["responses"]["webhook_not_active"];
            413: components["responses"]["payload_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Webhooks.renewSecret": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f2a4-0000-7000-8000-000000000005",
                     *       "url": "https://crm.example.com/openly",
                     *       "events": [
                     *         "open.recorded",
                     *         "schedule.failed"
                     *       ],
                     *       "description": null,
                     *       "scope": "own",
                     *       "status": "active",
                     *       "code": null,
                     *       "explanation": null,
                     *       "statusAt": "2026-11-22T08:00:00.000Z",
                     *       "failingSince": null,
                     *       "createdAt": "2026-11-22T08:00:00.000Z",
                     *       "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwvXJ0hZ8fQb4="
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookWithSecret"];
                };
            };
            400: components["responses"]["invalid_json.invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["webhook_not_found"];
            413: components["responses"]["payload_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Webhooks.test": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Taken on; it is done in a moment. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f2a0-6f1e-7c3a-9b55-0d7d5f3f7a01",
                     *       "type": "open.recorded",
                     *       "at": "2026-11-22T09:12:31.000Z",
                     *       "data": {
                     *         "messageId": "0198f2a0-0000-7000-8000-000000000001",
                     *         "gmailThreadId": "18c2f0a1b2c3d4e5",
                     *         "openId": "0198f2a0-6f1e-7c3a-9b55-0d7d5f3f79ff",
                     *         "accountId": "0198f2a0-0000-7000-8000-0000000000aa"
                     *       },
                     *       "status": "delivered",
                     *       "attempts": 1,
                     *       "attemptedAt": "2026-11-22T09:12:32.000Z",
                     *       "nextAttemptAt": null,
                     *       "httpStatus": 204,
                     *       "error": null
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            400: components["responses"]["invalid_json.invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["webhook_not_found"];
            409: components["responses"]["webhook_not_active"];
            413: components["responses"]["payload_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Auth.callback": {
        parameters: {
            query: {
                /** @description Given back as it is. */
                state: string;
                /** @description From Google. */
                code?: string;
                /** @description From Google. */
                error?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Go on elsewhere. */
            302: {
                headers: {
                    /** @description Where to go on. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_code.invalid_request"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Auth.start": {
        parameters: {
            query: {
                /** @description SHA-256 of the code verifier in base64url (PKCE, RFC 7636, S256). */
                codeChallenge: string;
                /** @description The extension’s address that the browser is sent back to with `code` and `state`. */
                redirectUri: string;
                /** @description Given back as it is. */
                state: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Go on elsewhere. */
            302: {
                headers: {
                    /** @description Where to go on. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_request.origin_not_allowed"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Auth.logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "refreshToken": "Vt2nBq8yLs0xHj4kRw6pZc1mDf3gTa5eUi7oXvNbQwE"
                 *     }
                 */
                "application/json": components["schemas"]["LogoutRequest"];
            };
        };
        responses: {
            /** @description Done; there is nothing to tell. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_json.invalid_request"];
            413: components["responses"]["payload_too_large"];
            415: components["responses"]["unsupported_media_type"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Auth.token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "Zk3bq0x9pT7mW1sLr8uVQA",
                 *       "codeVerifier": "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
                 *     }
                 */
                "application/json": components["schemas"]["TokenRequest"];
            };
        };
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "accessToken": "qY7c0m3T5vXbR2nLw9sKd8eHfJ4gA1zP6uQiOoWtEyM",
                     *       "refreshToken": "Vt2nBq8yLs0xHj4kRw6pZc1mDf3gTa5eUi7oXvNbQwE",
                     *       "expiresIn": 900
                     *     }
                     */
                    "application/json": components["schemas"]["TokenResponse"];
                };
            };
            400: components["responses"]["invalid_code.invalid_json.invalid_request.sign_in_cancelled"];
            401: components["responses"]["invalid_refresh_token"];
            403: components["responses"]["google_scope_missing"];
            413: components["responses"]["payload_too_large"];
            415: components["responses"]["unsupported_media_type"];
            500: components["responses"]["internal"];
            502: components["responses"]["google_unavailable"];
            503: components["responses"]["unavailable"];
        };
    };
    "Auth.me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "accountId": "0198f2a0-0000-7000-8000-0000000000aa",
                     *       "teamId": "0198f2a0-0000-7000-8000-00000000000a",
                     *       "teamName": "Example",
                     *       "role": "owner",
                     *       "email": "sam@example.com",
                     *       "name": "Sam Sender",
                     *       "hostedDomain": "example.com",
                     *       "senderId": "0198f2a00000",
                     *       "publicUrl": "https://openly.example.com",
                     *       "gmailConnected": true,
                     *       "scheduleTolerance": 60,
                     *       "noticeLanguage": null,
                     *       "subjectsKept": true,
                     *       "trackedByDefault": true
                     *     }
                     */
                    "application/json": components["schemas"]["Me"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Auth.deleteMe": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "confirm": "sam@example.com"
                 *     }
                 */
                "application/json": components["schemas"]["DeleteMe"];
            };
        };
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "erasedAt": "2026-11-22T08:00:00.000Z",
                     *       "teamId": "0198f2a0-0000-7000-8000-00000000000a",
                     *       "removed": {
                     *         "messages": 12,
                     *         "opens": 31
                     *       },
                     *       "teamRemoved": false,
                     *       "googleGrant": "revoked",
                     *       "googleRetryUntil": null,
                     *       "draftsLeft": 1,
                     *       "teamHead": {
                     *         "seq": 4,
                     *         "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
                     *       },
                     *       "instanceHead": {
                     *         "seq": 7,
                     *         "hash": "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErasureReceipt"];
                };
            };
            400: components["responses"]["invalid_json.invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            409: components["responses"]["account_busy.last_owner"];
            413: components["responses"]["payload_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["not_confirmed"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Auth.changeMe": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "scheduleTolerance": 30,
                 *       "noticeLanguage": "nl"
                 *     }
                 */
                "application/json": components["schemas"]["ChangeMe"];
            };
        };
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "accountId": "0198f2a0-0000-7000-8000-0000000000aa",
                     *       "teamId": "0198f2a0-0000-7000-8000-00000000000a",
                     *       "teamName": "Example",
                     *       "role": "owner",
                     *       "email": "sam@example.com",
                     *       "name": "Sam Sender",
                     *       "hostedDomain": "example.com",
                     *       "senderId": "0198f2a00000",
                     *       "publicUrl": "https://openly.example.com",
                     *       "gmailConnected": true,
                     *       "scheduleTolerance": 60,
                     *       "noticeLanguage": null,
                     *       "subjectsKept": true,
                     *       "trackedByDefault": true
                     *     }
                     */
                    "application/json": components["schemas"]["Me"];
                };
            };
            400: components["responses"]["invalid_json.invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["payload_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Readers.link": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the sender, as it stands in the mail. */
                senderId: string;
                /** @description As it stands in the link. */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description On to the address that the link stands for. */
            302: {
                headers: {
                    /** @description That address. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description This link is not one of ours, or no longer kept. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example <!doctype html>… */
                    "text/html": string;
                };
            };
            /** @description Where it leads cannot be looked up just now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example <!doctype html>… */
                    "text/html": string;
                };
            };
        };
    };
    "Readers.pixel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the sender, as it stands in the mail. */
                senderId: string;
                /** @description As it stands in the link. */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An image of one transparent pixel, 43 bytes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw== */
                    "image/gif": string;
                };
            };
        };
    };
    "Reader.page": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As it stands in the link. */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example <!doctype html>… */
                    "text/html": string;
                };
            };
            400: components["responses"]["invalid_request.page"];
            404: components["responses"]["link_token_not_found.page"];
            500: components["responses"]["internal.page"];
            503: components["responses"]["unavailable.page"];
        };
    };
    "Reader.decide": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As it stands in the link. */
                token: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "decision": "refuse",
                 *       "scope": "message"
                 *     }
                 */
                "application/json": components["schemas"]["ReaderDecision"];
                /**
                 * @example {
                 *       "decision": "refuse",
                 *       "scope": "message"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["ReaderDecision"];
            };
        };
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0198f2a5-0000-7000-8000-000000000006",
                     *       "decision": "refuse",
                     *       "scope": "message",
                     *       "assurance": "link",
                     *       "decidedAt": "2026-11-22T10:00:00.000Z",
                     *       "noticeVersion": "1",
                     *       "teamHead": {
                     *         "seq": 5,
                     *         "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
                     *       },
                     *       "instanceHead": {
                     *         "seq": 8,
                     *         "hash": "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["DecisionReceipt"];
                    /** @example <!doctype html>… */
                    "text/html": string;
                };
            };
            /** @description Done; go on to the page. */
            303: {
                headers: {
                    /** @description Where to go on. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_json.invalid_request.page"];
            403: components["responses"]["forbidden.proof_required.wrong_proof.page"];
            404: components["responses"]["link_token_not_found.page"];
            413: components["responses"]["payload_too_large.page"];
            415: components["responses"]["unsupported_media_type.page"];
            429: components["responses"]["rate_limited.page"];
            500: components["responses"]["internal.page"];
            503: components["responses"]["unavailable.page"];
        };
    };
    "Reader.erase": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As it stands in the link. */
                token: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "scope": "sender",
                 *       "proof": "ABCD EFGH"
                 *     }
                 */
                "application/json": components["schemas"]["ReaderClaim"];
                /**
                 * @example {
                 *       "scope": "sender",
                 *       "proof": "ABCD EFGH"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["ReaderClaim"];
            };
        };
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "erased": {
                     *         "messages": 1,
                     *         "addresses": 1,
                     *         "opens": 2,
                     *         "clicks": 0,
                     *         "links": 1,
                     *         "questions": 0,
                     *         "timeZones": 0,
                     *         "codes": 1
                     *       },
                     *       "receipt": {
                     *         "id": "0198f2a5-0000-7000-8000-000000000006",
                     *         "decision": "refuse",
                     *         "scope": "sender",
                     *         "assurance": "mailbox",
                     *         "decidedAt": "2026-11-22T10:00:00.000Z",
                     *         "noticeVersion": "1",
                     *         "teamHead": {
                     *           "seq": 5,
                     *           "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
                     *         },
                     *         "instanceHead": {
                     *           "seq": 8,
                     *           "hash": "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Erasure"];
                    /** @example <!doctype html>… */
                    "text/html": string;
                };
            };
            400: components["responses"]["invalid_json.invalid_request.page"];
            403: components["responses"]["forbidden.proof_required.wrong_proof.page"];
            404: components["responses"]["link_token_not_found.page"];
            413: components["responses"]["payload_too_large.page"];
            415: components["responses"]["unsupported_media_type.page"];
            429: components["responses"]["rate_limited.page"];
            500: components["responses"]["internal.page"];
            503: components["responses"]["unavailable.page"];
        };
    };
    "Reader.export": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As it stands in the link. */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "email": "ann@example.net",
                     *       "scope": "message",
                     *       "exportedAt": "2026-11-22T10:05:00.000Z",
                     *       "mails": [
                     *         {
                     *           "messageId": "0198f2a0-0000-7000-8000-000000000001",
                     *           "sender": {
                     *             "email": "sam@example.com",
                     *             "name": "Sam Sender",
                     *             "team": "Example"
                     *           },
                     *           "subject": "Offer",
                     *           "sentAt": "2026-11-22T08:00:12.000Z",
                     *           "state": "recording",
                     *           "stoppedAt": null,
                     *           "you": [
                     *             {
                     *               "email": "ann@example.net",
                     *               "name": "Ann",
                     *               "field": "to"
                     *             }
                     *           ],
                     *           "recorded": {
                     *             "readers": "one",
                     *             "opens": [
                     *               {
                     *                 "id": "0198f2a0-6f1e-7c3a-9b55-0d7d5f3f79ff",
                     *                 "openedAt": "2026-11-22T09:12:31.000Z",
                     *                 "kind": "gmail_proxy",
                     *                 "confidence": "likely",
                     *                 "reason": "Fetched by Gmail’s image proxy while the mail was looked at.",
                     *                 "client": "Gmail",
                     *                 "os": null,
                     *                 "device": null,
                     *                 "place": null
                     *               }
                     *             ],
                     *             "clicks": [
                     *               {
                     *                 "id": "0198f2a0-7a40-7c3a-9b55-0d7d5f3f7a00",
                     *                 "clickedAt": "2026-11-22T15:41:10.000Z",
                     *                 "url": "https://example.com/offer",
                     *                 "kind": "direct",
                     *                 "confidence": "confirmed",
                     *                 "reason": "Followed with a browser."
                     *               }
                     *             ],
                     *             "confirmation": null
                     *           },
                     *           "keptDays": {
                     *             "opens": 90,
                     *             "addresses": 180
                     *           }
                     *         }
                     *       ],
                     *       "decisions": [],
                     *       "questions": [],
                     *       "timeZones": [],
                     *       "codes": [
                     *         {
                     *           "madeAt": "2026-11-22T10:00:00.000Z",
                     *           "endsAt": "2026-11-22T10:15:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ReaderExport"];
                    /** @example <!doctype html>… */
                    "text/html": string;
                };
            };
            400: components["responses"]["invalid_request.page"];
            403: components["responses"]["proof_required.wrong_proof.page"];
            404: components["responses"]["link_token_not_found.page"];
            429: components["responses"]["rate_limited.page"];
            500: components["responses"]["internal.page"];
            503: components["responses"]["unavailable.page"];
        };
    };
    "Reader.exportPosted": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As it stands in the link. */
                token: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "scope": "sender",
                 *       "proof": "ABCD EFGH"
                 *     }
                 */
                "application/json": components["schemas"]["ReaderClaim"];
                /**
                 * @example {
                 *       "scope": "sender",
                 *       "proof": "ABCD EFGH"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["ReaderClaim"];
            };
        };
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "email": "ann@example.net",
                     *       "scope": "message",
                     *       "exportedAt": "2026-11-22T10:05:00.000Z",
                     *       "mails": [
                     *         {
                     *           "messageId": "0198f2a0-0000-7000-8000-000000000001",
                     *           "sender": {
                     *             "email": "sam@example.com",
                     *             "name": "Sam Sender",
                     *             "team": "Example"
                     *           },
                     *           "subject": "Offer",
                     *           "sentAt": "2026-11-22T08:00:12.000Z",
                     *           "state": "recording",
                     *           "stoppedAt": null,
                     *           "you": [
                     *             {
                     *               "email": "ann@example.net",
                     *               "name": "Ann",
                     *               "field": "to"
                     *             }
                     *           ],
                     *           "recorded": {
                     *             "readers": "one",
                     *             "opens": [
                     *               {
                     *                 "id": "0198f2a0-6f1e-7c3a-9b55-0d7d5f3f79ff",
                     *                 "openedAt": "2026-11-22T09:12:31.000Z",
                     *                 "kind": "gmail_proxy",
                     *                 "confidence": "likely",
                     *                 "reason": "Fetched by Gmail’s image proxy while the mail was looked at.",
                     *                 "client": "Gmail",
                     *                 "os": null,
                     *                 "device": null,
                     *                 "place": null
                     *               }
                     *             ],
                     *             "clicks": [
                     *               {
                     *                 "id": "0198f2a0-7a40-7c3a-9b55-0d7d5f3f7a00",
                     *                 "clickedAt": "2026-11-22T15:41:10.000Z",
                     *                 "url": "https://example.com/offer",
                     *                 "kind": "direct",
                     *                 "confidence": "confirmed",
                     *                 "reason": "Followed with a browser."
                     *               }
                     *             ],
                     *             "confirmation": null
                     *           },
                     *           "keptDays": {
                     *             "opens": 90,
                     *             "addresses": 180
                     *           }
                     *         }
                     *       ],
                     *       "decisions": [],
                     *       "questions": [],
                     *       "timeZones": [],
                     *       "codes": [
                     *         {
                     *           "madeAt": "2026-11-22T10:00:00.000Z",
                     *           "endsAt": "2026-11-22T10:15:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ReaderExport"];
                    /** @example <!doctype html>… */
                    "text/html": string;
                };
            };
            400: components["responses"]["invalid_json.invalid_request.page"];
            403: components["responses"]["forbidden.proof_required.wrong_proof.page"];
            404: components["responses"]["link_token_not_found.page"];
            413: components["responses"]["payload_too_large.page"];
            415: components["responses"]["unsupported_media_type.page"];
            429: components["responses"]["rate_limited.page"];
            500: components["responses"]["internal.page"];
            503: components["responses"]["unavailable.page"];
        };
    };
    "Reader.prove": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As it stands in the link. */
                token: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ann@example.net"
                 *     }
                 */
                "application/json": components["schemas"]["ReaderProof"];
                /**
                 * @example {
                 *       "email": "ann@example.net"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["ReaderProof"];
            };
        };
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "until": "2026-11-22T10:15:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["MailboxProven"];
                    /** @example <!doctype html>… */
                    "text/html": string;
                };
            };
            /** @description Taken on; it is done in a moment. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example {} */
                    "application/json": components["schemas"]["CodeAskedFor"];
                    /** @example <!doctype html>… */
                    "text/html": string;
                };
            };
            400: components["responses"]["invalid_json.invalid_request.page"];
            403: components["responses"]["forbidden.wrong_proof.page"];
            404: components["responses"]["link_token_not_found.page"];
            413: components["responses"]["payload_too_large.page"];
            415: components["responses"]["unsupported_media_type.page"];
            429: components["responses"]["rate_limited.page"];
            500: components["responses"]["internal.page"];
            503: components["responses"]["no_mail_here.unavailable.page"];
        };
    };
    "Reader.receipts": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As it stands in the link. */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "receipts": [
                     *         {
                     *           "id": "0198f2a5-0000-7000-8000-000000000006",
                     *           "decision": "refuse",
                     *           "scope": "message",
                     *           "assurance": "link",
                     *           "decidedAt": "2026-11-22T10:00:00.000Z",
                     *           "noticeVersion": "1",
                     *           "teamHead": {
                     *             "seq": 5,
                     *             "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
                     *           },
                     *           "instanceHead": {
                     *             "seq": 8,
                     *             "hash": "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["DecisionReceipts"];
                    /** @example <!doctype html>… */
                    "text/html": string;
                };
            };
            400: components["responses"]["invalid_request.page"];
            404: components["responses"]["link_token_not_found.page"];
            500: components["responses"]["internal.page"];
            503: components["responses"]["unavailable.page"];
        };
    };
    "WellKnown.openly": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "Openly",
                     *       "version": "0.1.0",
                     *       "purpose": "Schedules mail and shows read receipts, with the reader’s knowledge.",
                     *       "paths": {
                     *         "pixel": {
                     *           "purpose": "An image that tells of an open.",
                     *           "prefix": "https://openly.example.com/o/",
                     *           "pattern": "/o/[a-z0-9]+/.+\\.gif$"
                     *         },
                     *         "link": {
                     *           "purpose": "A link that tells of a click.",
                     *           "prefix": "https://openly.example.com/l/",
                     *           "pattern": "/l/[a-z0-9]+/.+$"
                     *         },
                     *         "readerPage": {
                     *           "purpose": "The reader’s page.",
                     *           "prefix": "https://openly.example.com/r/",
                     *           "pattern": "/r/.+$"
                     *         }
                     *       },
                     *       "marks": {
                     *         "pixel": "img[src*=\"/o/\"]",
                     *         "notice": "[data-openly=notice]"
                     *       },
                     *       "consentFloor": "notice",
                     *       "licence": "MIT"
                     *     }
                     */
                    "application/json": components["schemas"]["ServerDeclaration"];
                };
            };
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Health.live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok",
                     *       "service": "openly"
                     *     }
                     */
                    "application/json": components["schemas"]["Alive"];
                };
            };
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Health.ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok"
                     *     }
                     */
                    "application/json": components["schemas"]["Ready"];
                };
            };
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "Health.read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example openly_hits_total 12 */
                    "text/plain": string;
                };
            };
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    "WellKnown.text": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example # Privacy */
                    "text/plain": string;
                };
            };
            404: components["responses"]["not_found"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
}
