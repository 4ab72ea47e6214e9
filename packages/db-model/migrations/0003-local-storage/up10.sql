CREATE INDEX IF NOT EXISTS lookup_crucible_dataset_by_pool
    ON crucible_dataset (pool_id)
    WHERE time_deleted IS NULL;
