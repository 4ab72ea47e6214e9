CREATE INDEX IF NOT EXISTS lookup_migrations_by_instance_id
    ON migration (instance_id);
