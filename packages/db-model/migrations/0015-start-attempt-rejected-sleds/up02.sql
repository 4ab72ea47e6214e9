-- Operators list the attempts of all instances.
CREATE INDEX IF NOT EXISTS lookup_start_attempts_by_time
    ON start_attempt (time_started, id);
