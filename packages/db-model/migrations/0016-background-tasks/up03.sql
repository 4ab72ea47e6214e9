CREATE INDEX IF NOT EXISTS lookup_start_attempts_by_time_finished
    ON start_attempt (time_finished)
    WHERE outcome IS NOT NULL;
