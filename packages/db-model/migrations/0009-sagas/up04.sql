-- A saga: what is to be done (the DAG and its parameters, which never change), and where it stands.
CREATE TABLE IF NOT EXISTS saga (
    id uuid PRIMARY KEY,
    engine saga_engine NOT NULL,
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 128),
    -- What it is about, for whoever searches: the id of an instance.
    subject text,
    dag jsonb NOT NULL,
    params jsonb NOT NULL,
    state saga_state NOT NULL,
    -- The executor that runs it, where one does. The token counts the owners; what an earlier one writes is refused.
    owner text,
    owner_token int8 NOT NULL DEFAULT 0 CHECK (owner_token >= 0),
    -- Somebody asked for it to be cancelled; its owner has to notice.
    cancel_reason text,
    -- How it came to rest.
    outcome jsonb,
    -- Why nobody here can go on with it.
    parked_code text,
    parked_reason text,
    time_created timestamptz NOT NULL,
    time_updated timestamptz NOT NULL,
    time_rested timestamptz,
    CONSTRAINT outcome_iff_at_rest CHECK (
        (outcome IS NOT NULL) = (state IN ('stuck', 'done', 'unwound', 'abandoned'))
    ),
    CONSTRAINT parked_iff_reason CHECK (
        (parked_code IS NOT NULL) = (state = 'parked')
        AND (parked_code IS NULL) = (parked_reason IS NULL)
    ),
    CONSTRAINT rested_iff_not_under_way CHECK (
        (time_rested IS NULL) = (state IN ('running', 'unwinding'))
    ),
    CONSTRAINT owned_only_under_way CHECK (owner IS NULL OR state IN ('running', 'unwinding'))
);
