-- Operators look for sagas that are stuck.
CREATE INDEX IF NOT EXISTS lookup_sagas_by_state
    ON saga (state, time_created, id);
