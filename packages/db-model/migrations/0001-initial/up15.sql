CREATE INDEX IF NOT EXISTS lookup_migrations_by_time_created
    ON migration (time_created);
