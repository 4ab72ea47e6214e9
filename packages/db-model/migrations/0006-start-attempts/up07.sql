CREATE INDEX IF NOT EXISTS lookup_start_attempts_by_instance
    ON start_attempt (instance_id, time_started, id);
