CREATE INDEX IF NOT EXISTS lookup_sagas_under_way
    ON saga (engine, time_created, id)
    WHERE state IN ('running', 'unwinding', 'parked');
