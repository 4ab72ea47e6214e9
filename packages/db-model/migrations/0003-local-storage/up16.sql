CREATE TABLE IF NOT EXISTS local_storage_unencrypted_dataset_allocation (
    id uuid PRIMARY KEY,
    time_created timestamptz NOT NULL,
    time_deleted timestamptz,
    local_storage_unencrypted_dataset_id uuid NOT NULL,
    pool_id uuid NOT NULL,
    sled_id uuid NOT NULL,
    -- Bytes, the overhead included.
    dataset_size int8 NOT NULL
);
