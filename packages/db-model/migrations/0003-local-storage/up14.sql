CREATE INDEX IF NOT EXISTS lookup_local_storage_unencrypted_dataset_by_pool
    ON rendezvous_local_storage_unencrypted_dataset (pool_id)
    WHERE time_tombstoned IS NULL;
