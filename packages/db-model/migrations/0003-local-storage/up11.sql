-- The old, encrypted kind. Nothing new is allocated on it, but what is there still takes room.
CREATE TABLE IF NOT EXISTS rendezvous_local_storage_dataset (
    id uuid PRIMARY KEY,
    time_created timestamptz NOT NULL,
    time_tombstoned timestamptz,
    blueprint_id_when_created uuid NOT NULL,
    blueprint_id_when_tombstoned uuid,
    pool_id uuid NOT NULL,
    -- Bytes, the sum of its allocations.
    size_used int8 NOT NULL,
    no_provision bool NOT NULL,
    CONSTRAINT tombstoned_consistency CHECK (
        (time_tombstoned IS NULL) = (blueprint_id_when_tombstoned IS NULL)
    )
);
