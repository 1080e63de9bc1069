/* Written by `npm run client:generate` from the API document; not to be changed by hand. */

export interface paths {
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Metrics in the Prometheus text format */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who did what, when
         * @description Every change of a device and of an inspection point, every log-in and log-out, and every act of an
         *     administrator, done or refused. As CSV or NDJSON by `Accept`: all that match, the oldest first. An NDJSON export without
         *     filters ends with the checkpoints, one a line, and is what `npm run audit:verify` reads.
         *
         *     Needs the role admin.
         */
        get: operations["listAuditRecords"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/checkpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Signed marks of where the trail stood, and the public key
         * @description Keep them, or the log lines `audit checkpoint`, where nobody who can write to the database can change
         *     them: they show what was altered or cut off later. Signed is the canonical JSON (RFC 8785) of `anchor`, `hash`, `seq`,
         *     `tenant`, `time` and `"type": "trapline audit checkpoint"`.
         *
         *     Needs the role admin.
         */
        get: operations["listAuditCheckpoints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log in with Microshare credentials
         * @description At most ten attempts a minute per client.
         */
        post: operations["login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End this session */
        post: operations["logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is calling */
        get: operations["getAuthStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/validate-token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the token or API key is valid; 401 when it is not */
        get: operations["validateToken"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log a browser in with Microshare credentials or an API key
         * @description The session is in a cookie. Calls with it that change something must carry the header
         *     `x-trapline-client`, with any value. At most ten attempts a minute per client.
         */
        post: operations["openSession"];
        /** End this browser's session */
        delete: operations["closeSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/dead": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Jobs whose attempts are used up, the latest first; kept for 30 days
         * @description Needs the role admin.
         */
        get: operations["DeadJobsController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/dead/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Lets a dead job run again, with all its attempts
         * @description Needs the role admin.
         */
        post: operations["DeadJobsController_retry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/cache/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How fresh the devices are and how well the cache works */
        get: operations["CacheController_status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/cache/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reads every cluster anew, in the background; what is known is served meanwhile
         * @description Needs the role admin.
         */
        post: operations["CacheController_refresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/cache/clear": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Forgets all devices and discovers them again; until then lists answer 503
         * @description Needs the role admin.
         */
        post: operations["CacheController_clear"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Creates, changes and deletes up to 10,000 devices
         * @description Each item stands for itself and is validated like the call for one device; its result says what that
         *     call would have answered. Items for one cluster share its reads and writes. Changes to one device apply in the order of
         *     the items. A reference is asked for by one item only, unless `allow_duplicate`; one that an earlier item gives up is
         *     free within the same cluster.
         *
         *     The answer is one line of JSON per event while the batch runs: `result` as soon as an item has settled, in any order,
         *     `progress` in between, `summary` last. An answer without summary was cut off. With `Accept: application/json` the
         *     same comes as one document at the end. A caller who goes away does not stop what has begun.
         *
         *     Repeated with the same `Idempotency-Key` and body, a batch makes nothing twice: what an item without guid has created
         *     before is its result again. Updates are made again, which changes nothing where nobody else has changed the device; what
         *     is deleted already, or created under a guid of the caller's choice, is refused with 404 or 409. The same key with
         *     another body is refused. A dry run needs no key.
         *
         *     Needs the role operator.
         */
        post: operations["DeviceBatchController_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Devices as CSV, with the filters of the list */
        get: operations["DeviceFilesController_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Creates and changes devices from CSV
         * @description A row whose guid is known changes that device, any other creates one. A dry run by default: send dry_run=false to carry it out. Each row stands for itself.
         *
         *     Needs the role operator.
         */
        post: operations["DeviceFilesController_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists devices
         * @description Served from memory. All devices when no limit is given.
         */
        get: operations["DevicesController_list"];
        put?: never;
        /**
         * Creates a device in the cluster that serves its customer, or in the one named
         * @description Needs the role operator.
         */
        post: operations["DevicesController_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{guid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows one device */
        get: operations["DevicesController_get"];
        /**
         * Changes the fields that are given
         * @description Needs the role operator.
         */
        put: operations["DevicesController_replace"];
        post?: never;
        /**
         * Deletes a device
         * @description Needs the role operator.
         */
        delete: operations["DevicesController_delete"];
        options?: never;
        head?: never;
        /**
         * Changes the fields that are given
         * @description Needs the role operator.
         */
        patch: operations["DevicesController_patch"];
        trace?: never;
    };
    "/api/v1/devices/create": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Creates a device in the cluster that serves its customer, or in the one named
         * @description Needs the role operator.
         */
        post: operations["DevicesController_create_2"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{guid}/update": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Changes the fields that are given
         * @description Needs the role operator.
         */
        put: operations["DevicesController_replace_2"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{guid}/delete": {
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
         * Deletes a device
         * @description Needs the role operator.
         */
        delete: operations["DevicesController_delete_2"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/clusters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the clusters that the account sees */
        get: operations["ClustersController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/clusters/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows one cluster with its devices */
        get: operations["ClustersController_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/erp/discovery/inspection-points": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Inspection points of the ERP */
        get: operations["ErpDiscoveryController_inspectionPoints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/erp/discovery/unmapped": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Active inspection points whose reference no device has */
        get: operations["ErpDiscoveryController_unmapped"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/clusters/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The states of a cluster before writes, for HISTORY_DAYS */
        get: operations["listClusterHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/clusters/{id}/history/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The devices of a cluster as they were */
        get: operations["getClusterVersion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/clusters/{id}/history/{version}/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What has changed from one version to another, or to the present */
        get: operations["diffClusterVersion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/erp/gap-analysis/trends": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Coverage and gaps over time
         * @description Kept for `GAP_TREND_DAYS`, longer than the reports. Runs that failed are not part of it.
         */
        get: operations["getGapTrends"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/erp/gap-analysis/resolved": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Gaps that are gone, the latest first
         * @description A gap that comes back has a new life. Kept for `GAP_TREND_DAYS`.
         */
        get: operations["listResolvedGaps"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/erp/gap-analysis/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The runs that are kept, newest first */
        get: operations["listGapAnalyses"];
        put?: never;
        /**
         * Compare the ERP with the devices now
         * @description Runs in the background. Never two at a time: where one is under way, that one is answered.
         *
         *     Needs the role operator.
         */
        post: operations["startGapAnalysis"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/erp/gap-analysis/runs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One run with its report
         * @description The members of the report are null while it runs and where it failed; as CSV or workbook that is 409.
         */
        get: operations["getGapAnalysis"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/erp/gap-analysis/latest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The last run that succeeded, with its report
         * @description Failed runs leave it in place. The pages after the first stay with the report they began with.
         */
        get: operations["getLatestGapAnalysis"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/erp/sync/plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The plans of this account, newest first */
        get: operations["listPlans"];
        put?: never;
        /**
         * Compares both sides and keeps what would have to be done
         * @description Nothing is changed. No plan is made when either side cannot be read completely.
         *
         *     Needs the role operator.
         */
        post: operations["makePlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/erp/sync/plans/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One plan with its actions and what became of them */
        get: operations["getPlan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/erp/sync/plans/{id}/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Applies a plan in the background, all of it or chosen actions
         * @description An action whose records have changed since the plan was made is refused, the others are applied. Applied again, a plan tries what has failed. Repeating the call changes nothing.
         *
         *     Needs the role operator.
         */
        post: operations["applyPlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/erp/sync/plans/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Holds a plan up that is being applied
         * @description What has been given out already still gets its result.
         *
         *     Needs the role operator.
         */
        post: operations["pausePlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/erp/sync/plans/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Goes on with a plan that is paused
         * @description Needs the role operator.
         */
        post: operations["resumePlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/erp/sync/plans/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Calls a plan off; what it has changed already stays
         * @description Needs the role operator.
         */
        post: operations["cancelPlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/erp/sync/plans/{id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Makes a plan that restores what this one has changed
         * @description Where a record has changed since it was applied, its action is skipped. Once the new plan is applied, the actions of the old one are `undone`.
         *
         *     Needs the role operator.
         */
        post: operations["undoPlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/erp/sync/create-devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Creates the devices that inspection points lack
         * @description For the points named, or for all without a device. A dry run by default; else a plan that is applied at once, and can be undone. Each point stands for itself.
         *
         *     Needs the role operator.
         */
        post: operations["ProvisioningController_createDevices"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/clusters/{id}/history/{version}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Makes a plan that gives a cluster the devices of a version
         * @description Nothing is changed before the plan is applied. Devices that were deleted since come back with every field but secrets, those that came since go, and of the others the fields that differ are changed back. Applied, the plan refuses what has changed since it was made.
         *
         *     Needs the role operator.
         */
        post: operations["restoreClusterVersion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/erp/sync/sync_to_microshare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Makes a plan from the inspection points to the devices, and applies it in the background
         * @description Needs the role operator.
         */
        post: operations["syncToMicroshare"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/erp/sync/sync_from_microshare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Makes a plan from the devices to the ERP, and applies it in the background
         * @description Hardware id, and status and time of synchronisation where a field is set for them (`ODOO_EUI_FIELD`, `ODOO_STATUS_FIELD`, `ODOO_LAST_SYNC_FIELD`).
         *
         *     Needs the role operator.
         */
        post: operations["syncFromMicroshare"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/erp/sync/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the two sides are kept in step */
        get: operations["getSyncPolicy"];
        /**
         * Says how the two sides are to be kept in step
         * @description Members that are absent are as by default. Plans that are made already stay as they are.
         *
         *     Needs the role admin.
         */
        put: operations["setSyncPolicy"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happens, as it happens
         * @description Server-sent events of what the caller's account may see, over all replicas. The stream stays open; a
         *     comment every 15 seconds shows that it lives.
         *
         *     Who comes back with the `Last-Event-ID` of the last event is told what happened since. Who has missed more than is kept,
         *     and everybody when events were lost, gets `read_anew`: read what you show from the API again. An event may come twice.
         *     A stream ends when its session does, when the server stops, and when its reader is too slow.
         */
        get: operations["followEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/erp/sync/plans/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far a plan has come, as it happens
         * @description The events of `GET /api/v1/events` that are about this plan: `run_started`, `run_progressed` after each step, `run_ended`. Resumed by `Last-Event-ID`; `read_anew` means: read the plan again.
         */
        get: operations["followPlan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hooks/erp/{connection}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The ERP has changed: signed by Standard Webhooks 1.0.0
         * @description HMAC-SHA256 with `ERP_HOOK_SECRET`; at most five minutes old. A repeated `webhook-id` changes nothing. Answered at once; the points are read soon after, once for many hints.
         */
        post: operations["hintErpChange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hooks/erp/{connection}/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The ERP has changed: for a sender that cannot sign, such as an automation rule in Odoo
         * @description The token is `ERP_HOOK_TOKEN`. Answered at once; the points are read soon after, once for many hints.
         */
        post: operations["hintErpChangeByToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is told of what
         * @description Needs the role admin.
         */
        get: operations["listWebhooks"];
        put?: never;
        /**
         * Be told of gap analyses, signed by Standard Webhooks 1.0.0
         * @description https and public addresses only, unless `WEBHOOK_ALLOW_PRIVATE`. What is not answered with 2xx within 20 s is sent again, nine times over three days.
         *
         *     Needs the role admin.
         */
        post: operations["createWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{id}": {
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
         * Tell it nothing any more, and forget its deliveries
         * @description Needs the role admin.
         */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was sent to it, and how that went
         * @description Needs the role admin.
         */
        get: operations["listWebhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{id}/deliveries/{delivery}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a message again, by the whole schedule and with the same id
         * @description Needs the role admin.
         */
        post: operations["replayWebhookDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything an operator looks at first */
        get: operations["HealthController_overview"];
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
        /** The process answers; never depends on other systems */
        get: operations["HealthController_live"];
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
        /** Devices can be served; says which dependency is degraded */
        get: operations["HealthController_ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is running, for the people who use it */
        get: operations["StatusController_status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is behind each connection to an ERP
         * @description Version, modules, companies, languages, fields, and what the account may do. Read once, and anew by each test of the connections.
         *
         *     Needs the role admin.
         */
        get: operations["listConnections"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/connections/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tries the connections to Microshare and the ERP now
         * @description With the service accounts, past everything that is kept in memory. Says what to do where one fails.
         *
         *     Needs the role admin.
         */
        post: operations["testConnections"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/connections/{id}/mapping": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The mapping in use, and presets to begin with
         * @description Needs the role admin.
         */
        get: operations["getMapping"];
        /**
         * Saves a mapping, from now on in use
         * @description Checked first: its expressions, the fields that they read, and that what is written is read back as the same. The points are read anew by it at the next occasion.
         *
         *     Needs the role admin.
         */
        put: operations["putMapping"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/connections/{id}/mappings/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a mapping makes of live records; changes nothing
         * @description Needs the role admin.
         */
        post: operations["testMapping"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/connections/{id}/key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Which API key is in use, and how its exchange went
         * @description Needs the role admin.
         */
        get: operations["getConnectionKey"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/connections/{id}/key/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Exchanges the API key for a new one now
         * @description In the background: a new key is made in the ERP, stored, tried out and used, and the old one revoked; also with ODOO_API_KEY_ROTATION=off. Whatever else uses the old key loses its access. What became of it: GET …/key.
         *
         *     Needs the role admin.
         */
        post: operations["rotateConnectionKey"];
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
        FieldErrorDto: {
            /**
             * @description Path of the field
             * @example erp_reference
             */
            field: string;
            /**
             * @description What would be right
             * @example must match ^[A-Z0-9_]{3,50}$
             */
            message: string;
            /** @description What was sent, where it is no secret */
            value?: (string | number | boolean) | null;
        };
        UpstreamDto: {
            /**
             * @description Which connected system
             * @example microshare
             */
            system: string;
            /**
             * @description Whether the same request may succeed later
             * @example true
             */
            retryable: boolean;
        };
        ProblemDto: {
            /**
             * Format: uri-reference
             * @description Address that names the kind of problem
             * @example /docs/problems/not-found
             */
            type: string;
            /**
             * @description The kind in words
             * @example Not found
             */
            title: string;
            /**
             * @description The HTTP status
             * @example 404
             */
            status: number;
            /**
             * @description What happened this time
             * @example there is no device with this guid
             */
            detail: string;
            /**
             * @description Path of the request
             * @example /api/v1/devices/erp-device-1
             */
            instance: string;
            /**
             * @description Same as the X-Request-Id header
             * @example req-4f8a
             */
            request_id: string;
            /** @description One entry per wrong field */
            errors?: components["schemas"]["FieldErrorDto"][];
            /** @description Present when a connected system failed */
            upstream?: components["schemas"]["UpstreamDto"];
        };
        AuditRecordDto: {
            /** @example default */
            tenant: string;
            /**
             * @description 1, 2, 3… without a gap
             * @example 1742
             */
            seq: number;
            /** Format: date-time */
            time: string;
            /** @enum {string} */
            actor_kind: "api_key" | "session" | "anonymous" | "system";
            /**
             * @description API key's name, user name, or what acted by itself
             * @example planner
             */
            actor: string;
            /** @example operator */
            role: string | null;
            /** @description Opaque key of the Microshare account */
            account: string | null;
            /** @example device.update */
            action: string;
            /** @example device */
            subject_kind: string;
            /** @example 41eb3784-6572-4b99-82b1-046ded0326bb */
            subject: string;
            /** @example HARB_DOCK_0008 */
            reference: string | null;
            /** @description Id of the Microshare cluster */
            cluster: string | null;
            /** @description The subject before */
            before: Record<string, never> | null;
            /** @description The subject afterwards */
            after: Record<string, never> | null;
            /** @enum {string} */
            result: "done" | "refused" | "failed" | "unknown";
            /** @description In words */
            detail: string | null;
            /** @description X-Request-Id of the request */
            correlation_id: string | null;
            /** @description Id of the plan that it was done for */
            plan: string | null;
            /**
             * @description Id of the action in that plan
             * @example 17
             */
            plan_action: string | null;
            /** @description Hash of the record before */
            previous: string;
            /**
             * @description SHA-256, hex, of the canonical JSON (RFC 8785) of all other members of the record, without `plan` and
             *     `plan_action` where they are null
             */
            hash: string;
        };
        AuditPageDto: {
            /** @example true */
            success: boolean;
            /** @description The latest first */
            records: components["schemas"]["AuditRecordDto"][];
            /** @description Null on the last page */
            next_cursor: string | null;
        };
        CheckpointDto: {
            /** @example default */
            tenant: string;
            /** @example 1742 */
            seq: number;
            /** @description Hash of that record */
            hash: string;
            /** Format: date-time */
            time: string;
            /** @description The records up to this one were given up */
            anchor: boolean;
            /** @example 9f2c6a1b0d3e4f5061728394a5b6c7d8 */
            key_id: string;
            /** @description SPKI, PEM */
            public_key: string;
            /** @description Ed25519, base64 */
            signature: string;
        };
        CheckpointListDto: {
            /** @example true */
            success: boolean;
            /** @description The key that signs now: SPKI, PEM */
            public_key: string;
            /** @example 9f2c6a1b0d3e4f5061728394a5b6c7d8 */
            key_id: string;
            /** @description The latest first */
            checkpoints: components["schemas"]["CheckpointDto"][];
        };
        LoginDto: {
            /**
             * @description Microshare user name
             * @example planner@pest.example
             */
            username: string;
            /**
             * Format: password
             * @description Microshare password
             */
            password: string;
            /**
             * @deprecated
             * @description Sent by older clients; ignored
             */
            environment?: string;
        };
        UserInfoDto: {
            /** @example planner@pest.example */
            username: string;
            /** @enum {string} */
            role: "viewer" | "operator" | "admin";
            /**
             * @description Opaque key of the Microshare account
             * @example 5f0c2a9be1d34476
             */
            account: string;
        };
        LoginAnswerDto: {
            /** @example true */
            success: boolean;
            /**
             * @description Send it as `Authorization: Bearer …`
             * @example tls_9f2c
             */
            session_token: string;
            /** @enum {string} */
            token_type: "Bearer";
            /** Format: date-time */
            expires_at: string;
            user_info: components["schemas"]["UserInfoDto"];
        };
        LogoutAnswerDto: {
            /** @example true */
            success: boolean;
        };
        AuthStatusDto: {
            /** @enum {string} */
            kind: "api_key" | "session";
            /**
             * @description The API key's name, or the user name
             * @example planner@pest.example
             */
            name: string;
            /** @enum {string} */
            role: "viewer" | "operator" | "admin";
            /**
             * Format: date-time
             * @description End of the session; absent for API keys
             */
            expires_at?: string;
            /** @example true */
            authenticated: boolean;
        };
        TokenValidityDto: {
            /** @enum {string} */
            kind: "api_key" | "session";
            /**
             * @description The API key's name, or the user name
             * @example planner@pest.example
             */
            name: string;
            /** @enum {string} */
            role: "viewer" | "operator" | "admin";
            /**
             * Format: date-time
             * @description End of the session; absent for API keys
             */
            expires_at?: string;
            /** @example true */
            valid: boolean;
        };
        OpenSessionDto: {
            /**
             * @description Microshare user name
             * @example planner@pest.example
             */
            username?: string;
            /**
             * Format: password
             * @description Microshare password
             */
            password?: string;
            /**
             * Format: password
             * @description In place of user name and password
             */
            api_key?: string;
        };
        DeadJobDto: {
            /** @example 17 */
            job_id: string;
            /**
             * @description What it does
             * @example plan.apply
             */
            name: string;
            /**
             * @description The record it is about
             * @example 0f3c8a52-6a0e-4f0e-9a53-7d1a0c1f2b3e
             */
            subject_id: string;
            /** @example 8 */
            attempts: number;
            /** @example the lease of the job is lost */
            reason: string;
            /** Format: date-time */
            failed_at: string;
        };
        DeadJobsDto: {
            /** @example true */
            success: boolean;
            jobs: components["schemas"]["DeadJobDto"][];
        };
        RetriedDto: {
            /** @example true */
            success: boolean;
        };
        DiscoveryProgressDto: {
            /** Format: date-time */
            since: string;
            clusters_so_far: number;
        };
        CacheStatusDto: {
            /** @example true */
            success: boolean;
            /**
             * @description Store that replicas share
             * @enum {string}
             */
            driver: "redis" | "memory";
            /** @description Whether that store can be reached */
            store_reachable: boolean;
            /** @description A complete set of devices is there */
            ready: boolean;
            devices: number;
            clusters: number;
            /** @description Bytes in the store; null when unreachable */
            size_bytes: number | null;
            /** @description Age of the oldest data */
            age_seconds: number | null;
            cluster_ttl_seconds: number;
            device_ttl_seconds: number;
            /** Format: date-time */
            last_discovery: string | null;
            discovering: components["schemas"]["DiscoveryProgressDto"] | null;
            /** @description Why the last refresh failed */
            last_error: string | null;
            /** @description Reads answered from memory since the start */
            hits: number;
            /** @description Of these, with data due for a refresh */
            stale_hits: number;
            misses: number;
            /** @description 0..1; null before the first read */
            hit_rate: number | null;
        };
        AcceptedDto: {
            /** @example true */
            success: boolean;
            /** @example every cluster is being read anew */
            message: string;
        };
        DeviceDto: {
            /**
             * @description Hardware id; all zeros = planned, no hardware yet. Not unique.
             * @example 00-00-00-00-00-00-00-00
             */
            id: string;
            /**
             * @description Identity of the device
             * @example erp-device-3f0c1f0a-6b1e-4a53-9d1b-7b6f0f6f8c21
             */
            guid: string;
            /** @example Harbour Foods */
            customer: string;
            /** @example Dock Street Mill */
            site: string;
            /** @example Grain Intake */
            area: string;
            /**
             * @description Reference of the inspection point in the ERP
             * @example HF_DSM_0014
             */
            erp_reference: string;
            /**
             * @description `Infrastructure` for gateways
             * @example Internal
             */
            placement: string;
            /**
             * @description `Gateway` for gateways
             * @example Bait/Lured
             */
            configuration: string;
            /**
             * @description pending, active, inactive, maintenance, or what Microshare says. Not a sign of life.
             * @example pending
             */
            status: string;
            /** @enum {string} */
            device_type: "rodent_sensor" | "gateway" | "unknown";
            /** @example 66f0a1b2c3d4e5f60718293a */
            cluster_id: string;
            /** @example Harbour Foods | Motion */
            cluster_name: string;
            /** @description All location layers are filled and the reference is legal */
            erp_ready: boolean;
            /**
             * @description Location layers that Microshare holds
             * @example 6
             */
            location_layers: number;
            /**
             * Format: date-time
             * @example 2026-02-18T09:41:07.553Z
             */
            last_modified: string | null;
        };
        ItemProblemDto: {
            /**
             * Format: uri-reference
             * @description Address that names the kind of problem
             * @example /docs/problems/not-found
             */
            type: string;
            /**
             * @description The kind in words
             * @example Not found
             */
            title: string;
            /**
             * @description The HTTP status
             * @example 404
             */
            status: number;
            /**
             * @description What happened this time
             * @example there is no device with this guid
             */
            detail: string;
            /** @description One entry per wrong field */
            errors?: components["schemas"]["FieldErrorDto"][];
            /** @description Present when a connected system failed */
            upstream?: components["schemas"]["UpstreamDto"];
            /** @description Seconds to wait before trying again */
            retry_after_s?: number;
        };
        BatchResultDto: {
            /** @enum {string} */
            type: "result";
            /**
             * @description Position of the item in the request
             * @example 0
             */
            index: number;
            /**
             * @description What the call for one device would have answered
             * @example 201
             * @enum {integer}
             */
            status: 200 | 201 | 404 | 409 | 412 | 422 | 500 | 502 | 503;
            /** @description As it is now, or was before it was deleted; null where nothing was done */
            device: components["schemas"]["DeviceDto"] | null;
            problem?: components["schemas"]["ItemProblemDto"];
        };
        BatchProgressDto: {
            /** @enum {string} */
            type: "progress";
            /**
             * @description Items whose result has been sent
             * @example 500
             */
            done: number;
            /** @example 10000 */
            total: number;
        };
        BatchSummaryDto: {
            /** @enum {string} */
            type: "summary";
            /** @example 10000 */
            total: number;
            /** @example 9998 */
            succeeded: number;
            /** @example 2 */
            failed: number;
            /**
             * @description How many items had each status
             * @example {
             *       "201": 9998,
             *       "409": 2
             *     }
             */
            by_status: {
                [key: string]: number;
            };
        };
        BatchReportDto: {
            /** @description No item has failed */
            success: boolean;
            /** @description In the order of the items */
            results: components["schemas"]["BatchResultDto"][];
            summary: components["schemas"]["BatchSummaryDto"];
        };
        BatchCreateDto: {
            /**
             * @description No commas, no control characters
             * @example Harbour Foods
             */
            customer: string;
            /**
             * @description No commas, no control characters
             * @example Dock Street Mill
             */
            site: string;
            /**
             * @description No commas, no control characters
             * @example Grain Intake
             */
            area: string;
            /** @example HF_DSM_0014 */
            erp_reference: string;
            /**
             * @description Required for rodent sensors; gateways have none
             * @enum {string}
             */
            placement?: "Internal" | "External";
            /**
             * @description Required for rodent sensors; gateways have none
             * @enum {string}
             */
            configuration?: "Poison" | "Bait/Lured" | "Kill/Trap" | "Glue" | "Cavity";
            /**
             * @default rodent_sensor
             * @enum {string}
             */
            device_type?: "rodent_sensor" | "gateway";
            /**
             * @default pending
             * @enum {string}
             */
            status?: "pending" | "active" | "inactive" | "maintenance";
            /**
             * @description Hardware id (DevEUI, IMEI or serial number)
             * @default 00-00-00-00-00-00-00-00
             */
            id?: string;
            /**
             * @description Identity; made up when not given. Not `export`, `.` or `..`, which are other addresses
             * @example erp-device-3f0c1f0a-6b1e-4a53-9d1b-7b6f0f6f8c21
             */
            guid?: string;
            /** @description Where to create it; else the one cluster of the type that serves the customer and site */
            cluster_id?: string;
            /**
             * @description Accept a reference that another device has
             * @default false
             */
            allow_duplicate?: boolean;
            /** @enum {string} */
            op: "create";
        };
        BatchUpdateDto: {
            /**
             * @description No commas, no control characters
             * @example Harbour Foods
             */
            customer?: string;
            /**
             * @description No commas, no control characters
             * @example Dock Street Mill
             */
            site?: string;
            /**
             * @description No commas, no control characters
             * @example Grain Intake
             */
            area?: string;
            /** @example HF_DSM_0014 */
            erp_reference?: string;
            /**
             * @description Required for rodent sensors; gateways have none
             * @enum {string}
             */
            placement?: "Internal" | "External";
            /**
             * @description Required for rodent sensors; gateways have none
             * @enum {string}
             */
            configuration?: "Poison" | "Bait/Lured" | "Kill/Trap" | "Glue" | "Cavity";
            /** @enum {string} */
            status?: "pending" | "active" | "inactive" | "maintenance";
            /** @description Hardware id (DevEUI, IMEI or serial number) */
            id?: string;
            /**
             * @description Accept a reference that another device has
             * @default false
             */
            allow_duplicate?: boolean;
            /** @enum {string} */
            op: "update";
            /**
             * @description Guid of the device; a hardware id is refused
             * @example erp-device-1
             */
            guid: string;
            /**
             * @description Version (ETag) that the device must still have
             * @example pDvZ7Jm2rIcrVtXvR1gFzA
             */
            if_match?: string;
        };
        BatchDeleteDto: {
            /** @enum {string} */
            op: "delete";
            /**
             * @description Guid of the device; a hardware id is refused
             * @example erp-device-1
             */
            guid: string;
            /**
             * @description Version (ETag) that the device must still have
             * @example pDvZ7Jm2rIcrVtXvR1gFzA
             */
            if_match?: string;
        };
        BatchRequestDto: {
            /**
             * @example [
             *       {
             *         "op": "create",
             *         "customer": "Harbour Foods",
             *         "site": "Dock Street Mill",
             *         "area": "Grain Intake",
             *         "erp_reference": "HF_DSM_0014",
             *         "placement": "Internal",
             *         "configuration": "Glue"
             *       },
             *       {
             *         "op": "update",
             *         "guid": "erp-device-1",
             *         "if_match": "pDvZ7Jm2rIcrVtXvR1gFzA",
             *         "area": "Loading Bay"
             *       },
             *       {
             *         "op": "delete",
             *         "guid": "erp-device-2"
             *       }
             *     ]
             */
            items: (components["schemas"]["BatchCreateDto"] | components["schemas"]["BatchUpdateDto"] | components["schemas"]["BatchDeleteDto"])[];
        };
        ImportRowDto: {
            /**
             * @description Line of the file; the header is line 1
             * @example 2
             */
            line: number;
            /** @enum {string} */
            verdict: "create" | "created" | "update" | "updated" | "unchanged" | "error" | "failed";
            /** @example HF_DSM_0014 */
            erp_reference: string;
            guid: string | null;
            cluster_id: string | null;
            errors: components["schemas"]["FieldErrorDto"][];
        };
        ImportReportDto: {
            /** @description No row has the verdict error or failed */
            success: boolean;
            dry_run: boolean;
            /**
             * @example {
             *       "create": 12,
             *       "error": 1
             *     }
             */
            summary: {
                [key: string]: number;
            };
            rows: components["schemas"]["ImportRowDto"][];
        };
        ClusterInfoDto: {
            /** @example Harbour Foods | Motion */
            name: string;
            /** @example io.microshare.trap.packed */
            rec_type: string;
            /** @enum {string} */
            device_type: "rodent_sensor" | "gateway" | "unknown";
            /** @example 42 */
            device_count: number;
            /**
             * @description Seconds since it was read from Microshare
             * @example 12
             */
            age_seconds: number;
        };
        DeviceListDto: {
            /** @example true */
            success: boolean;
            devices: components["schemas"]["DeviceDto"][];
            /**
             * @description Devices that the filters select, over all pages
             * @example 380
             */
            total_count: number;
            /** @description Every cluster that the account sees, by id */
            clusters_info: {
                [key: string]: components["schemas"]["ClusterInfoDto"];
            };
            /**
             * @description Age of the oldest data; not part of the ETag
             * @example 42
             */
            age_seconds: number;
            /** @description Cursor of the next page; null on the last */
            next_cursor: string | null;
        };
        DeviceAnswerDto: {
            /** @example true */
            success: boolean;
            device: components["schemas"]["DeviceDto"];
        };
        CreateDeviceDto: {
            /**
             * @description No commas, no control characters
             * @example Harbour Foods
             */
            customer: string;
            /**
             * @description No commas, no control characters
             * @example Dock Street Mill
             */
            site: string;
            /**
             * @description No commas, no control characters
             * @example Grain Intake
             */
            area: string;
            /** @example HF_DSM_0014 */
            erp_reference: string;
            /**
             * @description Required for rodent sensors; gateways have none
             * @enum {string}
             */
            placement?: "Internal" | "External";
            /**
             * @description Required for rodent sensors; gateways have none
             * @enum {string}
             */
            configuration?: "Poison" | "Bait/Lured" | "Kill/Trap" | "Glue" | "Cavity";
            /**
             * @default rodent_sensor
             * @enum {string}
             */
            device_type?: "rodent_sensor" | "gateway";
            /**
             * @default pending
             * @enum {string}
             */
            status?: "pending" | "active" | "inactive" | "maintenance";
            /**
             * @description Hardware id (DevEUI, IMEI or serial number)
             * @default 00-00-00-00-00-00-00-00
             */
            id?: string;
            /**
             * @description Identity; made up when not given. Not `export`, `.` or `..`, which are other addresses
             * @example erp-device-3f0c1f0a-6b1e-4a53-9d1b-7b6f0f6f8c21
             */
            guid?: string;
            /** @description Where to create it; else the one cluster of the type that serves the customer and site */
            cluster_id?: string;
            /**
             * @description Accept a reference that another device has
             * @default false
             */
            allow_duplicate?: boolean;
        };
        DeviceCreatedDto: {
            /** @example true */
            success: boolean;
            device: components["schemas"]["DeviceDto"];
            /** @example 66f0a1b2c3d4e5f60718293a */
            cluster_id: string;
        };
        UpdateDeviceDto: {
            /**
             * @description No commas, no control characters
             * @example Harbour Foods
             */
            customer?: string;
            /**
             * @description No commas, no control characters
             * @example Dock Street Mill
             */
            site?: string;
            /**
             * @description No commas, no control characters
             * @example Grain Intake
             */
            area?: string;
            /** @example HF_DSM_0014 */
            erp_reference?: string;
            /**
             * @description Required for rodent sensors; gateways have none
             * @enum {string}
             */
            placement?: "Internal" | "External";
            /**
             * @description Required for rodent sensors; gateways have none
             * @enum {string}
             */
            configuration?: "Poison" | "Bait/Lured" | "Kill/Trap" | "Glue" | "Cavity";
            /** @enum {string} */
            status?: "pending" | "active" | "inactive" | "maintenance";
            /** @description Hardware id (DevEUI, IMEI or serial number) */
            id?: string;
            /**
             * @description Accept a reference that another device has
             * @default false
             */
            allow_duplicate?: boolean;
        };
        DeviceUpdatedDto: {
            /** @example true */
            success: boolean;
            device: components["schemas"]["DeviceDto"];
            /**
             * @description Fields whose value changed
             * @example [
             *       "area"
             *     ]
             */
            updated_fields: string[];
        };
        ClusterDto: {
            /** @example Harbour Foods | Motion */
            name: string;
            /** @example io.microshare.trap.packed */
            rec_type: string;
            /** @enum {string} */
            device_type: "rodent_sensor" | "gateway" | "unknown";
            /** @example 42 */
            device_count: number;
            /**
             * @description Seconds since it was read from Microshare
             * @example 12
             */
            age_seconds: number;
            /** @example 66f0a1b2c3d4e5f60718293a */
            id: string;
            /**
             * @example [
             *       "Northbank Pest",
             *       "trap"
             *     ]
             */
            tags: string[];
            /** Format: date-time */
            updated_at: string | null;
        };
        ClusterListDto: {
            /** @example true */
            success: boolean;
            clusters: components["schemas"]["ClusterDto"][];
            /** @example 9 */
            total_count: number;
            /** @example 42 */
            age_seconds: number;
        };
        ClusterWithDevicesDto: {
            /** @example true */
            success: boolean;
            cluster: components["schemas"]["ClusterDto"];
            devices: components["schemas"]["DeviceDto"][];
        };
        InspectionPointDto: {
            /**
             * @description The ERP's own record id
             * @example 42
             */
            erp_id: string;
            /** @example HF_DSM_0014 */
            reference: string;
            /** @example Harbour Foods / Dock Street Mill / Grain Intake */
            name: string;
            /** @example Harbour Foods */
            customer: string;
            /** @example Dock Street Mill */
            site: string;
            /** @example Grain Intake */
            area: string;
            /**
             * @description Hardware that the ERP believes to be there
             * @example E8-E1-E1-00-01-0A-2C-41
             */
            device_eui: string;
            archived: boolean;
            /** @enum {string} */
            status: "pending" | "active" | "inactive" | "maintenance";
            /** Format: date-time */
            updated_at: string | null;
        };
        PointListDto: {
            /** @example true */
            success: boolean;
            inspection_points: components["schemas"]["InspectionPointDto"][];
            /** @description Points that the filters select, over all pages */
            total_count: number;
            /** @description Seconds since the ERP was read */
            age_seconds: number;
            next_cursor: string | null;
        };
        ClusterVersionDto: {
            /** @example 12 */
            version: number;
            /**
             * Format: date-time
             * @description When a write ended this state
             */
            taken_at: string;
            /** @example Harbour Foods | Motion */
            name: string;
            /** @example 48 */
            device_count: number;
            /**
             * @description Writes since the version before; above 1, states in between were not kept
             * @example 1
             */
            writes: number;
        };
        ClusterHistoryDto: {
            /** @example true */
            success: boolean;
            /**
             * @description HISTORY_DAYS; 0: nothing is kept
             * @example 30
             */
            keep_days: number;
            /** @description The latest first */
            versions: components["schemas"]["ClusterVersionDto"][];
            next_cursor: string | null;
        };
        ClusterVersionDevicesDto: {
            /** @example true */
            success: boolean;
            version: components["schemas"]["ClusterVersionDto"];
            /** @description As they were before the write */
            devices: components["schemas"]["DeviceDto"][];
        };
        ChangedDeviceDto: {
            /**
             * @example [
             *       "area"
             *     ]
             */
            fields: string[];
            before: components["schemas"]["DeviceDto"];
            after: components["schemas"]["DeviceDto"];
        };
        ClusterDiffDto: {
            /** @example true */
            success: boolean;
            /** @example 12 */
            from: number;
            /**
             * @description A version, or `present`
             * @example present
             */
            to: string;
            /** @description Only in `to` */
            added: components["schemas"]["DeviceDto"][];
            /** @description Only in `from` */
            removed: components["schemas"]["DeviceDto"][];
            changed: components["schemas"]["ChangedDeviceDto"][];
        };
        GapChangeDto: {
            /** @enum {string} */
            change: "point_added" | "point_changed" | "point_archived" | "point_removed" | "device_added" | "device_changed" | "device_removed";
            /**
             * @description The point's id in the ERP, or the device's guid
             * @example 41eb3784-6572-4b99-82b1-046ded0326bb
             */
            record: string;
        };
        GapOriginDto: {
            /**
             * @description `plan`: a plan that was applied; `api`: a call; `in_microshare`, `in_erp`: somebody there, past Trapline; `run`: no record has changed, the run alone finds it gone
             * @enum {string}
             */
            how: "plan" | "api" | "in_microshare" | "in_erp" | "run";
            /**
             * @description Who had the plan applied, or called; null for callers of other accounts
             * @example planner
             */
            actor: string | null;
            /** @example plan-0f3c8a52-6a0e-4f0e-9a53-7d1a0c1f2b3e */
            plan_id: string | null;
            /**
             * Format: date-time
             * @description When Trapline wrote it
             */
            at: string | null;
        };
        ResolvedGapDto: {
            /** @example point_without_device:HF_DSM_0014:4711: */
            finding_id: string;
            /** @enum {string} */
            kind: "point_without_device" | "device_without_point" | "device_without_reference" | "point_without_reference" | "reference_on_several_points" | "reference_on_several_devices" | "illegal_reference" | "near_match" | "customer_differs" | "site_differs" | "area_differs" | "archived_point_live_device" | "status_differs" | "planned_too_long";
            /** @example HF_DSM_0014 */
            reference: string;
            /** @example Harbour Foods */
            customer: string;
            /** @example Dock Street Mill */
            site: string;
            /** Format: date-time */
            first_seen_at: string;
            /** @example gap-7d1a0c1f-2b3e-4f0e-9a53-0f3c8a526a0e */
            first_run_id: string;
            /**
             * Format: date-time
             * @description Start of the run that did not find it any more
             */
            resolved_at: string;
            /** @example gap-0f3c8a52-6a0e-4f0e-9a53-7d1a0c1f2b3e */
            resolved_run_id: string;
            /**
             * @description Whole days from the first run to the last
             * @example 12
             */
            open_days: number;
            /** @description What had changed of its records when it was gone; empty where nothing is known */
            changes: components["schemas"]["GapChangeDto"][];
            /** @description By what its records were changed; several where several did; empty where nothing is known */
            resolved_by: components["schemas"]["GapOriginDto"][];
        };
        ResolvedGapListDto: {
            /** @description The latest first */
            gaps: components["schemas"]["ResolvedGapDto"][];
            /** @description Cursor of the next page; null on the last */
            next_cursor: string | null;
        };
        GapTrendTotalsDto: {
            /**
             * Format: date-time
             * @description Start of the last run of the interval
             */
            at: string;
            /** @example gap-0f3c8a52-6a0e-4f0e-9a53-7d1a0c1f2b3e */
            run_id: string;
            /**
             * @description Runs in the interval
             * @example 1
             */
            runs: number;
            /** @example 400 */
            active_points: number;
            /** @example 371 */
            covered_points: number;
            /**
             * @description Rounded down to one decimal
             * @example 92.7
             */
            coverage_percent: number;
            /** @example 41 */
            findings: number;
            /**
             * @description By all runs of the interval
             * @example 3
             */
            opened: number;
            /**
             * @description By all runs of the interval
             * @example 5
             */
            closed: number;
        };
        GapTrendValueDto: {
            /** Format: date-time */
            at: string;
            /** @example 40 */
            points: number;
            /** @example 37 */
            covered: number;
            /** @example 92.5 */
            percent: number;
        };
        GapTrendSeriesDto: {
            /** @example Harbour Foods */
            customer: string;
            /** @description null: all sites of the customer */
            site: string | null;
            /** @description Oldest first */
            values: components["schemas"]["GapTrendValueDto"][];
        };
        GapTrendDto: {
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            to: string;
            /**
             * @example day
             * @enum {string}
             */
            interval: "run" | "day" | "week" | "month";
            /** @description Oldest first */
            totals: components["schemas"]["GapTrendTotalsDto"][];
            /** @description Empty without `group_by` */
            series: components["schemas"]["GapTrendSeriesDto"][];
        };
        GapTotalsDto: {
            /** @example 400 */
            active_points: number;
            /** @example 12 */
            archived_points: number;
            /** @example 380 */
            rodent_sensors: number;
            /** @example 9 */
            gateways: number;
            /** @example 0 */
            unknown_devices: number;
            /**
             * @description Active points with a trap of their reference
             * @example 371
             */
            covered_points: number;
            /**
             * @description Of the active points, rounded down to one decimal
             * @example 92.7
             */
            coverage_percent: number;
            /** @example 41 */
            findings: number;
        };
        GapCoverageDto: {
            /** @example Harbour Foods */
            customer: string;
            /** @example Dock Street Mill */
            site: string;
            /**
             * @description Active points
             * @example 40
             */
            points: number;
            /** @example 37 */
            covered: number;
            /**
             * @description Rounded down to one decimal
             * @example 92.5
             */
            percent: number;
        };
        GapDifferenceDto: {
            /**
             * @description The report compared with; null for the first one, where every finding counts as opened
             * @example gap-7d1a0c1f-2b3e-4f0e-9a53-0f3c8a526a0e
             */
            previous_run_id: string | null;
            /** @description Ids of findings that are new */
            opened: string[];
            /** @description Ids of findings that are gone */
            closed: string[];
        };
        GapFindingDto: {
            /**
             * @description The same on every run while the disagreement lasts
             * @example site_differs:HF_DSM_0014:4711:erp-device-1
             */
            id: string;
            /** @enum {string} */
            kind: "point_without_device" | "device_without_point" | "device_without_reference" | "point_without_reference" | "reference_on_several_points" | "reference_on_several_devices" | "illegal_reference" | "near_match" | "customer_differs" | "site_differs" | "area_differs" | "archived_point_live_device" | "status_differs" | "planned_too_long";
            /**
             * @description Empty where there is none
             * @example HF_DSM_0014
             */
            reference: string;
            /** @example Harbour Foods */
            customer: string;
            /** @example Dock Street Mill */
            site: string;
            points: components["schemas"]["InspectionPointDto"][];
            devices: components["schemas"]["DeviceDto"][];
            /** @example For HF_DSM_0014 the ERP says site "Dock Street Mill", the trap says "East Mill". */
            reason: string;
            /** @example Change the site of the inspection point in the ERP, or of the device in Microshare. */
            remedy: string;
            /**
             * Format: date-time
             * @description Start of the first of the runs that have found it without a break
             */
            first_seen_at: string;
            /**
             * @description Whole days from then to the run of this report
             * @example 12
             */
            age_days: number;
        };
        GapReportDto: {
            /** @example gap-0f3c8a52-6a0e-4f0e-9a53-7d1a0c1f2b3e */
            id: string;
            /** @enum {string} */
            status: "running" | "succeeded" | "failed";
            /** @enum {string} */
            trigger: "schedule" | "request";
            /**
             * @description API key or user that asked; `schedule` for scheduled runs
             * @example planner
             */
            started_by: string;
            /**
             * Format: date-time
             * @example 2026-11-21T05:00:00.012Z
             */
            started_at: string;
            /**
             * Format: date-time
             * @description null while it runs, and where its process died
             * @example 2026-11-21T05:00:04.207Z
             */
            ended_at: string | null;
            /**
             * @description The side that could not be read; failed runs only
             * @enum {string}
             */
            failed_side?: "erp" | "devices";
            /**
             * @description Why it failed; failed runs only
             * @example The inspection points could not be read completely from the ERP: odoo (read) did not answer within 30000 ms.
             */
            error?: string;
            /**
             * Format: date-time
             * @description No device compared was read before; null without a report
             */
            devices_as_of: string | null;
            /**
             * Format: date-time
             * @description When reading the inspection points began; null without a report
             */
            points_as_of: string | null;
            /**
             * @description Findings by kind, over the whole report; null without one
             * @example {
             *       "point_without_device": 12,
             *       "device_without_point": 0,
             *       "device_without_reference": 0,
             *       "point_without_reference": 0,
             *       "reference_on_several_points": 0,
             *       "reference_on_several_devices": 0,
             *       "illegal_reference": 0,
             *       "near_match": 0,
             *       "customer_differs": 0,
             *       "site_differs": 0,
             *       "area_differs": 0,
             *       "archived_point_live_device": 0,
             *       "status_differs": 0,
             *       "planned_too_long": 0
             *     }
             */
            counts?: {
                point_without_device: number;
                device_without_point: number;
                device_without_reference: number;
                point_without_reference: number;
                reference_on_several_points: number;
                reference_on_several_devices: number;
                illegal_reference: number;
                near_match: number;
                customer_differs: number;
                site_differs: number;
                area_differs: number;
                archived_point_live_device: number;
                status_differs: number;
                planned_too_long: number;
            } | null;
            /** @description null without a report */
            totals: components["schemas"]["GapTotalsDto"] | null;
            /** @description By customer and site */
            coverage: components["schemas"]["GapCoverageDto"][] | null;
            difference: components["schemas"]["GapDifferenceDto"] | null;
            /** @description One page of those that the filters select */
            findings: components["schemas"]["GapFindingDto"][] | null;
            /**
             * @description Findings that the filters select, over all pages
             * @example 41
             */
            total_count: number | null;
            /** @description Cursor of the next page; null on the last */
            next_cursor: string | null;
        };
        GapRunDto: {
            /** @example gap-0f3c8a52-6a0e-4f0e-9a53-7d1a0c1f2b3e */
            id: string;
            /** @enum {string} */
            status: "running" | "succeeded" | "failed";
            /** @enum {string} */
            trigger: "schedule" | "request";
            /**
             * @description API key or user that asked; `schedule` for scheduled runs
             * @example planner
             */
            started_by: string;
            /**
             * Format: date-time
             * @example 2026-11-21T05:00:00.012Z
             */
            started_at: string;
            /**
             * Format: date-time
             * @description null while it runs, and where its process died
             * @example 2026-11-21T05:00:04.207Z
             */
            ended_at: string | null;
            /**
             * @description The side that could not be read; failed runs only
             * @enum {string}
             */
            failed_side?: "erp" | "devices";
            /**
             * @description Why it failed; failed runs only
             * @example The inspection points could not be read completely from the ERP: odoo (read) did not answer within 30000 ms.
             */
            error?: string;
            /**
             * Format: date-time
             * @description No device compared was read before; null without a report
             */
            devices_as_of: string | null;
            /**
             * Format: date-time
             * @description When reading the inspection points began; null without a report
             */
            points_as_of: string | null;
            /**
             * @description Findings by kind, over the whole report; null without one
             * @example {
             *       "point_without_device": 12,
             *       "device_without_point": 0,
             *       "device_without_reference": 0,
             *       "point_without_reference": 0,
             *       "reference_on_several_points": 0,
             *       "reference_on_several_devices": 0,
             *       "illegal_reference": 0,
             *       "near_match": 0,
             *       "customer_differs": 0,
             *       "site_differs": 0,
             *       "area_differs": 0,
             *       "archived_point_live_device": 0,
             *       "status_differs": 0,
             *       "planned_too_long": 0
             *     }
             */
            counts?: {
                point_without_device: number;
                device_without_point: number;
                device_without_reference: number;
                point_without_reference: number;
                reference_on_several_points: number;
                reference_on_several_devices: number;
                illegal_reference: number;
                near_match: number;
                customer_differs: number;
                site_differs: number;
                area_differs: number;
                archived_point_live_device: number;
                status_differs: number;
                planned_too_long: number;
            } | null;
            /** @description null without a report */
            totals: components["schemas"]["GapTotalsDto"] | null;
        };
        GapRunListDto: {
            /** @description Newest first */
            runs: components["schemas"]["GapRunDto"][];
            /**
             * @description Runs that are kept, over all pages
             * @example 30
             */
            total_count: number;
            /** @description Cursor of the next page; null on the last */
            next_cursor: string | null;
        };
        PlanScopeDto: {
            /**
             * @example [
             *       "Harbour Foods"
             *     ]
             */
            customers?: string[];
            /**
             * @example [
             *       "Dock Street Mill"
             *     ]
             */
            sites?: string[];
            /**
             * @example [
             *       "HF_DSM_0014"
             *     ]
             */
            references?: string[];
            /**
             * @example [
             *       "66f0a1b2c3d4e5f60718293a"
             *     ]
             */
            cluster_ids?: string[];
        };
        PlanFiltersDto: {
            kinds?: ("create" | "update" | "move" | "rename" | "status" | "retire" | "delete" | "write_back" | "create_point" | "archive_point" | "restore_point")[];
            /**
             * @description No action with more risk than this
             * @enum {string}
             */
            max_risk?: "low" | "medium" | "high";
        };
        PlanActionDto: {
            /**
             * @description Within its plan, in the order in which actions are applied
             * @example 17
             */
            id: string;
            /** @enum {string} */
            kind: "create" | "update" | "move" | "rename" | "status" | "retire" | "delete" | "write_back" | "create_point" | "archive_point" | "restore_point";
            /** @enum {string} */
            risk: "low" | "medium" | "high";
            /**
             * @description `refused`: its records have changed since, or do not allow it; `skipped`: never part of the plan
             * @enum {string}
             */
            status: "pending" | "applied" | "failed" | "refused" | "skipped" | "undone";
            /** @example No device has the reference of the inspection point HF_DSM_0014. */
            reason: string;
            /**
             * @description Under which the record is found afterwards
             * @example HF_DSM_0014
             */
            erp_reference: string;
            /**
             * @description The device; that of a `create` is fixed with the plan
             * @example erp-device-3f0c1f0a-6b1e-4a53-9d1b-7b6f0f6f8c21
             */
            guid: string | null;
            /**
             * @description The values that the action is about, as they were; null for a record that is made or restored
             * @example null
             */
            before: {
                [key: string]: string;
            } | null;
            /**
             * @description As they are to be; null for a record that is deleted or archived
             * @example {
             *       "area": "Grain Intake"
             *     }
             */
            after: {
                [key: string]: string;
            } | null;
            /**
             * @description The ERP's record; null for a `create_point` until it is applied
             * @example 42
             */
            erp_id: string | null;
            /** @description Holds the device, or is to; null for an action on the ERP's side */
            cluster_id: string | null;
            /** @example Harbour Foods */
            customer: string;
            /** @example Dock Street Mill */
            site: string;
            /**
             * @description Why it was refused, has failed or is skipped; else empty
             * @example
             */
            result: string;
        };
        PlanDto: {
            /** @example plan-0f3c8a52-6a0e-4f0e-9a53-7d1a0c1f2b3e */
            id: string;
            /** @enum {string} */
            direction: "to_microshare" | "to_erp" | "both";
            /** @enum {string} */
            status: "draft" | "applying" | "paused" | "applied" | "failed" | "cancelled";
            /**
             * Format: date-time
             * @example 2026-11-21T09:00:00.012Z
             */
            created_at: string;
            /**
             * @description API key or user
             * @example planner
             */
            created_by: string;
            /** @enum {string} */
            trigger: "request" | "schedule" | "hint";
            /**
             * @description Actions by kind, without the skipped ones; kinds without any are absent
             * @example {
             *       "create": 31,
             *       "update": 2
             *     }
             */
            summary: {
                create?: number;
                update?: number;
                move?: number;
                rename?: number;
                status?: number;
                retire?: number;
                delete?: number;
                write_back?: number;
                create_point?: number;
                archive_point?: number;
                restore_point?: number;
            };
            /**
             * @description Actions by status; those without any are absent
             * @example {
             *       "pending": 30,
             *       "applied": 3,
             *       "skipped": 4
             *     }
             */
            progress: {
                pending?: number;
                applied?: number;
                failed?: number;
                refused?: number;
                skipped?: number;
                undone?: number;
            };
            /**
             * @description How much of the records the plan touches, in per cent, rounded up
             * @example 9
             */
            touched_percent: number;
            scope: components["schemas"]["PlanScopeDto"];
            filters: components["schemas"]["PlanFiltersDto"];
            /** @description The plan that this one undoes */
            undoes: string | null;
            /**
             * @description Why it stands as it does, or what it waits for; else empty
             * @example
             */
            note: string;
            /**
             * Format: date-time
             * @description When reading the inspection points began
             */
            points_as_of: string;
            /**
             * Format: date-time
             * @description No device was read before
             */
            devices_as_of: string;
            /**
             * Format: date-time
             * @description Last asked to be applied
             */
            started_at: string | null;
            /** @example planner */
            started_by: string | null;
            /** Format: date-time */
            ended_at: string | null;
            actions: components["schemas"]["PlanActionDto"][];
            /** @description Cursor of the next actions; null on the last page */
            next_cursor: string | null;
        };
        MakePlanDto: {
            /** @description Records that it is for; all when absent */
            scope?: components["schemas"]["PlanScopeDto"];
            /** @description Actions that it holds; all when absent */
            filters?: components["schemas"]["PlanFiltersDto"];
            /**
             * @description Whose records are changed
             * @enum {string}
             */
            direction: "to_microshare" | "to_erp" | "both";
            /**
             * @description The cluster for new devices whose customer and site do not tell exactly one; they are skipped when absent
             * @example 66f0a1b2c3d4e5f60718293a
             */
            new_devices_in?: string;
        };
        PlanHeadDto: {
            /** @example plan-0f3c8a52-6a0e-4f0e-9a53-7d1a0c1f2b3e */
            id: string;
            /** @enum {string} */
            direction: "to_microshare" | "to_erp" | "both";
            /** @enum {string} */
            status: "draft" | "applying" | "paused" | "applied" | "failed" | "cancelled";
            /**
             * Format: date-time
             * @example 2026-11-21T09:00:00.012Z
             */
            created_at: string;
            /**
             * @description API key or user
             * @example planner
             */
            created_by: string;
            /** @enum {string} */
            trigger: "request" | "schedule" | "hint";
            /**
             * @description Actions by kind, without the skipped ones; kinds without any are absent
             * @example {
             *       "create": 31,
             *       "update": 2
             *     }
             */
            summary: {
                create?: number;
                update?: number;
                move?: number;
                rename?: number;
                status?: number;
                retire?: number;
                delete?: number;
                write_back?: number;
                create_point?: number;
                archive_point?: number;
                restore_point?: number;
            };
            /**
             * @description Actions by status; those without any are absent
             * @example {
             *       "pending": 30,
             *       "applied": 3,
             *       "skipped": 4
             *     }
             */
            progress: {
                pending?: number;
                applied?: number;
                failed?: number;
                refused?: number;
                skipped?: number;
                undone?: number;
            };
            /**
             * @description How much of the records the plan touches, in per cent, rounded up
             * @example 9
             */
            touched_percent: number;
            scope: components["schemas"]["PlanScopeDto"];
            filters: components["schemas"]["PlanFiltersDto"];
            /** @description The plan that this one undoes */
            undoes: string | null;
            /**
             * @description Why it stands as it does, or what it waits for; else empty
             * @example
             */
            note: string;
            /**
             * Format: date-time
             * @description When reading the inspection points began
             */
            points_as_of: string;
            /**
             * Format: date-time
             * @description No device was read before
             */
            devices_as_of: string;
            /**
             * Format: date-time
             * @description Last asked to be applied
             */
            started_at: string | null;
            /** @example planner */
            started_by: string | null;
            /** Format: date-time */
            ended_at: string | null;
        };
        PlanListDto: {
            /** @description Newest first */
            plans: components["schemas"]["PlanHeadDto"][];
            /** @description Cursor of the next page; null on the last */
            next_cursor: string | null;
        };
        ApplyPlanDto: {
            /**
             * @description The actions to apply; all that can be when absent
             * @example [
             *       "1",
             *       "2",
             *       "17"
             *     ]
             */
            action_ids?: string[];
        };
        CreateDevicesDto: {
            /**
             * @description Points to provide for; all unmapped ones when absent
             * @example [
             *       "HF_DSM_0014"
             *     ]
             */
            references?: string[];
            /**
             * @description Only say what would be done
             * @default true
             */
            dry_run?: boolean;
            /**
             * @description For points whose record says nothing of it
             * @default Internal
             * @enum {string}
             */
            placement?: "Internal" | "External";
            /**
             * @description For points whose record says nothing of it
             * @default Bait/Lured
             * @enum {string}
             */
            configuration?: "Poison" | "Bait/Lured" | "Kill/Trap" | "Glue" | "Cavity";
            /** @description Where to create them; else the one cluster that serves customer and site */
            cluster_id?: string;
        };
        CandidateDto: {
            cluster_id: string;
            name: string;
            tags: string[];
            device_count: number;
        };
        ProvisioningResultDto: {
            /** @example HF_DSM_0014 */
            reference: string;
            /** @enum {string} */
            outcome: "would_create" | "created" | "exists" | "refused" | "failed" | "not_found";
            inspection_point: components["schemas"]["InspectionPointDto"] | null;
            device: components["schemas"]["DeviceDto"] | null;
            cluster_id: string | null;
            errors: components["schemas"]["FieldErrorDto"][];
            /** @description Clusters to choose from */
            candidates: components["schemas"]["CandidateDto"][] | null;
        };
        ProvisioningReportDto: {
            /** @description No point was refused, failed or was not found */
            success: boolean;
            dry_run: boolean;
            /**
             * @example {
             *       "would_create": 31,
             *       "refused": 2
             *     }
             */
            summary: {
                [key: string]: number;
            };
            results: components["schemas"]["ProvisioningResultDto"][];
        };
        PlanRestrictionDto: {
            /** @description Records that it is for; all when absent */
            scope?: components["schemas"]["PlanScopeDto"];
            /** @description Actions that it holds; all when absent */
            filters?: components["schemas"]["PlanFiltersDto"];
        };
        OwnersDto: {
            /**
             * @default erp
             * @enum {string}
             */
            customer?: "erp" | "iot";
            /**
             * @default erp
             * @enum {string}
             */
            site?: "erp" | "iot";
            /**
             * @default erp
             * @enum {string}
             */
            area?: "erp" | "iot";
            /**
             * @default erp
             * @enum {string}
             */
            reference?: "erp" | "iot";
            /**
             * @default erp
             * @enum {string}
             */
            placement?: "erp" | "iot";
            /**
             * @default erp
             * @enum {string}
             */
            configuration?: "erp" | "iot";
            /**
             * @default iot
             * @enum {string}
             */
            hardware_id?: "erp" | "iot";
            /**
             * @default iot
             * @enum {string}
             */
            status?: "erp" | "iot";
        };
        SyncPolicyDto: {
            owners: components["schemas"]["OwnersDto"];
            /** @enum {string} */
            conflict: "owner_wins" | "newest_wins" | "skip";
            /** @enum {string} */
            on_archive: "set_inactive" | "delete" | "ignore";
            create_points: boolean;
            auto_apply: ("create" | "update" | "move" | "rename" | "status" | "retire" | "delete" | "write_back" | "create_point" | "archive_point" | "restore_point")[];
            limit_percent: number;
            /** @enum {string} */
            default_placement: "Internal" | "External";
            /** @enum {string} */
            default_configuration: "Poison" | "Bait/Lured" | "Kill/Trap" | "Glue" | "Cavity";
            /**
             * Format: date-time
             * @description null: the default
             */
            updated_at: string | null;
            /** @example admin */
            updated_by: string | null;
        };
        SetSyncPolicyDto: {
            /** @description Which side owns which field */
            owners?: components["schemas"]["OwnersDto"];
            /**
             * @description Where both sides say something else: the owner's value goes over; or only where the owner's record was changed last; or nothing is done
             * @default owner_wins
             * @enum {string}
             */
            conflict?: "owner_wins" | "newest_wins" | "skip";
            /**
             * @description What happens to the device of an archived inspection point
             * @default set_inactive
             * @enum {string}
             */
            on_archive?: "set_inactive" | "delete" | "ignore";
            /**
             * @description Plans that tell the ERP make an inspection point for each trap whose reference no point has; not for `inactive` traps
             * @default false
             */
            create_points?: boolean;
            /**
             * @description Kinds that scheduled plans apply without being asked
             * @default []
             */
            auto_apply?: ("create" | "update" | "move" | "rename" | "status" | "retire" | "delete" | "write_back" | "create_point" | "archive_point" | "restore_point")[];
            /**
             * @description A plan that would touch more of the records than this is never applied by itself
             * @default 20
             */
            limit_percent?: number;
            /**
             * @description Of new devices whose inspection point says nothing of it
             * @default Internal
             * @enum {string}
             */
            default_placement?: "Internal" | "External";
            /**
             * @default Bait/Lured
             * @enum {string}
             */
            default_configuration?: "Poison" | "Bait/Lured" | "Kill/Trap" | "Glue" | "Cavity";
        };
        DeviceWrittenEventDto: {
            /**
             * Format: date-time
             * @example 2026-03-02T09:00:00.000Z
             */
            at: string;
            /** @example erp-device-3f0c1f0a-6b1e-4a53-9d1b-7b6f0f6f8c21 */
            guid: string;
            /** @example HF_DSM_0014 */
            erp_reference: string;
            /** @example Harbour Foods */
            customer: string;
            /** @example Dock Street Mill */
            site: string;
            /** @example 66f0a1b2c3d4e5f60718293a */
            cluster_id: string;
            /** @enum {string} */
            type: "device_created" | "device_changed";
            /**
             * @description Its version, as in `if_match`
             * @example pDvZ7Jm2rIcrVtXvR1gFzA
             */
            version: string;
        };
        DeviceRemovedEventDto: {
            /**
             * Format: date-time
             * @example 2026-03-02T09:00:00.000Z
             */
            at: string;
            /** @example erp-device-3f0c1f0a-6b1e-4a53-9d1b-7b6f0f6f8c21 */
            guid: string;
            /** @example HF_DSM_0014 */
            erp_reference: string;
            /** @example Harbour Foods */
            customer: string;
            /** @example Dock Street Mill */
            site: string;
            /** @example 66f0a1b2c3d4e5f60718293a */
            cluster_id: string;
            /** @enum {string} */
            type: "device_removed";
        };
        GapFoundEventDto: {
            /**
             * Format: date-time
             * @example 2026-03-02T09:00:00.000Z
             */
            at: string;
            /** @enum {string} */
            type: "gap_found";
            run_id: string;
            /** @example point_without_device:HF_DSM_0014 */
            finding_id: string;
            /** @enum {string} */
            kind: "point_without_device" | "device_without_point" | "device_without_reference" | "point_without_reference" | "reference_on_several_points" | "reference_on_several_devices" | "illegal_reference" | "near_match" | "customer_differs" | "site_differs" | "area_differs" | "archived_point_live_device" | "status_differs" | "planned_too_long";
            /** @example HF_DSM_0014 */
            erp_reference: string;
            /** @example Harbour Foods */
            customer: string;
            /** @example Dock Street Mill */
            site: string;
        };
        GapClosedEventDto: {
            /**
             * Format: date-time
             * @example 2026-03-02T09:00:00.000Z
             */
            at: string;
            /** @enum {string} */
            type: "gap_closed";
            run_id: string;
            /** @example point_without_device:HF_DSM_0014 */
            finding_id: string;
        };
        RunStartedEventDto: {
            /**
             * Format: date-time
             * @example 2026-03-02T09:00:00.000Z
             */
            at: string;
            /** @enum {string} */
            run_kind: "gap_analysis" | "plan";
            /**
             * @description Of the run, or of the plan that is applied
             * @example gap-0f3c8a52-6a0e-4f0e-9a53-7d1a0c1f2b3e
             */
            run_id: string;
            /** @enum {string} */
            type: "run_started";
            /** @example schedule */
            trigger: string;
        };
        RunProgressedEventDto: {
            /**
             * Format: date-time
             * @example 2026-03-02T09:00:00.000Z
             */
            at: string;
            /** @enum {string} */
            run_kind: "gap_analysis" | "plan";
            /**
             * @description Of the run, or of the plan that is applied
             * @example gap-0f3c8a52-6a0e-4f0e-9a53-7d1a0c1f2b3e
             */
            run_id: string;
            /** @enum {string} */
            type: "run_progressed";
            /**
             * @description The step that begins, or the status of the plan
             * @example comparing
             */
            step: string;
            /** @example 1 */
            done: number;
            /** @example 3 */
            total: number;
        };
        RunEndedEventDto: {
            /**
             * Format: date-time
             * @example 2026-03-02T09:00:00.000Z
             */
            at: string;
            /** @enum {string} */
            run_kind: "gap_analysis" | "plan";
            /**
             * @description Of the run, or of the plan that is applied
             * @example gap-0f3c8a52-6a0e-4f0e-9a53-7d1a0c1f2b3e
             */
            run_id: string;
            /** @enum {string} */
            type: "run_ended";
            /** @enum {string} */
            status: "succeeded" | "failed";
            /** @example 97 */
            findings: number | null;
            /** @description Why it failed */
            error: string | null;
        };
        BreakerEventDto: {
            /**
             * Format: date-time
             * @example 2026-03-02T09:00:00.000Z
             */
            at: string;
            /** @enum {string} */
            type: "breaker_opened" | "breaker_closed";
            /** @example read */
            name: string;
            /** @example microshare */
            system: string;
        };
        CacheRefreshedEventDto: {
            /**
             * Format: date-time
             * @example 2026-03-02T09:00:00.000Z
             */
            at: string;
            /** @enum {string} */
            type: "cache_refreshed";
            devices: number;
            clusters: number;
        };
        ReadAnewEventDto: {
            /**
             * Format: date-time
             * @example 2026-03-02T09:00:00.000Z
             */
            at: string;
            /** @enum {string} */
            type: "read_anew";
            /**
             * @description Events were missed for good, or more has changed at once than is told one by one
             * @enum {string}
             */
            reason: "missed" | "much_changed";
        };
        HookTakenDto: {
            /** @example true */
            success: boolean;
        };
        WebhookInputDto: {
            /** @example https://hooks.pest.example/trapline */
            url: string;
            /**
             * @example [
             *       "gap.digest"
             *     ]
             */
            events: ("gap.digest" | "gap.run_failed" | "gap.threshold_passed")[];
        };
        CreatedWebhookDto: {
            /** @example ep_0f3c8a52-6a0e-4f0e-9a53-7d1a0c1f2b3e */
            id: string;
            /** @example https://hooks.pest.example/trapline */
            url: string;
            events: ("gap.digest" | "gap.run_failed" | "gap.threshold_passed")[];
            /** Format: date-time */
            created_at: string;
            /** @example ops */
            created_by: string;
            /** @description Why nothing is sent to it any more */
            disabled_reason: string | null;
            /**
             * @description Verifies what is sent (Standard Webhooks 1.0.0). Shown this once.
             * @example whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw…
             */
            secret: string;
        };
        WebhookDto: {
            /** @example ep_0f3c8a52-6a0e-4f0e-9a53-7d1a0c1f2b3e */
            id: string;
            /** @example https://hooks.pest.example/trapline */
            url: string;
            events: ("gap.digest" | "gap.run_failed" | "gap.threshold_passed")[];
            /** Format: date-time */
            created_at: string;
            /** @example ops */
            created_by: string;
            /** @description Why nothing is sent to it any more */
            disabled_reason: string | null;
        };
        WebhookListDto: {
            webhooks: components["schemas"]["WebhookDto"][];
        };
        WebhookDoneDto: {
            /** @example true */
            success: boolean;
        };
        WebhookDeliveryDto: {
            /**
             * @description The `webhook-id` of all attempts
             * @example msg_7d1a0c1f-2b3e-4f0e-9a53-0f3c8a526a0e
             */
            id: string;
            /** @enum {string} */
            event: "gap.digest" | "gap.run_failed" | "gap.threshold_passed";
            /**
             * @description `dead`: not sent again before a replay
             * @enum {string}
             */
            status: "pending" | "delivered" | "dead";
            /** Format: date-time */
            created_at: string;
            /** @example 1 */
            attempts: number;
            /** Format: date-time */
            last_attempt_at: string | null;
            /**
             * @description null: there was no answer
             * @example 204
             */
            last_status: number | null;
            /** @example answered 500 */
            last_error: string | null;
            /** Format: date-time */
            next_attempt_at: string | null;
        };
        WebhookDeliveryListDto: {
            /** @description The latest first; kept for 30 days */
            deliveries: components["schemas"]["WebhookDeliveryDto"][];
        };
        BreakerDto: {
            /** @example discovery */
            name: string;
            /** @example microshare */
            system: string;
            /** @enum {string} */
            status: "closed" | "half_open" | "open";
            successes: number;
            failures: number;
            rejects: number;
            /** Format: date-time */
            changed_at: string | null;
            last_error: string | null;
        };
        HealthDto: {
            /** @enum {string} */
            status: "ok" | "degraded" | "error";
            /**
             * @description Dependencies that are down or degraded
             * @example [
             *       "cache_store"
             *     ]
             */
            affected: string[];
            /**
             * @example {
             *       "devices": {
             *         "status": "up",
             *         "age_seconds": 12,
             *         "degraded": false
             *       }
             *     }
             */
            dependencies: {
                [key: string]: {
                    [key: string]: unknown;
                };
            };
            /** @example 0.1.0 */
            version: string;
            uptime_seconds: number;
            breakers: components["schemas"]["BreakerDto"][];
            /** @description The devices in memory */
            catalogue: {
                [key: string]: unknown;
            };
        };
        LivenessDto: {
            /** @enum {string} */
            status: "ok";
        };
        ReadinessDto: {
            /** @enum {string} */
            status: "ok" | "degraded" | "error";
            /**
             * @description Dependencies that are down or degraded
             * @example [
             *       "cache_store"
             *     ]
             */
            affected: string[];
            /**
             * @example {
             *       "devices": {
             *         "status": "up",
             *         "age_seconds": 12,
             *         "degraded": false
             *       }
             *     }
             */
            dependencies: {
                [key: string]: {
                    [key: string]: unknown;
                };
            };
        };
        DatabaseStatusDto: {
            /** @enum {string} */
            driver: "postgresql" | "embedded";
            /** @description Whether what it holds outlives the process */
            durable: boolean;
            /**
             * @description `not_opened`: nothing has been kept in memory yet, and it opens with the first use
             * @enum {string}
             */
            state: "not_opened" | "opening" | "ready" | "unavailable";
            /** @description Why it is unavailable */
            message?: string;
        };
        CredentialDto: {
            /** Format: date-time */
            expires_at: string;
            /**
             * @description Whole days; negative when it has ended
             * @example 12
             */
            days_left: number;
            /** @description From 14 days before the end on */
            warning: string | null;
        };
        KeyRotationDto: {
            /**
             * @description `ODOO_API_KEY_ROTATION`
             * @enum {string}
             */
            mode: "auto" | "off";
            /**
             * @description `stored`: one that was exchanged for that in the settings
             * @enum {string}
             */
            in_use: "setting" | "stored";
            /** Format: date-time */
            rotated_at: string | null;
            /** @description Why the key could not be exchanged */
            problem: string | null;
            /** @description What an administrator has to do about it */
            remedy: string | null;
        };
        StatusDto: {
            /** @example true */
            success: boolean;
            /** @example 0.1.0 */
            version: string;
            uptime_seconds: number;
            /** @example default */
            tenant: string;
            /** @description What the caller's account sees */
            catalogue: {
                [key: string]: unknown;
            };
            /** @enum {string} */
            cache_driver: "redis" | "memory";
            database: components["schemas"]["DatabaseStatusDto"];
            /**
             * @description ERP that inspection points come from
             * @example odoo
             */
            erp: string;
            /** @description The ERP's API key; null where no end is known */
            erp_credential: components["schemas"]["CredentialDto"] | null;
            /** @description The exchange of that key; null for an ERP without, and while the database is away */
            erp_key_rotation: components["schemas"]["KeyRotationDto"] | null;
            /** @example 0 5 * * * */
            gap_analysis_cron: string;
            /** @example /docs */
            docs: string;
        };
        LanguageDto: {
            /** @example fr_FR */
            code: string;
            /** @example French / Français */
            name: string;
        };
        CompanyDto: {
            /** @example 1 */
            id: string;
            /** @example Northbank Pest Control */
            name: string;
            /** @description Its records are read and written */
            used: boolean;
        };
        RightDto: {
            /** @example product.product */
            model: string;
            /** @description The app that brings this model is installed */
            installed: boolean;
            read: boolean;
            write: boolean;
        };
        FieldDto: {
            /** @example default_code */
            name: string;
            /** @example Internal Reference */
            label: string;
            /** @example char */
            type: string;
            /**
             * @description The model it leads to
             * @example null
             */
            relation: string | null;
            readonly: boolean;
            required: boolean;
        };
        CapabilitiesDto: {
            /** @example Odoo 18.0 */
            server: string;
            /** @example 18.0-20250421 */
            version: string;
            /** @example https://odoo.example/ */
            address: string;
            /** @example xmlrpc */
            transport: string;
            /** @example planner */
            account: string;
            /** @example 413 */
            visible_points: number;
            /**
             * @description In which names are read and written
             * @example en_US
             */
            language: string;
            languages: components["schemas"]["LanguageDto"][];
            companies: components["schemas"]["CompanyDto"][];
            /**
             * @description Installed modules; null where this account may not see them
             * @example [
             *       "product",
             *       "stock"
             *     ]
             */
            modules: string[] | null;
            rights: components["schemas"]["RightDto"][];
            /** @description Fields of the record of an inspection point */
            fields: components["schemas"]["FieldDto"][];
            /** @description What an administrator of the ERP has to mend */
            missing: string[];
            warnings: string[];
            /** Format: date-time */
            read_at: string;
        };
        ConnectionDto: {
            /** @example default */
            id: string;
            /** @example odoo */
            system: string;
            /** @description null while it could not be read */
            capabilities: components["schemas"]["CapabilitiesDto"] | null;
            /** @description Why reading it failed */
            last_error: string | null;
        };
        ConnectionsDto: {
            /** @example true */
            success: boolean;
            connections: components["schemas"]["ConnectionDto"][];
        };
        ConnectionFindingDto: {
            /** @example odoo */
            system: string;
            works: boolean;
            /**
             * @description Milliseconds
             * @example 212
             */
            took_ms: number;
            /** @example Odoo 17.0; planner sees 413 inspection points */
            detail: string;
            /** @description What an administrator has to do; empty when all is well */
            remedies: string[];
            /** @description What works today and may not be enough, or not for ever */
            warnings: string[];
        };
        ConnectionReportDto: {
            /** @description All connections work */
            success: boolean;
            connections: components["schemas"]["ConnectionFindingDto"][];
        };
        MappingReadDto: {
            /**
             * @description First layer of the location
             * @example $part(name, " / ", 0)
             */
            customer: string;
            /**
             * @description Second layer
             * @example $part(name, " / ", 1)
             */
            site: string;
            /**
             * @description Third layer
             * @example $part(name, " / ", 2)
             */
            area: string;
            /**
             * @description Fourth layer: the key that point and device share
             * @example default_code
             */
            erp_reference: string;
            /**
             * @description Fifth layer
             * @example ""
             */
            placement: string;
            /**
             * @description Sixth layer
             * @example x_configuration
             */
            configuration: string;
            /**
             * @description Hardware that the ERP believes to be there
             * @example barcode
             */
            device_eui: string;
            /**
             * @description pending, active, inactive or maintenance
             * @example active ? "active" : "inactive"
             */
            status: string;
        };
        MappingTargetDto: {
            /**
             * @description Field of the record
             * @example x_device_status
             */
            field: string;
            /**
             * @description What to write, as an expression of `value`; without it the value itself
             * @example $lookup({"active": "on", "inactive": "off"}, value)
             */
            to?: string;
            /**
             * @description What was written, as an expression of the field: the way back of `to`
             * @example $lookup({"on": "active", "off": "inactive"}, x_device_status)
             */
            from?: string;
        };
        MappingWriteDto: {
            device_eui?: components["schemas"]["MappingTargetDto"];
            device_status?: components["schemas"]["MappingTargetDto"];
            last_sync?: components["schemas"]["MappingTargetDto"];
        };
        MappingDto: {
            read: components["schemas"]["MappingReadDto"];
            /** @description A value that is left out is not written */
            write: components["schemas"]["MappingWriteDto"];
        };
        MappingPresetDto: {
            /** @example category_path */
            id: string;
            /** @example Customer / site / area are the categories below */
            title: string;
            mapping: components["schemas"]["MappingDto"];
        };
        MappingInUseDto: {
            /** @example true */
            success: boolean;
            /** @example default */
            connection: string;
            /**
             * @description 0 where none was ever saved
             * @example 3
             */
            version: number;
            /** @enum {string} */
            origin: "settings" | "saved";
            /** Format: date-time */
            saved_at: string | null;
            /** @example planner */
            saved_by: string | null;
            mapping: components["schemas"]["MappingDto"];
            /** @description To begin with */
            presets: components["schemas"]["MappingPresetDto"][];
        };
        SaveMappingDto: {
            /** @description null: back to what the settings say */
            mapping: components["schemas"]["MappingDto"] | null;
            /**
             * @description The version that it replaces; refused where another one was saved since
             * @example 3
             */
            expected_version?: number;
        };
        TryMappingDto: {
            /** @description Without it, the mapping in use */
            mapping?: components["schemas"]["MappingDto"];
            /**
             * @description References of the records to try
             * @example [
             *       "HF_DSM_0014"
             *     ]
             */
            references?: string[];
            /**
             * @description Records at most; 5 without it
             * @example 5
             */
            limit?: number;
        };
        TrialPointDto: {
            /**
             * @description The ERP's own record id
             * @example 42
             */
            erp_id: string;
            /** @example HF_DSM_0014 */
            reference: string;
            /** @example Harbour Foods / Dock Street Mill / Grain Intake */
            name: string;
            /** @example Harbour Foods */
            customer: string;
            /** @example Dock Street Mill */
            site: string;
            /** @example Grain Intake */
            area: string;
            /**
             * @description Hardware that the ERP believes to be there
             * @example E8-E1-E1-00-01-0A-2C-41
             */
            device_eui: string;
            archived: boolean;
            /** @enum {string} */
            status: "pending" | "active" | "inactive" | "maintenance";
            /** Format: date-time */
            updated_at: string | null;
            /** @example Internal */
            placement: string;
            /** @example Bait/Lured */
            configuration: string;
        };
        MappingProblemDto: {
            /** @example read.customer */
            part: string;
            /** @example fails: Unable to cast value to a number */
            message: string;
        };
        MappingTrialDto: {
            /** @example 42 */
            erp_id: string;
            /** @description What the expressions see */
            record: {
                [key: string]: unknown;
            };
            /** @description null where an expression failed */
            point: components["schemas"]["TrialPointDto"] | null;
            problems: components["schemas"]["MappingProblemDto"][];
        };
        MappingTrialsDto: {
            /** @description Every record could be mapped */
            success: boolean;
            results: components["schemas"]["MappingTrialDto"][];
        };
        ConnectionKeyDto: {
            /** @example true */
            success: boolean;
            /** @example default */
            connection: string;
            /**
             * @description `ODOO_API_KEY_ROTATION`
             * @enum {string}
             */
            rotation: "auto" | "off";
            /**
             * @description `stored`: one that was exchanged for the key in ODOO_PASSWORD
             * @enum {string}
             */
            in_use: "setting" | "stored";
            /**
             * @description Name of the stored key in the ERP
             * @example Trapline 2026-11-21 7f3a
             */
            name: string | null;
            /**
             * Format: date-time
             * @description End of the stored key
             */
            expires_at: string | null;
            /** @description An exchange was asked for or has begun, and has not ended */
            under_way: boolean;
            /** Format: date-time */
            rotated_at: string | null;
            /** Format: date-time */
            tried_at: string | null;
            /** @description Why the last attempt did not succeed */
            problem: string | null;
            /** @description What an administrator has to do */
            remedy: string | null;
            /** @description Keys that the ERP may hold and nobody knows, since the answer was lost: delete them there */
            left_behind: string[];
            /** @description Keys that are still to be revoked */
            to_revoke: string[];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type FieldErrorDto = components['schemas']['FieldErrorDto'];
export type UpstreamDto = components['schemas']['UpstreamDto'];
export type ProblemDto = components['schemas']['ProblemDto'];
export type AuditRecordDto = components['schemas']['AuditRecordDto'];
export type AuditPageDto = components['schemas']['AuditPageDto'];
export type CheckpointDto = components['schemas']['CheckpointDto'];
export type CheckpointListDto = components['schemas']['CheckpointListDto'];
export type LoginDto = components['schemas']['LoginDto'];
export type UserInfoDto = components['schemas']['UserInfoDto'];
export type LoginAnswerDto = components['schemas']['LoginAnswerDto'];
export type LogoutAnswerDto = components['schemas']['LogoutAnswerDto'];
export type AuthStatusDto = components['schemas']['AuthStatusDto'];
export type TokenValidityDto = components['schemas']['TokenValidityDto'];
export type OpenSessionDto = components['schemas']['OpenSessionDto'];
export type DeadJobDto = components['schemas']['DeadJobDto'];
export type DeadJobsDto = components['schemas']['DeadJobsDto'];
export type RetriedDto = components['schemas']['RetriedDto'];
export type DiscoveryProgressDto = components['schemas']['DiscoveryProgressDto'];
export type CacheStatusDto = components['schemas']['CacheStatusDto'];
export type AcceptedDto = components['schemas']['AcceptedDto'];
export type DeviceDto = components['schemas']['DeviceDto'];
export type ItemProblemDto = components['schemas']['ItemProblemDto'];
export type BatchResultDto = components['schemas']['BatchResultDto'];
export type BatchProgressDto = components['schemas']['BatchProgressDto'];
export type BatchSummaryDto = components['schemas']['BatchSummaryDto'];
export type BatchReportDto = components['schemas']['BatchReportDto'];
export type BatchCreateDto = components['schemas']['BatchCreateDto'];
export type BatchUpdateDto = components['schemas']['BatchUpdateDto'];
export type BatchDeleteDto = components['schemas']['BatchDeleteDto'];
export type BatchRequestDto = components['schemas']['BatchRequestDto'];
export type ImportRowDto = components['schemas']['ImportRowDto'];
export type ImportReportDto = components['schemas']['ImportReportDto'];
export type ClusterInfoDto = components['schemas']['ClusterInfoDto'];
export type DeviceListDto = components['schemas']['DeviceListDto'];
export type DeviceAnswerDto = components['schemas']['DeviceAnswerDto'];
export type CreateDeviceDto = components['schemas']['CreateDeviceDto'];
export type DeviceCreatedDto = components['schemas']['DeviceCreatedDto'];
export type UpdateDeviceDto = components['schemas']['UpdateDeviceDto'];
export type DeviceUpdatedDto = components['schemas']['DeviceUpdatedDto'];
export type ClusterDto = components['schemas']['ClusterDto'];
export type ClusterListDto = components['schemas']['ClusterListDto'];
export type ClusterWithDevicesDto = components['schemas']['ClusterWithDevicesDto'];
export type InspectionPointDto = components['schemas']['InspectionPointDto'];
export type PointListDto = components['schemas']['PointListDto'];
export type ClusterVersionDto = components['schemas']['ClusterVersionDto'];
export type ClusterHistoryDto = components['schemas']['ClusterHistoryDto'];
export type ClusterVersionDevicesDto = components['schemas']['ClusterVersionDevicesDto'];
export type ChangedDeviceDto = components['schemas']['ChangedDeviceDto'];
export type ClusterDiffDto = components['schemas']['ClusterDiffDto'];
export type GapChangeDto = components['schemas']['GapChangeDto'];
export type GapOriginDto = components['schemas']['GapOriginDto'];
export type ResolvedGapDto = components['schemas']['ResolvedGapDto'];
export type ResolvedGapListDto = components['schemas']['ResolvedGapListDto'];
export type GapTrendTotalsDto = components['schemas']['GapTrendTotalsDto'];
export type GapTrendValueDto = components['schemas']['GapTrendValueDto'];
export type GapTrendSeriesDto = components['schemas']['GapTrendSeriesDto'];
export type GapTrendDto = components['schemas']['GapTrendDto'];
export type GapTotalsDto = components['schemas']['GapTotalsDto'];
export type GapCoverageDto = components['schemas']['GapCoverageDto'];
export type GapDifferenceDto = components['schemas']['GapDifferenceDto'];
export type GapFindingDto = components['schemas']['GapFindingDto'];
export type GapReportDto = components['schemas']['GapReportDto'];
export type GapRunDto = components['schemas']['GapRunDto'];
export type GapRunListDto = components['schemas']['GapRunListDto'];
export type PlanScopeDto = components['schemas']['PlanScopeDto'];
export type PlanFiltersDto = components['schemas']['PlanFiltersDto'];
export type PlanActionDto = components['schemas']['PlanActionDto'];
export type PlanDto = components['schemas']['PlanDto'];
export type MakePlanDto = components['schemas']['MakePlanDto'];
export type PlanHeadDto = components['schemas']['PlanHeadDto'];
export type PlanListDto = components['schemas']['PlanListDto'];
export type ApplyPlanDto = components['schemas']['ApplyPlanDto'];
export type CreateDevicesDto = components['schemas']['CreateDevicesDto'];
export type CandidateDto = components['schemas']['CandidateDto'];
export type ProvisioningResultDto = components['schemas']['ProvisioningResultDto'];
export type ProvisioningReportDto = components['schemas']['ProvisioningReportDto'];
export type PlanRestrictionDto = components['schemas']['PlanRestrictionDto'];
export type OwnersDto = components['schemas']['OwnersDto'];
export type SyncPolicyDto = components['schemas']['SyncPolicyDto'];
export type SetSyncPolicyDto = components['schemas']['SetSyncPolicyDto'];
export type DeviceWrittenEventDto = components['schemas']['DeviceWrittenEventDto'];
export type DeviceRemovedEventDto = components['schemas']['DeviceRemovedEventDto'];
export type GapFoundEventDto = components['schemas']['GapFoundEventDto'];
export type GapClosedEventDto = components['schemas']['GapClosedEventDto'];
export type RunStartedEventDto = components['schemas']['RunStartedEventDto'];
export type RunProgressedEventDto = components['schemas']['RunProgressedEventDto'];
export type RunEndedEventDto = components['schemas']['RunEndedEventDto'];
export type BreakerEventDto = components['schemas']['BreakerEventDto'];
export type CacheRefreshedEventDto = components['schemas']['CacheRefreshedEventDto'];
export type ReadAnewEventDto = components['schemas']['ReadAnewEventDto'];
export type HookTakenDto = components['schemas']['HookTakenDto'];
export type WebhookInputDto = components['schemas']['WebhookInputDto'];
export type CreatedWebhookDto = components['schemas']['CreatedWebhookDto'];
export type WebhookDto = components['schemas']['WebhookDto'];
export type WebhookListDto = components['schemas']['WebhookListDto'];
export type WebhookDoneDto = components['schemas']['WebhookDoneDto'];
export type WebhookDeliveryDto = components['schemas']['WebhookDeliveryDto'];
export type WebhookDeliveryListDto = components['schemas']['WebhookDeliveryListDto'];
export type BreakerDto = components['schemas']['BreakerDto'];
export type HealthDto = components['schemas']['HealthDto'];
export type LivenessDto = components['schemas']['LivenessDto'];
export type ReadinessDto = components['schemas']['ReadinessDto'];
export type DatabaseStatusDto = components['schemas']['DatabaseStatusDto'];
export type CredentialDto = components['schemas']['CredentialDto'];
export type KeyRotationDto = components['schemas']['KeyRotationDto'];
export type StatusDto = components['schemas']['StatusDto'];
export type LanguageDto = components['schemas']['LanguageDto'];
export type CompanyDto = components['schemas']['CompanyDto'];
export type RightDto = components['schemas']['RightDto'];
export type FieldDto = components['schemas']['FieldDto'];
export type CapabilitiesDto = components['schemas']['CapabilitiesDto'];
export type ConnectionDto = components['schemas']['ConnectionDto'];
export type ConnectionsDto = components['schemas']['ConnectionsDto'];
export type ConnectionFindingDto = components['schemas']['ConnectionFindingDto'];
export type ConnectionReportDto = components['schemas']['ConnectionReportDto'];
export type MappingReadDto = components['schemas']['MappingReadDto'];
export type MappingTargetDto = components['schemas']['MappingTargetDto'];
export type MappingWriteDto = components['schemas']['MappingWriteDto'];
export type MappingDto = components['schemas']['MappingDto'];
export type MappingPresetDto = components['schemas']['MappingPresetDto'];
export type MappingInUseDto = components['schemas']['MappingInUseDto'];
export type SaveMappingDto = components['schemas']['SaveMappingDto'];
export type TryMappingDto = components['schemas']['TryMappingDto'];
export type TrialPointDto = components['schemas']['TrialPointDto'];
export type MappingProblemDto = components['schemas']['MappingProblemDto'];
export type MappingTrialDto = components['schemas']['MappingTrialDto'];
export type MappingTrialsDto = components['schemas']['MappingTrialsDto'];
export type ConnectionKeyDto = components['schemas']['ConnectionKeyDto'];
export type $defs = Record<string, never>;
export interface operations {
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Samples */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    listAuditRecords: {
        parameters: {
            query?: {
                /** @description An API key's or a user's name */
                actor?: string;
                /** @description One action, or with .* all of a kind */
                action?: string;
                /** @description A device's guid, or the id of whatever it was done to */
                subject?: string;
                reference?: string;
                /** @description Id of a plan: what its actions changed, or tried to */
                plan?: string;
                result?: "done" | "refused" | "failed" | "unknown";
                /** @description The earliest time */
                from?: string;
                /** @description The time before which */
                to?: string;
                /** @description Records on a page. CSV and NDJSON are never paged. */
                limit?: number;
                /** @description The next_cursor of an earlier page */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page, the latest first; or all that match */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPageDto"];
                    "application/x-ndjson": string;
                    "text/csv": string;
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    listAuditCheckpoints: {
        parameters: {
            query?: {
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckpointListDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoginDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginAnswerDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogoutAnswerDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    getAuthStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuthStatusDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    validateToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenValidityDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    openSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OpenSessionDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuthStatusDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    closeSession: {
        parameters: {
            query?: never;
            header: {
                "x-trapline-client": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogoutAnswerDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    DeadJobsController_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadJobsDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    DeadJobsController_retry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RetriedDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    CacheController_status: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CacheStatusDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    CacheController_refresh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    CacheController_clear: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    DeviceBatchController_run: {
        parameters: {
            query?: {
                /** @description Only say what would be done */
                dry_run?: boolean;
            };
            header?: {
                /** @description Repetitions create nothing twice */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchRequestDto"];
            };
        };
        responses: {
            /** @description One result per item, whatever became of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": components["schemas"]["BatchResultDto"] | components["schemas"]["BatchProgressDto"] | components["schemas"]["BatchSummaryDto"];
                    "application/json": components["schemas"]["BatchReportDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    DeviceFilesController_export: {
        parameters: {
            query?: {
                customer?: string;
                site?: string;
                area?: string;
                erp_reference?: string;
                status?: string;
                device_type?: string;
                cluster_id?: string;
                erp_ready?: boolean;
                /** @description Text anywhere in reference, customer, site, area, hardware id or guid */
                q?: string;
                /** @description Fields to sort by; a minus sorts descending */
                sort?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    DeviceFilesController_import: {
        parameters: {
            query?: {
                /** @description Only say what would be done */
                dry_run?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportReportDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    DevicesController_list: {
        parameters: {
            query?: {
                customer?: string;
                site?: string;
                area?: string;
                erp_reference?: string;
                status?: string;
                device_type?: string;
                cluster_id?: string;
                erp_ready?: boolean;
                /** @description Text anywhere in reference, customer, site, area, hardware id or guid */
                q?: string;
                /** @description Fields to sort by; a minus sorts descending */
                sort?: string;
                limit?: number;
                /** @description `next_cursor` of the page before; keep filters and sort */
                cursor?: string;
            };
            header?: {
                /** @description ETag of an earlier answer */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceListDto"];
                };
            };
            /** @description Nothing has changed since */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    DevicesController_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description Repetitions get the first answer */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateDeviceDto"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceCreatedDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    DevicesController_get: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string;
            };
            path: {
                /** @description Its guid, or a hardware id that no other device has */
                guid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceAnswerDto"];
                };
            };
            /** @description Nothing has changed since */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    DevicesController_replace: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag that the device must still have */
                "If-Match"?: string;
            };
            path: {
                guid: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateDeviceDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceUpdatedDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    DevicesController_delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag that the device must still have */
                "If-Match"?: string;
            };
            path: {
                guid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The device as it was */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceAnswerDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    DevicesController_patch: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag that the device must still have */
                "If-Match"?: string;
            };
            path: {
                guid: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateDeviceDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceUpdatedDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    DevicesController_create_2: {
        parameters: {
            query?: never;
            header?: {
                /** @description Repetitions get the first answer */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateDeviceDto"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceCreatedDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    DevicesController_replace_2: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag that the device must still have */
                "If-Match"?: string;
            };
            path: {
                guid: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateDeviceDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceUpdatedDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    DevicesController_delete_2: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag that the device must still have */
                "If-Match"?: string;
            };
            path: {
                guid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The device as it was */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceAnswerDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    ClustersController_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClusterListDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    ClustersController_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClusterWithDevicesDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    ErpDiscoveryController_inspectionPoints: {
        parameters: {
            query?: {
                customer?: string;
                site?: string;
                area?: string;
                reference?: string;
                /** @description Only archived points, or only others */
                archived?: boolean;
                /** @description Text anywhere in reference, name, customer, site or area */
                q?: string;
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PointListDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    ErpDiscoveryController_unmapped: {
        parameters: {
            query?: {
                customer?: string;
                site?: string;
                area?: string;
                reference?: string;
                /** @description Only archived points, or only others */
                archived?: boolean;
                /** @description Text anywhere in reference, name, customer, site or area */
                q?: string;
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PointListDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    listClusterHistory: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The next_cursor of an earlier page */
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClusterHistoryDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    getClusterVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClusterVersionDevicesDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    diffClusterVersion: {
        parameters: {
            query?: {
                /** @description A version, or `present` */
                to?: string;
            };
            header?: never;
            path: {
                id: string;
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClusterDiffDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    getGapTrends: {
        parameters: {
            query?: {
                /** @description ISO 8601; by default 90 days before `to` */
                from?: string;
                /** @description ISO 8601, exclusive; by default now */
                to?: string;
                /** @description One value for each: the last run of the day, week or month (UTC), or every run */
                interval?: "run" | "day" | "week" | "month";
                /** @description Coverage of each customer, or of each site of one `customer`; without it of all together alone */
                group_by?: "customer" | "site";
                /** @description Without regard to case */
                customer?: string;
                /** @description Without regard to case */
                site?: string;
                /** @description The newest intervals at most */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GapTrendDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    listResolvedGaps: {
        parameters: {
            query?: {
                /** @description Any of these kinds: repeated, or separated by commas */
                kind?: ("point_without_device" | "device_without_point" | "device_without_reference" | "point_without_reference" | "reference_on_several_points" | "reference_on_several_devices" | "illegal_reference" | "near_match" | "customer_differs" | "site_differs" | "area_differs" | "archived_point_live_device" | "status_differs" | "planned_too_long")[];
                /** @description Without regard to case */
                customer?: string;
                /** @description Without regard to case */
                site?: string;
                /** @description Findings on a page. CSV is never paged. */
                limit?: number;
                /** @description `next_cursor` of the page before; keep the filters */
                cursor?: string;
                /** @description ISO 8601: resolved then or later */
                since?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description JSON in pages, or by `Accept` a table of all of them, as CSV or as an Excel workbook (up to 50,000) */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResolvedGapListDto"];
                    /** @example finding_id,kind,reference,customer,site,first_seen_at,resolved_at,open_days,changes,resolved_by,actors,plan_ids,first_run_id,resolved_run_id */
                    "text/csv": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    listGapAnalyses: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `next_cursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GapRunListDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    startGapAnalysis: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One was under way already */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GapRunDto"];
                };
            };
            /** @description Started */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GapRunDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    getGapAnalysis: {
        parameters: {
            query?: {
                /** @description Any of these kinds: repeated, or separated by commas */
                kind?: ("point_without_device" | "device_without_point" | "device_without_reference" | "point_without_reference" | "reference_on_several_points" | "reference_on_several_devices" | "illegal_reference" | "near_match" | "customer_differs" | "site_differs" | "area_differs" | "archived_point_live_device" | "status_differs" | "planned_too_long")[];
                /** @description Without regard to case */
                customer?: string;
                /** @description Without regard to case */
                site?: string;
                /** @description Open for so many days at least when the run looked */
                min_age_days?: number;
                /** @description Open for so many days at most */
                max_age_days?: number;
                /** @description Findings on a page. CSV is never paged. */
                limit?: number;
                /** @description `next_cursor` of the page before; keep the filters */
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The report: JSON in pages, or by `Accept` a table of all findings, as CSV or as an Excel workbook (up to 50,000) */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GapReportDto"];
                    /** @example id,kind,reference,customer,site,reason,remedy,erp_ids,point_names,device_guids,hardware_ids,cluster_names,first_seen_at,age_days */
                    "text/csv": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    getLatestGapAnalysis: {
        parameters: {
            query?: {
                /** @description Any of these kinds: repeated, or separated by commas */
                kind?: ("point_without_device" | "device_without_point" | "device_without_reference" | "point_without_reference" | "reference_on_several_points" | "reference_on_several_devices" | "illegal_reference" | "near_match" | "customer_differs" | "site_differs" | "area_differs" | "archived_point_live_device" | "status_differs" | "planned_too_long")[];
                /** @description Without regard to case */
                customer?: string;
                /** @description Without regard to case */
                site?: string;
                /** @description Open for so many days at least when the run looked */
                min_age_days?: number;
                /** @description Open for so many days at most */
                max_age_days?: number;
                /** @description Findings on a page. CSV is never paged. */
                limit?: number;
                /** @description `next_cursor` of the page before; keep the filters */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The report: JSON in pages, or by `Accept` a table of all findings, as CSV or as an Excel workbook (up to 50,000) */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GapReportDto"];
                    /** @example id,kind,reference,customer,site,reason,remedy,erp_ids,point_names,device_guids,hardware_ids,cluster_names,first_seen_at,age_days */
                    "text/csv": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    listPlans: {
        parameters: {
            query?: {
                /** @description Repeated, or separated by commas */
                status?: ("draft" | "applying" | "paused" | "applied" | "failed" | "cancelled")[];
                limit?: number;
                /** @description `next_cursor` of the page before; keep the filter */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanListDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    makePlan: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MakePlanDto"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    getPlan: {
        parameters: {
            query?: {
                /** @description Repeated, or separated by commas */
                status?: ("pending" | "applied" | "failed" | "refused" | "skipped" | "undone")[];
                /** @description Repeated, or separated by commas */
                kind?: ("create" | "update" | "move" | "rename" | "status" | "retire" | "delete" | "write_back" | "create_point" | "archive_point" | "restore_point")[];
                /** @description Repeated, or separated by commas */
                risk?: ("low" | "medium" | "high")[];
                /** @description Actions on a page. CSV and text are never paged. */
                limit?: number;
                /** @description `next_cursor` of the page before; keep the filters */
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description JSON with the actions in pages; or all of them as `text/csv`, or as text for people with `Accept: text/plain` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanDto"];
                    "text/csv": string;
                    "text/plain": string;
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    applyPlan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApplyPlanDto"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    pausePlan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    resumePlan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    cancelPlan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    undoPlan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    ProvisioningController_createDevices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateDevicesDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProvisioningReportDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    restoreClusterVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    syncToMicroshare: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlanRestrictionDto"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    syncFromMicroshare: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlanRestrictionDto"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    getSyncPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SyncPolicyDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    setSyncPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetSyncPolicyDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SyncPolicyDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    followEvents: {
        parameters: {
            query?: {
                /** @description Only these, repeated or separated by commas; `read_anew` always comes */
                types?: ("device_created" | "device_changed" | "device_removed" | "gap_found" | "gap_closed" | "run_started" | "run_progressed" | "run_ended" | "breaker_opened" | "breaker_closed" | "cache_refreshed" | "read_anew")[];
            };
            header?: {
                /** @description Where an earlier stream ended */
                "Last-Event-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A stream of events */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["DeviceWrittenEventDto"] | components["schemas"]["DeviceRemovedEventDto"] | components["schemas"]["GapFoundEventDto"] | components["schemas"]["GapClosedEventDto"] | components["schemas"]["RunStartedEventDto"] | components["schemas"]["RunProgressedEventDto"] | components["schemas"]["RunEndedEventDto"] | components["schemas"]["BreakerEventDto"] | components["schemas"]["CacheRefreshedEventDto"] | components["schemas"]["ReadAnewEventDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    followPlan: {
        parameters: {
            query?: never;
            header?: {
                /** @description Where an earlier stream ended */
                "Last-Event-ID"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A stream of events */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["DeviceWrittenEventDto"] | components["schemas"]["DeviceRemovedEventDto"] | components["schemas"]["GapFoundEventDto"] | components["schemas"]["GapClosedEventDto"] | components["schemas"]["RunStartedEventDto"] | components["schemas"]["RunProgressedEventDto"] | components["schemas"]["RunEndedEventDto"] | components["schemas"]["BreakerEventDto"] | components["schemas"]["CacheRefreshedEventDto"] | components["schemas"]["ReadAnewEventDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    hintErpChange: {
        parameters: {
            query?: never;
            header: {
                "webhook-signature": string;
                "webhook-timestamp": string;
                "webhook-id": string;
            };
            path: {
                connection: string;
            };
            cookie?: never;
        };
        /** @description Anything, up to 64 kB; it is not read */
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HookTakenDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    hintErpChangeByToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                connection: string;
                token: string;
            };
            cookie?: never;
        };
        /** @description Anything, up to 64 kB; it is not read */
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HookTakenDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    listWebhooks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookListDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    createWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookInputDto"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedWebhookDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    deleteWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDoneDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    listWebhookDeliveries: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDeliveryListDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    replayWebhookDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                delivery: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDoneDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    HealthController_overview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    HealthController_live: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LivenessDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    HealthController_ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadinessDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    StatusController_status: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatusDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    listConnections: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionsDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    testConnections: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionReportDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    getMapping: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MappingInUseDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    putMapping: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SaveMappingDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MappingInUseDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    testMapping: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TryMappingDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MappingTrialsDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    getConnectionKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionKeyDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    rotateConnectionKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionKeyDto"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
}
