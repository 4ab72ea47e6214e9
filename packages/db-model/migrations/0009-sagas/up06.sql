CREATE INDEX IF NOT EXISTS lookup_sagas_by_owner
    ON saga (owner)
    WHERE owner IS NOT NULL;
