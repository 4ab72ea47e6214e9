CREATE INDEX IF NOT EXISTS lookup_vmms_by_sled_and_id
    ON vmm (sled_id, id)
    WHERE time_deleted IS NULL;
