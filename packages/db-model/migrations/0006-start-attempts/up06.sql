-- Recorded before placement, so that every start leaves a trace. Open until it has an outcome, which the saga
-- writes, or recovery, whoever is still there to hear it.
CREATE TABLE IF NOT EXISTS start_attempt (
    id uuid PRIMARY KEY,
    instance_id uuid NOT NULL,
    origin start_attempt_origin NOT NULL,
    -- Of the request that asked for it, where there was one.
    request_id text,
    time_started timestamptz NOT NULL,
    time_finished timestamptz,
    outcome start_attempt_outcome,
    code start_attempt_code,
    fault start_attempt_fault,
    transience start_attempt_transience,
    -- For the user: what went wrong, what to do, and how many sleds were ruled out by what.
    message text,
    hint text,
    counts jsonb,
    -- For operators only.
    detail text,
    vmm_id uuid,
    CONSTRAINT finished_iff_outcome CHECK ((time_finished IS NULL) = (outcome IS NULL)),
    CONSTRAINT failed_iff_explained CHECK (
        (outcome IS NOT NULL AND outcome = 'failed') = (code IS NOT NULL)
        AND (code IS NULL) = (fault IS NULL)
        AND (code IS NULL) = (transience IS NULL)
        AND (code IS NULL) = (message IS NULL)
    ),
    CONSTRAINT explanation_only_if_failed CHECK (
        code IS NOT NULL OR (hint IS NULL AND counts IS NULL AND detail IS NULL)
    )
);
