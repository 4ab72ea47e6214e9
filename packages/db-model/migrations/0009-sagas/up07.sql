CREATE INDEX IF NOT EXISTS lookup_sagas_by_subject
    ON saga (subject, time_created, id)
    WHERE subject IS NOT NULL;
