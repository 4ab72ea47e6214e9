CREATE INDEX IF NOT EXISTS lookup_zpool_by_sled
    ON zpool (sled_id)
    WHERE time_deleted IS NULL;
