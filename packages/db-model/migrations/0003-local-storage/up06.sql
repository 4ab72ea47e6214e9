CREATE INDEX IF NOT EXISTS lookup_physical_disk_by_sled
    ON physical_disk (sled_id)
    WHERE time_deleted IS NULL;
