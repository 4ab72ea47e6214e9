CREATE TABLE IF NOT EXISTS crucible_dataset (
    id uuid PRIMARY KEY,
    time_created timestamptz NOT NULL,
    time_modified timestamptz NOT NULL,
    time_deleted timestamptz,
    pool_id uuid NOT NULL,
    -- Bytes, the sum of its regions.
    size_used int8 NOT NULL,
    no_provision bool NOT NULL
);
