CREATE INDEX IF NOT EXISTS lookup_external_ip_by_instance
    ON external_ip (instance_id)
    WHERE instance_id IS NOT NULL AND time_deleted IS NULL;
