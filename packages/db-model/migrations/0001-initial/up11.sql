CREATE INDEX IF NOT EXISTS lookup_vmms_by_instance_id
    ON vmm (instance_id)
    WHERE time_deleted IS NULL;
