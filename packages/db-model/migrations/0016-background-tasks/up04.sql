CREATE INDEX IF NOT EXISTS lookup_migrating_instances
    ON instance (id)
    WHERE time_deleted IS NULL AND migration_id IS NOT NULL;
