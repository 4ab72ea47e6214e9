CREATE INDEX IF NOT EXISTS lookup_sagas_by_time
    ON saga (time_created, id);
